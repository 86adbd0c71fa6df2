import Base
import Documents
import Monitoring
import RuleBook

/// Makes the configuration of what the document says, and checks what goes beyond one section.
struct Assembly {
    private let root: RootSection
    private var decoding: Decoding

    /// The network policy of what names none.
    private let standardPolicy: NetworkPolicy

    /// Where each name stands.
    private var names: [String: SourcePlace] = [:]

    /// Where timeouts stand that are not less than the interval.
    private var longTimeouts: Set<String> = []

    /// The configuration; nil after reporting a problem.
    static func configuration(
        of root: RootSection, _ decoding: inout Decoding
    ) -> Configuration? {
        var assembly = Assembly(root, decoding)
        defer { decoding = assembly.decoding }
        return assembly.configuration()
    }

    private init(_ root: RootSection, _ decoding: Decoding) {
        self.root = root
        var decoding = decoding
        standardPolicy =
            root.network.probes.flatMap { root.network.policy($0, &decoding) } ?? .allowAll
        self.decoding = decoding
    }

    private mutating func configuration() -> Configuration? {
        var configuration = root.configuration
        for deferred in root.probes {
            let (section, isComplete) = deferred.decodePart(
                startingWith: root.defaults, &decoding)
            let steps = steps(of: section)
            guard isComplete, let steps else { continue }
            checkName(section.name, deferred)
            if let target = section.other {
                configuration.otherProbes.append(OtherProbe(name: section.name, target: target))
                decoding.warn(
                    deferred.node.place, path: deferred.path,
                    "probe '\(section.name)' is not run: only HTTP is probed")
            } else if let probe = probe(section, steps, deferred) {
                configuration.probes.append(probe)
                warn(of: probe, section, deferred)
            }
        }
        if let name = root.network.hand {
            configuration.handPolicy = root.network.policy(name, &decoding) ?? .publicOnly
        }
        for (name, deferred) in root.modules {
            configuration.modules[name] = module(deferred, configuration.handPolicy)
        }
        configuration.objectives = objectives(configuration)
        configuration.addedBounds = addedBounds(configuration.objectives)
        configuration.traffic = traffic(configuration)
        if let history = root.history {
            decoding.warn(history.place, path: history.path, "results are not kept in a file")
        }
        let hasErrors = decoding.problems.contains { $0.severity == .error }
        return hasErrors ? nil : configuration
    }

    // MARK: Probes

    /// The steps of a probe; nil after reporting a problem of one.
    private mutating func steps(of section: ProbeSection) -> [Step]? {
        guard !section.steps.isEmpty else {
            return [section.step.step(named: Step.onlyName, policy(of: section.step.http))]
        }
        var steps: [Step] = []
        var initial = StepSection()
        initial.http = root.defaults.step.http
        for step in section.steps {
            guard let value = step.decode(startingWith: initial, &decoding) else { continue }
            if steps.contains(where: { $0.name == value.name }) {
                report(step, "two steps are named '\(value.name)'; rename one")
            }
            steps.append(value.step(named: value.name, policy(of: value.http)))
        }
        return steps.count == section.steps.count ? steps : nil
    }

    private mutating func probe(
        _ section: ProbeSection, _ steps: [Step], _ deferred: DeferredSection<ProbeSection>
    ) -> Probe? {
        checkVariables(of: steps, section, deferred)
        checkAddresses(of: steps, deferred)
        guard section.jitter < section.interval else {
            report(
                deferred,
                "the jitter must be less than the interval of "
                    + DurationText.print(section.interval))
            return nil
        }
        let timeout = timeout(section)
        let cleanup = Self.cleanupTime(of: steps, timeout)
        guard cleanup < timeout else {
            report(
                deferred,
                "the steps that always run may take \(DurationText.print(cleanup)), which leaves "
                    + "nothing of the timeout of \(DurationText.print(timeout))")
            return nil
        }
        return Probe(
            name: section.name, interval: section.interval, timeout: timeout,
            timing: ProbeTiming(
                jitter: section.jitter, active: section.active, maintenance: section.maintenance),
            attempts: section.attempts, labels: section.labels, steps: steps)
    }

