import Base
import Monitoring
import RuleBook
import Testing

@Suite struct AlertReplayTests {
    @Test func `without for an alert fires at once and ends at once`() {
        #expect(Pattern.states("..11.1..") == "..FF.F..")
        #expect(Pattern.states("1") == "F")
        #expect(Pattern.states("....") == "....")
    }

    @Test func `for is counted from the first value, and a gap begins it anew`() {
        #expect(Pattern.states(".1111111", for: 3) == ".PPPFFFF")
        #expect(Pattern.states("111.1111", for: 3) == "PPP.PPPF")
        #expect(Pattern.states("111.111.", for: 3) == "PPP.PPP.")
        #expect(Pattern.states("1111.11111", for: 3) == "PPPF.PPPFF")
    }

    @Test func `an alert is kept firing from the first gap on, which a value begins anew`() {
        #expect(Pattern.states("11......", keepFiringFor: 3) == "FFFFF...")
        #expect(Pattern.states("1..1..1.....", keepFiringFor: 3) == "FFFFFFFFFF..")
        #expect(Pattern.states("1...1", keepFiringFor: 3) == "FFFFF")
        #expect(Pattern.states("1....1", keepFiringFor: 3) == "FFFF.F")
    }

    @Test func `a pending alert is not kept, and one that ended is pending again`() {
        #expect(Pattern.states("11..111....111", for: 2, keepFiringFor: 2) == "PP..PPFFF..PPF")
    }

    @Test func `episodes have their times and the worst value of their side`() {
        let replay = AlertReplay(
            times: Pattern.times(10), hold: 60_000, keepFiring: 120_000, side: .low)
        let series = Pattern.series(".536...2.4", labels: ["__name__": "m", "a": "b"])
        #expect(
            replay.episodes(of: [series]).episodes == [
                AlertEpisode(
                    labels: ["a": "b"], pendingFrom: 60_000, firedFrom: 120_000, end: 360_000,
                    peak: 3),
                AlertEpisode(
                    labels: ["a": "b"], pendingFrom: 420_000, firedFrom: nil, end: 480_000,
                    peak: 2),
                AlertEpisode(
                    labels: ["a": "b"], pendingFrom: 540_000, firedFrom: nil, end: nil, peak: 4),
            ])
    }

    @Test func `NaN and infinity are values like others, and no peak where there are others`() {
        func peak(_ values: [Double], _ side: AlertReplay.Side) -> Double? {
            let samples = values.enumerated().map { index, value in
                MetricSample(milliseconds: Int64(index) * Pattern.step, value: value)
            }
            let replay = AlertReplay(
                times: Pattern.times(values.count), hold: 0, keepFiring: 0, side: side)
            let series = MetricSeries(labels: [:], samples: samples)
            return replay.episodes(of: [series]).episodes.first?.peak
        }
        #expect(peak([.nan, 1, 2], .high) == 2)
        #expect(peak([1, .nan, 2], .low) == 1)
        #expect(peak([1, .infinity], .high) == .infinity)
        #expect(peak([.nan, .nan], .high)?.isNaN == true)
    }

    @Test func `series are alerts by their labels with those of the rule over them`() {
        let replay = AlertReplay(
            times: Pattern.times(4), hold: 0, keepFiring: 0, side: .high)
        let (episodes, failed) = replay.episodes(
            of: [
                Pattern.series("1...", labels: ["a": "x", "b": "y"]),
                Pattern.series("..1.", labels: ["a": "z", "b": "w"]),
            ], settingLabels: ["severity": "page", "b": ""])
        #expect(failed == [])
        #expect(
            episodes.map(\.labels) == [
                ["a": "x", "severity": "page"], ["a": "z", "severity": "page"],
            ])
    }

    @Test func `series that the rule makes the same fail their evaluations, which change nothing`()
    {
        let replay = AlertReplay(
            times: Pattern.times(7), hold: 0, keepFiring: 0, side: .high)
        let (episodes, failed) = replay.episodes(
            of: [
                Pattern.series("1.11...", labels: ["a": "x"]),
                Pattern.series("..1.1..", labels: ["a": "z"]),
                Pattern.series("...1...", labels: ["b": "z"]),
            ], settingLabels: ["a": "one"])
        #expect(failed == [120_000])
        #expect(
            Pattern.states(episodes.filter { $0.labels == ["a": "one"] }, count: 7) == "F..FF..")
        #expect(
            Pattern.states(episodes.filter { $0.labels["b"] != nil }, count: 7) == "...F...")
    }
}
