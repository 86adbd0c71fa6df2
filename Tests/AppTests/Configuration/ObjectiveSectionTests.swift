import App
import Documents
import RuleBook
import Testing

/// What `objectives:` becomes, and what is said of one that cannot be watched.
@Suite struct ObjectiveSectionTests {
    private func load(_ text: String) throws -> ConfigurationFile.Content {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
    }

    @Test func `what is counted follows from the preset, the probe or the metric`() throws {
        let text = """
            probes: [{name: shop, interval: 30s, http: {url: http://a/}}]
            objectives:
              - name: mesh
                preset: istio
                service: movies
                namespace: demo
                select: {reporter: source, app: shop}
                target: 99.9%
                latency: 250ms
                window: 30d
              - {name: own, preset: sonde, target: 99%, window: 7d}
              - {name: probed, probe: shop, target: 99%, window: 7d}
              - name: custom
                metric: app_duration_ms
                bad: {code: 5..}
                bounds: [10, 100]
                latency: 100ms
                target: 95%
                window: 1d
            """
        let objectives = try load(text).configuration.objectives
        #expect(
            objectives.map { "\($0.name): \($0.promise)" } == [
                "mesh: 99.9% within 250ms over 30d", "own: 99% over 1w", "probed: 99% over 1w",
                "custom: 95% within 100ms over 1d",
            ])
        #expect(
            objectives.map { "\($0.metrics.total) \($0.metrics.select.map(\.description))" } == [
                """
                istio_requests_total ["destination_service_name=\\"movies\\"", \
                "destination_service_namespace=\\"demo\\"", "app=\\"shop\\"", "reporter=\\"source\\""]
                """,
                #"http_request_duration_count ["url=\"/reservations\""]"#,
                #"synthetic_request_duration_count ["probe=\"shop\""]"#,
                "app_duration_ms []",
            ])
        #expect(
            objectives.map(\.metrics.bad?.description) == [
                #"response_code=~"5..|0""#, #"code=~"5..""#, #"result="failure""#, #"code=~"5..""#,
            ])
        #expect(objectives.map(\.requestInterval) == [nil, nil, .seconds(30), nil])
        #expect(objectives[3].metrics.histogram?.bounds == [10, 100])
        #expect(objectives[3].metrics.histogram?.unit == .milliseconds)
    }

    @Test func `every objective that cannot be watched is told`() {
        let text = """
            objectives:
              - {name: a, preset: istoi, target: 99%, window: 1d}
              - {name: b, target: 99%, window: 1d}
              - {name: c, metric: m_total, service: s, target: 99%, window: 1d}
              - {name: d, metric: m_total, bad: {a: x, b: y}, target: 101%, window: 1d}
            """
        #expect(
            configurationProblems(text) == """
                sonde.yml:2:23: objectives[0].preset: must be one of istio, nginx, envoy, sonde, got \
                'istoi'; did you mean 'istio'?
                sonde.yml:3:5: objectives[1]: needs one of preset, probe, metric
                sonde.yml:4:5: objectives[2]: has service and no preset; add it
                sonde.yml:5:37: objectives[3].bad: must be one label and its pattern, such as code: \
                5..
                sonde.yml:5:59: objectives[3].target: must be a percentage from 0% to 100%, such as \
                99.9%, got '101%'
                """)
    }

    @Test func `every objective that no rules can be made of is told`() {
        let text = """
            objectives:
              - {name: a, preset: envoy, namespace: n, target: 99%, window: 3d}
              - {name: b c, preset: nginx, target: 99%, window: 3d}
              - {name: B-C, preset: nginx, target: 99%, window: 3d}
              - {name: "*", preset: nginx, target: 99%, window: 3d}
              - {name: e, metric: m_total, target: 99%, window: 3d}
              - {name: f, preset: nginx, target: 100%, window: 3d}
            """
        #expect(
            configurationProblems(text) == """
                sonde.yml:2:5: objectives[0]: the preset envoy knows no namespaces; remove it
                sonde.yml:4:5: objectives[2]: the names 'b c' and 'B-C' would be the same in the \
                names of files; rename one
                sonde.yml:5:5: objectives[3]: the name must have a letter from a to z or a digit, for \
                the names of files
                sonde.yml:6:5: objectives[4]: nothing tells a bad request: it needs a latency or 'bad'
                sonde.yml:7:5: objectives[5]: the target must lie between 0% and 100%, both left out
                """)
    }

    /// With a scrape every 31 minutes 6 hours is the only short window that holds four of them.
    @Test func `the scrapes that windows have to hold are those of the rules`() throws {
        let objective = "{name: o, preset: nginx, target: 99%, window: 30d}"
        func warnings(_ rules: String) throws -> [String] {
            try load("rules: {\(rules)}\nobjectives: [\(objective)]\n").warnings.map(\.message)
        }
        #expect(try warnings("") == [])
        #expect(
            try warnings("scrapeInterval: 31m")
                == [("14.4", "5m"), ("6", "30m"), ("3", "2h")].map {
                    "objective 'o': no alert at \($0) times its pace: \($1) holds less than four times 31m"
                })
        #expect(
            configurationProblems(
                """
                rules: {scrapeInterval: 31m}
                objectives: [{name: o, preset: nginx, target: 99%, window: 1d}]
                """) == """
                    sonde.yml:2:14: objectives[0]: no window can watch it: no alert at 14.4 times its \
                    pace: 5m holds less than four times 31m; no alert at 6 times its pace: 30m holds less \
                    than four times 31m; no alert at 3 times its pace: 2h holds less than four times 31m; \
                    no alert at 1 times its pace: 3d is longer than its window of 1d
                    """)
    }
}
