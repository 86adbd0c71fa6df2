/// What a fit knows of the future: the forecasts of a forecaster, for other threads too; about 5 KB.
package struct ForecastOutlook: Sendable {
    let model: SeasonalModel
    let clock: LocalClock
    let unit: Double

    /// What is expected at a time. O(1).
    package func forecast(at time: Int64) -> Forecast {
        let (centre, spread) = model.place(local: time + clock.offset(at: time).seconds)
        return Forecast(
            scale: model.scale, centre: centre, spread: spread, table: model.table, unit: unit)
    }
}

/// What is expected at one time, and the bands around it.
///
/// No value is ever negative, NaN or infinite.
package struct Forecast: Sendable {
    let scale: ValueScale
    let centre: Float
    let spread: Float
    let table: QuantileTable
    let unit: Double

    /// The value that half of the usual ones are below.
    package var expected: Double { value(at: 0) }

    /// The value that a part `probability` of the usual ones are below.
    ///
    /// - Precondition: `probability` is between 0 and 1.
    package func quantile(_ probability: Double) -> Double {
        value(at: normalScore(probability))
    }

    /// The band that a part `level` of the usual values are in, such as 0.99, as many below it as
    /// above.
    ///
    /// - Parameter scale: The distances of its ends from the expected value are multiplied by it.
    /// - Precondition: `level` is between 0 and 1, and `scale` not negative.
    package func band(level: Double, scale: Double = 1) -> ForecastBand {
        let score = normalScore(0.5 + level / 2)
        let expected = expected
        let (lower, upper) = (value(at: -score), value(at: score))
        return ForecastBand(
            lower: max(expected - scale * (expected - lower), 0),
            upper: min(expected + scale * (upper - expected), .greatestFiniteMagnitude))
    }

    /// How far a value is from what is expected, as a part of the way to the end of the 99 % band:
    /// more than 1 is outside of it.
    package func anomalyScore(of value: Double) -> Double {
        let band = band(level: 0.99)
        let expected = expected
        let distance = value - expected
        guard distance != 0 else { return 0 }
        let width = distance > 0 ? band.upper - expected : expected - band.lower
        return min(abs(distance) / max(width, .leastNormalMagnitude), 1e9)
    }

    // The value at a place of a normal distribution, in standard deviations.
    private func value(at score: Float) -> Double {
        let value = scale.backward(centre + spread * table.quantile(at: score))
        return min(Double(value) * unit, .greatestFiniteMagnitude)
    }
}

/// The values between two ends, which belong to it.
package struct ForecastBand: Hashable, Sendable {
    package let lower: Double
    package let upper: Double

    package func contains(_ value: Double) -> Bool { value >= lower && value <= upper }
}
