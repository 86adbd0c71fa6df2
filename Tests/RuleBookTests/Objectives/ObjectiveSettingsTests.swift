import RuleBook
import Testing

@Suite struct ObjectiveSettingsTests {
    private func problem(_ change: (inout ObjectiveSettings) -> Void) -> String? {
        var settings = ObjectiveRulesTests.movies
        change(&settings)
        do throws(ObjectiveProblem) {
            _ = try RuleFamily.objective(settings, RuleSettings())
            return nil
        } catch {
            return error.description
        }
    }

    private func warnings(_ change: (inout ObjectiveSettings) -> Void) -> [String] {
        var settings = ObjectiveRulesTests.movies
        change(&settings)
        return settings.warnings(scrapeInterval: .seconds(15))
    }

    @Test func `the budget and the promise are exact`() {
        var settings = ObjectiveRulesTests.movies
        #expect(settings.budget == 0.001)
        #expect(settings.promise == "99.9% within 250ms over 30d")
        settings.latency = nil
        settings.target = 0.99995
        settings.window = .weeks(4)
        #expect(settings.budget == 0.00005)
        #expect(settings.promise == "99.995% over 4w")
    }

    @Test func `a latency between two bounds is refused with the nearest`() {
        #expect(problem { $0.latency = TimeSpan(milliseconds: 250) } == nil)
        #expect(
            problem { $0.latency = TimeSpan(milliseconds: 300) }
                == "istio_request_duration_milliseconds has no bound at 300ms, le=\"300\"; the "
                + "nearest are 250 and 500, in milliseconds")
        #expect(
            problem {
                $0.metrics = .nginx(service: nil, namespace: nil)
                $0.latency = .seconds(30)
            }
                == "nginx_ingress_controller_request_duration_seconds has no bound at 30s, le=\"30\"; "
                + "the nearest is 10, in seconds")
        #expect(
            problem { $0.metrics.histogram?.bounds = [] }
                == "istio_request_duration_milliseconds has no bound at 250ms, le=\"250\"; it has "
                + "none at all, in milliseconds")
    }

    @Test func `bounds that are not known are warned of`() {
        #expect(problem { $0.metrics.histogram?.bounds = nil } == nil)
        #expect(
            warnings { $0.metrics.histogram?.bounds = nil } == [
                "objective 'movies-latency': the bounds of istio_request_duration_milliseconds are "
                    + "not known; name them by 'bounds', or ask a Prometheus for them"
            ])
    }

    @Test func `what nothing can tell is refused`() {
        #expect(
            problem { $0.target = 1 }
                == "the target must lie between 0% and 100%, both left out")
        #expect(
            problem { $0.metrics.histogram = nil }
                == "nothing measures the latency: name a histogram")
        #expect(
            problem {
                $0.latency = nil
                $0.metrics.bad = nil
            } == "nothing tells a bad request: it needs a latency or 'bad'")
        #expect(
            problem { $0.metrics.bad = LabelMatcher("code", .matches, ".*") }
                == "cannot find values that 'code=~\".*\"' means and does not mean, to test the "
                + "rules with; write the values, with | between them")
    }

    @Test func `an alert that can never fire is left out, and told`() {
        #expect(
            warnings { $0.target = 0.93 } == [
                "objective 'movies-latency': no alert at 14.4 times its pace: more than 100.8% of "
                    + "requests cannot be bad"
            ])
        #expect(
            warnings { $0.target = 0.5 }
                == [("14.4", 720), ("6", 300), ("3", 150)].map {
                    "objective 'movies-latency': no alert at \($0) times its pace: more than \($1)% of "
                        + "requests cannot be bad"
                })
    }

    @Test func `windows of less than four runs are left out, and told`() {
        #expect(
            warnings { $0.requestInterval = .minutes(5) } == [
                "objective 'movies-latency': no alert at 14.4 times its pace: 5m holds less than "
                    + "four times 5m",
                "objective 'movies-latency': with a request every 5m, 1 failed one within 6h would "
                    + "be 6 times its pace; the alert waits for the third",
                "objective 'movies-latency': with a request every 5m, 1 failed one within 1d would "
                    + "be 3 times its pace; the alert waits for the third",
                "objective 'movies-latency': with a request every 5m, 1 failed one within 3d would "
                    + "be 1 times its pace; the alert waits for the third",
            ])
        #expect(
            problem { $0.requestInterval = .hours(2) } == """
                no window can watch it: no alert at 14.4 times its pace: 5m holds less than four times \
                2h; no alert at 6 times its pace: 30m holds less than four times 2h; no alert at 3 \
                times its pace: 2h holds less than four times 2h; no alert at 1 times its pace: 6h \
                holds less than four times 2h
                """)
    }

    /// The table of the least failed runs within an hour that are above 14.4 times the budget.
    @Test(
        arguments: [
            (5, [11, 52, 104]), (15, [4, 18, 35]), (30, [2, 9, 18]), (60, [1, 5, 9]),
        ])
    func `one failure of few is told`(seconds: Int, counts: [Int]) {
        for (target, count) in zip([0.999, 0.995, 0.99], counts) {
            let lines = warnings {
                $0.target = target
                $0.requestInterval = .seconds(seconds)
            }.filter { $0.contains("within 1h") }
            let noun = count == 1 ? "one" : "ones"
            #expect(
                lines
                    == (count >= 3
                        ? []
                        : [
                            "objective 'movies-latency': with a request every "
                                + "\(TimeSpan.seconds(seconds)), \(count) failed \(noun) within 1h "
                                + "would be 14.4 times its pace; the alert waits for the third"
                        ]))
        }
    }
}
