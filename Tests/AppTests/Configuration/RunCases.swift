import App
import Documents
import Foundation
import Testing

/// What a key that a single run shows changes about it.
struct RunCase: Sendable, CustomTestStringConvertible {
    /// As `SECTION.KEY`.
    let key: String

    /// A configuration with one probe, or else with the module `m`; `@` is where the key stands.
    let document: String

    /// What stands there, and what does otherwise.
    let setting: String
    let otherwise: String

    var testDescription: String { key }
}

extension RunCase {
    static let all = single + inDefaults

    /// The keys of requests that the defaults have as well, set there.
    private static let inDefaults: [RunCase] = {
        let section = ConfigurationSchema.sections.first { $0.name == "defaultHTTP" }
        let names = Set((section?.keys ?? []).map { "http.\($0.name)" })
        return single.filter { names.contains($0.key) }.map { single in
            RunCase(
                key: "defaultHTTP.\(single.key.dropFirst(5))",
                document: "{defaults: {http: {@}}, \(single.document.replacing("@", with: ""))}",
                setting: single.setting, otherwise: single.otherwise)
        }
    }()

    private static let single: [RunCase] = table.split(separator: "\n").map { line in
        let cells = line.components(separatedBy: " | ")
        let document = documents[cells[1]] ?? cells[1]
        return RunCase(
            key: cells[0], document: document, setting: cells[2],
            otherwise: cells.count > 3 ? cells[3] : "")
    }

    /// Documents of several cases.
    ///
    /// <URL> is a server of many paths (see `RunEffectTests`), LOCAL the same by the name `localhost`,
    /// NAMED by one that the name server NAMES knows and OTHERS does not; HANG does not answer, TLS
    /// speaks HTTPS, STRICT wants a certificate as well; FOLDER is a folder with files.
    private static let documents = [
        "probe": "probes: [{name: p, http: {url: '<URL>/'}, @}]",
        "http": "probes: [{name: p, http: {url: '<URL>/', @}}]",
        "local": "probes: [{name: p, http: {url: 'LOCAL/', @}}]",
        "named": "probes: [{name: p, http: {url: 'NAMED/', @}}]",
        "twice": "probes: [{name: p, steps: [{name: s, http: {url: '<URL>/', @}}, "
            + "{name: t, http: {url: '<URL>/', @}}]}]",
        "redirected": "probes: [{name: p, http: {url: '<URL>/redirect', @}}]",
        "part": "probes: [{name: p, http: {url: '<URL>/', multipart: [{@}]}}]",
        "oauth2": "probes: [{name: p, http: {url: '<URL>/', oauth2: {@}}}]",
        "secure": "probes: [{name: p, http: {url: 'TLS/', @}}]",
        "tls": "probes: [{name: p, http: {url: 'TLS/', tls: {@}}}]",
        "strict": "probes: [{name: p, http: {url: 'STRICT/', tls: {ca: 'FOLDER/ca.crt', @}}}]",
        "certificate": "probes: [{name: p, http: {url: 'TLS/', tls: {insecureSkipVerify: true}}, "
            + "expect: {certificate: {@}}}]",
        "expect": "probes: [{name: p, http: {url: '<URL>/json'}, expect: {@}}]",
        "body": "probes: [{name: p, http: {url: '<URL>/json'}, expect: {body: {@}}}]",
        "value":
            "probes: [{name: p, http: {url: '<URL>/json'}, expect: {body: {json: {$.state: {@}}}}}]",
        "number":
            "probes: [{name: p, http: {url: '<URL>/json'}, expect: {body: {json: {$.n: {@}}}}}]",
        "header": "probes: [{name: p, http: {url: '<URL>/json'}, expect: {headers: {x-a: {@}}}}]",
        "redirect": "probes: [{name: p, http: {url: '<URL>/redirect'}, "
            + "expect: {status: 302, redirect: {@}}}]",
        "step": "probes: [{name: p, steps: [{name: s, http: {url: '<URL>/json'}, @}, "
            + "{name: t, http: {url: '<URL>/after'}}]}]",
        "extract": "probes: [{name: p, steps: [{name: s, http: {url: '<URL>/json'}, @}, "
            + "{name: t, http: {url: '<URL>/{{v}}'}}]}]",
        "policy": "{network: {probes: q, policies: {q: {@}}}, "
            + "probes: [{name: p, http: {url: '<URL>/'}}]}",
        "rule": "{network: {probes: q, policies: {q: {otherwise: allow, rules: [{@}]}}}, "
            + "probes: [{name: p, http: {url: '<URL>/'}}]}",
        "condition": "{network: {probes: q, policies: {q: {otherwise: allow, "
            + "rules: [{deny: {@}}]}}}, probes: [{name: p, http: {url: '<URL>/'}}]}",
        "module": "{network: {probeEndpoint: all}, modules: {m: {@}}}",
        "beside": "{@, probes: [{name: p, http: {url: '<URL>/'}}]}",
        "failing": "{defaults: {@}, probes: [{name: p, http: {url: '<URL>/status/500'}}]}",
    ]

