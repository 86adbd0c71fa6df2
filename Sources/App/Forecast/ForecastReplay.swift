import Base
package import Forecasting
import Reporting

/// `sonde forecast replay`: a series fed as if it came live, and when the band's alerts would have
/// fired.
package struct ForecastReplay: Sendable {
    /// What the alert compares with, as its rule has it.
    package struct Settings: Sendable {
        let level: Double
        let scale: Double
        let duration: Duration

        /// The longest time for which values may have to be outside of the band.
        package static let durationMax: Duration = .seconds(7 * 86_400)

        /// - Parameter duration: The value of `--for`, such as `5m`.
        /// - Throws: `SettingProblems` with all values that cannot be used.
        package init(
            level: Double, scale: Double, duration text: String
        ) throws(SettingProblems) {
            var problems: [SettingProblem] = []
            if !(level > 0 && level < 1) {
                problems.append(
                    SettingProblem(
                        "--level", "\(level)", "must be above 0 and below 1, such as 0.99"))
            }
            if !(scale > 0 && scale <= 1_000) {
                problems.append(
                    SettingProblem("--scale", "\(scale)", "must be above 0 and at most 1000"))
            }
            let duration = DurationText.parse(text).flatMap { $0 <= Self.durationMax ? $0 : nil }
            if duration == nil {
                problems.append(
                    SettingProblem("--for", text, "must be a duration such as 5m, at most 7d"))
            }
            guard problems.isEmpty, let duration else { throw SettingProblems(problems) }
            self.level = level
            self.scale = scale
            self.duration = duration
        }
    }

    package let episodes: [BandAlert.Episode]
    private let name: String
    private let replayed: ArraySlice<SeriesSample>

    /// Learns from the first rows, and replays the others.
    ///
    /// - Throws: `SettingProblems` if no rows are left to learn from or to replay, `ForecastFailure`
    ///   if nothing can be learned.
    package init(_ series: SeriesFile, trainingCount: Int, settings: Settings) throws {
        let samples = series.samples
        try series.checkRowCount(trainingCount, of: "--train-rows")
        name = series.name
        replayed = samples.dropFirst(trainingCount)
        let alert = BandAlert(
            level: settings.level, scale: settings.scale,
            duration: Int64(settings.duration.inSeconds))
        do throws(ForecastProblem) {
            var forecaster = try Forecaster(
                fitting: Array(samples.prefix(trainingCount)),
                step: Forecaster.usualStep(of: samples))
            episodes = try forecaster.replay(replayed, alert: alert)
        } catch {
            throw ForecastFailure(description: "\(series.name): \(error)")
        }
    }

    /// Keys are only ever added.
    private struct Document: Encodable {
        let from: String
        let to: String
        let side: String
    }

    /// The episodes: an array, or a line each and one that counts them.
    package func text(_ format: ForecastFormat) -> String {
        let documents = episodes.map {
            Document(from: Self.time($0.start), to: Self.time($0.end), side: $0.side.rawValue)
        }
        guard format == .text else { return documents.jsonText }
        let lines = zip(documents, episodes).map { document, episode in
            let length = DurationText.print(.seconds(episode.end - episode.start))
            let side = episode.side == .low ? "below" : "above"
            return "\(document.from) to \(document.to)  \(side) the band for \(length)"
        }
        let low = episodes.count { $0.side == .low }
        let days = Double((replayed.last?.time ?? 0) - (replayed.first?.time ?? 0)) / 86_400
        let summary =
            "\(name): \(low) below and \(episodes.count - low) above the band in "
            + "\(FigureText.fixed(days, digitCount: 1)) days"
        return (lines + [summary]).map { $0 + "\n" }.joined()
    }

    private static func time(_ seconds: Int64) -> String {
        // Without the fraction, which is 0.
        WallClockInstant(nanoseconds: seconds * 1_000_000_000).rfc3339.dropLast(5) + "Z"
    }
}