    /// The time that is kept for the steps that always run, as `Probe` has it.
    private static func cleanupTime(of steps: [Step], _ timeout: Duration) -> Duration {
        let always = steps.filter(\.isAlways)
        let hasShare = always.contains { $0.timeout == nil }
        return always.reduce(hasShare ? timeout / 5 : .zero) { $0 + ($1.timeout ?? .zero) }
    }

    private func timeout(_ section: ProbeSection) -> Duration {
        section.timeout?.value ?? min(ProbeSection.standardTimeout, section.interval * 4 / 5)
    }

    private mutating func policy(of http: HTTPSection) -> NetworkPolicy {
        http.policy.flatMap { root.network.policy($0, &decoding) } ?? standardPolicy
    }

    /// Each variable that a step needs has to be taken by one before it.
    private mutating func checkVariables(
        of steps: [Step], _ section: ProbeSection, _ deferred: DeferredSection<ProbeSection>
    ) {
        var known: Set<String> = []
        for (index, step) in steps.enumerated() {
            for name in step.variables.subtracting(known).sorted() {
                let place =
                    section.steps.isEmpty ? deferred.node.place : section.steps[index].node.place
                let path = section.steps.isEmpty ? deferred.path : section.steps[index].path
                decoding.report(
                    place, path: path,
                    "uses {{\(name)}}, which no step before it extracts"
                        + Suggestion.hint(name, among: known.sorted()))
            }
            known.formUnion(step.extractions.map(\.variable))
        }
    }

    /// Who goes to every address goes there directly, and each time anew.
    private mutating func checkAddresses<Value>(
        of steps: [Step], _ deferred: DeferredSection<Value>
    ) {
        for connection in steps.map(\.request.connection) where connection.addresses == .all {
            if connection.proxy != nil {
                report(
                    deferred,
                    "'addresses: all' does not go with a proxy, which looks the name up itself")
            }
            if connection.isReused {
                report(
                    deferred,
                    "'addresses: all' does not go with 'keepAlive', for a connection that is kept "
                        + "leads to one address")
            }
        }
    }

    private mutating func warn(
        of probe: Probe, _ section: ProbeSection, _ deferred: DeferredSection<ProbeSection>
    ) {
        // One that stands in the defaults is told once.
        if probe.timeout >= probe.interval, let timeout = section.timeout,
            longTimeouts.insert("\(timeout.place)").inserted
        {
            decoding.warn(
                timeout.place, path: timeout.path,
                "the timeout of probe '\(probe.name)' is not less than its interval of "
                    + "\(DurationText.print(probe.interval)): a run that hangs has the next ones "
                    + "skipped")
        }
        if let coding = probe.steps.lazy.compactMap(\.request.undecodedCoding).first {
            decoding.warn(
                deferred.node.place, path: deferred.path,
                "asks for content in the coding '\(coding)', which is not taken off; ask for gzip")
        }
        if TimeSpan(probe.interval) > ProbeRuleSettings.intervalMax {
            decoding.warn(
                deferred.node.place, path: deferred.path,
                "no rule watches the share of errors of probe '\(probe.name)', for a day, the longest "
                    + "that rules look back, holds fewer than four of its runs; only three failures "
                    + "in a row are an alert")
        }
    }

    // MARK: Modules and names

    /// The objectives that can be watched.
    private mutating func objectives(_ configuration: Configuration) -> [ObjectiveSettings] {
        _ = unique(root.objectives, \.name)
        let scrapeInterval = configuration.rules.scrapeInterval
        var objectives: [ObjectiveSettings] = []
        for section in root.objectives {
            let (settings, problem) = section.value.settings(
                configuration.probes, scrapeInterval: scrapeInterval)
            if let problem = problem ?? settings.conflict(with: objectives) {
                decoding.report(section.place, path: section.path, problem)
            } else {
                for warning in settings.warnings(scrapeInterval: scrapeInterval) {
                    decoding.warn(section.place, path: section.path, warning)
                }
            }
            objectives.append(settings)
        }
        return objectives
    }

