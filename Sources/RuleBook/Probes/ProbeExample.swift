/// A probe in a unit test: the series that Sonde has of it.
struct ProbeExample {
    let labels: [String: String]

    /// The time from one run to the next, and from one sample to the next.
    let interval: TimeSpan

    init(
        _ name: String = "shop", job: String, instance: String = "sonde:8080",
        every interval: TimeSpan
    ) {
        labels = ["job": job, "instance": instance, "probe": name]
        self.interval = interval
    }

    /// One of its series, with more labels than those of the probe.
    ///
    /// - Parameter name: The metric's, without `synthetic_`.
    func series(_ name: String, _ more: [String: String], _ samples: Samples) -> InputSeries {
        InputSeries("synthetic_\(name)", labels.merging(more) { $1 }, samples)
    }

    /// One of its series.
    func series(_ name: String, _ samples: Samples) -> InputSeries { series(name, [:], samples) }

    /// Requests that succeeded and that failed.
    func requests(success: Samples, failure: Samples) -> [InputSeries] {
        [
            series("request_duration_count", ["step": "request", "result": "success"], success),
            series("request_duration_count", ["step": "request", "result": "failure"], failure),
        ]
    }

    /// How often it runs, for as long as the test takes.
    func intervalSeries(for time: TimeSpan) -> InputSeries {
        series("interval_seconds", .steady(interval.inSeconds, for: time))
    }

    /// Runs that are made all the time, at every sample.
    func lastRuns(every step: TimeSpan, for time: TimeSpan) -> InputSeries {
        series(
            "last_run_timestamp_seconds", .rising(by: step.inSeconds, for: time))
    }
}

extension ProbeWindow {
    /// The interval of a probe that it is for.
    var exampleInterval: TimeSpan {
        upTo ?? above.map { 2 * $0 } ?? .seconds(5)
    }
}
