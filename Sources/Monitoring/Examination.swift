import Base
import Matching

/// One answer under examination: what expectations and extractions find in it. JSON is read once,
/// when it is first asked for.
package struct Examination {
    package let answer: Answer

    /// What fills the places of what is expected, and takes the variables that are extracted.
    package var filler: TemplateFiller
    private var json: Result<JSONValue, JSONProblem>?
    private var unmet: [Expectation: Failure] = [:]

    /// Bytes of what was found that people are shown.
    private static let foundByteCountMax = 200

    package init(_ answer: Answer, _ filler: TemplateFiller) {
        self.answer = answer
        self.filler = filler
    }

    /// What one expectation came to.
    package struct Finding: Hashable, Sendable {
        /// What was asked.
        package let expectation: String

        /// What there is instead, or as it should be; in one line, without secrets.
        package let found: String

        /// Whether it only warns.
        package let isWarning: Bool

        /// Nil if it is as it should be.
        package let failure: Failure?

        package init(expectation: String, found: String, isWarning: Bool, failure: Failure?) {
            self.expectation = expectation
            self.found = found
            self.isWarning = isWarning
            self.failure = failure
        }
    }

    /// A test that cannot come to an end.
    struct Stop: Error {
        let reason: Reason
        let found: String
    }

    /// Those of `expectations` that are not met, each as a failure.
    package mutating func failures(_ expectations: [Expectation]) -> [Failure] {
        expectations.compactMap { expectation in
            guard let failure = self.failure(expectation) else { return nil }
            unmet[expectation] = failure
            return failure
        }
    }

    /// What was found for each expectation of a step; they were looked at before.
    package mutating func findings(_ step: Step) -> [Finding] {
        findings(step.expectations, areWarnings: false) + findings(step.warnings, areWarnings: true)
    }

    private mutating func findings(
        _ expectations: [Expectation], areWarnings: Bool
    ) -> [Finding] {
        expectations.map { expectation in
            Finding(
                expectation: filler.redact("\(expectation.filled(filler.variables))"),
                found: filler.redact(found(expectation)),
                isWarning: areWarnings, failure: unmet[expectation])
        }
    }

    private mutating func failure(_ expectation: Expectation) -> Failure? {
        do throws(Stop) {
            return try isMet(expectation)
                ? nil : failure(expectation, expectation.reason, found(expectation))
        } catch {
            return failure(expectation, error.reason, error.found)
        }
    }

    private func failure(_ expectation: Expectation, _ reason: Reason, _ found: String) -> Failure {
        Failure(
            stage: .expect, reason: reason,
            detail: filler.redact(
                "got \(found), want \(expectation.filled(filler.variables).wanted)"))
    }

    // MARK: Expectations

    private mutating func isMet(_ expectation: Expectation) throws(Stop) -> Bool {
        switch expectation {
        case .status(let set): return set.contains(answer.status)
        case .header(let name, let test): return try isMet(test, answer.values(of: name))
        case .body(let test): return try test.holds(for: answer.body, &filler)
        case .json(let path, let test): return try test.holds(for: values(path), &filler)
        case .latency(let part, let longest): return answer.time(of: part) <= longest
        case .certificate(let test): return try isMet(test)
        case .httpVersion(let versions): return versions.contains(answer.httpVersion)
        case .size(let range): return range.contains(answer.body.count)
        case .redirect(let test):
            guard let target = answer.redirectTarget else { return false }
            return try test.holds(for: Array(target.utf8), &filler)
        }
    }

    private mutating func isMet(
        _ test: Expectation.HeaderTest, _ values: [String]
    ) throws(Stop) -> Bool {
        switch test {
        case .present: return !values.isEmpty
        case .absent: return values.isEmpty
        case .text(let test):
            for value in values {
                let holds = try test.holds(for: Array(value.utf8), &filler)
                if holds != test.isProhibition { return holds }
            }
            return test.isProhibition
        }
    }

    private mutating func isMet(_ test: Expectation.CertificateTest) throws(Stop) -> Bool {
        guard let certificate = answer.certificate else { return false }
        switch test {
        case .validFor(let time): return certificate.earliestExpiry >= answer.received + time
        case .issuer(let test): return try test.holds(for: Array(certificate.issuer.utf8), &filler)
        case .subject(let test):
            return try test.holds(for: Array(certificate.subject.utf8), &filler)
        }
    }

    /// The values that a path leads to.
    mutating func values(_ path: JSONPath) throws(Stop) -> [JSONValue] {
        if json == nil { json = Self.read(answer.body) }
        guard case .success(let root)? = json else {
            guard case .failure(let problem)? = json else { return [] }
            throw Stop(reason: .json, found: "no JSON: \(problem)")
        }
        do throws(JSONPath.TooLarge) {
            return try path.values(in: root)
        } catch {
            throw Stop(reason: .json, found: error.description)
        }
    }

    private static func read(_ body: [UInt8]) -> Result<JSONValue, JSONProblem> {
        do throws(JSONProblem) {
            return .success(try JSONValue(parsing: body))
        } catch {
            return .failure(error)
        }
    }

    // MARK: What people read

    private mutating func found(_ expectation: Expectation) -> String {
        switch expectation {
        case .status: return "\(answer.status)"
        case .header(let name, _):
            let values = answer.values(of: name).map { Redaction.header(name, $0) }
            return values.isEmpty ? "no such field" : Self.cut(values.joined(separator: ", "))
        case .body: return Self.cut(String(decoding: answer.body.prefix(200), as: UTF8.self))
        case .json(let path, _): return found(path)
        case .latency(let part, _): return DurationText.print(answer.time(of: part))
        case .certificate(let test):
            guard let certificate = answer.certificate else { return "no certificate" }
            return certificate.found(test)
        case .httpVersion: return answer.httpVersion
        case .size: return "\(answer.body.count) B"
        case .redirect: return answer.redirectTarget.map { Self.cut(Redaction.url($0)) } ?? "none"
        }
    }

    private mutating func found(_ path: JSONPath) -> String {
        do throws(Stop) {
            let values = try values(path)
            if path.isSingular, values.count == 1 {
                return values[0].text(byteCountMax: Self.foundByteCountMax)
            }
            return values.isEmpty
                ? "nothing" : JSONValue.array(values).text(byteCountMax: Self.foundByteCountMax)
        } catch {
            return error.found
        }
    }

    /// The beginning of a text, in one line.
    private static func cut(_ text: String) -> String {
        let line = text.prefix(foundByteCountMax).map { $0.isNewline ? " " : $0 }
        if line.isEmpty { return "nothing" }
        return String(line) + (line.count < text.count ? "..." : "")
    }
}

extension Answer {
    fileprivate func time(of part: Expectation.LatencyPart) -> Duration {
        switch part {
        case .total: duration
        case .resolve: phases.resolve
        case .connect: phases.connect
        case .tls: phases.tls
        case .send: phases.send
        case .wait: phases.wait
        case .receive: phases.receive
        }
    }
}

extension CertificateFacts {
    fileprivate func found(_ test: Expectation.CertificateTest) -> String {
        switch test {
        case .validFor: "one that expires \(earliestExpiry.rfc3339)"
        case .issuer: issuer
        case .subject: subject
        }
    }
}

extension Expectation {
    /// What it asks, behind `got 401, want`.
    fileprivate var wanted: String {
        if case .status(let set) = self { set.description } else { description }
    }
}
