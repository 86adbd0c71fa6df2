/// A section of a document: its keys, and how they become a value.
///
/// The one description from which decoding, the check for unknown keys and the schema come.
package struct Section<Value: Sendable>: Sendable {
    private let keys: [String: Key<Value>]
    package let schema: SectionSchema

    /// Describes a section.
    ///
    /// - Parameters:
    ///   - name: Unique among the sections of a document.
    ///   - summary: What the section is for; one sentence.
    ///   - rules: What the keys owe each other.
    ///   - hasExtensions: Whether keys that begin with `x-` are ignored.
    package init(
        _ name: String, _ summary: String, rules: [SectionRule] = [], hasExtensions: Bool = false,
        keys: [Key<Value>]
    ) {
        self.keys = Dictionary(keys.map { ($0.schema.name, $0) }) { key, _ in
            preconditionFailure("section \(name) has the key \(key.schema.name) twice")
        }
        schema = SectionSchema(
            name: name, summary: summary, keys: keys.map(\.schema), rules: rules,
            hasExtensions: hasExtensions)
    }

    /// The shape of the section; `initial` is the value where no key stands.
    package func shape(_ initial: Value) -> Shape<Value> {
        Shape(schema: .section(schema)) { node, decoding in
            decode(node, startingWith: initial, &decoding)
        }
    }

    /// Decodes the section; what is not set is as in `initial`. Nil after reporting a problem.
    package func decode(
        _ node: Node, startingWith initial: Value, _ decoding: inout Decoding
    ) -> Value? {
        let (value, isComplete) = decodePart(of: node, startingWith: initial, &decoding)
        return isComplete ? value : nil
    }

    /// Decodes what can be used of the section, so that checks which come later find problems in
    /// it, too; and whether that is all.
    package func decodePart(
        of node: Node, startingWith initial: Value, _ decoding: inout Decoding
    ) -> (value: Value, isComplete: Bool) {
        guard let entries = node.entries else {
            let names = schema.keys.prefix(3).map(\.name).joined(separator: ", ")
            decoding.report(
                node.place, "must be a section with keys such as \(names), got \(node.kind)")
            return (initial, false)
        }
        var value = initial
        var isComplete = true
        for entry in entries where !(schema.hasExtensions && entry.key.hasPrefix("x-")) {
            decoding.inside(entry.key) { decoding in
                guard let key = keys[entry.key] else {
                    let names = schema.keys.map(\.name)
                    let hint = Suggestion.hint(entry.key, among: names)
                    decoding.report(entry.place, "is not a known key\(hint)")
                    isComplete = false
                    return
                }
                if !key.set(entry.value, &value, &decoding) { isComplete = false }
            }
        }
        let present = Set(entries.map(\.key))
        for key in schema.keys where key.isRequired && !present.contains(key.name) {
            decoding.report(node.place, "needs the key '\(key.name)'")
            isComplete = false
        }
        for message in schema.rules.compactMap({ $0.problem(present) }) {
            decoding.report(node.place, message)
            isComplete = false
        }
        return (value, isComplete)
    }
}

/// One key of a section, and what it sets.
package struct Key<Root: Sendable>: Sendable {
    package let schema: KeySchema

    /// Decodes a value and sets it; false after reporting a problem.
    let set: @Sendable (Node, inout Root, inout Decoding) -> Bool

    /// Describes a key.
    ///
    /// - Parameters:
    ///   - name: As it is written.
    ///   - property: What it sets.
    ///   - shape: What its value looks like.
    ///   - isRequired: Whether it must be there.
    ///   - standard: What holds where it is left out, as it would be written.
    ///   - summary: What it means: one sentence or more, with the unit.
    package init<Value>(
        _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
        _ shape: Shape<Value>,
        isRequired: Bool = false, standard: String? = nil, _ summary: String
    ) {
        self.init(name, shape, isRequired: isRequired, standard: standard, summary) {
            $0[keyPath: property] = $1
        }
    }

    /// Describes a key that sets something optional.
    package init<Value>(
        _ name: String, _ property: any WritableKeyPath<Root, Value?> & Sendable,
        _ shape: Shape<Value>, isRequired: Bool = false, standard: String? = nil,
        _ summary: String
    ) {
        self.init(name, shape, isRequired: isRequired, standard: standard, summary) {
            $0[keyPath: property] = $1
        }
    }

    /// Describes a key whose value is taken up by `assign`.
    package init<Value>(
        _ name: String, _ shape: Shape<Value>, isRequired: Bool = false, standard: String? = nil,
        _ summary: String, assign: @escaping @Sendable (inout Root, Value) -> Void
    ) {
        schema = KeySchema(
            name: name, summary: summary, schema: shape.schema, isRequired: isRequired,
            standard: standard)
        set = { node, root, decoding in
            guard let value = shape.decode(node, &decoding) else { return false }
            assign(&root, value)
            return true
        }
    }

    /// Describes a key with a section under it, whose keys build on what is set already.
    package init<Value>(
        _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
        section: Section<Value>, isRequired: Bool = false, _ summary: String
    ) {
        schema = KeySchema(
            name: name, summary: summary, schema: .section(section.schema),
            isRequired: isRequired, standard: nil)
        set = { node, root, decoding in
            guard
                let value = section.decode(
                    node, startingWith: root[keyPath: property], &decoding)
            else { return false }
            root[keyPath: property] = value
            return true
        }
    }
}

extension Key {
    /// The same key in another section: decoded into `initial`, and taken up by `assign`.
    package func lifted<Other>(
        _ initial: Root, assign: @escaping @Sendable (inout Other, Root) -> Void
    ) -> Key<Other> {
        Key<Other>(schema: schema) { [set] node, other, decoding in
            var root = initial
            guard set(node, &root, &decoding) else { return false }
            assign(&other, root)
            return true
        }
    }

    fileprivate init(
        schema: KeySchema, set: @escaping @Sendable (Node, inout Root, inout Decoding) -> Bool
    ) {
        self.schema = schema
        self.set = set
    }
}

/// A section that is decoded later, when what it builds on is known.
package struct DeferredSection<Value: Sendable>: Sendable {
    package let node: Node
    package let path: String
    private let section: Section<Value>

    fileprivate init(node: Node, path: String, section: Section<Value>) {
        self.node = node
        self.path = path
        self.section = section
    }

    /// Decodes the section; what is not set is as in `initial`. Nil after reporting a problem.
    package func decode(startingWith initial: Value, _ decoding: inout Decoding) -> Value? {
        let (value, isComplete) = decodePart(startingWith: initial, &decoding)
        return isComplete ? value : nil
    }

    /// Decodes what can be used of the section; and whether that is all.
    package func decodePart(
        startingWith initial: Value, _ decoding: inout Decoding
    ) -> (value: Value, isComplete: Bool) {
        decoding.at(path) { section.decodePart(of: node, startingWith: initial, &$0) }
    }
}

extension Section {
    /// The shape of the section, to be decoded later.
    package var deferred: Shape<DeferredSection<Value>> {
        Shape<DeferredSection<Value>>(schema: .section(schema)) { node, decoding in
            DeferredSection(node: node, path: decoding.path, section: self)
        }
    }
}
