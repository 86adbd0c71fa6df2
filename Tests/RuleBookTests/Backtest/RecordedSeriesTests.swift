import RuleBook
import Testing

@Suite struct RecordedSeriesTests {
    private static let recorded = RecordedSeries([
        "job:errors:rate5m": [
            .init(
                expression: .sum(by: ["job"], .rate(.metric("errors_total"), .minutes(5))),
                labels: [:], interval: .seconds(30))
        ],
        "job:ratio": [
            .init(
                expression: .metric("job:errors:rate5m") / (.metric("all") > 0), labels: [:],
                interval: .minutes(1))
        ],
        "level": [
            .init(expression: .metric("a"), labels: ["kind": "$a"], interval: .minutes(1)),
            .init(expression: .metric("b"), labels: [:], interval: .minutes(2)),
        ],
        "own": [
            .init(
                expression: PromQL.metric("own").offset(.minutes(1)) + .metric("x"), labels: [:],
                interval: .minutes(1))
        ],
    ])

    private func inlined(_ expression: PromQL, _ names: Set<String>) -> String {
        Self.recorded.inlined(names, in: expression)?.description ?? "too large"
    }

    private static let errors = PromQL.metric("job:errors:rate5m")
    private static let sum = "sum by (job) (rate(errors_total[5m]))"

    @Test func `a selector becomes the expression`() {
        #expect(inlined(Self.errors > 3, ["job:errors:rate5m"]) == "\(Self.sum) > 3")
        #expect(inlined(Self.errors > 3, []) == "job:errors:rate5m > 3")
        #expect(inlined(Self.errors > 3, ["other"]) == "job:errors:rate5m > 3")
    }

    @Test func `what is recorded of recorded series is replaced as far as it is asked for`() {
        let ratio = PromQL.metric("job:ratio") > 0.1
        #expect(
            inlined(ratio, ["job:ratio", "job:errors:rate5m"])
                == "\(Self.sum) / (all > 0) > 0.1")
        #expect(inlined(ratio, ["job:ratio"]) == "job:errors:rate5m / (all > 0) > 0.1")
        #expect(Self.recorded.names(in: ratio) == ["job:errors:rate5m", "job:ratio"])
        #expect(Self.recorded.names(in: .metric("up")) == [])
    }

    @Test func `ranges, offsets and fixed times become subqueries at the group's interval`() {
        let names: Set = ["job:errors:rate5m"]
        #expect(
            inlined(.call(.maximumOverTime, [Self.errors.over(.days(1))]), names)
                == "max_over_time(\(Self.sum)[1d:30s])")
        #expect(
            inlined(Self.errors.offset(.weeks(1)), names)
                == "last_over_time(\(Self.sum)[30s:30s] offset 1w)")
        #expect(
            inlined(.selector(Selector("job:errors:rate5m", time: TimeShift(at: .end))), names)
                == "last_over_time(\(Self.sum)[30s:30s] @ end())")
        #expect(
            inlined(
                .call(.maximumOverTime, [Self.errors.over(.days(1), every: .minutes(5))]), names)
                == "max_over_time(\(Self.sum)[1d:5m])")
    }

    @Test func `conditions on labels are joins`() {
        let names: Set = ["job:errors:rate5m"]
        func filtered(_ comparison: LabelMatcher.Comparison) -> String {
            inlined(Self.errors.filtered([LabelMatcher("job", comparison, "a")]), names)
        }
        let marked = "label_replace(\(Self.sum), \"__meets__\", \"1\", \"job\", \"a\")"
        let mark = "label_replace(vector(1), \"__meets__\", \"1\", \"\", \"\")"
        let only = "label_replace(vector(1), \"job\", \"a\", \"\", \"\")"
        #expect(filtered(.equal) == "\(Self.sum) and on (job) \(only)")
        #expect(filtered(.unequal) == "\(Self.sum) unless on (job) \(only)")
        #expect(
            filtered(.matches)
                == "label_replace(\(marked) and on (__meets__) \(mark), \"__meets__\", \"\", \"\", "
                + "\"\")")
        #expect(
            filtered(.avoids)
                == "label_replace(\(marked) unless on (__meets__) \(mark), \"__meets__\", \"\", "
                + "\"\", \"\")")
    }

    @Test func `labels of the rule are set, and rules of one name are joined`() {
        #expect(
            inlined(.metric("level"), ["level"])
                == "label_replace(a, \"kind\", \"$$a\", \"\", \"\") or b")
        #expect(
            inlined(PromQL.metric("level").offset(.minutes(5)), ["level"])
                == "last_over_time((label_replace(a, \"kind\", \"$$a\", \"\", \"\") or b)[1m:1m] "
                + "offset 5m)")
    }

    @Test func `absent keeps the labels that it was asked for`() {
        #expect(
            inlined(.absent(.metric("job:errors:rate5m", ["job": "a"])), ["job:errors:rate5m"])
                == "label_replace(absent(\(Self.sum) and on (job) label_replace(vector(1), \"job\", "
                + "\"a\", \"\", \"\")), \"job\", \"a\", \"\", \"\")")
    }

    @Test func `what a rule reads of itself stays`() {
        #expect(inlined(.metric("own"), ["own"]) == "own offset 1m + x")
    }

    @Test func `series that are each recorded of two others are not replaced without end`() {
        func recorded(_ count: Int, _ body: (PromQL) -> PromQL) -> RecordedSeries {
            RecordedSeries(
                Dictionary(
                    uniqueKeysWithValues: (1...count).map { number in
                        let source = RecordedSeries.Source(
                            expression: body(.metric("a:\(number - 1)")), labels: [:],
                            interval: .minutes(1))
                        return ("a:\(number)", [source])
                    }))
        }
        func inlined(_ recorded: RecordedSeries, _ count: Int) -> String? {
            let whole = PromQL.metric("a:\(count)")
            return recorded.inlined(Set(recorded.names(in: whole)), in: whole)?.description
        }
        #expect(inlined(recorded(2) { $0 + $0 }, 2) == "a:0 + a:0 + (a:0 + a:0)")
        #expect(inlined(recorded(40) { $0 + $0 }, 40) == nil)
        // Nor as deep as a stack has no place for.
        #expect(inlined(recorded(5_000) { $0 + 1 }, 5_000) == nil)
        // Each of them of all the others.
        let names = (0..<12).map { "a:\($0)" }
        let all = names.dropFirst().reduce(PromQL.metric(names[0])) { $0 + .metric($1) }
        let source = RecordedSeries.Source(expression: all, labels: [:], interval: .minutes(1))
        let tangled = RecordedSeries(
            Dictionary(uniqueKeysWithValues: names.map { ($0, [source]) }))
        #expect(tangled.inlined(Set(names), in: .metric("a:0")) == nil)
    }
}
