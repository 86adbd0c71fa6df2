package import Matching

/// What is asked of a text. Texts are compared byte by byte.
package enum TextTest: Hashable, Sendable {
    case equals(Template)
    case contains(Template)
    case lacks(Template)
    case matches(Pattern)
    case avoids(Pattern)

    /// Whether it forbids something, so that of several texts none may have it.
    var isProhibition: Bool {
        switch self {
        case .lacks, .avoids: true
        case .equals, .contains, .matches: false
        }
    }

    /// The variables that have to be there.
    var variables: Set<String> {
        switch self {
        case .equals(let text), .contains(let text), .lacks(let text): text.variables
        case .matches, .avoids: []
        }
    }

    /// The same with the values of variables in their places, for people to read.
    func filled(_ variables: [String: String]) -> TextTest {
        switch self {
        case .equals(let text): .equals(text.filled(variables))
        case .contains(let text): .contains(text.filled(variables))
        case .lacks(let text): .lacks(text.filled(variables))
        case .matches, .avoids: self
        }
    }

    /// Whether `text` passes.
    func holds(for text: [UInt8], _ filler: inout TemplateFiller) throws(Examination.Stop) -> Bool {
        switch self {
        case .equals(let wanted): return try Array(Self.fill(wanted, &filler).utf8) == text
        case .contains(let wanted): return try text.holds(Array(Self.fill(wanted, &filler).utf8))
        case .lacks(let wanted): return try !text.holds(Array(Self.fill(wanted, &filler).utf8))
        case .matches(let pattern): return try Self.finds(pattern, in: text)
        case .avoids(let pattern): return try !Self.finds(pattern, in: text)
        }
    }

    private static func fill(
        _ template: Template, _ filler: inout TemplateFiller
    ) throws(Examination.Stop) -> String {
        do throws(TemplateFiller.Unfilled) {
            return try filler.fill(template)
        } catch {
            throw Examination.Stop(reason: error.reason, found: error.description)
        }
    }

    private static func finds(
        _ pattern: Pattern, in text: [UInt8]
    ) throws(Examination.Stop) -> Bool {
        switch pattern.firstMatch(in: text) {
        case .found: true
        case .notFound: false
        case .limit(let what): throw Examination.Stop(reason: .regexLimit, found: what)
        }
    }
}

extension TextTest: CustomStringConvertible {
    /// Such as `contains ok`.
    package var description: String {
        switch self {
        case .equals(let text): "= \(text)"
        case .contains(let text): "contains \(text)"
        case .lacks(let text): "lacks \(text)"
        case .matches(let pattern): "matches \(pattern)"
        case .avoids(let pattern): "does not match \(pattern)"
        }
    }
}

extension [UInt8] {
    /// Whether `part` occurs in it; by the first byte, and then the rest.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        var start = 0
        let last = count - part.count
        while start <= last {
            guard let next = self[start...last].firstIndex(of: first) else { return false }
            if self[next..<next + part.count].elementsEqual(part) { return true }
            start = next + 1
        }
        return false
    }
}
