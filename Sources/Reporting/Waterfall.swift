import Base
package import Monitoring

/// One run as text for a terminal: its steps, where the time of each went, what was expected and
/// found, and what the server showed.
package struct Waterfall {
    private let result: ProbeResult
    private let style: TextStyle
    private var lines: [TextLine] = []

    /// Where labels end and what they stand for begins.
    private static let labelWidth = 10
    private static let timeWidth = 8

    /// Columns of lines where no terminal says so, and the most that bars take.
    private static let standardWidth = 80
    private static let barWidthMax = 100

    /// Lines of an answer's content that are shown.
    private static let bodyLineCountMax = 10

    /// The run as text; each line ends in a line feed.
    package static func text(_ result: ProbeResult, style: TextStyle) -> String {
        var waterfall = Waterfall(result: result, style: style)
        waterfall.addRun()
        return waterfall.lines.map { $0.text(in: style) + "\n" }.joined()
    }

    private init(result: ProbeResult, style: TextStyle) {
        self.result = result
        self.style = style
    }

    // MARK: Run and steps

    private mutating func addRun() {
        var line = TextLine(result.probe.name + ": ", .bold)
        line.append(result.outcome.label, result.outcome.look)
        line.append(" in \(ReadableDuration.text(result.duration))")
        if result.isInMaintenance { line.append(", in maintenance", .yellow) }
        lines.append(line)
        var begin = Duration.zero
        for step in result.steps {
            lines.append(TextLine())
            add(step, begin: begin)
            begin += step.duration
        }
        // A failed run leads to its trace.
        guard result.outcome != .success, let traceID = result.traceID else { return }
        lines.append(TextLine())
        lines.append(TextLine("trace id \(traceID)"))
    }

    private mutating func add(_ step: StepResult, begin: Duration) {
        var line = TextLine()
        if step.step.name != Step.onlyName { line.append("\(step.step.name): ", .bold) }
        line.append("\(step.step.request.method) \(step.step.request.label)", .bold)
        lines.append(line)
        lines.append(TextLine("  " + answer(step)))
        addBars(step, begin: begin)
        for address in step.addresses { add(address) }
        for hop in step.hops { addRow("redirect", "\(hop.status) \(hop.url)\(from(hop.address))") }
        for check in step.checks {
            let found = "\(check.expectation): got \(check.found)"
            addRow(check.label, found, look: check.look)
        }
        // What was expected and not met stands above already, and so does what failed at an address.
        if case .failure(let failure) = step.outcome, step.addresses.isEmpty,
            step.checks.allSatisfy({ $0.isMet || $0.isWarning })
        {
            addRow("failure", "\(failure.place): \(failure.detail)", look: .red)
        }
        if let certificate = step.certificate { add(certificate) }
        if let evidence = step.evidence { add(evidence, showsBody: step.outcome != .success) }
    }

    private func answer(_ step: StepResult) -> String {
        let end = "\(from(step.address)) in \(ReadableDuration.text(step.duration))"
        guard let status = step.status else { return "no answer\(end)" }
        let version = step.httpVersion.map { "\($0) " } ?? ""
        let size = step.evidence.map { ", \($0.bodyByteCount) B" } ?? ""
        return "\(version)\(status)\(size)\(end)"
    }

    private func from(_ address: String?) -> String {
        address.map { " from \($0)" } ?? ""
    }

    // MARK: Bars

    /// The time that all bars together stand for.
    private var span: Duration { result.steps.reduce(.zero) { $0 + $1.duration } }

    /// A bar for each redirect and each phase, under each other at their places in the whole run.
    private mutating func addBars(_ step: StepResult, begin: Duration) {
        var begin = begin
        for (number, hop) in zip(1..., step.hops) {
            addBar("hop \(number)", hop.phases.total, begin: begin)
            begin += hop.phases.total
        }
        for phase in PhaseTimings.Phase.allCases where step.phases[phase] > .zero {
            addBar(phase.rawValue, step.phases[phase], begin: begin)
            begin += step.phases[phase]
        }
    }

    private mutating func addBar(_ label: String, _ duration: Duration, begin: Duration) {
        var line = TextLine("  ")
        line.append(label, paddedTo: Self.labelWidth)
        let time = ReadableDuration.text(duration)
        line.append(String(repeating: " ", count: max(0, Self.timeWidth - time.count)))
        line.append("\(time)  ")
        // Bars end where the terminal does.
        let width = (style.width ?? Self.standardWidth) - Self.labelWidth - Self.timeWidth - 4
        let columns = min(max(10, width), Self.barWidthMax)
        let scale = Double(columns) / max(span, begin + duration).inSeconds
        let first = min(columns - 1, Int(begin.inSeconds * scale))
        let end = Int(((begin + duration).inSeconds * scale).rounded(.up))
        line.append(String(repeating: " ", count: first))
        line.append(String(repeating: "█", count: max(1, min(columns, end) - first)), .cyan)
        lines.append(line)
    }

    // MARK: Rows

    private mutating func addRow(_ label: String, _ text: String, look: TextLine.Look? = nil) {
        var line = TextLine("  ")
        line.append(label, look, paddedTo: Self.labelWidth)
        line.append(text)
        lines.append(line)
    }

    private mutating func add(_ result: AddressResult) {
        let end =
            switch result.outcome {
            case .success: result.status.map { "\($0)" } ?? "no answer"
            case .failure(let failure): "\(failure.place): \(failure.detail)"
            }
        let text = "\(result.address): \(end), in \(ReadableDuration.text(result.duration))"
        addRow("address", text, look: result.outcome.look)
    }

    private mutating func add(_ certificate: CertificateFacts) {
        addRow("subject", certificate.subject)
        addRow("issuer", certificate.issuer)
        addRow("names", certificate.names.joined(separator: ", "))
        let range = "\(Self.time(certificate.notBefore)) to \(Self.time(certificate.notAfter))"
        addRow("valid", "\(rest(of: certificate.notAfter)), \(range)")
        if certificate.earliestExpiry < certificate.notAfter {
            let end = Self.time(certificate.earliestExpiry)
            addRow("chain", "\(rest(of: certificate.earliestExpiry)), to \(end)")
        }
        addRow("sha256", certificate.fingerprint)
        addRow("tls", "\(certificate.tlsVersion), \(certificate.cipher)")
        if let problem = certificate.verificationProblem {
            addRow("untrusted", problem, look: .red)
        }
    }

    /// How long what ends at `end` was still good when the run was made.
    private func rest(of end: WallClockInstant) -> String {
        end > result.started
            ? "another \(ReadableDuration.roughly(end - result.started))"
            : "expired \(ReadableDuration.roughly(result.started - end)) ago"
    }

    /// RFC 3339 without fractions, which dates of certificates do not have.
    private static func time(_ moment: WallClockInstant) -> String {
        "\(moment.rfc3339.dropLast(5))Z"
    }

    private mutating func add(_ evidence: Evidence, showsBody: Bool) {
        for header in evidence.headers {
            var line = TextLine("  ")
            line.append("\(header.name): ", .dim)
            line.append(header.value)
            lines.append(line)
        }
        guard showsBody, !evidence.bodyStart.isEmpty else { return }
        lines.append(TextLine())
        for line in evidence.bodyStart.split(whereSeparator: \.isNewline)
            .prefix(Self.bodyLineCountMax)
        {
            lines.append(TextLine("  \(line)"))
        }
    }
}

extension Outcome {
    fileprivate var look: TextLine.Look {
        switch self {
        case .success: .green
        case .failure: .red
        }
    }
}

extension Failure {
    /// Such as `connect/refused`.
    fileprivate var place: String { "\(stage.rawValue)/\(reason.rawValue)" }
}

extension ExpectationCheck {
    fileprivate var label: String { isMet ? "ok" : isWarning ? "warn" : "FAIL" }

    fileprivate var look: TextLine.Look { isMet ? .green : isWarning ? .yellow : .red }
}