    /// A key, its document, what it is set to, and what stands there otherwise.
    private static let table = #"""
        http.url | probes: [{name: p, http: {@}}] | url: '<URL>/b' | url: '<URL>/'
        http.method | http | method: PUT
        http.query | http | query: {q: [a, b]}
        http.body | http | body: text
        http.bodyFile | http | bodyFile: 'FOLDER/body'
        http.json | http | json: {a: [1, true]}
        http.form | http | form: {a: b}
        http.multipart | http | multipart: [{name: n, text: x}]
        http.headers | http | headers: {Accept: text/html}
        http.basic | http | basic: {username: u, password: p}
        http.bearer | http | bearer: t
        http.oauth2 | http | oauth2: {tokenURL: '<URL>/token', clientID: c, clientSecret: s}
        basic.username | http | basic: {username: v, password: p} | basic: {username: u, password: p}
        basic.password | http | basic: {username: u, password: q} | basic: {username: u, password: p}
        oauth2.tokenURL | oauth2 | clientID: c, clientSecret: s, tokenURL: '<URL>/token2' | clientID: c, clientSecret: s, tokenURL: '<URL>/token'
        oauth2.clientID | oauth2 | tokenURL: '<URL>/token', clientSecret: s, clientID: d | tokenURL: '<URL>/token', clientSecret: s, clientID: c
        oauth2.clientSecret | oauth2 | tokenURL: '<URL>/token', clientID: c, clientSecret: z | tokenURL: '<URL>/token', clientID: c, clientSecret: s
        oauth2.scopes | oauth2 | tokenURL: '<URL>/token', clientID: c, clientSecret: s, scopes: [a, b] | tokenURL: '<URL>/token', clientID: c, clientSecret: s
        oauth2.parameters | oauth2 | tokenURL: '<URL>/token', clientID: c, clientSecret: s, parameters: {audience: x} | tokenURL: '<URL>/token', clientID: c, clientSecret: s
        part.name | part | text: x, name: m | text: x, name: n
        part.text | part | name: n, text: y | name: n, text: x
        part.file | part | name: n, file: 'FOLDER/body' | name: n, text: x
        part.fileName | part | name: n, text: x, fileName: f | name: n, text: x
        part.contentType | part | name: n, text: x, contentType: text/x | name: n, text: x
        http.version | http | version: 2
        http.ipFamily | local | ipFamily: ipv6 | ipFamily: ipv4
        http.addresses | local | addresses: all | ipFamily: ipv4
        http.source | http | source: 192.0.2.1
        http.resolvers | named | resolvers: OTHERS | resolvers: NAMES
        http.proxy | http | proxy: '<URL>'
        http.keepAlive | twice | keepAlive: true
        http.redirects | redirected | redirects: 1
        http.maxResponseSize | http | maxResponseSize: 3B
        http.policy | http | policy: public
        http.tls | secure | tls: {ca: 'FOLDER/ca.crt'}
        tls.ca | tls | ca: 'FOLDER/ca.crt'
        tls.insecureSkipVerify | tls | insecureSkipVerify: true
        tls.serverName | tls | ca: 'FOLDER/ca.crt', serverName: other.example | ca: 'FOLDER/ca.crt'
        tls.minimumVersion | tls | ca: 'FOLDER/ca.crt', minimumVersion: 1.3 | ca: 'FOLDER/ca.crt'
        tls.certificate | strict | key: 'FOLDER/client.key', certificate: 'FOLDER/client.crt' | key: 'FOLDER/client.key', certificate: 'FOLDER/none'
        tls.key | strict | certificate: 'FOLDER/client.crt', key: 'FOLDER/client.key' | certificate: 'FOLDER/client.crt', key: 'FOLDER/none'
        certificate.validFor | certificate | validFor: 30d
        certificate.issuer | certificate | issuer: CN=Nobody
        certificate.subject | certificate | subject: CN=nobody
        expect.status | expect | status: 404
        expect.headers | expect | headers: {x-a: beta}
        expect.body | expect | body: {contains: missing}
        expect.latency | expect | latency: {total: 1us}
        expect.certificate | expect | certificate: {validFor: 1d}
        expect.httpVersion | expect | httpVersion: 2
        expect.size | expect | size: {max: 1B}
        expect.redirect | expect | redirect: 'http://b/'
        body.equals | body | equals: x
        body.contains | body | contains: [open, missing]
        body.notContains | body | notContains: open
        body.matches | body | matches: '^x'
        body.notMatches | body | notMatches: '^.'
        body.json | body | json: {$.state: closed}
        size.min | expect | size: {min: 1MB}
        size.max | expect | size: {max: 9B}
        text.equals | redirect | equals: x | contains: ':'
        text.contains | redirect | contains: x-y | matches: '.'
        text.notContains | redirect | notContains: json | contains: ':'
        text.matches | redirect | matches: '^x' | contains: ':'
        text.notMatches | redirect | notMatches: '^http' | contains: ':'
        header.equals | header | equals: x | present: true
        header.contains | header | contains: x-y | present: true
        header.notContains | header | notContains: alpha | present: true
        header.matches | header | matches: '^x' | present: true
        header.notMatches | header | notMatches: '^a' | present: true
        header.present | header | present: false | contains: alp
        jsonTest.equals | value | equals: closed
        jsonTest.exists | value | exists: false
        jsonTest.type | value | type: integer
        jsonTest.text | value | text: {matches: '^c'}
        jsonTest.length | value | length: 3
        jsonTest.above | number | above: 3
        jsonTest.below | number | below: 3
        jsonTest.atLeast | number | atLeast: 3.5
        jsonTest.atMost | number | atMost: 2.5
        length.atLeast | value | length: {atLeast: 5}
        length.atMost | value | length: {atMost: 3}
        probe.name | probes: [{http: {url: '<URL>/'}, @}] | name: q | name: p
        probe.timeout | probes: [{name: p, http: {url: 'HANG/'}, @}] | timeout: 50ms | timeout: 60ms
        probe.attempts | probes: [{name: p, http: {url: '<URL>/status/500'}, @}] | attempts: 2
        probe.http | probes: [{name: p, @}] | http: {url: '<URL>/b'} | http: {url: '<URL>/'}
        probe.expect | probe | expect: {status: 404}
        probe.warn | probe | warn: {status: 404}
        probe.steps | probes: [{name: p, @}] | steps: [{name: s, http: {url: '<URL>/'}}] | http: {url: '<URL>/'}
        step.name | probes: [{name: p, steps: [{http: {url: '<URL>/'}, @}]}] | name: r | name: s
        step.http | probes: [{name: p, steps: [{name: s, @}]}] | http: {url: '<URL>/b'} | http: {url: '<URL>/'}
        step.expect | step | expect: {status: 404}
        step.warn | step | warn: {status: 404}
        step.extract | extract | extract: {v: {json: $.n}} | extract: {v: {json: $.state}}
        step.always | probes: [{name: p, steps: [{name: s, http: {url: '<URL>/status/500'}}, {name: t, http: {url: '<URL>/'}, @}]}] | always: true
        step.timeout | probes: [{name: p, steps: [{name: s, http: {url: 'HANG/'}, @}]}] | timeout: 50ms | timeout: 60ms
        extract.json | extract | extract: {v: {json: $.n}} | extract: {v: {json: $.state}}
        extract.header | extract | extract: {v: {header: x-a}} | extract: {v: {json: $.state}}
        extract.cookie | extract | extract: {v: {cookie: sid}} | extract: {v: {json: $.state}}
        extract.regex | extract | extract: {v: {regex: 'state": "(.)(.)'}} | extract: {v: {json: $.state}}
        extract.group | extract | extract: {v: {regex: 'state": "(.)(.)', group: 2}} | extract: {v: {regex: 'state": "(.)(.)'}}
        extract.status | extract | extract: {v: {status: true}} | extract: {v: {json: $.state}}
        defaults.timeout | {defaults: {@}, probes: [{name: p, http: {url: 'HANG/'}}]} | timeout: 50ms | timeout: 60ms
        defaults.attempts | failing | attempts: 2
        defaults.http | failing | http: {headers: {A: b}}
        sonde.defaults | beside | defaults: {http: {headers: {A: b}}} | x-a: b
        sonde.probes | {@} | probes: [{name: p, http: {url: '<URL>/b'}}] | probes: [{name: p, http: {url: '<URL>/'}}]
        sonde.network | beside | network: {probes: public} | x-a: b
        network.probes | {network: {@}, probes: [{name: p, http: {url: '<URL>/'}}]} | probes: public
        network.policies | {network: {probes: q, @}, probes: [{name: p, http: {url: '<URL>/'}}]} | policies: {q: {otherwise: deny}} | policies: {q: {otherwise: allow}}
        network.probeEndpoint | {network: {@}, modules: {m: {}}} | probeEndpoint: all
        policy.rules | policy | otherwise: deny, rules: [{allow: {schemes: http}}] | otherwise: deny
        policy.otherwise | policy | otherwise: deny | otherwise: allow
        rule.allow | policy | otherwise: deny, rules: [{allow: {ports: 1-65535}}] | otherwise: deny
        rule.deny | rule | deny: {addresses: 127.0.0.0/8} | deny: {addresses: 10.0.0.0/8}
        condition.schemes | condition | schemes: http | schemes: https
        condition.hosts | condition | hosts: 127.0.0.1 | hosts: '*.example'
        condition.ports | condition | ports: 1-65535 | ports: 443
        condition.addresses | condition | addresses: 127.0.0.1/32 | addresses: '::1/128'
        sonde.modules | {network: {probeEndpoint: all}, @} | modules: {m: {http: {method: PUT}}} | modules: {m: {}}
        module.timeout | {x-target: 'HANG/', network: {probeEndpoint: all}, modules: {m: {@}}} | timeout: 50ms | timeout: 60ms
        module.http | module | http: {method: HEAD}
        module.expect | module | expect: {status: 404}
        module.warn | module | warn: {status: 404}
        """#
}
