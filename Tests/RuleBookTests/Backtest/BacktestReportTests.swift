import Base
import Monitoring
import Reporting
import RuleBook
import Testing

@Suite struct BacktestReportTests {
    /// 2026-01-05T00:00:00Z.
    private static let start: Int64 = 1_767_571_200_000
    private static let minute: Int64 = 60_000

    private static func episode(
        _ labels: [String: String], _ pending: Int64, _ fired: Int64?, _ end: Int64?, peak: Double
    ) -> AlertEpisode {
        AlertEpisode(
            labels: labels, pendingFrom: start + pending * minute,
            firedFrom: fired.map { start + $0 * minute }, end: end.map { start + $0 * minute },
            peak: peak)
    }

    private static let report = BacktestReport(
        start: start, end: start + 1_440 * minute,
        alerts: [
            BacktestReport.Alert(
                name: "Errors", group: "shop", expression: .metric("ratio") > 0.1,
                replay: AlertReplay(
                    times: QueryRange(
                        start: start, end: start + 1_440 * minute, step: minute), hold: 300_000,
                    keepFiring: 600_000, side: .high),
                episodes: [
                    episode(["job": "a<b"], 10, 15, 27, peak: 0.4256789),
                    episode([:], 30, nil, 32, peak: 0.2),
                    episode(["job": "shop"], 1_380, 1_390, nil, peak: .infinity),
                ],
                notes: [
                    .remark("the server warns: store is away"), .replaced("ratio", until: nil),
                ]),
            BacktestReport.Alert(
                name: "Quiet", group: "shop", expression: .metric("rate").equal(to: 0),
                replay: AlertReplay(
                    times: QueryRange(
                        start: start, end: start + 1_440 * minute, step: 15_000), hold: 0,
                    keepFiring: 0, side: .low), episodes: [],
                notes: [.noSeries(["rate", "up{job=\"a\"}"])]),
            BacktestReport.Alert(
                name: "Broken", group: "other", expression: .metric("x"),
                replay: AlertReplay(
                    times: QueryRange(
                        start: start, end: start + 1_440 * minute, step: minute), hold: 0,
                    keepFiring: 0, side: .high), episodes: [],
                notes: [.assumedInterval(.minutes(1))],
                problem: "cannot query Prometheus at http://p: execution: no"),
        ])

