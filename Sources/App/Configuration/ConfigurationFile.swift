import Base
package import Documents

/// A configuration file: where it is, and how it is read.
package struct ConfigurationFile: Sendable {
    package let path: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - path: The file, from the current folder.
    ///   - environment: What `${NAME}` stands for.
    package init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment
    }

    /// What the file and those that it includes came to.
    package struct Content: Sendable {
        package let configuration: Configuration

        /// What is probably not meant.
        package let warnings: [DocumentProblem]

        /// The document as people may see it.
        package let text: String

        /// What tells the document from others, secrets in files left out: 16 hexadecimal digits.
        package let hash: String

        /// The files that it was read from, and the folders in which others may appear, as they were
        /// before that: a change while they are read is one of later.
        let stamps: [String: FileStamp?]

        /// What is in force without a file.
        static let none = Content(
            configuration: Configuration(), warnings: [],
            text: "# there is no configuration file\n", hash: "none", stamps: [:])
    }

    /// Reads the file.
    ///
    /// - Throws: All problems, warnings among them, if one of them is an error.
    package func load() throws(DocumentProblems) -> Content {
        var stamps: [String: FileStamp?] = [:]
        let document = DocumentLoader(environment: environment).load(path) { path in
            stamps[path] = FileStamp(path)
        }
        return try Self.content(of: document, stamps)
    }

    /// Reads `text` as if it stood in the file.
    package func load(text: String) throws(DocumentProblems) -> Content {
        let loader = DocumentLoader(environment: environment)
        return try Self.content(of: loader.load(text: text, file: path), [:])
    }

    private static func content(
        of document: Document, _ stamps: [String: FileStamp?]
    ) throws(DocumentProblems) -> Content {
        var decoding = Decoding(problems: document.problems)
        let root = RootSection.section.decodePart(
            of: document.root, startingWith: RootSection(), &decoding)
        let configuration = Assembly.configuration(of: root.value, &decoding)
        configuration?.checkAlertNames(at: root.value.rulesPlace, &decoding)
        let schema = Schema.section(RootSection.section.schema)
        let problems = DocumentProblems(
            decoding.problems
                + ClearSecrets.warnings(document.root, as: schema, isSecretName: isSecretName))
        guard problems.errors.isEmpty, let configuration else { throw problems }
        let text = NodeText.print(document.root, as: schema, isSecretName: isSecretName)
        return Content(
            configuration: configuration, warnings: problems.warnings, text: text,
            hash: fingerprint(document.root), stamps: stamps)
    }

    /// 16 hexadecimal digits that tell what a document says, wherever in its files it stands.
    private static func fingerprint(_ root: Node) -> String {
        let digits = String(StableHash(root.outline).fnv, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Whether the value of a key must not be seen.
    private static func isSecretName(_ name: String) -> Bool {
        Redaction.header(name, "") == Redaction.mark
    }
}

/// A configuration file that a process was started with.
package struct ConfigurationSource: Sendable {
    let file: ConfigurationFile
    package let content: ConfigurationFile.Content

    /// Whether a change of the file is a reason to read it again.
    let isWatched: Bool

    /// Reads the file.
    package init(_ file: ConfigurationFile, isWatched: Bool) throws(DocumentProblems) {
        self.file = file
        self.isWatched = isWatched
        content = try file.load()
    }
}

extension Node {
    /// The values without their places, each behind its kind and length, so that no two documents
    /// have the same.
    fileprivate var outline: String {
        switch content {
        case .null: "n"
        case .scalar(let scalar): scalar.text.pieces.map(\.outline).joined() + "."
        case .sequence(let items): "l\(items.count):" + items.map(\.outline).joined()
        case .mapping(let entries):
            "m\(entries.count):"
                + entries.map { ReferringText.Piece.literal($0.key).outline + $0.value.outline }
                .joined()
        }
    }
}

extension ReferringText.Piece {
    fileprivate var outline: String {
        switch self {
        case .literal(let text): "t\(text.utf8.count):\(text)"
        case .file(let path): "f\(path.utf8.count):\(path)"
        }
    }
}
