/// The series by which a service's requests are counted, the bad ones among them told, and their
/// duration measured.
package struct RequestMetrics: Hashable, Sendable {
    /// The counter of all requests, or the `_count` of a histogram.
    package var total: String

    /// What chooses the service's series.
    package var select: [LabelMatcher] = []

    /// What tells the bad requests; nil: all answers are good, if they are fast enough.
    package var bad: LabelMatcher?

    /// Their duration; nil: it is not measured.
    package var histogram: Histogram?

    /// Labels that tell the service in what is recorded.
    package var labels: [String: String] = [:]

    /// A classic histogram of durations.
    package struct Histogram: Hashable, Sendable {
        /// The name without `_bucket`.
        package var name: String

        /// The upper bounds in the histogram's unit, `+Inf` left out; nil: not known.
        package var bounds: [Double]?

        /// The histogram's unit.
        package var unit: Unit

        package init(name: String, bounds: [Double]?, unit: Unit) {
            self.name = name
            self.bounds = bounds
            self.unit = unit
        }
    }

    /// What a duration is counted in.
    package enum Unit: String, CaseIterable, Hashable, Sendable {
        case seconds
        case milliseconds

        /// A time in this unit.
        package func value(_ time: TimeSpan) -> Double {
            switch self {
            case .seconds: Double(time.milliseconds) / 1_000
            case .milliseconds: Double(time.milliseconds)
            }
        }

        /// The unit that a metric's name says; seconds where it says none, as it should.
        package init(ofMetric name: String) {
            self =
                name.hasSuffix("_milliseconds") || name.hasSuffix("_ms") ? .milliseconds : .seconds
        }
    }

    package init(total: String) {
        self.total = total
    }
}

extension RequestMetrics {
    /// The bounds of Istio's and Envoy's histograms unless they are told otherwise, in milliseconds.
    private static let envoyBounds: [Double] = [
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
        600_000, 1_800_000, 3_600_000,
    ]

    /// The bounds that Prometheus' clients take unless they are told otherwise, in seconds.
    private static let clientBounds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Requests to a service in an Istio mesh, as `reporter` saw them: the side of the client
    /// (`source`), which knows of answers that never came, or of the service (`destination`).
    package static func istio(
        service: String?, namespace: String?, reporter: String = "destination"
    ) -> RequestMetrics {
        var metrics = RequestMetrics(total: "istio_requests_total")
        metrics.select = [LabelMatcher("reporter", .equal, reporter)]
        metrics.narrow("destination_service_name", to: service, as: "service")
        metrics.narrow("destination_service_namespace", to: namespace, as: "namespace")
        // 0: the connection ended before an answer.
        metrics.bad = LabelMatcher("response_code", .matches, "5..|0")
        metrics.histogram = Histogram(
            name: "istio_request_duration_milliseconds", bounds: envoyBounds, unit: .milliseconds)
        return metrics
    }

    /// Requests to a service behind ingress-nginx.
    package static func nginx(service: String?, namespace: String?) -> RequestMetrics {
        var metrics = RequestMetrics(total: "nginx_ingress_controller_requests")
        metrics.narrow("service", to: service, as: "service")
        metrics.narrow("namespace", to: namespace, as: "namespace")
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
        var metrics = RequestMetrics(total: "envoy_cluster_upstream_rq_xx")
        metrics.narrow("envoy_cluster_name", to: cluster, as: "service")
        metrics.bad = LabelMatcher("envoy_response_code_class", .equal, "5")
        metrics.histogram = Histogram(
            name: "envoy_cluster_upstream_rq_time", bounds: envoyBounds, unit: .milliseconds)
        return metrics
    }

    /// Requests to Sonde's own service.
    ///
    /// - Parameters:
    ///   - route: The label `url`; nil for that of the mock.
    ///   - bounds: Those of `http_request_duration`, in seconds.
    package static func sonde(route: String?, bounds: [Double]) -> RequestMetrics {
        var metrics = RequestMetrics(total: "http_request_duration_count")
        metrics.narrow(
            "url", to: route ?? TrafficPreset.sonde.standardService, as: "service")
        metrics.bad = LabelMatcher("code", .matches, "5..")
        metrics.histogram = Histogram(
            name: "http_request_duration", bounds: bounds, unit: .seconds)
        return metrics
    }

    /// Requests that a probe makes.
    ///
    /// - Parameter bounds: Those of `synthetic_request_duration`, in seconds.
    package static func probe(_ name: String, bounds: [Double]) -> RequestMetrics {
        var metrics = RequestMetrics(total: "synthetic_request_duration_count")
        metrics.narrow("probe", to: name, as: "probe")
        metrics.bad = LabelMatcher("result", .equal, "failure")
        metrics.histogram = Histogram(
            name: "synthetic_request_duration", bounds: bounds, unit: .seconds)
        return metrics
    }

    /// Chooses the series with a label's value, if there is one, which is recorded as another label.
    private mutating func narrow(_ label: String, to value: String?, as recorded: String) {
        guard let value else { return }
        select.append(LabelMatcher(label, .equal, value))
        labels[recorded] = value
    }
}
