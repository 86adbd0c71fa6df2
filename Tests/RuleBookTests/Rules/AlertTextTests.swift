import RuleBook
import Testing

/// Texts of alerts: as the template that Prometheus reads, and as what it makes of it.
@Suite struct AlertTextTests {
    @Test func `pieces are printed as templates and filled in as Prometheus does`() {
        let text: AlertText = """
            \(.ifLabel("probe", "Probe \(.label("probe"))", otherwise: "The prober")) \
            \(.ifValue(above: 1e9, "never ran", otherwise: "ran \(.value(.duration)) ago"))
            """
        #expect(
            text.template == """
                {{ if $labels.probe }}Probe {{ $labels.probe }}{{ else }}The prober{{ end }} \
                {{ if gt $value 1000000000.0 }}never ran{{ else }}\
                ran {{ $value | humanizeDuration }} ago{{ end }}
                """)
        #expect(text.filledIn(labels: ["probe": "shop"], value: 90) == "Probe shop ran 1m 30s ago")
        #expect(text.filledIn(labels: [:], value: 2e9) == "The prober never ran")
    }

    @Test func `braces in words are no template`() {
        let text: AlertText = "\("{{ now }}"): \(PromQL.metric("up")) for \(TimeSpan.minutes(5))"
        #expect(text.template == #"{{ "{{" }} now }}: up for 5m"#)
        #expect(text.filledIn(labels: [:], value: 0) == "{{ now }}: up for 5m")
    }

    private static let values: [(ValueFormat, Double, String)] = [
        (.percentage, 0.12345, "12.35%"), (.percentage, 1, "100%"),
        (.percentage, 0.00001, "0.001%"), (.percentage, 12_345, "1.234e+06%"),
        (.duration, 0, "0s"), (.duration, 0.25, "250ms"), (.duration, 12.5, "12.5s"),
        (.duration, 59.9999, "60s"), (.duration, 3_723, "1h 2m 3s"),
        (.duration, 90_000, "1d 1h 0m 0s"), (.duration, -61.5, "-1m 1s"),
        (.number, 0, "0"), (.number, 1_234.56, "1.235k"), (.number, 0.05, "50m"),
        (.number, 2_500_000, "2.5M"), (.number, 0.000_012, "12u"), (.number, 999.99, "1000"),
        (.rounded(digits: 1), 3.05, "3.0"), (.rounded(digits: 0), 2.5, "2"),
        (.number, .infinity, "+Inf"), (.duration, .infinity, "+Inf"),
        (.percentage, -.infinity, "-Inf%"), (.rounded(digits: 2), .infinity, "+Inf"),
    ]

    @Test(arguments: values)
    func `values are written as Prometheus writes them`(
        _ format: ValueFormat, _ value: Double, _ text: String
    ) {
        let filledIn = AlertText([.value(format)]).filledIn(labels: [:], value: value)
        #expect(filledIn == text)
    }

    @Test func `promtool finds the same texts`() throws {
        let tests = Self.values.enumerated().map { index, example in
            // No series of a test can be infinite.
            let value = PromQL.metric("value").unequal(to: 42)
            let input = example.1.isFinite ? example.1 : example.1.sign == .minus ? -1 : 1
            let alert = AlertingRule(
                "Alert \(index)", example.1.isFinite ? value : value * .number(.infinity),
                summary: AlertText([.value(example.0)]), description: "\(.label("a"))")
            func test(_ value: Double, _ checks: [AlertCheck]) -> UnitTest {
                UnitTest(
                    "of \(value)", interval: .minutes(1),
                    series: [
                        InputSeries(
                            "value", ["a": "b"],
                            .steady(value, for: .minutes(5)).jumping(to: 42).steady(
                                for: .minutes(5)))
                    ], alerts: checks)
            }
            let firing = AlertCheck.firing(alert, at: .minutes(3), ["a": "b"], value: example.1)
            let silent = AlertCheck.silent(alert, at: .minutes(8))
            return AlertTest(
                alert, fires: test(input, [firing]), silent: test(42, [silent]),
                withoutData: test(42, [silent]), recovers: test(input, [firing, silent]))
        }
        try expectHolds(
            RuleFamily(
                name: "texts",
                groups: [RuleGroup("texts", rules: tests.map { .alerting($0.alert) })],
                tests: [
                    UnitTestFile(name: "texts", evaluationInterval: .minutes(1), tests: tests)
                ]))
    }
}
