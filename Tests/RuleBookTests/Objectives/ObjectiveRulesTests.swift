import RuleBook
import Testing

@Suite struct ObjectiveRulesTests {
    /// `99.9% within 250ms over 30d` of a service behind Istio.
    static let movies: ObjectiveSettings = {
        var settings = ObjectiveSettings()
        settings.name = "movies-latency"
        settings.metrics = .istio(service: "movies", namespace: "backyards-demo")
        settings.target = 0.999
        settings.latency = TimeSpan(milliseconds: 250)
        return settings
    }()

    private static func settings(
        _ name: String, _ metrics: RequestMetrics, _ target: Double, latency: TimeSpan? = nil
    ) -> ObjectiveSettings {
        var settings = ObjectiveSettings()
        settings.name = name
        settings.metrics = metrics
        settings.target = target
        settings.latency = latency
        return settings
    }

    private static let bounds = [0.01, 0.1, 0.5, 2]

    private static let custom: RequestMetrics = {
        var metrics = RequestMetrics(total: "app_requests_total")
        metrics.select = [LabelMatcher("app", .equal, "shop")]
        metrics.bad = LabelMatcher("outcome", .matches, "error|timeout")
        return metrics
    }()

    @Test(
        arguments: [
            movies, settings("istio", .istio(service: "a", namespace: nil), 0.9999),
            settings("nginx", .nginx(service: "a", namespace: "b"), 0.995),
            settings(
                "nginx-latency", .nginx(service: "a", namespace: "b"), 0.99, latency: .seconds(1)),
            settings("envoy", .envoy(cluster: "a"), 0.95),
            settings(
                "envoy-latency", .envoy(cluster: "a"), 0.9, latency: TimeSpan(milliseconds: 500)),
            settings("reservations", .sonde(route: nil, bounds: bounds), 0.999),
            settings(
                "reservations latency", .sonde(route: nil, bounds: bounds), 0.99,
                latency: TimeSpan(milliseconds: 500)),
            settings("probe", .probe("shop", bounds: bounds), 0.99999),
            settings("custom", custom, 0.9),
        ])
    func `promtool accepts the rules, and each alert is proven`(
        settings: ObjectiveSettings
    ) throws {
        let family = try RuleFamily.objective(settings, RuleSettings())
        try expectHolds(family)
    }

    @Test func `what a user sets of the alerts is in their tests`() throws {
        var rules = RuleSettings()
        rules.all.wait = .minutes(3)
        rules.all.keepFiringFor = .minutes(7)
        rules.all.labels = ["team": "web"]
        try expectHolds(RuleFamily.objective(Self.movies, rules))
    }

    @Test func `the rules are these`() throws {
        var settings = Self.movies
        settings.window = .hours(6)
        let family = try RuleFamily.objective(settings, RuleSettings())
        #expect(family.name == "objective-movies-latency")
        let group = try #require(family.groups.first)
        let texts = group.rules.map { rule in
            switch rule {
            case .recording(let rule): "\(rule.name) = \(rule.expression)"
            case .alerting(let rule): "\(rule.name) = \(rule.expression)"
            }
        }
        let series =
            "reporter=\"destination\", destination_service_name=\"movies\", "
            + "destination_service_namespace=\"backyards-demo\""
        let histogram = "istio_request_duration_milliseconds"
        func requests(_ window: String) -> String {
            "sum(increase(\(histogram)_count{\(series)}[\(window)]))"
        }
        func counts(_ window: String) -> [String] {
            [
                "objective:requests:increase\(window) = \(requests(window))",
                "objective:failures:increase\(window) = clamp_min(\(requests(window)) - "
                    + "(sum(increase(\(histogram)_bucket{\(series), le=~\"250(\\\\.0)?\", "
                    + "response_code!~\"5..|0\"}[\(window)])) or 0 * \(requests(window))), 0)",
            ]
        }
        let own = "{objective=\"movies-latency\"}"
        func alert(_ factor: String, _ long: String, _ short: String) -> String {
            func burns(_ window: String) -> String {
                "objective:failures:increase\(window)\(own) / "
                    + "(objective:requests:increase\(window)\(own) > 0) > \(factor) * 0.001"
            }
            return "Error budget burns at \(factor)x = \(burns(long)) and \(burns(short)) and "
                + "objective:failures:increase\(long)\(own) > 2.5"
        }
        let budget =
            "objective:error_budget_left:ratio = 1 - "
            + "sum_over_time(objective:failures:increase5m\(own)[6h:5m]) / "
            + "(sum_over_time(objective:requests:increase5m\(own)[6h:5m]) > 0) / 0.001"
        #expect(
            texts == ["5m", "30m", "1h", "6h"].flatMap(counts) + [
                budget, alert("14.4", "1h", "5m"), alert("6", "6h", "30m"),
            ])
        #expect(
            family.warnings == [
                "objective 'movies-latency': no alert at 3 times its pace: 1d is longer than its "
                    + "window of 6h",
                "objective 'movies-latency': no alert at 1 times its pace: 3d is longer than its "
                    + "window of 6h",
            ])
    }

    @Test func `long windows are sums of short ones`() throws {
        let family = try RuleFamily.objective(Self.movies, RuleSettings())
        let texts = family.groups[0].rules.compactMap { rule -> String? in
            guard case .recording(let rule) = rule, rule.name.hasSuffix("d") else { return nil }
            return "\(rule.name) = \(rule.expression) \(rule.labels.keys.sorted())"
        }
        let labels = "[\"namespace\", \"objective\", \"service\"]"
        #expect(
            texts
                == ["1d", "3d"].flatMap { window in
                    ["requests", "failures"].map { what in
                        "objective:\(what):increase\(window) = "
                            + "sum_over_time(objective:\(what):increase5m{objective=\"movies-latency\"}"
                            + "[\(window):5m]) \(labels)"
                    }
                })
        #expect(family.warnings == [])
    }
}
