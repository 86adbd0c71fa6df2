import Foundation
import TestSupport
import Testing

/// `sonde rules generate` and `sonde rules test`, and what an operator's object looks like to
/// Kubernetes.
@Suite struct RulesCommandTests {
    private let folder: TemporaryFolder
    private static let example = Checkout.folder.appendingPathComponent("examples/backyards.yml")
        .path

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        let command = try SondeProcess.start(["rules"] + arguments, environment)
        let status = try command.waitForExit()
        return (status, command.standardOutput, command.standardError)
    }

    @Test func `rules go to standard output or into a file, the same`() throws {
        let printed = try run(["generate"])
        #expect(printed.status == 0 && printed.errors == "")
        let file = folder.path("rules.yml")
        let written = try run(["generate", "--out", file])
        #expect(written.status == 0 && written.output == "" && written.errors == "")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == printed.output)
        #expect(printed.output == (try Checkout.text("prometheus-rules.yml")))
    }

    @Test func `what cannot be is one line and no file`() throws {
        let file = folder.path("rules.yml")
        let version = try run(["generate", "--prometheus-version", "soon", "--out", file])
        #expect(version.status == 2)
        #expect(
            version.errors == """
                sonde: --prometheus-version: must be a version of Prometheus from 2.26 on, such as \
                2.42, got 'soon'

                """)
        let bad = try folder.write("bad.yml", "rules: {for: soon}\n")
        let configuration = try run(["generate", "--config", bad, "--out", file])
        #expect(configuration.status == 2)
        #expect(configuration.errors.hasPrefix("sonde: \(bad):1:14: rules.for: must be a duration"))
        let away = folder.path("nowhere/rules.yml")
        let unwritable = try run(["generate", "--out", away])
        #expect(unwritable.status == 1)
        #expect(
            unwritable.errors
                == "sonde: cannot write \(away): No such file or directory (errno 2)\n")
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try run(["generate", "--format", "json"]).status == 2)
    }

    @Test func `an older Prometheus is told what it does not get`() throws {
        let old = try run(["generate", "--prometheus-version", "2.41"])
        #expect(old.status == 0)
        #expect(
            old.errors == """
                sonde: warning: keep_firing_for is left out: Prometheus 2.41 does not know it, 2.42 \
                and newer do

                """)
        #expect(!old.output.contains("keep_firing_for:"))
    }

    @Test func `the tests of the rules are run, and kept where that is wanted`() throws {
        let configuration = try folder.write("sonde.yml", "reservations: {enabled: true}\n")
        let out = folder.path("tests")
        let result = try run(["test", "--config", configuration, "--out", out])
        #expect(
            result.output == """
                reservations.test.yml: 1 alert, 6 cases: passed
                silence.test.yml: 1 alert, 4 cases: passed
                2 files, 2 alerts, 10 cases: all passed

                """)
        #expect(result.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted() == [
                "reservations.rules.yml", "reservations.test.yml", "silence.rules.yml",
                "silence.test.yml",
            ])
        let missing = try run(["test", "--config", configuration], ["PATH": "/nowhere"])
        #expect(missing.status == 1)
        #expect(
            missing.output == """
                nothing was tested: promtool is in no folder of PATH (/nowhere); --out DIR keeps the \
                files

                """)
    }

    @Test func `the rules of the example are those that Sonde makes, and Prometheus takes them`()
        throws
    {
        let made = try run(["generate", "--config", Self.example])
        #expect(made.status == 0, "\(made.errors)")
        #expect(
            made.output == (try Checkout.text("examples/rules/backyards.yml")),
            """
            make them anew: sonde rules generate --config examples/backyards.yml \
            --out examples/rules/backyards.yml
            """)
        let check = try Promtool.run(
            ["check", "rules", "examples/rules/backyards.yml"], folder: Checkout.folder.path)
        #expect(check.hasPrefix("status 0\nChecking examples/rules/backyards.yml\n  SUCCESS: "))
    }

    // MARK: Kubernetes

    /// The part of the published definition of `prometheusrules.monitoring.coreos.com` that says
    /// what a rule may look like; what is not named there is not kept.
    private static let definition = #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "definitions": {
            "duration": {
              "type": "string",
              "pattern": "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"
            },
            "texts": {"type": "object", "additionalProperties": {"type": "string"}},
            "rule": {
              "type": "object", "required": ["expr"], "additionalProperties": false,
              "properties": {
                "alert": {"type": "string"},
                "annotations": {"$ref": "#/definitions/texts"},
                "expr": {"type": ["string", "integer"]},
                "for": {"$ref": "#/definitions/duration"},
                "keep_firing_for": {"allOf": [{"$ref": "#/definitions/duration"}, {"minLength": 1}]},
                "labels": {"$ref": "#/definitions/texts"},
                "record": {"type": "string"}
              }
            },
            "group": {
              "type": "object", "required": ["name"], "additionalProperties": false,
              "properties": {
                "interval": {"$ref": "#/definitions/duration"},
                "limit": {"type": "integer"},
                "name": {"type": "string", "minLength": 1},
                "partial_response_strategy": {"type": "string"},
                "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}}
              }
            }
          },
          "type": "object", "required": ["apiVersion", "kind", "metadata", "spec"],
          "properties": {
            "apiVersion": {"const": "monitoring.coreos.com/v1"},
            "kind": {"const": "PrometheusRule"},
            "metadata": {
              "type": "object", "required": ["name"],
              "properties": {
                "name": {
                  "type": "string", "maxLength": 253,
                  "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                },
                "namespace": {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
              }
            },
            "spec": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "groups": {"type": "array", "items": {"$ref": "#/definitions/group"}}
              }
            }
          }
        }
        """#

    /// Prints what is wrong with the object; Kubernetes also refuses two groups of one name.
    private static let judge = """
        import json, sys, yaml, jsonschema

        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft7Validator.check_schema(schema)
        for path in sys.argv[2:]:
            document = yaml.safe_load(open(path))
            errors = [e.message for e in jsonschema.Draft7Validator(schema).iter_errors(document)]
            names = [group["name"] for group in document["spec"]["groups"]]
            print("valid" if not errors and len(set(names)) == len(names) else "invalid", *errors)
        """

    @Test func `an operator's object is what its definition asks for`() throws {
        let schema = try folder.write("schema.json", Self.definition)
        let good = folder.path("good.yml")
        let made = try run([
            "generate", "--config", Self.example, "--format", "operator", "--name", "backyards",
            "--namespace", "monitoring", "--out", good,
        ])
        #expect(made.status == 0, "\(made.errors)")
        let text = try String(contentsOfFile: good, encoding: .utf8)
        #expect(
            text.contains(
                """
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: backyards
                  namespace: monitoring
                spec:
                  groups:

                """))
        let bad = try folder.write(
            "bad.yml", text.replacingOccurrences(of: "for: 30s", with: "for: 0.5m"))
        let python = try ChildProcess(
            Programs.installed("python3"), ["-c", Self.judge, schema, good, bad])
        #expect(try python.waitForExit() == 0, "\(python.standardError)")
        let verdicts = python.standardOutput.split(separator: "\n")
        #expect(verdicts.first == "valid")
        #expect(verdicts.last?.hasPrefix("invalid '0.5m' does not match") == true)
        // The object's rules are those of the file.
        let groups = try #require(text.range(of: "  groups:\n"))
        let rules = try folder.write(
            "rules.yml",
            "groups:\n"
                + text[groups.upperBound...].split(
                    separator: "\n", omittingEmptySubsequences: false
                )
                .map { $0.dropFirst(2) }.joined(separator: "\n"))
        #expect(try Promtool.run("check", "rules", rules).hasPrefix("status 0\n"))
    }
}
