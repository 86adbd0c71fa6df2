extension MetricRegistry {
    /// Registers a counter.
    ///
    /// Registering the same again gives the same family.
    ///
    /// - Precondition: The names are valid, `name` ends in `_total`, and no family of another
    ///   definition has the name.
    package func counter(
        _ name: String, help: String, labels: [String] = [], unit: MetricUnit? = nil,
        seriesLimit: Int = defaultSeriesLimit, file: StaticString = #fileID, line: UInt = #line
    ) -> CounterFamily {
        let definition = FamilyDefinition(
            kind: .counter, name: name, help: help, labelNames: labels, unit: unit,
            seriesLimit: seriesLimit)
        return register(
            definition, shape: ScalarShape(), at: RegistrationSite(file: file, line: line))
    }

    /// Registers a gauge; the rest as for a counter.
    package func gauge(
        _ name: String, help: String, labels: [String] = [], unit: MetricUnit? = nil,
        seriesLimit: Int = defaultSeriesLimit, file: StaticString = #fileID, line: UInt = #line
    ) -> GaugeFamily {
        let definition = FamilyDefinition(
            kind: .gauge, name: name, help: help, labelNames: labels, unit: unit,
            seriesLimit: seriesLimit)
        return register(
            definition, shape: ScalarShape(), at: RegistrationSite(file: file, line: line))
    }

    /// Registers a histogram with the upper bounds `buckets`, +Inf implied, and with `native`
    /// buckets besides for scrapers that ask for protobuf; the rest as for a counter.
    package func histogram(
        _ name: String, help: String, labels: [String] = [], unit: MetricUnit? = nil,
        buckets: [Double], native: NativeBuckets? = nil, seriesLimit: Int = defaultSeriesLimit,
        file: StaticString = #fileID, line: UInt = #line
    ) -> HistogramFamily {
        let definition = FamilyDefinition(
            kind: .histogram, name: name, help: help, labelNames: labels, unit: unit,
            seriesLimit: seriesLimit, bounds: buckets, native: native)
        return register(
            definition, shape: HistogramShape(bounds: buckets, native: native),
            at: RegistrationSite(file: file, line: line))
    }

    /// Registers an info; `name` ends in `_info`, the rest as for a counter.
    package func info(
        _ name: String, help: String, labels: [String], seriesLimit: Int = defaultSeriesLimit,
        file: StaticString = #fileID, line: UInt = #line
    ) -> InfoFamily {
        let definition = FamilyDefinition(
            kind: .info, name: name, help: help, labelNames: labels, seriesLimit: seriesLimit)
        return register(
            definition, shape: ScalarShape(), at: RegistrationSite(file: file, line: line))
    }

    /// Registers a state set; each series begins in the first of `states`. The rest as for a
    /// counter.
    package func stateSet(
        _ name: String, help: String, states: [String], labels: [String] = [],
        seriesLimit: Int = defaultSeriesLimit, file: StaticString = #fileID, line: UInt = #line
    ) -> StateSetFamily {
        let definition = FamilyDefinition(
            kind: .stateSet, name: name, help: help, labelNames: labels, seriesLimit: seriesLimit,
            states: states)
        return register(
            definition, shape: StateSetShape(states: states),
            at: RegistrationSite(file: file, line: line))
    }
}
