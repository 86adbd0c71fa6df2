import Yams

/// Reads one YAML text into nodes, collecting what is wrong with it.
struct YAMLText {
    let file: String
    let limits: DocumentLimits

    /// Resolves variables in values; nil leaves dollar signs alone.
    let expansion: VariableExpansion?

    /// How many values may still be read.
    var nodeCountLeft: Int
    var problems: [DocumentProblem] = []

    private var duplicates = DuplicateKeys()
    private var isFull = false

    init(
        file: String, limits: DocumentLimits, expansion: VariableExpansion?, nodeCountLeft: Int
    ) {
        self.file = file
        self.limits = limits
        self.expansion = expansion
        self.nodeCountLeft = nodeCountLeft
    }

    /// The only document of `text`; an empty one is a node with nothing. Nil if it is no YAML.
    mutating func read(_ text: String) -> Node? {
        var text = text
        while true {
            do {
                // With the encoding given, the library does not look at a variable of its own.
                let root = try Parser(yaml: text, encoding: .utf8).singleRoot()
                let nothing = Node(
                    place: SourcePlace(file: file, line: 1, column: 1), content: .null)
                return root.map { convert($0, depth: 0, path: "") } ?? nothing
            } catch let YamlError.duplicatedKeysInMapping(names, context) {
                let mark = context.mark
                let renamed =
                    duplicates.count < limits.duplicateCountMax
                    ? duplicates.rename(
                        names[0], line: mark.line, column: mark.column, in: text) : nil
                guard let renamed else {
                    report(mark, "", "the key '\(names[0])' stands here more than once")
                    return nil
                }
                text = renamed
            } catch {
                report(error)
                return nil
            }
        }
    }

    // MARK: Nodes

    /// - Complexity: Bounded by the limit of nodes: an alias is copied wherever it stands, so that
    ///   a few lines could otherwise name billions of values.
    private mutating func convert(_ node: Yams.Node, depth: Int, path: String) -> Node {
        let place = place(node.mark)
        nodeCountLeft -= 1
        guard nodeCountLeft >= 0, depth <= limits.nestingMax else {
            reportFull(
                place,
                nodeCountLeft < 0
                    ? "the document has more than \(limits.nodeCountMax) values, those of aliases "
                        + "counted each time"
                    : "sections and lists are nested more than \(limits.nestingMax) deep")
            return Node(place: place, content: .null)
        }
        let content: Node.Content =
            switch node {
            case .scalar(let scalar): convert(scalar, path: path)
            case .sequence(let sequence):
                .sequence(
                    zip(0..., sequence).map { index, item in
                        convert(item, depth: depth + 1, path: "\(path)[\(index)]")
                    })
            case .mapping(let mapping): .mapping(entries(of: mapping, depth, path))
            case .alias: .null  // Occurs only in documents that are to be written.
            }
        return Node(place: place, content: content)
    }

    private mutating func convert(_ scalar: Yams.Node.Scalar, path: String) -> Node.Content {
        let isPlain = scalar.style == .plain
        if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        var text = ReferringText(scalar.string)
        do throws(VariableExpansion.Failure) {
            text = try expansion?.expand(scalar.string) ?? text
        } catch {
            report(scalar.mark, path, error.message)
        }
        return .scalar(Scalar(source: scalar.string, isPlain: isPlain, text: text))
    }

    /// The entries of a mapping, with those that `<<` merges into it behind its own.
    private mutating func entries(
        of mapping: Yams.Node.Mapping, _ depth: Int, _ path: String
    ) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var places: [String: SourcePlace] = [:]
        var merged: [Node.Entry] = []
        for (keyNode, valueNode) in mapping {
            guard !isFull else { break }
            guard let keyScalar = keyNode.scalar, let mark = keyScalar.mark else {
                report(keyNode.mark, path, "a key must be a text, not a list or a section")
                continue
            }
            let key = duplicates.name(line: mark.line, column: mark.column) ?? keyScalar.string
            let inner = path.isEmpty ? key : "\(path).\(key)"
            if key == "<<", keyScalar.style == .plain {
                merged += merge(convert(valueNode, depth: depth + 1, path: inner), inner)
                continue
            }
            if let first = places[key] {
                report(
                    mark, inner,
                    "stands here for the second time; the first is at line \(first.line)")
                continue
            }
            places[key] = place(mark)
            let value = convert(valueNode, depth: depth + 1, path: inner)
            entries.append(Node.Entry(key: key, place: place(mark), value: value))
        }
        for entry in merged where places.updateValue(entry.place, forKey: entry.key) == nil {
            entries.append(entry)
        }
        return entries
    }

    /// What a merge key brings: the entries of a mapping, or of several, the first ones winning.
    private mutating func merge(_ node: Node, _ path: String) -> [Node.Entry] {
        switch node.content {
        case .mapping(let entries): return entries
        case .sequence(let items): return items.flatMap { merge($0, path) }
        case .null, .scalar:
            guard !isFull else { return [] }
            problems.append(
                DocumentProblem(
                    at: node.place, path: path, "must name sections to merge, such as `<<: *common`"
                ))
            return []
        }
    }

    // MARK: Problems

    private func place(_ mark: Mark?) -> SourcePlace {
        SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private mutating func report(_ mark: Mark?, _ path: String, _ message: String) {
        problems.append(DocumentProblem(at: place(mark), path: path, message))
    }

    /// Told once: what follows is the same problem again.
    private mutating func reportFull(_ place: SourcePlace, _ message: String) {
        guard !isFull else { return }
        isFull = true
        problems.append(DocumentProblem(at: place, message))
    }

    /// What is mostly wrong with a line that is no YAML.
    private static func hint(_ line: Substring) -> String {
        if line.prefix(while: \.isWhitespace).contains("\t") { return "; indent with spaces" }
        let hasPlace = line.contains("${") || line.contains("{{")
        return hasPlace ? "; put a text with braces in quotes" : ""
    }

    private mutating func report(_ error: any Error) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, let text),
            YamlError.parser(let context, let problem, let mark, let text):
            let line =
                text.split(separator: "\n", omittingEmptySubsequences: false)
                .dropFirst(mark.line - 1).first ?? ""
            let start = context.map { " \($0.text) from line \($0.mark.line)" } ?? ""
            report(mark, "", "is no valid YAML: \(problem)\(start)\(Self.hint(line))")
        case YamlError.composer(let context, let problem, let mark, _):
            report(mark, "", context == nil ? problem : "holds more than one document")
        case YamlError.reader(let problem, _, _, _):
            problems.append(
                DocumentProblem(at: SourcePlace(file: file), "is no valid YAML: \(problem)"))
        default:
            problems.append(
                DocumentProblem(at: SourcePlace(file: file), "is no valid YAML: \(error)"))
        }
    }
}
