import App
import Documents
import RuleBook
import Testing

/// What `traffic:` becomes, and what is said of one that cannot be watched.
@Suite struct TrafficSectionTests {
    private func load(_ text: String) throws -> Configuration {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text).configuration
    }

    @Test func `an entry has the kinds that it has the means for`() throws {
        let text = """
            traffic:
              - {name: one, preset: istio, service: movies, namespace: demo, floor: 3}
              - {name: all, preset: istio}
              - {name: own, preset: sonde}
              - {name: few, preset: envoy, kinds: [zero, surge]}
            """
        let kinds = try load(text).traffic.map { $0.kinds.map(\.rawValue).joined(separator: " ") }
        #expect(
            kinds == [
                "zero missing floor minimum quantile surge median",
                "zero missing minimum quantile surge median",
                "zero missing minimum quantile surge median forecast",
                "zero surge",
            ])
        let known = try load(text + "\nprometheus: {url: 'http://p:9090'}").traffic
        #expect(known.map { $0.kinds.contains(.forecast) } == [true, false, true, false])
    }

    @Test func `what the forecaster needs follows from the entry`() throws {
        let entries = try load(
            """
            traffic:
              - {name: one, preset: istio, service: movies, namespace: demo, labels: {team: web}}
              - {name: two, metric: shop_total, select: {job: "a"}, query: sum(x), step: 10m}
            """
        ).traffic
        #expect(
            entries[0].forecastQuery == """
                sum by (destination_service_name, destination_service_namespace) \
                (rate(istio_requests_total{destination_service_name="movies", \
                destination_service_namespace="demo", reporter="destination", \
                source_workload!~"sonde|synthetic-monitor"}[5m]))
                """)
        #expect(
            entries[0].forecastLabels == [
                "traffic": "one", "team": "web", "destination_service_name": "movies",
                "destination_service_namespace": "demo",
            ])
        #expect(entries[0].step == .seconds(300))
        #expect(entries[0].forecastAgeMax == .minutes(15))
        #expect(entries[1].forecastQuery == "sum(x)")
        #expect(entries[1].forecastLabels == ["traffic": "two"])
        #expect(entries[1].forecastAgeMax == .minutes(30))
    }

    @Test func `every value that cannot be is told`() {
        let text = """
            traffic:
              - {name: a, preset: istoi}
              - {name: b, preset: istio, metric: m}
              - {name: c}
              - {name: d, metric: m, service: s}
              - {name: e, metric: "1m", by: [a-b]}
              - {name: f, preset: nginx, quantile: {quantile: 1.5}, forecast: {upper: 99.5}}
              - {name: g, preset: nginx, window: 30s, kinds: [zeros], labels: {__a: b}}
              - {name: h, preset: istio, reporter: server, floor: -1, exclude: {a: []}}
            """
        #expect(
            configurationProblems(text) == """
                sonde.yml:2:23: traffic[0].preset: must be one of istio, nginx, envoy, sonde, \
                got 'istoi'; did you mean 'istio'?
                sonde.yml:3:5: traffic[1]: has preset and metric, of which only one can be; \
                remove one
                sonde.yml:4:5: traffic[2]: needs one of preset, metric
                sonde.yml:5:5: traffic[3]: has service and no preset; add it
                sonde.yml:6:23: traffic[4].metric: must be the name of a metric, such as \
                http_requests_total, got '1m'
                sonde.yml:6:34: traffic[4].by[0]: must be the name of a label, such as job, got \
                'a-b'
                sonde.yml:7:51: traffic[5].quantile.quantile: must be a number from 0 to 1, got \
                '1.5'
                sonde.yml:7:75: traffic[5].forecast.upper: must be a number from 0 to 1, got \
                '99.5'
                sonde.yml:8:38: traffic[6].window: must be a duration from 1m to 30m, such as \
                250ms, 5s or 1h30m, got '30s'
                sonde.yml:8:51: traffic[6].kinds[0]: must be one of zero, missing, floor, \
                minimum, quantile, surge, median, forecast, got 'zeros'; did you mean 'zero'?
                sonde.yml:8:68: traffic[6].labels.__a: must be the name of a label, such as \
                team, without two underscores at its beginning
                sonde.yml:9:40: traffic[7].reporter: must be one of source, destination, got \
                'server'
                sonde.yml:9:55: traffic[7].floor: must be a number from 0 to 1000000000000, got \
                '-1'
                """)
    }

    @Test func `every entry that no rules can be made of is told`() {
        let text = """
            rules: {scrapeInterval: 2m, labels: {env: x}}
            traffic:
              - {name: a, preset: envoy, namespace: n, reporter: source, by: [b, c]}
              - {name: a, preset: nginx, exclude: {service: s}, service: s}
              - {name: A, preset: istio, window: 10m, labels: {severity: x}}
              - {name: "*", preset: sonde, by: [env], window: 10m, floor: 0, kinds: [floor, forecast]}
              - {name: d, preset: nginx, window: 10m, kinds: [floor, forecast]}
              - {name: e, metric: m, by: [le, job, job], labels: {job: j}, window: 10m}
              - {name: f, preset: istio, window: 10m, forecast: {lower: 0.9, upper: 0.1}}
              - {name: g, preset: istio, window: 10m, query: "sum(rate(m))"}
              - {name: h, preset: istio, window: 10m, query: "m[5m]"}
              - {name: h clean, preset: istio, window: 10m}
            """
        #expect(
            configurationProblems(text) == """
                sonde.yml:3:5: traffic[0].by: must have other names for the labels of preset \
                envoy: envoy_cluster_name
                sonde.yml:3:5: traffic[0].namespace: preset envoy knows no namespaces; use \
                select
                sonde.yml:3:5: traffic[0].reporter: only preset istio has a reporter
                sonde.yml:3:5: traffic[0].window: must hold at least 4 scrapes, which are 8m at \
                a scrape interval of 2m, got 5m
                sonde.yml:4:5: traffic[1]: the name 'a' is taken; rename one
                sonde.yml:4:5: traffic[1].exclude: takes out service "s", which is what is asked \
                for
                sonde.yml:4:5: traffic[1].window: must hold at least 4 scrapes, which are 8m at \
                a scrape interval of 2m, got 5m
                sonde.yml:5:5: traffic[2].labels: label severity is one that the rules use \
                themselves
                sonde.yml:5:5: traffic[2]: the names 'a' and 'A' would be the same in the names \
                of files; rename one
                sonde.yml:6:5: traffic[3].name: must have a letter from a to z or a digit, for \
                the names of files
                sonde.yml:6:5: traffic[3].by: label env is one that 'rules' gives to alerts; \
                rename it there
                sonde.yml:6:5: traffic[3].floor: must be above 0: no rate is below that
                sonde.yml:7:5: traffic[4].kinds: floor needs the key 'floor'
                sonde.yml:7:5: traffic[4].kinds: forecast needs one service, and service, \
                namespace can be any
                sonde.yml:7:5: traffic[4].kinds: forecast needs the section 'prometheus' to \
                learn from
                sonde.yml:8:5: traffic[5].by: label le is one that the rules use themselves
                sonde.yml:8:5: traffic[5].by: has label job twice
                sonde.yml:8:5: traffic[5].labels: label job is one of the counter's, which it \
                would hide
                sonde.yml:9:5: traffic[6].forecast: lower must be less than upper, got 0.9 and \
                0.1
                sonde.yml:10:5: traffic[7].query: 1:10: rate needs a range vector here, not an \
                instant vector; a window such as [5m]
                sonde.yml:11:5: traffic[8].query: must be an instant vector, got a range vector
                sonde.yml:12:5: traffic[9]: the names 'h' and 'h clean' would be the same in the \
                names of groups of rules; rename one
                """)
    }
}
