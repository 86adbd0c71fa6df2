import Base

/// Finds secrets that stand in a document themselves, not in a variable or in a file, nor in a place
/// such as `{{token}}` that is filled in later.
package struct ClearSecrets {
    private let isSecretName: (String) -> Bool
    private var problems: [DocumentProblem] = []

    /// A warning for each secret of a document whose top is `schema`.
    ///
    /// What is secret is told by the schema, by the names of free keys, and by credentials in URLs.
    package static func warnings(
        _ node: Node, as schema: Schema, isSecretName: @escaping (String) -> Bool
    ) -> [DocumentProblem] {
        var search = ClearSecrets(isSecretName: isSecretName)
        search.visit(node, schema, isSecret: false, path: "")
        return search.problems
    }

    private init(isSecretName: @escaping (String) -> Bool) {
        self.isSecretName = isSecretName
    }

    private mutating func visit(_ node: Node, _ schema: Schema, isSecret: Bool, path: String) {
        let schema = schema.chosen(for: node)
        let isSecret = isSecret || schema.isSecret(node, isSecretName)
        switch node.content {
        case .null: break
        case .scalar(let scalar):
            // What comes from elsewhere, or is filled in later, is not in the document.
            let isElsewhere = scalar.source.contains("${") || scalar.source.contains("{{")
            let isClear = isSecret && !isElsewhere && !scalar.source.isEmpty
            guard isClear || Self.hasCredentials(scalar.source) else { return }
            problems.append(
                DocumentProblem(
                    .warning, at: node.place, path: path,
                    "holds a secret in clear; write ${file:PATH} or ${NAME} for it"))
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                visit(item, schema.item, isSecret: isSecret, path: "\(path)[\(index)]")
            }
        case .mapping(let entries):
            for entry in entries {
                let isNamed = schema.hasFreeValue(entry) && isSecretName(entry.key)
                visit(
                    entry.value, schema.value(of: entry.key), isSecret: isSecret || isNamed,
                    path: path.isEmpty ? entry.key : "\(path).\(entry.key)")
            }
        }
    }

    /// Whether it is a URL with credentials or with a secret in its query, the last part of which
    /// stands there itself.
    private static func hasCredentials(_ text: String) -> Bool {
        guard Redaction.url(text) != text, let scheme = text.firstRange(of: "://") else {
            return false
        }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let credentials = authority[..<(authority.lastIndex(of: "@") ?? authority.startIndex)]
        let password = credentials.split(separator: ":", maxSplits: 1).last ?? credentials
        return ([String(password)] + Redaction.secrets(inQueryOf: text)).contains { secret in
            !secret.isEmpty && !secret.contains("${") && !secret.contains("{{")
        }
    }
}
