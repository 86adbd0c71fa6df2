import Base
import Documents
import Matching
import Monitoring

extension Shape<Template> {
    /// Any value, as JSON text; texts in it may have places.
    static var json: Shape {
        Shape(schema: .anything) { node, decoding in
            var pieces: [Template.Piece] = []
            let isComplete = append(node, to: &pieces, isSecret: false, &decoding)
            return isComplete ? Template(pieces) : nil
        }
    }

    /// Writes a node as JSON; false after reporting a problem.
    ///
    /// - Parameter isSecret: Whether the name of what it is in says that texts in it are secrets.
    private static func append(
        _ node: Node, to pieces: inout [Template.Piece], isSecret: Bool,
        _ decoding: inout Decoding
    ) -> Bool {
        switch node.content {
        case .null:
            pieces.append(.literal("null"))
            return true
        case .scalar(let scalar):
            if let literal = scalar.jsonLiteral {
                pieces.append(.literal(literal))
                return true
            }
            guard let template = Shape.template.decode(node, &decoding) else { return false }
            pieces.append(.literal("\""))
            pieces += (isSecret ? template.asSecret : template).pieces.map { piece in
                if case .literal(let text) = piece { .literal(jsonPart(text)) } else { piece }
            }
            pieces.append(.literal("\""))
            return true
        case .sequence(let items):
            pieces.append(.literal("["))
            var isComplete = true
            for (index, item) in items.enumerated() {
                if index > 0 { pieces.append(.literal(",")) }
                isComplete =
                    decoding.inside(index) {
                        append(item, to: &pieces, isSecret: isSecret, &$0)
                    } && isComplete
            }
            pieces.append(.literal("]"))
            return isComplete
        case .mapping(let entries):
            pieces.append(.literal("{"))
            var isComplete = true
            for (index, entry) in entries.enumerated() {
                let key = "\"\(jsonPart(entry.key))\":"
                pieces.append(.literal(index > 0 ? "," + key : key))
                let isSecret = isSecret || Redaction.isSecret(entry.key)
                isComplete =
                    decoding.inside(entry.key) {
                        append(entry.value, to: &pieces, isSecret: isSecret, &$0)
                    } && isComplete
            }
            pieces.append(.literal("}"))
            return isComplete
        }
    }

    private static func jsonPart(_ text: String) -> String {
        var writer = ByteWriter(capacity: text.utf8.count)
        writer.write(jsonPart: text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension Shape<JSONTest> {
    /// That a value is the one that is given, as JSON. A text with places is compared as text, for
    /// what a variable holds has no type any more.
    static var equality: Shape {
        Shape(schema: .anything) { node, decoding in
            guard case .scalar(let scalar) = node.content, scalar.jsonLiteral == nil else {
                return Shape<JSONValue>.jsonValue.decode(node, &decoding).map { .equals($0) }
            }
            return Shape<Template>.template.decode(node, &decoding).map { template in
                template.literal.map { .equals(.string($0)) } ?? .text(.equals(template))
            }
        }
    }
}

extension Shape<JSONValue> {
    /// Any value, as JSON.
    fileprivate static var jsonValue: Shape {
        Shape(schema: .anything) { node, decoding in value(node, &decoding) }
    }

    private static func value(_ node: Node, _ decoding: inout Decoding) -> JSONValue? {
        switch node.content {
        case .null: return .null
        case .scalar(let scalar):
            switch scalar.jsonLiteral {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case let number?: return JSONNumber(number).map { .number($0) }
            case nil: return text(node, &decoding).map { .string($0) }
            }
        case .sequence(let items):
            let values = zip(0..., items).map { index, item in
                decoding.inside(index) { value(item, &$0) }
            }
            let complete = values.compactMap { $0 }
            return complete.count == values.count ? .array(complete) : nil
        case .mapping(let entries):
            let values = entries.map { entry in
                (entry.key, decoding.inside(entry.key) { value(entry.value, &$0) })
            }
            let complete = values.compactMap { pair in pair.1.map { (pair.0, $0) } }
            return complete.count == values.count
                ? .object(Dictionary(complete) { $1 }) : nil
        }
    }
}

extension Shape<JSONValue> {
    /// A text within a list or a section.
    private static func text(_ node: Node, _ decoding: inout Decoding) -> String? {
        guard let text = decoding.text(node, "must be a text") else { return nil }
        guard text.contains("{{") else { return text }
        decoding.report(
            node.place,
            "cannot have a place such as {{id}} here; ask for the value by a path of its own")
        return nil
    }
}

extension Scalar {
    /// The value as JSON where it is a number, true or false (YAML 1.2 section 10.2, numbers in
    /// decimal digits only); nil for text.
    fileprivate var jsonLiteral: String? {
        guard isPlain, let text = text.literal else { return nil }
        return ["true", "false"].contains(text) || JSONNumber(text) != nil ? text : nil
    }
}
