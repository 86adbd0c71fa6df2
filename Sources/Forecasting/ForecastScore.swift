/// How well forecasts from one moment agreed with what came then.
package struct ForecastScore: Hashable, Sendable {
    /// What was forecast for one sample, and the sample.
    package struct Row: Hashable, Sendable {
        package let time: Int64
        /// NaN where it is missing.
        package let value: Double
        package let expected: Double
        package let band80: ForecastBand
        package let band99: ForecastBand
    }

    /// The mean distance of the values from what was expected.
    package let meanAbsoluteError: Double
    /// The parts of the values that were in the bands.
    package let coverage80: Double
    package let coverage99: Double
    /// The mean interval score of the bands (R. L. Winkler, JASA 67, 1972): the width, and for a
    /// value outside of it the distance times 2 / (1 - level). Lower is better.
    package let winkler80: Double
    package let winkler99: Double

    /// Scores forecasts; nil if no value is there.
    package init?(_ rows: [Row]) {
        let rows = rows.filter { !$0.value.isNaN }
        guard !rows.isEmpty else { return nil }
        // Each is divided before it is added: the sum of the greatest values would be infinite.
        func mean(_ part: (Row) -> Double) -> Double {
            let sum = rows.reduce(0) { $0 + part($1) / Double(rows.count) }
            return min(sum, .greatestFiniteMagnitude)
        }
        meanAbsoluteError = mean { abs($0.value - $0.expected) }
        func share(_ isTrue: (Row) -> Bool) -> Double {
            Double(rows.count(where: isTrue)) / Double(rows.count)
        }
        coverage80 = share { $0.band80.contains($0.value) }
        coverage99 = share { $0.band99.contains($0.value) }
        winkler80 = mean { $0.band80.winklerScore(of: $0.value, level: 0.8) }
        winkler99 = mean { $0.band99.winklerScore(of: $0.value, level: 0.99) }
    }
}

extension Forecaster {
    /// Forecasts of samples, with the bands of 80 and 99 %; nil before the first fit.
    package func rows(for samples: ArraySlice<SeriesSample>) -> [ForecastScore.Row]? {
        guard model != nil else { return nil }
        return samples.compactMap { sample in
            forecast(at: sample.time).map { forecast in
                ForecastScore.Row(
                    time: sample.time, value: sample.isUsable ? sample.value : .nan,
                    expected: forecast.expected, band80: forecast.band(level: 0.8),
                    band99: forecast.band(level: 0.99))
            }
        }
    }
}

extension ForecastBand {
    fileprivate func winklerScore(of value: Double, level: Double) -> Double {
        let outside = max(lower - value, value - upper, 0)
        return upper - lower + 2 / (1 - level) * outside
    }
}
