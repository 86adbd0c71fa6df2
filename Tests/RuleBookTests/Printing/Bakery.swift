import RuleBook

/// Rules of a bakery, with everything that rules can have.
enum Bakery {
    static let loaves = RecordingRule(
        "oven:loaves:increase5m",
        .sum(by: ["job", "oven"], .increase(.metric("loaves_total"), .minutes(5))),
        labels: ["floor": "1", "shift": "no"])

    static let alert = AlertingRule(
        "Oven makes no bread: 100 %",
        (loaves.series < 0.001)
            .unless(
                .call(.maximumOverTime, [PromQL.metric("oven_paused").over(.minutes(5))])
                    .equal(to: 1), .on(["job", "oven"])),
        wait: .seconds(90), keepFiringFor: .minutes(2), severity: AlertingRule.warning,
        labels: ["team": "bakers # 2"],
        summary: "Oven \(.label("oven")) made \(.value(.rounded(digits: 1))) loaves in 5m",
        description: """
            Nobody will have bread in the morning. Look first at the thermometer of the oven \
            \(.label("oven")), then at the flour: flour_kilograms{job="\(.label("job"))"}.
            """,
        comment:
            "An oven that is paused is quiet on purpose, and for as long behind it as the rule "
            + "looks back:\n- the pause is a gauge;\n- one pause in the window is enough.")

    static let file = RuleFile(
        comment: "Bread.",
        groups: [
            RuleGroup(
                "ovens", interval: .seconds(30), rules: [.recording(loaves), .alerting(alert)],
                comment: "Each oven for itself."),
            RuleGroup(
                "scrapes",
                rules: [.alerting(down)]),
        ])

    static let down = AlertingRule(
        "Down", .metric("up").equal(to: 0), summary: "down", description: "Look at it.")

    private static let oven = ["job": "bakery", "oven": "o'2"]
    private static let recorded = ["job": "bakery", "oven": "o'2", "floor": "1", "shift": "no"]

    static let test = AlertTest(
        alert,
        fires: UnitTest(
            "fires when no loaf comes", interval: .seconds(30),
            series: [InputSeries("loaves_total", oven, .steady(7, for: .minutes(20)))],
            alerts: [.firing(alert, at: .minutes(15), recorded, value: 0)],
            samples: [
                SampleCheck(
                    loaves.series, at: .minutes(15),
                    [
                        .init(
                            loaves.name, recorded,
                            value: 0)
                    ])
            ]),
        silent: UnitTest(
            "is silent while loaves come", interval: .seconds(30),
            series: [InputSeries("loaves_total", oven, .rising(by: 1, for: .minutes(20)))],
            alerts: [.silent(alert, at: .minutes(15))]),
        withoutData: UnitTest(
            "says nothing without data", interval: .minutes(1), series: [],
            alerts: [.silent(alert, at: .minutes(15))]),
        recovers: UnitTest(
            "recovers, 2m after loaves come again", interval: .seconds(30),
            series: [
                InputSeries(
                    "loaves_total", oven,
                    .steady(7, for: .minutes(20)).rising(by: 1, for: .minutes(20)))
            ],
            alerts: [
                .firing(alert, at: .minutes(15), recorded, value: 0),
                .firing(alert, at: .seconds(20 * 60 + 90), recorded, value: 0),
                .silent(alert, at: .minutes(30)),
            ]),
        further: [
            UnitTest(
                "is silent for a paused oven", interval: .seconds(30),
                series: [
                    InputSeries(
                        "loaves_total", oven,
                        Samples(from: 100).rising(by: 1, for: .minutes(1)).jumping(to: 0)
                            .steady(for: .minutes(15)).missing(for: .minutes(1)).stale()),
                    InputSeries("oven_paused", oven, .steady(1, for: .minutes(20))),
                ],
                alerts: [.silent(alert, at: .minutes(15))])
        ])

    static let downTest: AlertTest = {
        func test(_ name: String, _ series: [InputSeries], _ checks: [AlertCheck]) -> UnitTest {
            UnitTest(name, interval: .seconds(30), series: series, alerts: checks)
        }
        let firing = AlertCheck.firing(down, at: .minutes(4), ["job": "x"], value: 0)
        let isDown = Samples.steady(0, for: .minutes(5))
        return AlertTest(
            down, fires: test("fires", [InputSeries("up", ["job": "x"], isDown)], [firing]),
            silent: test(
                "is silent", [InputSeries("up", ["job": "x"], .steady(1, for: .minutes(5)))],
                [.silent(down, at: .minutes(4))]),
            withoutData: test("says nothing", [], [.silent(down, at: .minutes(4))]),
            recovers: test(
                "recovers",
                [
                    InputSeries(
                        "up", ["job": "x"], isDown.jumping(to: 1).steady(for: .minutes(5)))
                ], [firing, .silent(down, at: .minutes(8))]))
    }()
}
