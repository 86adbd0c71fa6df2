/// Whose counters of requests are read, and how they name a service.
package enum RequestPreset: String, CaseIterable, Hashable, Sendable {
    /// Istio's proxies; either side of a request counts it.
    case istio
    /// The ingress controller of Kubernetes that is built on nginx.
    case nginx
    /// An Envoy that counts what it sends to each of its clusters.
    case envoy
    /// Sonde's own mock service.
    case sonde

    /// The counter of requests.
    package var counter: String {
        switch self {
        case .istio: "istio_requests_total"
        case .nginx: "nginx_ingress_controller_requests"
        case .envoy: "envoy_cluster_upstream_rq_total"
        case .sonde: "http_request_duration_count"
        }
    }

    /// The labels that say which service it is: its name, and its namespace if there is one.
    package var serviceLabels: [String] {
        switch self {
        case .istio: ["destination_service_name", "destination_service_namespace"]
        case .nginx: ["service", "namespace"]
        case .envoy: ["envoy_cluster_name"]
        case .sonde: ["url"]
        }
    }

    /// Whether its services lie in namespaces.
    package var hasNamespaces: Bool { serviceLabels.count > 1 }

    /// The service that is meant where none is named; nil: all of them.
    package var standardService: String? {
        self == .sonde ? "/reservations" : nil
    }

    /// The labels by which the traffic of a synthetic prober is told from that of users.
    ///
    /// Only Istio says where a request comes from, and only of workloads in the mesh. Elsewhere a
    /// prober that calls the service keeps its traffic above zero, whatever happens to users.
    package var proberTraffic: [String: [String]] {
        self == .istio ? ["source_workload": ["sonde", "synthetic-monitor"]] : [:]
    }

    /// Which of the two proxies that see a request counts it.
    package enum Reporter: String, CaseIterable, Hashable, Sendable {
        /// The caller's: it also counts what never arrives.
        case source
        /// The service's own: it is gone when the service is.
        case destination

        /// The one that is asked where nothing is said.
        package static let standard = Reporter.destination
    }
}
