import Forecasting
import TestSupport

extension TrafficSeries {
    /// The first `count` samples, for a forecaster.
    func samples(
        count: Int, factor: (_ index: Int) -> Double = { _ in 1 }
    ) -> [SeriesSample] {
        points(count: count, factor: factor).map { SeriesSample(time: $0.time, value: $0.value) }
    }

    /// Samples in five-minute steps for so many days.
    static func samples(seed: UInt64, days: Int) -> [SeriesSample] {
        TrafficSeries(seed: seed).samples(count: days * 288)
    }
}

extension [SeriesSample] {
    /// The series with other values.
    func values(_ transform: (_ index: Int, _ value: Double) -> Double) -> [SeriesSample] {
        enumerated().map { SeriesSample(time: $1.time, value: transform($0, $1.value)) }
    }

    /// The series at other times.
    func shifted(by seconds: Int64) -> [SeriesSample] {
        map { SeriesSample(time: $0.time + seconds, value: $0.value) }
    }
}

extension Forecaster {
    /// The forecasts for so many steps after the last sample: expected values, and the ends of
    /// the 80 and 99 % bands.
    func outlook(steps: Int, of step: Int64 = 300) throws -> [[Double]] {
        let last = lastTime ?? 0
        return try (1...steps).map { index in
            guard let forecast = forecast(at: last + Int64(index) * step) else {
                throw NoForecast()
            }
            let (inner, outer) = (forecast.band(level: 0.8), forecast.band(level: 0.99))
            return [outer.lower, inner.lower, forecast.expected, inner.upper, outer.upper]
        }
    }
}

extension Forecaster {
    /// How well the forecasts of samples agree with them.
    func score(on samples: ArraySlice<SeriesSample>) throws -> ForecastScore {
        guard let rows = rows(for: samples), let score = ForecastScore(rows) else {
            throw NoForecast()
        }
        return score
    }
}

struct NoForecast: Error {}

/// The greatest difference of two tables, as a part of the mean of the first.
func relativeDifference(_ first: [[Double]], _ second: [[Double]]) -> Double {
    let pairs = zip(first.joined(), second.joined())
    let mean = first.joined().reduce(0, +) / Double(first.joined().count)
    return pairs.map { abs($0 - $1) }.max().map { $0 / mean } ?? 0
}