    @Test func `as text every firing is a line`() {
        #expect(
            Self.report.text == """
                2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z: 3 alerts, 1 fired, 2 times, 1h2m in all

                Errors (group shop, every 1m, for 5m, keep firing for 10m): fired 2 times, 1h2m in \
                all, pending 1 time without firing
                  2026-01-05T00:15:00Z to 2026-01-05T00:27:00Z  12m  peak 0.4257  {job="a<b"}
                  2026-01-05T23:10:00Z to the end               50m  peak +Inf  {job="shop"}
                  note: the server warns: store is away

                Quiet (group shop, every 15s): never fired
                  note: there is no series of rate, up{job="a"}
                Broken (group other, every 1m): cannot query Prometheus at http://p: execution: no

                note: the group other has no interval: 1m, Prometheus' own, is taken
                note: ratio is not in the history: its expression stands in its place

                """)
    }

    @Test func `names that would steer a terminal are spelt out`() {
        let alert = BacktestReport.Alert(
            name: "A\u{1b}[2J", group: "g\u{202e}", expression: .metric("x"),
            replay: Self.report.alerts[1].replay, episodes: [],
            notes: [.assumedInterval(.minutes(1)), .noSeries(["x{a=\"\u{7}\"}"])])
        let report = BacktestReport(start: Self.start, end: Self.start, alerts: [alert])
        #expect(
            report.text == #"""
                2026-01-05T00:00:00Z to 2026-01-05T00:00:00Z: 1 alert, none fired

                A\u{1b}[2J (group g\u{202e}, every 15s): never fired
                  note: there is no series of x{a="\u{7}"}

                note: the group g\u{202e} has no interval: 1m, Prometheus' own, is taken

                """#)
    }

    @Test func `what holds for several alerts is told once, at the end`() {
        let names = (1...12).map { "job:requests\($0):rate5m" }
        let alerts = ["a", "a", "b"].enumerated().map { index, group in
            BacktestReport.Alert(
                name: "A\(index)", group: group, expression: .metric("x"),
                replay: Self.report.alerts[1].replay, episodes: [],
                notes: [.assumedInterval(.minutes(1)), .replaced("late", until: Self.start)]
                    + names.map { .replaced($0, until: nil) })
        }
        let report = BacktestReport(start: Self.start, end: Self.start, alerts: alerts)
        #expect(
            report.text == """
                2026-01-05T00:00:00Z to 2026-01-05T00:00:00Z: 3 alerts, none fired

                A0 (group a, every 15s): never fired
                A1 (group a, every 15s): never fired
                A2 (group b, every 15s): never fired

                note: the groups a, b have no interval: 1m, Prometheus' own, is taken
                note: job:requests10:rate5m, job:requests11:rate5m, job:requests12:rate5m, job:requests1:rate5m,
                  job:requests2:rate5m, job:requests3:rate5m, job:requests4:rate5m, job:requests5:rate5m,
                  job:requests6:rate5m, job:requests7:rate5m, job:requests8:rate5m, job:requests9:rate5m are not
                  in the history: their expressions stand in their places
                note: late is in the history from 2026-01-05T00:00:00Z on only: its expression stands in its place

                """)
    }

    @Test func `as JSON every episode is told, those that did not fire as well`() {
        #expect(
            BacktestDocument(
                BacktestReport(
                    start: Self.report.start, end: Self.report.end,
                    alerts: [Self.report.alerts[0]])
            ).jsonText == """
                {
                  "alerts" : [
                    {
                      "alert" : "Errors",
                      "episodes" : [
                        {
                          "firing_seconds" : 720,
                          "from" : "2026-01-05T00:15:00Z",
                          "labels" : {
                            "job" : "a<b"
                          },
                          "peak" : 0.4256789,
                          "pending_from" : "2026-01-05T00:10:00Z",
                          "to" : "2026-01-05T00:27:00Z"
                        },
                        {
                          "labels" : {

                          },
                          "peak" : 0.2,
                          "pending_from" : "2026-01-05T00:30:00Z",
                          "to" : "2026-01-05T00:32:00Z"
                        },
                        {
                          "firing_seconds" : 3000,
                          "from" : "2026-01-05T23:10:00Z",
                          "labels" : {
                            "job" : "shop"
                          },
                          "peak" : "+Inf",
                          "pending_from" : "2026-01-05T23:00:00Z"
                        }
                      ],
                      "expression" : "ratio > 0.1",
                      "firing_seconds" : 3720,
                      "for_seconds" : 300,
                      "group" : "shop",
                      "keep_firing_for_seconds" : 600,
                      "notes" : [
                        "the server warns: store is away",
                        "ratio is not in the history: its expression stands in its place"
                      ],
                      "step_seconds" : 60
                    }
                  ],
                  "from" : "2026-01-05T00:00:00Z",
                  "to" : "2026-01-06T00:00:00Z"
                }

                """)
    }

    @Test func `as a picture every alert and its labels are a row`() {
        let svg = BacktestTimeline(Self.report).svg
        let bars = svg.split(separator: "\n").filter { $0.contains("height=\"14\"") }
        let pending = "fill=\"#f0b27a\"><title>pending, "
        let firing = "fill=\"#c0392b\"><title>firing, "
        let expected = """
            <rect x="375" y="38" width="2" height="14" \(pending)2026-01-05T00:30:00Z to \
            2026-01-05T00:32:00Z</title></rect>
            <rect x="365" y="60" width="3" height="14" \(pending)2026-01-05T00:10:00Z to \
            2026-01-05T00:15:00Z</title></rect>
            <rect x="368" y="60" width="6" height="14" \(firing)peak 0.4257, 2026-01-05T00:15:00Z \
            to 2026-01-05T00:27:00Z</title></rect>
            <rect x="1050" y="82" width="5" height="14" \(pending)2026-01-05T23:00:00Z to \
            2026-01-05T23:10:00Z</title></rect>
            <rect x="1055" y="82" width="25" height="14" \(firing)peak +Inf, 2026-01-05T23:10:00Z \
            to 2026-01-06T00:00:00Z</title></rect>
            """
        #expect(bars.joined(separator: "\n") == expected)
        let titles = svg.matches(of: /<text x="8"[^>]*><title>([^<]*)<\/title>/).map { $0.1 }
        #expect(
            titles == [
                "Errors", "Errors {job=&quot;a&lt;b&quot;}", "Errors {job=&quot;shop&quot;}",
                "Quiet", "Broken",
            ])
        let ticks = svg.matches(of: /middle" fill="#666666">([^<]*)</).map { $0.1 }
        #expect(
            ticks == [
                "01-05 00:00", "01-05 03:00", "01-05 06:00", "01-05 09:00", "01-05 12:00",
                "01-05 15:00", "01-05 18:00", "01-05 21:00", "01-06 00:00",
            ])
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1100\" "))
        #expect(svg.hasSuffix("</svg>\n"))
    }

    @Test func `rows past the limit are counted, not drawn`() {
        let alert = Self.report.alerts[1]
        let many = BacktestReport(
            start: Self.report.start, end: Self.report.end,
            alerts: Array(repeating: alert, count: BacktestTimeline.rowCountMax + 3))
        #expect(BacktestTimeline(many).svg.contains(">and 3 more</text>"))
    }

    /// A report of one alert, whose name and label value are the same text.
    private static func report(_ text: String, _ episodes: [AlertEpisode]) -> BacktestReport {
        BacktestReport(
            start: start, end: start + 1_440 * minute,
            alerts: [
                BacktestReport.Alert(
                    name: text, group: "g", expression: .metric("up"),
                    replay: AlertReplay(
                        times: QueryRange(
                            start: start, end: start + 1_440 * minute, step: minute), hold: 0,
                        keepFiring: 0, side: .high), episodes: episodes, notes: [])
            ])
    }

    @Test func `the picture is well-formed, whatever names and labels hold`() {
        let text = "<a b=\"c\">&\u{1b}[2J\r\n\0\u{fffe}\u{ffff}\u{202e}"
        let svg = BacktestTimeline(
            Self.report(text, [Self.episode(["l": text], 1, 2, 3, peak: 1)])
        ).svg
        let title = svg.firstMatch(of: /<title>([^<]*)<\/title>/).map { String($0.1) }
        #expect(
            title
                == #"&lt;a b=&quot;c&quot;&gt;&amp;\u{1b}[2J\u{d}\u{a}\u{0}\u{fffe}\u{ffff}\u{202e} "#
                + #"{l=&quot;&lt;a b=\&quot;c\&quot;&gt;&amp;\u001b[2J\r\n\u0000\ufffe\uffff\u202e&quot;}"#
        )
        #expect(svg.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0xfffe).contains($0.value) })
    }

    @Test func `bars that would lie on each other are drawn once`() {
        // Half a minute of the picture is less than a pixel.
        let episodes = (0..<1_000).map { _ in Self.episode([:], 10, 10, 11, peak: 1) }
        let svg = BacktestTimeline(Self.report("A", episodes)).svg
        #expect(svg.matches(of: /height="14"/).count == 1)
    }
}
