import Base
import Documents
import Monitoring
package import RuleBook

/// `sonde rules generate`: the rules of a configuration as text.
package struct RulesGeneration: Sendable {
    /// Who reads the rules.
    package enum Format: String, CaseIterable, Sendable {
        case prometheus
        case `operator`
    }

    /// The names of the object that an operator reads.
    package struct Object: Hashable, Sendable {
        /// Nil for `sonde`.
        package var name: String?
        package var namespace: String?

        package init() {}
    }

    package let settings: RuleSettings
    package let families: [RuleFamily]

    /// The families for a configuration.
    ///
    /// - Parameters:
    ///   - file: The configuration file; nil for the built-in probe and the mock service.
    ///   - version: The value of `--prometheus-version`; nil: as the file says.
    ///   - prometheus: The value of `--prometheus`: a Prometheus that is asked which bounds the
    ///     histograms of objectives have; nil: none is.
    ///   - environment: Has the interval of the built-in probe.
    /// - Throws: `SettingProblems` and `DocumentProblems`; `PrometheusProblem` if one does not answer.
    package init(
        file: ConfigurationFile?, version: String? = nil, prometheus: String? = nil,
        environment: [String: String]
    ) throws {
        var configuration =
            try file?.load().configuration ?? Self.standardConfiguration(environment)
        if let version {
            guard let known = PrometheusVersion(version), known >= .oldest else {
                throw SettingProblems([
                    SettingProblem("--prometheus-version", version, PrometheusVersion.expectation)
                ])
            }
            configuration.rules.prometheusVersion = known
        }
        if let prometheus {
            let access = try PrometheusAccess(
                url: prometheus, configured: configuration.prometheus)
            configuration.objectives = try ObjectiveBounds(access).asked(
                for: configuration.objectives)
        }
        self.init(try configuration.ruleFamilies(), configuration.rules)
    }

    /// The families as they are.
    package init(_ families: [RuleFamily], _ settings: RuleSettings) {
        self.families = families
        self.settings = settings
    }

    /// What runs without a configuration file.
    private static func standardConfiguration(
        _ environment: [String: String]
    ) throws(SettingProblems) -> Configuration {
        var reader = SettingReader(environment: environment)
        var configuration = Configuration()
        configuration.reservations.isEnabled = true
        configuration.probes = [
            .reservations(serviceURL: "http://127.0.0.1:8080", interval: reader.interval())
        ]
        guard reader.problems.isEmpty else { throw SettingProblems(reader.problems) }
        return configuration
    }

    /// What is to be known about the rules; a line each.
    package var warnings: [String] {
        let version = settings.prometheusVersion
        let missing =
            version.knowsKeepFiringFor
            ? []
            : [
                "keep_firing_for is left out: Prometheus \(version) does not know it, "
                    + "\(PrometheusVersion.standard) and newer do"
            ]
        return missing + families.flatMap(\.warnings)
    }

    /// The rules as Prometheus reads them.
    package var prometheusText: String { file.prometheusText }

    /// The rules in a format.
    ///
    /// - Parameter object: The names for `.operator`.
    /// - Throws: If these are no names for Kubernetes, or the format has none.
    package func text(_ format: Format, _ object: Object) throws(SettingProblems) -> String {
        let problems = format == .operator ? object.problems : object.problemsWithoutObject
        guard problems.isEmpty else { throw SettingProblems(problems) }
        guard format == .operator else { return file.prometheusText }
        return PrometheusRuleObject(
            name: object.name ?? "sonde", namespace: object.namespace, rules: file
        ).text
    }

    /// Writes a text to a file, whole or not at all.
    package static func write(_ text: String, to path: String) throws {
        try FileReplacement.write(text, to: path)
    }

    private var file: RuleFile {
        RuleFile(comment: RuleBookHeader.text(settings), joining: families)
    }
}

extension Configuration {
    /// The rules of everything that the configuration has watched, with their tests.
    func ruleFamilies() throws -> [RuleFamily] {
        let probes = ProbeRuleSettings(
            intervals: probes.map { TimeSpan($0.interval) },
            servesReservations: reservations.isEnabled)
        return RuleFamily.probes(probes, rules) + (try objectives.map(family))
            + traffic.map { RuleFamily.traffic($0, rules) }
    }

    /// The rules of an objective.
    private func family(_ objective: ObjectiveSettings) throws(SettingProblems) -> RuleFamily {
        do throws(ObjectiveProblem) {
            return try RuleFamily.objective(objective, rules)
        } catch {
            throw SettingProblems([
                SettingProblem("objective '\(objective.name)'", nil, error.description)
            ])
        }
    }
}

extension RulesGeneration.Object {
    /// The names that Kubernetes does not allow.
    fileprivate var problems: [SettingProblem] {
        var problems: [SettingProblem] = []
        if let name, !PrometheusRuleObject.isName(name) {
            problems.append(
                SettingProblem(
                    "--name", name, "must be a name that Kubernetes allows, such as sonde")
            )
        }
        if let namespace, !PrometheusRuleObject.isLabel(namespace) {
            problems.append(
                SettingProblem(
                    "--namespace", namespace,
                    "must be a namespace that Kubernetes allows, such as monitoring"))
        }
        return problems
    }

    /// The names that are given where there is no object to have them.
    fileprivate var problemsWithoutObject: [SettingProblem] {
        [("--name", name), ("--namespace", namespace)].filter { $0.1 != nil }.map {
            SettingProblem($0, $1, "is of use with --format operator only")
        }
    }
}
