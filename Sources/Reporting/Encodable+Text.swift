import FoundationEssentials

extension Encodable {
    /// The document as JSON for scripts and people: indented, keys sorted and in snake case, and a
    /// line end.
    ///
    /// - Precondition: It can be encoded: it holds no infinite or NaN number.
    package var jsonText: String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch {
            preconditionFailure("cannot encode \(type(of: self)): \(error)")
        }
    }
}
