import Base
package import Logging

/// How log lines are written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-01-31T12:00:00.000Z info server: listening address=0.0.0.0:8080`
    case text
    /// One JSON object a line.
    case json
}

/// Turns one log call into a line of text, with its end.
///
/// Whatever the values hold, a call makes exactly one line: control characters are escaped.
package struct LogLine {
    package let time: String
    package let level: Logger.Level
    package let label: String
    package let message: String

    /// Fields in the order of their keys.
    package let fields: [(key: String, value: String)]

    package init(
        time: String, level: Logger.Level, label: String, message: String,
        fields: [String: String]
    ) {
        self.time = time
        self.level = level
        self.label = label
        self.message = message
        self.fields = fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package func rendered(_ format: LogFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }

    private var text: String {
        var line = "\(time) \(level.rawValue) \(label): \(Self.escaped(message))"
        for field in fields { line += " \(field.key)=\(Self.quotedIfNeeded(field.value))" }
        return line + "\n"
    }

    private var json: String {
        var pairs = [
            ("time", time), ("level", level.rawValue), ("logger", label), ("message", message),
        ]
        pairs += fields.map { ($0.key, $0.value) }
        let members = pairs.map { "\"\(Self.escaped($0.0))\":\"\(Self.escaped($0.1))\"" }
        return "{" + members.joined(separator: ",") + "}\n"
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7f && $0 != "\"" && $0 != "=" && $0 != "\\"
                    && !isLineBreakOrInvisible($0)
            }
        return isPlain ? value : "\"\(escaped(value))\""
    }

    /// Escapes as JSON does (RFC 8259 section 7), and also what could end or hide a line elsewhere.
    static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || isLineBreakOrInvisible(scalar):
                result += "\\u" + scalar.hexadecimal(digitCount: 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// C1 controls and DEL, line and paragraph separators, and marks that reorder text.
    private static func isLineBreakOrInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7f...0x9f, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
