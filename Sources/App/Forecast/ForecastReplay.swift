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
        package init(
            level: Double, scale: Double, duration text: String
        ) throws(ForecastFailure) {
            guard level > 0, level < 1 else {
                throw ForecastFailure(
                    description: "--level must be between 0 and 1, such as 0.99, got \(level)",
                    isUsage: true)
            }
            guard scale > 0, scale <= 1_000 else {
                throw ForecastFailure(
                    description: "--scale must be above 0 and at most 1000, got \(scale)",
                    isUsage: true)
            }
            guard let duration = DurationText.parse(text), duration <= Self.durationMax else {
                throw ForecastFailure(
                    description: "--for must be a time such as 5m, at most 7d, got \(text)",
                    isUsage: true)
            }
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
    /// - Throws: If no rows are left to learn from or to replay.
    package init(
        _ series: SeriesFile, trainingCount: Int, settings: Settings
    ) throws(ForecastFailure) {
        let samples = series.samples
        guard trainingCount > 0, trainingCount < samples.count else {
            throw ForecastFailure(
                description:
                    "--train-rows must be 1 to \(max(samples.count - 1, 1)) for the "
                    + "\(samples.count) rows of \(series.name), got \(trainingCount)",
                isUsage: true)
        }
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
            throw ForecastFailure(description: "\(series.name): \(error)", isUsage: false)
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