    /// The bounds that the objectives add to Sonde's own histograms.
    private mutating func addedBounds(_ objectives: [ObjectiveSettings]) -> AddedBounds {
        var bounds = AddedBounds()
        for (section, objective) in zip(root.objectives, objectives) {
            do throws(ObjectiveProblem) {
                try bounds.add(for: objective)
            } catch {
                decoding.report(section.place, path: section.path, error.description)
            }
        }
        return bounds
    }

    /// The traffic that can be watched.
    private mutating func traffic(_ configuration: Configuration) -> [TrafficSettings] {
        _ = unique(root.traffic, \.name)
        var entries: [TrafficSettings] = []
        for section in root.traffic {
            var entry = section.value
            entry.hasForecaster =
                configuration.prometheus != nil || (entry.query == nil && entry.readsOwnCounter)
            for problem in entry.problems(configuration.rules) {
                let key = problem.key.map { ".\($0)" } ?? ""
                decoding.report(section.place, path: section.path + key, problem.message)
            }
            if let problem = entry.conflict(with: entries) {
                decoding.report(section.place, path: section.path, problem)
            }
            entries.append(entry)
        }
        return entries
    }

    private mutating func module(
        _ deferred: DeferredSection<ModuleSection>, _ standardPolicy: NetworkPolicy
    ) -> ProbeModule? {
        var initial = ModuleSection()
        initial.step.http = root.defaults.step.http
        guard let section = deferred.decode(startingWith: initial, &decoding) else { return nil }
        let policy = section.step.http.policy.flatMap { root.network.policy($0, &decoding) }
        let step = section.step.step(named: Step.onlyName, policy ?? standardPolicy)
        checkAddresses(of: [step], deferred)
        return ProbeModule(timeout: section.timeout, step: step)
    }

    private mutating func checkName(_ name: String, _ deferred: DeferredSection<ProbeSection>) {
        if let first = names.updateValue(deferred.node.place, forKey: name) {
            report(deferred, "the name '\(name)' is taken by the probe at \(first); rename one")
        }
    }

    /// The values, after reporting those whose name is that of one before.
    private mutating func unique<Value>(
        _ values: [Located<Value>], _ name: (Value) -> String
    ) -> [Value] {
        var known: Set<String> = []
        for item in values where !known.insert(name(item.value)).inserted {
            decoding.report(
                item.place, path: item.path,
                "the name '\(name(item.value))' is taken; rename one")
        }
        return values.map(\.value)
    }

    private mutating func report<Value>(_ deferred: DeferredSection<Value>, _ message: String) {
        decoding.report(deferred.node.place, path: deferred.path, message)
    }
}

extension Step {
    /// The variables that have to be there when it is run.
    fileprivate var variables: Set<String> {
        (expectations + warnings).reduce(into: request.variables) { $0.formUnion($1.variables) }
    }
}

extension HTTPRequest {
    /// A coding of content that is asked for, and would be left as it is.
    fileprivate var undecodedCoding: String? {
        headers.filter { $0.name.lowercased() == "accept-encoding" }.compactMap(\.value.literal)
            .flatMap { $0.lowercased().split(separator: ",") }
            .map { $0.prefix { $0 != ";" }.filter { !$0.isWhitespace } }
            .first { !["gzip", "x-gzip", "identity"].contains($0) }
    }

    /// The variables that have to be there when it is sent.
    fileprivate var variables: Set<String> {
        var templates = [url] + (query + headers).map(\.value)
        switch body {
        case .none, .file: break
        case .text(let text), .json(let text): templates.append(text)
        case .form(let fields): templates += fields.map(\.value)
        case .multipart(let parts):
            for case .text(let text) in parts.map(\.content) { templates.append(text) }
        }
        switch authentication {
        case .none: break
        case .basic(let user, let password): templates += [user, password.template]
        case .bearer(let token): templates.append(token.template)
        case .clientCredentials(let credentials):
            templates.append(credentials.clientSecret.template)
            templates += credentials.parameters.map(\.value)
        }
        if let proxy = connection.proxy { templates.append(proxy.template) }
        return templates.reduce(into: []) { $0.formUnion($1.variables) }
    }
}
