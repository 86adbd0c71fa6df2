/// Words that the alerts of an entry have in common.
struct TrafficText {
    let series: TrafficSeries

    /// The service that an alert is about: `backyards-demo/movies`.
    var service: AlertText {
        // Presets name the service first, and Kubernetes its namespace.
        let labels =
            series.settings.preset == nil
            ? series.settings.serviceLabels : series.settings.serviceLabels.reversed()
        let values = labels.map { AlertText([.label($0)]) }
        guard let first = values.first else { return "\(.label(TrafficSettings.nameLabel))" }
        return values.dropFirst().reduce(first) { $0 + "/" + $1 }
    }

    /// What is counted.
    var events: String { series.settings.preset == nil ? "events" : "requests" }

    /// The alert's value as a rate.
    var rate: AlertText { "\(.value(.number)) \(events) a second" }

    /// What to look at first when traffic is low.
    var lowAdvice: AlertText {
        "Look first at whether callers reach the service at all (its name, routes, certificates and "
            + "the gateway before it), then at what was deployed last, there and at its callers."
    }

    /// What to look at first when traffic is high.
    var highAdvice: AlertText {
        "Look first at who calls (retries, a crawler, a campaign, an attack), then at whether latency "
            + "and errors of the service still hold."
    }
}
