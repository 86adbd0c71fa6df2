import Base
package import Matching

/// One thing that is asked of an answer.
package enum Expectation: Hashable, Sendable {
    case status(StatusSet)
    case header(name: String, HeaderTest)
    case body(TextTest)
    case json(JSONPath, JSONTest)
    case latency(LatencyPart, max: Duration)
    case certificate(CertificateTest)
    /// The version as `HTTPVersion` has it, such as `2`.
    case httpVersion(Set<String>)
    /// Bytes of the content, decompressed.
    case size(ClosedRange<Int>)
    /// Where a redirect leads: the one that is the answer, or else the last that was followed.
    case redirect(TextTest)

    package enum HeaderTest: Hashable, Sendable {
        case present
        case absent
        /// Of fields with the name one has to pass; where something is forbidden, all.
        case text(TextTest)
    }

    /// Which time must not be longer; the phases are those of `PhaseTimings`.
    package enum LatencyPart: String, CaseIterable, Sendable {
        /// From the beginning to the last byte, redirects included.
        case total
        case resolve, connect, tls, send, wait, receive
    }

    package enum CertificateTest: Hashable, Sendable {
        /// Every certificate that was shown is good for so long from now on.
        case validFor(Duration)
        case issuer(TextTest)
        case subject(TextTest)
    }

    /// The variables that have to be there.
    package var variables: Set<String> {
        switch self {
        case .header(_, .text(let test)), .body(let test), .redirect(let test),
            .certificate(.issuer(let test)), .certificate(.subject(let test)):
            test.variables
        case .json(_, let test): test.variables
        case .status, .header, .latency, .certificate, .httpVersion, .size: []
        }
    }

    /// The same with the values of variables in their places, for people to read.
    func filled(_ variables: [String: String]) -> Expectation {
        switch self {
        case .header(let name, .text(let test)): .header(name: name, .text(test.filled(variables)))
        case .body(let test): .body(test.filled(variables))
        case .json(let path, .text(let test)): .json(path, .text(test.filled(variables)))
        case .certificate(.issuer(let test)): .certificate(.issuer(test.filled(variables)))
        case .certificate(.subject(let test)): .certificate(.subject(test.filled(variables)))
        case .redirect(let test): .redirect(test.filled(variables))
        case .status, .header, .json, .latency, .certificate, .httpVersion, .size: self
        }
    }

    /// The reason of a failure.
    package var reason: Reason {
        switch self {
        case .status: .status
        case .header: .header
        case .body: .body
        case .json: .json
        case .latency: .latency
        case .certificate: .certificate
        case .httpVersion: .version
        case .size: .size
        case .redirect: .redirects
        }
    }
}

extension Expectation: CustomStringConvertible {
    /// What it asks, such as `status 2xx` or `$.state = "confirmed"`.
    package var description: String {
        switch self {
        case .status(let set): return "status \(set)"
        case .header(let name, .present): return "header \(name) present"
        case .header(let name, .absent): return "header \(name) absent"
        case .header(let name, .text(let test)): return "header \(name) \(test)"
        case .body(let test): return "body \(test)"
        case .json(let path, let test): return "\(path) \(test)"
        case .latency(let part, let longest):
            return "latency \(part.rawValue) <= \(DurationText.print(longest))"
        case .certificate(.validFor(let time)):
            return "certificate valid for \(DurationText.print(time))"
        case .certificate(.issuer(let test)): return "certificate issuer \(test)"
        case .certificate(.subject(let test)): return "certificate subject \(test)"
        case .httpVersion(let versions):
            return "HTTP version \(versions.sorted().joined(separator: " or "))"
        case .size(let range):
            let least = range.lowerBound > 0 ? " >= \(range.lowerBound)" : ""
            let most = range.upperBound < .max ? " <= \(range.upperBound)" : ""
            return "size\(least)\(most) B"
        case .redirect(let test): return "redirect \(test)"
        }
    }
}
