extension RequestMetrics {
    /// The histogram of requests to Sonde's own service.
    package static let serverHistogram = "http_request_duration"

    /// The histogram of requests that probes make.
    package static let probeHistogram = "synthetic_request_duration"

    /// The bounds of Istio's and Envoy's histograms unless they are told otherwise, in milliseconds.
    private static let envoyBounds: [Double] = [
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
        600_000, 1_800_000, 3_600_000,
    ]

    /// The bounds that Prometheus' clients take unless they are told otherwise, in seconds.
    private static let clientBounds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Requests to a service in an Istio mesh, as the side of the service saw them.
    package static func istio(service: String?, namespace: String?) -> RequestMetrics {
        var metrics = RequestMetrics(.istio, service, namespace)
        metrics.select.insert(
            LabelMatcher("reporter", .equal, RequestPreset.Reporter.standard.rawValue), at: 0)
        // 0: the connection ended before an answer.
        metrics.bad = LabelMatcher("response_code", .matches, "5..|0")
        metrics.histogram = Histogram(
            name: "istio_request_duration_milliseconds", bounds: envoyBounds, unit: .milliseconds)
        return metrics
    }

    /// Requests to a service behind ingress-nginx.
    package static func nginx(service: String?, namespace: String?) -> RequestMetrics {
        var metrics = RequestMetrics(.nginx, service, namespace)
        metrics.bad = LabelMatcher("status", .matches, "5..")
        metrics.histogram = Histogram(
            name: "nginx_ingress_controller_request_duration_seconds", bounds: clientBounds,
            unit: .seconds)
        return metrics
    }

    /// Requests that an Envoy sends to a cluster.
    ///
    /// - Parameter cluster: The value of `envoy_cluster_name`.
    package static func envoy(cluster: String?) -> RequestMetrics {
        var metrics = RequestMetrics(.envoy, cluster)
        // The preset's own counter does not tell answers by their class.
        metrics.total = "envoy_cluster_upstream_rq_xx"
        metrics.bad = LabelMatcher("envoy_response_code_class", .equal, "5")
        metrics.histogram = Histogram(
            name: "envoy_cluster_upstream_rq_time", bounds: envoyBounds, unit: .milliseconds)
        return metrics
    }

    /// Requests to Sonde's own service.
    ///
    /// - Parameters:
    ///   - route: The label `url`; nil for that of the mock.
    ///   - bounds: Those that `http_request_duration` always has, in seconds.
    package static func sonde(route: String?, bounds: [Double]) -> RequestMetrics {
        var metrics = RequestMetrics(.sonde, route)
        metrics.bad = LabelMatcher("code", .matches, "5..")
        metrics.histogram = .own(serverHistogram, bounds)
        return metrics
    }

    /// Requests that a probe makes.
    ///
    /// - Parameter bounds: Those that `synthetic_request_duration` always has, in seconds.
    package static func probe(_ name: String, bounds: [Double]) -> RequestMetrics {
        var metrics = RequestMetrics(total: "\(probeHistogram)_count")
        metrics.narrow("probe", to: name, as: "probe")
        metrics.bad = LabelMatcher("result", .equal, "failure")
        metrics.histogram = .own(probeHistogram, bounds)
        return metrics
    }

    /// All requests to a service; it and its namespace are recorded by labels of these names.
    private init(_ preset: RequestPreset, _ service: String?, _ namespace: String? = nil) {
        self.init(total: preset.counter)
        let values = [("service", service ?? preset.standardService), ("namespace", namespace)]
        for (label, (recorded, value)) in zip(preset.serviceLabels, values) {
            narrow(label, to: value, as: recorded)
        }
    }
}

extension RequestMetrics.Histogram {
    /// A histogram of Sonde's own.
    fileprivate static func own(_ name: String, _ bounds: [Double]) -> Self {
        var histogram = Self(name: name, bounds: bounds, unit: .seconds)
        histogram.takesBounds = true
        return histogram
    }
}
