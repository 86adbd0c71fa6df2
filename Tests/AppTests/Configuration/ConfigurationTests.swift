import App
import Base
import Documents
import Foundation
import Matching
import Monitoring
import Reactor
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    private func load(
        _ text: String, _ environment: [String: String] = [:]
    ) throws(DocumentProblems) -> ConfigurationFile.Content {
        try ConfigurationFile(path: "sonde.yml", environment: environment).load(text: text)
    }

    /// The problems of a text, a line each.
    private func problems(_ text: String) -> String {
        do throws(DocumentProblems) {
            return try load(text).warnings.map(\.description).joined(separator: "\n")
        } catch {
            return error.description
        }
    }

    @Test func `a journey is read as it is written`() throws {
        let text = """
            defaults: {interval: 30s, labels: {team: web}, http: {headers: {Accept: "*/*"}}}
            probes:
              - name: checkout
                interval: 1m
                labels: {tier: "1"}
                steps:
                  - name: create
                    http:
                      url: https://shop.example/api/reservations
                      headers: {Authorization: "Bearer ${file:/run/t}", accept: text/plain}
                      json: {guest: "{{uuid}}", seats: 2, note: "say \\"hi\\""}
                    expect: {status: 201, body: {json: {$.state: confirmed}}}
                    extract: {id: {json: $.id}}
                  - name: cancel
                    always: true
                    http: {method: DELETE, url: "https://shop.example/api/reservations/{{id}}"}
                    expect: {status: [200, 204]}
                    timeout: 1s
            """
        var create = HTTPRequest(
            method: "POST", url: "https://shop.example/api/reservations",
            headers: [
                .init("Authorization", Template([.literal("Bearer "), .file("/run/t")])),
                .init("accept", "text/plain"),
            ])
        create.body = .json(
            Template([
                .literal(#"{"guest":""#), .uuid,
                .literal(#"","seats":2,"note":"say \"hi\""}"#),
            ]))
        let cancel = HTTPRequest(
            method: "DELETE",
            url: Template([
                .literal("https://shop.example/api/reservations/"), .variable("id"),
            ]), headers: [.init("Accept", "*/*")])
        let steps = [
            Step(
                name: "create", request: create,
                expectations: [
                    .status([201]), .json(try JSONPath("$.state"), .equals(.string("confirmed"))),
                ], extractions: [Extraction("id", .json(try JSONPath("$.id")))]),
            Step(
                name: "cancel", request: cancel, expectations: [.status([200, 204])],
                isAlways: true, timeout: .seconds(1)),
        ]
        let wanted = Probe(
            name: "checkout", interval: .seconds(60), timeout: .seconds(10),
            labels: ["team": "web", "tier": "1"], steps: steps)
        #expect(try load(text).configuration.probes == [wanted])
    }

    @Test func `a place in what is expected of JSON is filled in, and compared as text`() throws {
        let text = """
            probes:
              - name: a
                steps:
                  - {name: s, http: {url: http://a/}, extract: {id: {json: $.id}}}
                  - name: t
                    http: {url: http://a/}
                    expect:
                      body: {json: {$.a: "{{id}}", $.b: {equals: "x{{id}}"}, $.c: "7", $.d: {equals: ["7"]}}}
            """
        let step = try #require(try load(text).configuration.probes.first?.steps.last)
        #expect(
            step.expectations.dropFirst() == [
                .json(try JSONPath("$.a"), .text(.equals(try Template("{{id}}")))),
                .json(try JSONPath("$.b"), .text(.equals(try Template("x{{id}}")))),
                .json(try JSONPath("$.c"), .equals(.string("7"))),
                .json(try JSONPath("$.d"), .equals(.array([.string("7")]))),
            ])
    }

    @Test func `a probe of which nothing is said expects success, and less time than its interval`()
        throws
    {
        let probe = try #require(
            try load("probes: [{name: a, interval: 2s, http: {url: http://a/}}]")
                .configuration.probes.first)
        #expect(probe.timeout == .milliseconds(1_600))
        #expect(probe.steps.map(\.expectations) == [[.status(.successful)]])
        #expect(probe.steps.map(\.name) == ["request"])
    }

    @Test func `what goes beyond one section is checked as well`() {
        let text = """
            network: {probes: strict, probeEndpoint: pubic}
            probes:
              - {name: a, http: {url: http://a/}}
              - {name: a, http: {url: "http://a/{{id}}", policy: none}}
              - name: b
                timeout: 1s
                steps:
                  - {name: s, http: {url: http://a/}, extract: {token: {status: true}}}
                  - {name: s, http: {url: "http://a/{{tokn}}"}}
                  - {name: t, http: {url: http://a/}, always: true, timeout: 1s}
              - {name: c, interval: 1s, jitter: 1s, http: {url: http://a/}}
              - {name: d, http: {url: http://a/, addresses: all, keepAlive: true, proxy: http://p/}}
            modules:
              m: {http: {addresses: all, keepAlive: true}}
            objectives:
              - {name: o, preset: istio, target: 99%, window: 30d}
              - {name: o, preset: istio, target: 99%, window: 30d}
              - {name: p, probe: q, target: 99%, window: 30d}
              - {name: r, preset: istio, target: 99%, latency: 300ms, window: 30d}
            """
        #expect(
            problems(text) == """
                sonde.yml:1:19: network.probes: there is no network policy 'strict'; known are all, \
                public
                sonde.yml:1:42: network.probeEndpoint: there is no network policy 'pubic'; did you \
                mean 'public'?
                sonde.yml:4:5: probes[1]: the name 'a' is taken by the probe at sonde.yml:3:5; \
                rename one
                sonde.yml:4:5: probes[1]: uses {{id}}, which no step before it extracts
                sonde.yml:4:54: probes[1].http.policy: there is no network policy 'none'; known \
                are all, public
                sonde.yml:5:5: probes[2]: the steps that always run may take 1s, which leaves \
                nothing of the timeout of 1s
                sonde.yml:9:9: probes[2].steps[1]: two steps are named 's'; rename one
                sonde.yml:9:9: probes[2].steps[1]: uses {{tokn}}, which no step before it \
                extracts; did you mean 'token'?
                sonde.yml:11:5: probes[3]: the jitter must be less than the interval of 1s
                sonde.yml:12:5: probes[4]: 'addresses: all' does not go with a proxy, which looks \
                the name up itself
                sonde.yml:12:5: probes[4]: 'addresses: all' does not go with 'keepAlive', for a \
                connection that is kept leads to one address
                sonde.yml:14:6: modules.m: 'addresses: all' does not go with 'keepAlive', for a \
                connection that is kept leads to one address
                sonde.yml:17:5: objectives[1]: the name 'o' is taken; rename one
                sonde.yml:18:5: objectives[2]: there is no probe 'q'; did you mean 'a'?
                sonde.yml:19:5: objectives[3]: istio_request_duration_milliseconds has no bound at \
                300ms, le="300"; the nearest are 250 and 500, in milliseconds
                """)
    }

    @Test func `a secret that an earlier step extracts is not in clear`() {
        let text = """
            probes:
              - name: a
                interval: 5s
                steps:
                  - {name: s, http: {url: http://a/}, extract: {token: {json: $.token}}}
                  - name: t
                    http: {url: http://a/, headers: {Authorization: "Bearer {{token}}"}}
            """
        #expect(problems(text) == "")
    }

    @Test func `what is probably not meant is told, and no error`() {
        let text = """
            defaults: {interval: 7h}
            probes:
              - {name: a, interval: 5s, timeout: 5s, http: {url: http://a/, bearer: hunter2}}
              - {name: b, http: {url: "http://u:p@b/", headers: {X-Api-Key: k, Accept: x}}}
              - {name: c, interval: 5s, http: {url: http://c/, bearer: "${file:/run/t}"}}
              - {name: d, interval: 5s, tcp: {address: "d:1"}}
              - {name: e, interval: 5s, http: {url: http://e/, body: '{"password": "x"}'}}
              - {name: f, interval: 5s, http: {url: http://f/, headers: {Accept-Encoding: "gzip, br"}}}
              - {name: g, interval: 5s, http: {url: http://g/, headers: {Accept-Encoding: "gzip;q=1"}}}
              - {name: h, interval: 5s, http: {url: "http://u:${P:-p}@h/", proxy: http://p:1/}}
              - {name: i, interval: 5s, http: {url: "http://i/", proxy: "socks5h://u:p@p:1"}}
            history: {path: sonde.db}
            """
        #expect(
            problems(text) == """
                sonde.yml:3:38: warning: probes[0].timeout: the timeout of probe 'a' is not less than its \
                interval of 5s: a run that hangs has the next ones skipped
                sonde.yml:3:73: warning: probes[0].http.bearer: holds a secret in clear; write ${file:PATH} \
                or ${NAME} for it
                sonde.yml:4:5: warning: probes[1]: no rule watches the share of errors of probe 'b', for a \
                day, the longest that rules look back, holds fewer than four of its runs; only three \
                failures in a row are an alert
                sonde.yml:4:27: warning: probes[1].http.url: holds a secret in clear; write ${file:PATH} or \
                ${NAME} for it
                sonde.yml:4:65: warning: probes[1].http.headers.X-Api-Key: holds a secret in clear; write \
                ${file:PATH} or ${NAME} for it
                sonde.yml:6:5: warning: probes[3]: probe 'd' is not run: only HTTP is probed
                sonde.yml:7:58: warning: probes[4].http.body: holds a secret in clear; write ${file:PATH} or \
                ${NAME} for it
                sonde.yml:8:5: warning: probes[5]: asks for content in the coding 'br', which \
                is not taken off; ask for gzip
                sonde.yml:11:61: warning: probes[8].http.proxy: holds a secret in clear; write ${file:PATH} \
                or ${NAME} for it
                sonde.yml:12:10: warning: history: results are not kept in a file
                """)
    }

    @Test func `what stands in the defaults is warned of once`() {
        let text = """
            defaults: {interval: 1s, timeout: 2s}
            probes:
              - {name: a, http: {url: http://a/}}
              - {name: b, http: {url: http://b/}}
            """
        #expect(
            problems(text) == """
                sonde.yml:1:35: warning: defaults.timeout: the timeout of probe 'a' is not less \
                than its interval of 1s: a run that hangs has the next ones skipped
                """)
    }

    @Test(arguments: [
        ("probes: [{name: a}]", "probes[0]: needs one of http, steps, tcp, dns, icmp"),
        ("probes: [{name: '', http: {url: http://a/}}]", "must be a name of 1 to 200 bytes"),
        ("probes: [{name: a, http: {url: ftp://a/}}]", "must be an http or https URL"),
        ("probes: [{name: a, http: {url: '{{x'}}]", "has '{{' without '}}' behind it"),
        ("probes: [{name: a, http: {url: http://a/, method: get}}]", "must be a method in capital"),
        (
            "probes: [{name: a, http: {url: http://a/, headers: {'a b': c}}}]",
            "must be the name of a header field"
        ),
        ("probes: [{name: a, http: {url: http://a/, body: x, json: {}}}]", "has body and json"),
        (
            "probes: [{name: a, http: {url: http://a/}, expect: {status: 99}}]",
            "must be a status code such as 200"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, expect: {body: {matches: '('}}}]",
            "expect.body.matches: "
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, expect: {body: {json: {state: 1}}}}]",
            "must be a JSON path such as $.state"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, expect: {body: {json: "
                + "{$.a: {equals: ['{{id}}']}}}}}]",
            "$.a.equals[0]: cannot have a place such as {{id}} here"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, expect: {body: {json: {$.a: '{{id}}'}}}}]",
            "uses {{id}}, which no step before it extracts"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, labels: {__x: y}}]",
            "must be the name of a label"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, active: [{cron: '61 * * * *', for: 1h}]}]",
            "active[0].cron: "
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, active: "
                + "[{cron: '* * * * *', for: 1h, timeZone: Mars/Base}]}]",
            "there is no time zone Mars/Base"
        ),
        (
            "probes: [{name: a, http: {url: http://a/}, maintenance: "
                + "[{from: 2026-01-02T00:00:00Z, to: 2026-01-01T00:00:00Z}]}]",
            "'to' must come after 'from'"
        ),
        (
            "probes: [{name: a, steps: [{name: s, http: {url: http://a/}, extract: "
                + "{v: {regex: 'a(b)', group: 2}}}]}]",
            "the expression has 1 groups, got 2"
        ),
        (
            "probes: [{name: a, http: {url: http://a/, proxy: 'proxy:3128'}}]",
            "http.proxy: must be the URL of a proxy such as http://proxy.example:3128"
        ),
        ("reservations: {outcomes: {200: 0}}", "needs a code with a weight above 0"),
        ("server: {listen: shop.example:80}", "must be HOST:PORT"),
        (
            "probes: [{name: \"a\\Nb\", http: {url: http://a/}}]",
            "probes[0].name: must be a name of 1 to 200 bytes without line ends and control characters"
        ),
        (
            "traffic: [{name: \"a\\Lb\", preset: sonde}]",
            "traffic[0].name: must be a name of 1 to 200 bytes without line ends and control characters"
        ),
        ("notify: [true]", "must have at most 0 items"),
        ("network: {policies: {p: {rules: [{allow: {ports: 9-8}}]}}}", "must be a port"),
        ("- a", "must be a section with keys such as include, server, reservations, got a list"),
    ])
    func `what cannot be used is told`(text: String, message: String) {
        #expect(problems(text).contains(message), "\(problems(text))")
    }

    @Test func `more probes than a prober takes are refused`() {
        let probes = (0...20_000).map { "  - {name: p\($0), http: {url: http://a/}}\n" }
        #expect(
            problems("probes:\n" + probes.joined()).contains("must have at most 20000 items"))
    }

    @Test func `a document is known by what it says, not by where it says it`() throws {
        let hashes = try ["{server: {loops: 2}}", "server:\n  loops: 2", "server: {loops: 3}"]
            .map { try load($0).hash }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] != hashes[2])
        #expect(hashes.allSatisfy { $0.count == 16 })
    }

    @Test func `the configuration is shown without secrets`() throws {
        let text = """
            probes:
              - name: a
                http:
                  url: https://user:pass@a.example/
                  headers: {Authorization: Bearer abc, Accept: x, Cookie: "sid=${SID}"}
                  proxy: http://proxy:3128
                  json: {user: u, password: p}
            """
        #expect(
            try load(text, ["SID": "topsecret"]).text == """
                probes:
                  - name: a
                    http:
                      url: https://REDACTED@a.example/
                      headers:
                        Authorization: REDACTED
                        Accept: x
                        Cookie: "REDACTED${SID}"
                      proxy: http://proxy:3128
                      json:
                        user: u
                        password: REDACTED

                """)
    }

    @Test func `a description of a configuration holds no secret`() throws {
        let text = """
            probes:
              - name: a
                http:
                  url: http://a/
                  bearer: topsecret
                  headers: {X-Api-Key: topsecret}
                  query: {token: topsecret}
                  json: {user: u, password: topsecret, keys: {secret: [topsecret]}}
              - {name: b, http: {url: http://b/, form: {password: topsecret}}}
              - {name: c, http: {url: http://c/, multipart: [{name: password, text: topsecret}]}}
            """
        var output = ""
        dump(try load(text).configuration, to: &output)
        #expect(!output.contains("topsecret"))
        #expect(!"\(try load(text).configuration)".contains("topsecret"))
    }
}
