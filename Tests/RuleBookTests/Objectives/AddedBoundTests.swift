import RuleBook
import TestSupport
import Testing

/// Objectives whose latency becomes a bound of one of Sonde's own histograms.
@Suite struct AddedBoundTests {
    private static func settings(
        _ metrics: RequestMetrics, latency: TimeSpan?
    ) -> ObjectiveSettings {
        var settings = ObjectiveSettings()
        settings.name = "shop"
        settings.metrics = metrics
        settings.target = 0.99
        settings.latency = latency
        return settings
    }

    private static let probe = RequestMetrics.probe("shop", bounds: [0.01, 0.1, 0.5, 2])
    private static let service = RequestMetrics.sonde(route: nil, bounds: [0.01, 0.1, 0.5, 2])

    /// The expression that records the failures of five minutes.
    private static func failures(_ settings: ObjectiveSettings) throws -> String? {
        let family = try RuleFamily.objective(settings, RuleSettings())
        return family.groups[0].rules.lazy.compactMap { rule -> String? in
            guard case .recording(let rule) = rule else { return nil }
            return rule.name == "objective:failures:increase5m" ? "\(rule.expression)" : nil
        }.first
    }

    @Test func `a bound is added to Sonde's own histograms where they have none`() {
        func bound(_ metrics: RequestMetrics, _ latency: TimeSpan?) -> Double? {
            Self.settings(metrics, latency: latency).addedBound
        }
        #expect(bound(Self.probe, TimeSpan(milliseconds: 250)) == 0.25)
        #expect(bound(Self.service, .seconds(3)) == 3)
        #expect(bound(Self.probe, TimeSpan(milliseconds: 500)) == nil)
        #expect(bound(Self.service, nil) == nil)
        #expect(bound(.nginx(service: "a", namespace: nil), .seconds(30)) == nil)
    }

    @Test(
        arguments: [
            settings(probe, latency: TimeSpan(milliseconds: 250)),
            settings(service, latency: .seconds(3)),
        ])
    func `promtool accepts the rules, and each alert is proven`(
        settings: ObjectiveSettings
    ) throws {
        try expectHolds(RuleFamily.objective(settings, RuleSettings()))
    }

    @Test func `slow requests are counted series by series`() throws {
        let all = "synthetic_request_duration_count{probe=\"shop\""
        let fast =
            "synthetic_request_duration_bucket{probe=\"shop\", le=\"0.25\", result!=\"failure\"}[5m]"
        #expect(
            try Self.failures(Self.settings(Self.probe, latency: TimeSpan(milliseconds: 250)))
                == "clamp_min(sum(increase(\(all), result=\"failure\"}[5m]) "
                + "or (increase(\(all), result!=\"failure\"}[5m]) "
                + "- sum without (le) (increase(\(fast)))) "
                + "unless (count_over_time(\(all), result!=\"failure\"}[5m]) "
                + "> sum without (le) (count_over_time(\(fast))))), 0) "
                + "or 0 * sum(increase(\(all)}[5m]))")
    }

    @Test func `at a bound that is always there they are counted together`() throws {
        let all = "synthetic_request_duration_count{probe=\"shop\"}[5m]"
        #expect(
            try Self.failures(Self.settings(Self.probe, latency: TimeSpan(milliseconds: 500)))
                == "clamp_min(sum(increase(\(all))) - (sum(increase("
                + "synthetic_request_duration_bucket{probe=\"shop\", le=\"0.5\", "
                + "result!=\"failure\"}[5m])) or 0 * sum(increase(\(all)))), 0)")
    }

    /// At `a` a quarter of the requests is slow; `b` runs without the bound, and fails now and then;
    /// `c` was given the bound at 27 min.
    @Test func `where the bound is not yet, requests can fail and are not slow`() throws {
        let folder = try TemporaryFolder()
        let family = try RuleFamily.objective(
            Self.settings(Self.probe, latency: TimeSpan(milliseconds: 250)), RuleSettings())
        _ = try folder.write("rules.yml", family.file.prometheusText)
        let input = [
            ("count", "instance=\"a\", result=\"success\"", "0+60x60"),
            ("bucket", "instance=\"a\", result=\"success\", le=\"0.25\"", "0+45x60"),
            ("count", "instance=\"b\", result=\"success\"", "0+60x60"),
            ("count", "instance=\"b\", result=\"failure\"", "0+3x60"),
            ("count", "instance=\"c\", result=\"success\"", "0+60x60"),
            ("bucket", "instance=\"c\", result=\"success\", le=\"0.25\"", "_x27 0+30x32"),
        ].map { name, labels, values in
            "      - series: synthetic_request_duration_\(name){probe=\"shop\", \(labels)}\n"
                + "        values: \(values)\n"
        }
        let expected = [(30, 90), (40, 240)].map { minutes, count in
            "      - expr: round(objective:failures:increase5m)\n"
                + "        eval_time: \(minutes)m\n        exp_samples:\n"
                + "          - {labels: '{objective=\"shop\", probe=\"shop\"}', value: \(count)}\n"
        }
        let tests = try folder.write(
            "test.yml",
            "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n"
                + "    input_series:\n" + input.joined()
                + "    promql_expr_test:\n" + expected.joined())
        #expect(
            try Promtool.run("test", "rules", tests)
                == "status 0\nUnit Testing:  \(tests)\n  SUCCESS\n\n")
    }
}
