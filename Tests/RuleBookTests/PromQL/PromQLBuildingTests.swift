import RuleBook
import Testing

/// Expressions put together by hand, against the text that they become.
@Suite struct PromQLBuildingTests {
    private let runs = PromQL.metric("runs_total", ["job": "shop"])

    @Test func `a guarded ratio reads as it is printed`() {
        let failures = PromQL.sum(
            by: ["job", "probe"], .increase(.metric("failures_total"), .minutes(5)))
        let all = PromQL.sum(by: ["job", "probe"], .increase(runs, .minutes(5)))
        let alert = (failures / (all > 0) > 0.001).and(failures > 2.5)
        #expect(
            alert.description == """
                sum by (job, probe) (increase(failures_total[5m])) / \
                (sum by (job, probe) (increase(runs_total{job="shop"}[5m])) > 0) > 0.001 \
                and sum by (job, probe) (increase(failures_total[5m])) > 2.5
                """)
        #expect(
            alert.wrapped(width: 60) == """
                sum by (job, probe) (increase(failures_total[5m]))
                    / (
                      sum by (job, probe) (
                        increase(runs_total{job="shop"}[5m])
                      )
                      > 0
                    )
                  > 0.001
                and sum by (job, probe) (increase(failures_total[5m])) > 2.5
                """)
    }

    @Test func `parentheses stand where precedence asks for them`() {
        let a = PromQL.metric("a")
        let b = PromQL.metric("b")
        let c = PromQL.metric("c")
        let texts: [(PromQL, String)] = [
            (a - (b - c), "a - (b - c)"),
            (a - b - c, "a - b - c"),
            ((a + b) * c, "(a + b) * c"),
            (a.with(.power, b).with(.power, c), "(a ^ b) ^ c"),
            (a.with(.power, b.with(.power, c)), "a ^ b ^ c"),
            ((-a).with(.power, 2), "(-a) ^ 2"),
            (-(a.with(.power, 2)), "-a ^ 2"),
            (-(a * b), "-(a * b)"),
            ((-a) * b, "-a * b"),
            (PromQL.number(-1).with(.power, 2), "(-1) ^ 2"),
            (a - -1, "a - -1"),
            (-(-a), "--a"),
            (.unary(.minus, .number(-1)), "-(-1)"),
            (a.or(b).and(c), "(a or b) and c"),
            (a.or(b.and(c)), "a or b and c"),
            (a.unless(b.unless(c)), "a unless (b unless c)"),
            ((a > b).equal(to: c), "a > b == c"),
            (a > (b > c), "a > (b > c)"),
            ((a / b).over(.weeks(1), every: .minutes(5)), "(a / b)[1w:5m]"),
            ((-a).over(.hours(1)), "(-a)[1h:]"),
            (
                PromQL.rate(a, .minutes(1)).over(.hours(1)).offset(.minutes(5)),
                "rate(a[1m])[1h:] offset 5m"
            ),
        ]
        for (expression, text) in texts { #expect(expression.description == text) }
    }

    @Test func `numbers are exact and times are those of Prometheus`() {
        let numbers: [(PromQL, String)] = [
            (0.001, "0.001"), (0.1, "0.1"), (1e-5, "1e-05"), (1_000_000, "1000000"),
            (.number(.nan), "NaN"), (.number(.infinity), "Inf"), (.number(-.infinity), "-Inf"),
        ]
        for (number, text) in numbers { #expect(number.description == text) }
        let spans: [(TimeSpan, String)] = [
            (.minutes(5), "5m"), (.seconds(90), "1m30s"), (.hours(24), "1d"), (.hours(36), "36h"),
            (.days(14), "2w"), (.days(30), "30d"), (.days(365), "1y"), (.zero, "0s"),
            (TimeSpan(milliseconds: -1_500), "-1s500ms"),
        ]
        for (span, text) in spans { #expect(span.description == text) }
        let shifted = Selector(
            "m", time: TimeShift(offset: .minutes(-5), at: .unix(milliseconds: -1_050)))
        #expect(PromQL.selector(shifted).description == "m @ -1.050 offset -5m")
    }

    @Test func `matching, grouping and conditions are printed whole`() {
        let count = PromQL.metric("up", where: [LabelMatcher("job", .avoids, "a|\"b\"\\.c")])
        let joined = count.with(
            .multiply, .metric("info"), .on(["instance"], .left(["version"])))
        #expect(
            joined.description == #"""
                up{job!~"a|\"b\"\\.c"} * on (instance) group_left (version) info
                """#)
        #expect(
            PromQL.aggregate(.topk, by: [], parameter: 3, count).description
                == #"topk(3, up{job!~"a|\"b\"\\.c"})"#)
        #expect(
            PromQL.aggregation(Aggregation(.sum, .without(["le"]), .metric("on"))).description
                == #"sum without (le) ({__name__="on"})"#)
        #expect(
            runs.with(.less, 5, returnsBool: true).description
                == #"runs_total{job="shop"} < bool 5"#)
    }

    @Test func `conditions can be added to every selector`() {
        let ratio = PromQL.rate(.metric("a"), .minutes(5)) / PromQL.rate(.metric("b"), .minutes(5))
        let filtered = ratio.filtered([LabelMatcher("job", .equal, "x")])
        #expect(filtered.description == #"rate(a{job="x"}[5m]) / rate(b{job="x"}[5m])"#)
        #expect(filtered.selectors.map(\.metricName) == ["a", "b"])
    }
}
