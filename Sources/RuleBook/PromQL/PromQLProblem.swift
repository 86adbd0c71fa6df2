/// Why a text is no expression of PromQL, and where.
package struct PromQLProblem: Error, Hashable, Sendable {
    /// The place in the text as a number of UTF-8 bytes before it.
    package let offset: Int
    /// The line in the text, counted from 1.
    package let line: Int
    /// The column in the line, in characters counted from 1.
    package let column: Int
    /// What is wrong: one sentence, in lower case, without a full stop.
    package let message: String

    /// A problem at `offset` of the bytes of a text.
    init(_ message: String, at offset: Int, of bytes: [UInt8]) {
        let offset = min(offset, bytes.count)
        let before = bytes[..<offset]
        let newline = UInt8(ascii: "\n")
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
        self.offset = offset
        line = before.count { $0 == newline } + 1
        column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        self.message = message
    }
}

extension PromQLProblem: CustomStringConvertible {
    /// `line:column: message`.
    package var description: String { "\(line):\(column): \(message)" }
}
