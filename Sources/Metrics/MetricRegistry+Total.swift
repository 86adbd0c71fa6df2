extension MetricRegistry {
    /// What some series of a counter, or the counts of a histogram, come to together.
    ///
    /// - Parameters:
    ///   - name: As a scrape has it: `requests_total`, or `request_duration_count`.
    ///   - isMeant: Whether a series with these labels counts.
    /// - Returns: Nil if there is no such counter or histogram.
    package func total(
        of name: String, where isMeant: ([String: String]) -> Bool
    ) -> Double? {
        family(named: name)?.total(where: isMeant)
    }
}

/// A series of things that are counted.
private protocol CountingSeries {
    func count(_ scratch: inout HistogramReading) -> Double
}

extension Counter: CountingSeries {
    fileprivate func count(_ scratch: inout HistogramReading) -> Double { value }
}

extension Histogram: CountingSeries {
    fileprivate func count(_ scratch: inout HistogramReading) -> Double {
        read(into: &scratch)
        return Double(scratch.total.count)
    }
}

extension MetricFamily {
    func total(where isMeant: ([String: String]) -> Bool) -> Double? {
        var scratch = HistogramReading()
        var total: Double?
        for series in all {
            guard let counting = series as? any CountingSeries else { return nil }
            let labels = Dictionary(
                uniqueKeysWithValues: zip(definition.labelNames, series.labels.values))
            if isMeant(labels) { total = (total ?? 0) + counting.count(&scratch) }
        }
        return total
    }
}
