import RuleBook

/// Entries of `traffic:` for tests.
enum Entries {
    /// One service behind Istio, watched in all eight ways.
    static let movies = entry("movies") {
        $0.preset = .istio
        $0.service = "movies"
        $0.namespace = "backyards-demo"
        $0.floor = 13.1
        $0.hasForecaster = true
    }

    /// All services behind Istio, as their callers see them.
    static let mesh = entry("mesh") {
        $0.preset = .istio
        $0.reporter = .source
        $0.chosenKinds = [.zero, .missing, .minimum]
    }

    /// One rule by itself.
    static let lone = entry("lone") {
        $0.preset = .istio
        $0.service = "movies"
        $0.namespace = "backyards-demo"
        $0.chosenKinds = [.minimum]
    }

    static let nginx = entry("shop front") {
        $0.preset = .nginx
        $0.by = ["exported_service", "exported_namespace"]
        $0.service = "shop"
        $0.namespace = "web"
        $0.chosenKinds = [.zero, .missing, .floor, .median]
        $0.floor = 0.5
        $0.window = .minutes(2)
        $0.median.weekCount = 1
    }

    static let envoy = entry("payments") {
        $0.preset = .envoy
        $0.service = "payments"
        $0.chosenKinds = [.zero, .missing]
        $0.labels = ["team": "money"]
    }

    static let sonde = entry("reservations") {
        $0.preset = .sonde
        $0.hasForecaster = true
        $0.chosenKinds = [.zero, .missing, .forecast]
        $0.step = .seconds(600)
    }

    /// Any counter, without a label that tells services apart.
    static let orders = entry("orders") {
        $0.metric = "shop:orders_total"
        $0.by = []
        $0.select = ["app": "shop.v2"]
        $0.exclude = ["client": ["sonde", "load.test"], "kind": ["dry-run"]]
        $0.window = .minutes(10)
        $0.chosenKinds = [.zero, .missing, .quantile, .forecast]
        $0.quantile.quantile = 0.25
        $0.hasForecaster = true
        $0.labels = ["team": "money"]
    }

    /// Rules that wait longer, fire on for longer, and have labels and runbooks of their own.
    static var strictRules: RuleSettings {
        var rules = RuleSettings()
        rules.all.labels = ["paging": "yes"]
        rules.all.wait = .minutes(20)
        rules.all.keepFiringFor = .minutes(30)
        rules.runbookBase = "https://runbooks.example/"
        rules.scrapeInterval = .minutes(1)
        return rules
    }

    static func entry(
        _ name: String, _ set: (inout TrafficSettings) -> Void
    ) -> TrafficSettings {
        var settings = TrafficSettings()
        settings.name = name
        set(&settings)
        return settings
    }
}
