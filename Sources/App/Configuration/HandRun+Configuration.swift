import Base
import Documents
import FoundationEssentials
package import Monitoring

extension HandRun {
    /// Prepares a run of what `target` names: a probe of the configuration, or a URL.
    ///
    /// - Parameters:
    ///   - target: The name of a probe, or an http or https URL.
    ///   - timeout: The value of `--timeout`; nil for the standard.
    ///   - module: The value of `--module`; nil for a GET request.
    ///   - file: The configuration file; nil if there is none.
    /// - Throws: `SettingProblems` and `DocumentProblems`.
    package init(
        target: String, timeout: String?, module: String?, file: ConfigurationFile?
    ) throws {
        guard let file else {
            guard module == nil else {
                throw SettingProblems([
                    SettingProblem("--module", module, "needs a file of modules; add --config FILE")
                ])
            }
            guard Self.isURLLike(target) else {
                throw SettingProblems([
                    SettingProblem(
                        "TARGET", target,
                        "must be a URL, for no file of probes is named; add --config FILE, or "
                            + "http:// before a host")
                ])
            }
            try self.init(target: target, timeout: timeout)
            return
        }
        let configuration = try file.load().configuration
        if let module {
            self.init(try Self.probe(target, timeout, module, configuration))
        } else if let probe = configuration.probes.first(where: { $0.name == target }) {
            guard timeout == nil else {
                throw SettingProblems([
                    SettingProblem("--timeout", timeout, "is for URLs; the probe has its own")
                ])
            }
            self.init(probe)
        } else if Self.isURLLike(target) {
            try self.init(target: target, timeout: timeout)
        } else {
            let names = configuration.probes.map(\.name)
            throw SettingProblems([
                SettingProblem(
                    "TARGET", target, "is neither a URL nor a probe of \(file.path)",
                    hint: Suggestion.hint(target, among: names))
            ])
        }
    }

    /// Whether it is meant as a URL, perhaps without a scheme, and not as the name of a probe.
    private static func isURLLike(_ target: String) -> Bool {
        target == "localhost" || target.contains { ".:/".contains($0) }
    }

    /// The probe of a URL as a module has it.
    private static func probe(
        _ target: String, _ timeout: String?, _ name: String, _ configuration: Configuration
    ) throws(SettingProblems) -> Probe {
        guard let module = configuration.modules[name] else {
            let hint = Suggestion.hint(name, among: configuration.modules.keys.sorted())
            throw SettingProblems([
                SettingProblem("--module", name, "is no module of the configuration", hint: hint)
            ])
        }
        // Checks both, and says what is wrong with them.
        _ = try HandRun(target: target, timeout: timeout)
        let url = target.contains("://") ? target : "http://\(target)"
        return module.probe(url: url, timeout: timeout.flatMap { DurationText.parse($0) })
    }
}

extension ProbeModule {
    /// The probe of a target.
    ///
    /// - Parameters:
    ///   - url: An http or https URL.
    ///   - timeout: The longest that the run may take; nil: as the module has it.
    package func probe(url: String, timeout: Duration? = nil) -> Probe {
        var request = step.request
        request.url = Template(literal: url)
        return Probe(
            name: Redaction.url(url), interval: .seconds(60), timeout: timeout ?? self.timeout,
            steps: [
                Step(
                    name: step.name, request: request, expectations: step.expectations,
                    warnings: step.warnings)
            ])
    }
}
