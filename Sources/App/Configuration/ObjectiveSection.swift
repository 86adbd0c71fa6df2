import Base
import Documents
import HTTPServing
import Monitoring
import Probing
import RuleBook

/// What `objectives:` says of one objective.
struct ObjectiveSection: Sendable {
    fileprivate(set) var name = ""
    private var preset: RequestPreset?
    private var probe: String?
    private var metric: String?
    private var service: String?
    private var namespace: String?
    private var select: [String: String] = [:]
    private var bad: LabelMatcher?
    private var bounds: [Double]?
    private var target = 0.0
    private var latency: Duration?
    private var window: Duration = .zero

    static let section = Section<ObjectiveSection>(
        "objective", "A level of service that is promised.",
        rules: [
            .exactlyOne(["preset", "probe", "metric"]), .needs("service", "preset"),
            .needs("namespace", "preset"),
        ],
        keys: [
            Key("name", \.name, .labelName, isRequired: true, "Unique among the objectives."),
            Key("preset", \.preset, .choice(of: RequestPreset.self), "Whose metrics are read."),
            Key("probe", \.probe, .someText, "The name of the probe whose requests are counted."),
            Key(
                "metric", \.metric, .metricName,
                "The counter of requests; with `latency`, a histogram without `_bucket`, in "
                    + "seconds, or in milliseconds if its name says so."),
            Key(
                "service", \.service, .someText,
                "The service; for `sonde` the route, /reservations where nothing is said."),
            Key("namespace", \.namespace, .someText, "The service's namespace."),
            Key(
                "select", \.select, Shape<String>.text.dictionary(by: .metricLabel),
                "Labels that the series must have; they go before what the preset says of them."),
            Key(
                "bad", \.bad, .badRequests, "A label, and a pattern of its values in bad requests."),
            Key(
                "bounds", \.bounds, Shape<Double>.number(0...1e12).list(1...1_000),
                "The bounds of a histogram that is not Sonde's own, in its unit."),
            Key(
                "target", \.target, .percentage(0...1), isRequired: true,
                "The share of requests that must be good."),
            Key(
                "latency", \.latency, .duration(.milliseconds(1)...(.seconds(3_600))),
                "How fast an answer must be to be good, in whole milliseconds; a bound of the "
                    + "histogram, which Sonde's own are given."),
            Key(
                "window", \.window, .duration(.seconds(3_600)...(.seconds(366 * 86_400))),
                isRequired: true, "The time over which it is promised."),
        ])

    /// The objective, and what cannot be, in words.
    ///
    /// - Parameters:
    ///   - probes: Those of the configuration.
    ///   - scrapeInterval: How often Prometheus scrapes.
    func settings(
        _ probes: [Probe], scrapeInterval: TimeSpan
    ) -> (settings: ObjectiveSettings, problem: String?) {
        var settings = ObjectiveSettings()
        settings.name = name
        settings.target = target
        settings.latency = latency.map { TimeSpan($0) }
        settings.window = TimeSpan(window)
        settings.metrics = metrics
        settings.metrics.select(select)
        if let bad { settings.metrics.bad = bad }
        if let bounds { settings.metrics.histogram?.bounds = bounds }
        if bounds != nil, settings.metrics.histogram?.takesBounds == true {
            return (settings, "the bounds of Sonde's own histograms are known; remove 'bounds'")
        }
        if let latency, settings.latency.map({ .milliseconds($0.milliseconds) }) != latency {
            return (
                settings,
                "the latency must be whole milliseconds, got \(DurationText.print(latency))"
            )
        }
        if let preset, namespace != nil, !preset.hasNamespaces {
            return (settings, "the preset \(preset.rawValue) knows no namespaces; remove it")
        }
        if let probe {
            guard let found = probes.first(where: { $0.name == probe }) else {
                let hint = Suggestion.hint(probe, among: probes.map(\.name))
                return (settings, "there is no probe '\(probe)'\(hint)")
            }
            settings.requestInterval = TimeSpan(found.interval)
        }
        do throws(ObjectiveProblem) {
            try settings.check(scrapeInterval: scrapeInterval)
            return (settings, nil)
        } catch {
            return (settings, error.description)
        }
    }

    private var metrics: RequestMetrics {
        if let probe { return .probe(probe, bounds: MetricsSink.durationBounds) }
        if let preset {
            switch preset {
            case .istio: return .istio(service: service, namespace: namespace)
            case .nginx: return .nginx(service: service, namespace: namespace)
            case .envoy: return .envoy(cluster: service)
            case .sonde: return .sonde(route: service, bounds: ServerMetricFamilies.durationBounds)
            }
        }
        let metric = metric ?? ""
        var metrics = RequestMetrics(total: metric)
        metrics.histogram = RequestMetrics.Histogram(
            name: metric, bounds: nil, unit: RequestMetrics.Unit(ofMetric: metric))
        return metrics
    }
}

extension Shape<String> {
    /// The name of a metric.
    static var metricName: Shape {
        parsed(
            .text(TextRule(pattern: "^[a-zA-Z_:][a-zA-Z0-9_:]*$")),
            "must be the name of a metric, such as http_requests_total"
        ) { Keyword.isMetricName($0) ? $0 : nil }
    }
}

extension Shape<LabelMatcher> {
    /// A label and a pattern of its values.
    fileprivate static var badRequests: Shape {
        Shape<String>.someText.byKey(.metricLabel).flatMap { pairs, node, decoding in
            guard pairs.count == 1 else {
                decoding.report(node.place, "must be one label and its pattern, such as code: 5..")
                return nil
            }
            return LabelMatcher(pairs[0].key, .matches, pairs[0].value)
        }
    }
}
