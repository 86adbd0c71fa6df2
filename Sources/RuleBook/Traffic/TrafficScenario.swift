/// Traffic that tests make up for an entry, and when its alerts have to have noticed.
///
/// Rates and times follow from the settings, so that the tests prove the rules as they are
/// configured. Nothing is looked at before it has been as it is for longer than the window.
struct TrafficScenario {
    let series: TrafficSeries
    /// The time from one evaluation to the next.
    let evaluationInterval: TimeSpan

    /// Instants at which something is looked at, and lengths of parts, are multiples of this.
    private let grid: TimeSpan

    /// A stretch of the counter's life.
    enum Part {
        /// So many requests a second.
        case rate(Double, TimeSpan)
        /// The series is not there.
        case missing(TimeSpan)
        /// The counter begins anew.
        case restart
    }

    /// What happens within hours.
    static func hours(_ series: TrafficSeries) -> TrafficScenario {
        TrafficScenario(
            series: series, evaluationInterval: .minutes(1), grid: .minutes(1))
    }

    /// What takes days, in evaluations of 5 minutes.
    static func days(_ series: TrafficSeries) -> TrafficScenario {
        TrafficScenario(
            series: series, evaluationInterval: .minutes(5), grid: .minutes(10))
    }

    /// What takes weeks, in evaluations of 10 minutes, because promtool makes all of them; in
    /// evaluations of 5 where the clean rate looks at moments between those, further from the last
    /// one than the 5 minutes that Prometheus looks back.
    static func weeks(_ series: TrafficSeries) -> TrafficScenario {
        let isAligned = series.margin.roundedUp(toMultipleOf: .minutes(10)) == series.margin
        return TrafficScenario(
            series: series, evaluationInterval: .minutes(isAligned ? 10 : 5), grid: .minutes(10))
    }

    private var settings: TrafficSettings { series.settings }

    // MARK: Times

    /// The time from one sample to the next: at least two are in a window, whose beginning may or
    /// may not belong to it.
    var sampleInterval: TimeSpan {
        let isShort = settings.window < .minutes(4)
        return evaluationInterval == .minutes(1)
            ? .seconds(isShort ? 15 : 60) : .seconds(isShort ? 30 : 120)
    }

    /// The same in seconds.
    var sampleSeconds: Double { sampleInterval.inSeconds }

    /// The time after a change by which rates are those after it, and what takes `span` from then on
    /// is over.
    func settling(_ span: TimeSpan = .zero) -> TimeSpan {
        (settings.window + span + 3 * evaluationInterval).roundedUp(toMultipleOf: grid)
    }

    /// The time from the beginning of trouble until the alert fires.
    func onset(_ alert: AlertingRule) -> TimeSpan { settling(alert.wait) }

    /// The time from the end of trouble until the alert fires no more.
    func recovery(_ alert: AlertingRule) -> TimeSpan { settling(alert.keepFiringFor) }

    /// The time after which `count` clean samples have been learnt from.
    func training(_ count: Int) -> TimeSpan {
        (count * TrafficSeries.cleanInterval + TrafficSeries.delay + 2 * series.margin + .hours(1))
            .roundedUp(toMultipleOf: grid)
    }

    // MARK: Series

    /// A rate of three digits, which sums of samples do not change in the four that alerts show.
    func rounded(_ rate: Double) -> Double {
        guard rate > 0 else { return 0 }
        var (digits, unit) = (rate, 1.0)
        while digits >= 1_000 { (digits, unit) = (digits / 10, unit * 10) }
        while digits < 100 { (digits, unit) = (digits * 10, unit / 10) }
        return digits.rounded() * unit
    }

    /// Requests a second when all is well; no fixed floor is near.
    var usual: Double { max(10, (2 * (settings.floor ?? 0)).rounded(.up)) }

    /// The values of the service labels; those that are not fixed are made up.
    func serviceLabels(_ name: String = "a") -> [String: String] {
        var labels = settings.fixedLabels
        for label in settings.serviceLabels where labels[label] == nil { labels[label] = name }
        return labels
    }

    /// The labels that the alerts of a service have from their expressions.
    func alertLabels(_ name: String = "a") -> [String: String] {
        settings.labels.merging(serviceLabels(name)) { $1 }
            .merging([TrafficSettings.nameLabel: settings.name]) { $1 }
    }

    /// The requests that a pod counts, of which everybody's are looked at.
    func requests(_ parts: [Part], service: String = "a", pod: String = "a") -> InputSeries {
        InputSeries(
            settings.counter, counterLabels(service: service, pod: pod), samples(parts))
    }

    /// Usual traffic for some time, from the first appearance of the counter on: what can be seen of
    /// it then is less than there is.
    func history(_ time: TimeSpan) -> [Part] {
        [.missing(sampleInterval), .rate(usual, time - sampleInterval)]
    }

    /// The requests of a synthetic prober; nil if they cannot be told from others.
    func proberRequests(_ parts: [Part]) -> InputSeries? {
        guard let (label, values) = series.excluded.first else { return nil }
        var labels = counterLabels(service: "a", pod: "a")
        labels[label] = values[0]
        return InputSeries(settings.counter, labels, samples(parts))
    }

    private func counterLabels(service: String, pod: String) -> [String: String] {
        var labels = settings.select.merging(serviceLabels(service)) { $1 }
        labels["instance"] = pod
        return labels.merging(settings.reporterLabel) { $1 }
    }

    private func samples(_ parts: [Part]) -> Samples {
        parts.reduce(Samples()) { samples, part in
            switch part {
            case .rate(let rate, let time): samples.rising(by: rate * sampleSeconds, for: time)
            case .missing(let time): samples.missing(for: time)
            case .restart: samples.jumping(to: 0)
            }
        }
    }

    // MARK: Tests

    /// A test of one alert.
    func test(
        _ name: String, _ series: [InputSeries], _ alerts: [AlertCheck],
        samples: [SampleCheck] = []
    ) -> UnitTest {
        UnitTest(
            name, interval: sampleInterval, series: series, alerts: alerts, samples: samples)
    }

    /// The alert fires for the service, with a value.
    func firing(_ alert: AlertingRule, at time: TimeSpan, value: Double) -> AlertCheck {
        .firing(alert, at: time, alertLabels(), value: value)
    }
}
