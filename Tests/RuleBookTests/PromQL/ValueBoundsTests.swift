import RuleBook
import Testing

/// The values that expressions can have.
@Suite struct ValueBoundsTests {
    private func bounds(_ expression: String) throws -> String {
        let bounds = try PromQL(parsing: expression).bounds { $0 == "s_bucket" ? 2 : nil }
        return "\(PromQL.number(bounds.low))...\(PromQL.number(bounds.high))"
    }

    @Test func `each kind of expression has its bounds`() throws {
        let cases = [
            ("5", "5...5"), ("-5 + 2 * 3", "1...1"), ("10 ^ -3", "0.001...0.001"),
            ("14.4 * (1 - 0.5)", "7.2...7.2"), ("1 / 0", "0...Inf"), ("m", "-Inf...Inf"),
            ("up", "0...1"), ("m_total", "0...Inf"), ("rate(m[5m])", "0...Inf"),
            ("-up", "-1...0"), ("1 - up", "0...1"), ("(1 - avg(up)) * 100", "0...100"),
            ("sum(up)", "0...Inf"), ("sum(m)", "-Inf...Inf"), ("count(m)", "1...Inf"),
            ("max(up)", "0...1"), ("quantile(0.5, up)", "0...1"),
            ("quantile(2, up)", "-Inf...Inf"), ("stddev(m)", "0...Inf"), ("absent(m)", "1...1"),
            ("m > bool 5", "0...1"), ("m > 5", "5...Inf"), ("5 > m", "-Inf...5"),
            ("up > 5 < 3", "5...1"), ("up or vector(7)", "0...7"), ("up and m", "0...1"),
            ("clamp(m, -1, 3)", "-1...3"), ("clamp_max(m_total, 3)", "0...3"),
            ("clamp_min(m, 3)", "3...Inf"), ("hour()", "0...23"), ("sgn(m)", "-1...1"),
            ("avg_over_time(up[1h])", "0...1"), ("count_over_time(up[1h])", "1...Inf"),
            ("max_over_time(sum(up)[1h:5m])", "0...Inf"), ("up % 2", "0...2"),
            ("histogram_quantile(0.9, rate(s_bucket[5m]))", "-Inf...2"),
            ("histogram_quantile(0.9, rate(t_bucket[5m]))", "-Inf...Inf"),
            ("ceil(up / 3)", "0...1"), ("time()", "0...Inf"), ("scalar(up)", "0...1"),
        ]
        for (expression, expected) in cases {
            #expect(try bounds(expression) == expected, "\(expression)")
        }
    }

    @Test func `a part of what it is divided by is a share`() throws {
        let shares = [
            #"sum(rate(a_total{code="5"}[5m])) / sum(rate(a_total[5m]))"#,
            #"sum by (j) (rate(a_total{c="5"}[5m])) / (sum by (j) (rate(a_total[5m])) > 0)"#,
            #"(sum(rate(a_total{c="5"}[5m])) or 0 * x) / sum(rate(a_total[5m]))"#,
            #"(rate(a_total[5m]) - rate(a_total{c="2"}[5m])) / rate(a_total[5m])"#,
            #"count_over_time(a_total{x="y"}[5m]) / count_over_time(a_total[5m])"#,
        ]
        for share in shares { #expect(try bounds(share) == "0...1", "\(share)") }
        let others = [
            "sum(rate(a_total[5m])) / sum(rate(b_total[5m]))",
            #"sum(rate(a_total[5m])) / sum(rate(a_total{c="5"}[5m]))"#,
            #"sum(rate(a_total{c="5"}[1h])) / sum(rate(a_total[5m]))"#,
            #"sum(rate(a_total{c="5"}[5m])) / avg(rate(a_total[5m]))"#,
            #"rate(a_total{c="5"}[5m] offset 1d) / rate(a_total[5m])"#,
        ]
        for other in others { #expect(try bounds(other) == "0...Inf", "\(other)") }
    }
}
