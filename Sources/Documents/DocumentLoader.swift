/// Reads a document from its files: YAML, the variables in it, and what it includes.
///
/// `include:` at the top of a file names further files, by paths and patterns relative to the file.
/// Their content is joined to it: sections by their keys, lists by their items. Each file is read
/// once, so files may include each other.
package struct DocumentLoader: Sendable {
    /// The key that names further files.
    package static let includeKey = "include"

    package var limits = DocumentLimits()

    /// The variables; nil leaves dollar signs alone.
    package var environment: [String: String]?

    /// Whether `include:` means further files.
    package var includesFiles = true

    package init(environment: [String: String]?) {
        self.environment = environment
    }

    /// Reads the document that begins in the file `path`.
    ///
    /// - Parameter willRead: Told of each file, and of each folder in which a pattern looks for
    ///   files, before anything is read of it.
    package func load(
        _ path: String, willRead: @escaping (String) -> Void = { _ in }
    ) -> Document {
        var loading = Loading(loader: self, willRead: willRead)
        let root = loading.load(path, from: nil)
        return Document(
            root: root ?? Node(place: SourcePlace(file: path), content: .null),
            files: loading.files, folders: loading.folders, problems: loading.problems)
    }

    /// Reads a document from `text`, as if it stood in `file`.
    package func load(text: String, file: String) -> Document {
        var loading = Loading(loader: self) { _ in }
        let root = loading.parse(text, file)
        return Document(
            root: root ?? Node(place: SourcePlace(file: file), content: .null),
            files: loading.files, folders: loading.folders, problems: loading.problems)
    }
}

/// A document as it was read.
package struct Document: Sendable {
    /// Nothing, if there is no document.
    package let root: Node

    /// The files that it was read from, in the order of reading.
    package let files: [String]

    /// The folders in which patterns look for files.
    package let folders: [String]

    /// What was wrong so far.
    package let problems: [DocumentProblem]
}

/// The reading of one document.
private struct Loading {
    let loader: DocumentLoader
    let willRead: (String) -> Void
    var files: [String] = []
    var folders: [String] = []
    var problems: [DocumentProblem] = []
    private var nodeCountLeft: Int

    init(loader: DocumentLoader, willRead: @escaping (String) -> Void) {
        self.loader = loader
        self.willRead = willRead
        nodeCountLeft = loader.limits.nodeCountMax
    }

    /// What the file `path` and all that it includes hold; `place` is where it is included.
    mutating func load(_ path: String, from place: SourcePlace?) -> Node? {
        guard !files.contains(path) else { return nil }
        files.append(path)
        guard files.count <= loader.limits.fileCountMax else {
            if files.count == loader.limits.fileCountMax + 1, let place {
                report(place, "more than \(loader.limits.fileCountMax) files are included")
            }
            return nil
        }
        willRead(path)
        do throws(TextFile.Failure) {
            let text = try TextFile.read(path, byteCountMax: loader.limits.byteCountMax)
            return parse(text, path)
        } catch {
            if let place {
                report(place, "the file \(path) \(error)")
            } else {
                problems.append(DocumentProblem(at: SourcePlace(file: path), "\(error)"))
            }
            return nil
        }
    }

    mutating func parse(_ text: String, _ path: String) -> Node? {
        let folder = FilePath.folder(of: path)
        var reader = YAMLText(
            file: path, limits: loader.limits,
            expansion: loader.environment.map {
                VariableExpansion(environment: $0, folder: folder)
            },
            nodeCountLeft: nodeCountLeft)
        let root = reader.read(text)
        nodeCountLeft = reader.nodeCountLeft
        problems += reader.problems
        guard loader.includesFiles, let root, let include = root[DocumentLoader.includeKey] else {
            return root
        }
        let entries = (root.entries ?? []).filter { $0.key != DocumentLoader.includeKey }
        var joined = Node(place: root.place, content: .mapping(entries))
        for (pattern, place) in patterns(include) {
            for file in paths(pattern, place, folder) {
                guard let other = load(file, from: place) else { continue }
                joined = join(joined, other, "")
            }
        }
        return joined
    }

    private mutating func patterns(_ node: Node) -> [(String, SourcePlace)] {
        switch node.content {
        case .null: return []
        case .sequence(let items): return items.flatMap { patterns($0) }
        case .scalar(let scalar):
            if let text = scalar.text.literal, !text.isEmpty { return [(text, node.place)] }
            fallthrough
        case .mapping:
            report(node.place, "must be a path such as conf.d/*.yml, or a list of paths")
            return []
        }
    }

    private mutating func paths(
        _ text: String, _ place: SourcePlace, _ folder: String
    ) -> [String] {
        let pattern = PathPattern(text: FilePath.resolve(text, in: folder))
        guard pattern.isPattern else { return [pattern.text] }
        let folder = FilePath.folder(of: pattern.text)
        folders.append(folder.isEmpty ? "." : folder)
        willRead(folders[folders.count - 1])
        return pattern.matches()
    }

    /// Both nodes as one: sections by their keys, lists one behind the other.
    private mutating func join(_ first: Node, _ second: Node, _ path: String) -> Node {
        switch (first.content, second.content) {
        case (_, .null): return first
        case (.null, _): return second
        case (.sequence(let start), .sequence(let end)):
            return Node(place: first.place, content: .sequence(start + end))
        case (.mapping(var entries), .mapping(let others)):
            for entry in others {
                guard let index = entries.firstIndex(where: { $0.key == entry.key }) else {
                    entries.append(entry)
                    continue
                }
                let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                entries[index] = Node.Entry(
                    key: entry.key, place: entries[index].place,
                    value: join(entries[index].value, entry.value, inner))
            }
            return Node(place: first.place, content: .mapping(entries))
        case (.scalar, _), (_, .scalar), (.sequence, _), (_, .sequence):
            problems.append(
                DocumentProblem(
                    at: second.place, path: path, "is set already at \(first.place); remove one"))
            return first
        }
    }

    private mutating func report(_ place: SourcePlace, _ message: String) {
        problems.append(
            DocumentProblem(at: place, path: DocumentLoader.includeKey, message))
    }
}
