package import Documents

/// The rules of a file as somebody wrote them, each with its place; expressions are not read yet.
package struct WrittenRules: Sendable {
    package let groups: [WrittenGroup]

    /// Reads a rule file of Prometheus, an object `PrometheusRule` of its operator, or a list of such
    /// objects as `kubectl get` prints it. Every key of the groups has to be known. Dollar signs stand
    /// for themselves.
    ///
    /// - Throws: Every problem of the file, each with its place.
    package static func read(_ path: String) throws(DocumentProblems) -> WrittenRules {
        var loader = DocumentLoader(environment: nil)
        loader.includesFiles = false
        return try make(loader.load(path))
    }

    /// Reads `text` as if it stood in `file`.
    package static func read(
        text: String, file: String
    ) throws(DocumentProblems) -> WrittenRules {
        var loader = DocumentLoader(environment: nil)
        loader.includesFiles = false
        return try make(loader.load(text: text, file: file))
    }

    private static func make(_ document: Document) throws(DocumentProblems) -> WrittenRules {
        var decoding = Decoding(problems: document.problems)
        var groups: [WrittenGroup] = []
        if !document.problems.contains(where: { $0.severity == .error }) {
            for (index, holder) in groupsHolders(document.root, &decoding).enumerated() {
                let found = section.decode(holder, startingWith: [], &decoding) ?? []
                groups += found.map { group in
                    var group = group
                    group.holder = index
                    return group
                }
            }
        }
        let problems = DocumentProblems(decoding.problems)
        guard problems.errors.isEmpty else { throw problems }
        return WrittenRules(groups: groups)
    }

    /// What holds the groups: the document, or the `spec` of each of the operator's objects.
    private static func groupsHolders(_ root: Node, _ decoding: inout Decoding) -> [Node] {
        switch root.objectKind {
        case "PrometheusRule": return [root["spec"] ?? root]
        case "List", "PrometheusRuleList":
            guard case .sequence(let items)? = root["items"]?.content else {
                decoding.report(root.place, "needs the key 'items' with a list")
                return []
            }
            return items.compactMap { item in
                // The objects of a list of one kind need not say it.
                guard item.objectKind ?? "PrometheusRule" == "PrometheusRule",
                    let spec = item["spec"]
                else {
                    decoding.report(item.place, "must be a PrometheusRule with a spec")
                    return nil
                }
                return spec
            }
        default: return [root]
        }
    }

    private static let section = Section<[WrittenGroup]>(
        "rules", "A rule file of Prometheus.",
        keys: [
            Key(
                "groups", \.self, WrittenGroup.section.shape(WrittenGroup()).placed.list(),
                "The groups.")
        ])
}

/// A group of rules that are evaluated one after the other.
package struct WrittenGroup: Placed {
    package internal(set) var place = SourcePlace(file: "")
    package internal(set) var name = ""

    /// Which of the objects of the file has the group; their groups may have the same names.
    package internal(set) var holder = 0

    /// The time from one evaluation to the next; nil for the server's own.
    package internal(set) var interval: TimeSpan?
    package internal(set) var rules: [WrittenRule] = []

    /// Labels that all rules of the group set where they do not themselves (Prometheus 3).
    package internal(set) var labels: [(key: String, value: Located<String>)] = []

    fileprivate static let section = Section<WrittenGroup>(
        "group", "Rules that are evaluated one after the other.",
        keys: [
            Key("name", \.name, .someText, isRequired: true, "Unique in the file or object."),
            Key(
                "interval", \.interval, .timeSpan,
                "The time from one evaluation to the next; that of the server if left out."),
            Key("query_offset", Shape<TimeSpan>.timeSpan, "How old the data is.") { _, _ in },
            Key("limit", Shape<Int>.integer(0...Int.max), "Series of one rule.") { _, _ in },
            Key(
                "partial_response_strategy", Shape<String>.someText,
                "What a Thanos does when a store is away."
            ) { _, _ in },
            Key("labels", \.labels, .labels, "What every rule sets that does not do so itself."),
            Key(
                "rules", WrittenRule.section.shape(WrittenRule()).placed.list(), "The rules."
            ) { $0.rules = $1 },
        ])
}

/// One rule: an alert, or a series that is recorded.
package struct WrittenRule: Placed {
    /// Where it begins.
    package internal(set) var place = SourcePlace(file: "")

    /// One of the two stands.
    package internal(set) var record: Located<String>?
    package internal(set) var alert: Located<String>?

    /// As it stands in the file; see `PromQL` for what it means.
    package internal(set) var expression: Located<String>?

    /// `for` and `keep_firing_for`.
    package internal(set) var wait = TimeSpan.zero
    package internal(set) var keepFiringFor = TimeSpan.zero

    /// In the order of the file; the values of an alert's may be templates.
    package internal(set) var labels: [(key: String, value: Located<String>)] = []
    package internal(set) var annotations: [(key: String, value: Located<String>)] = []

    fileprivate static let section = Section<WrittenRule>(
        "rule", "An alert, or a series that is recorded.",
        rules: [
            .exactlyOne(["alert", "record"]), .needs("for", "alert"),
            .needs("keep_firing_for", "alert"), .needs("annotations", "alert"),
        ],
        keys: [
            Key("record", \.record, Shape<String>.someText.located, "The name of the series."),
            Key("alert", \.alert, Shape<String>.someText.located, "The name of the alert."),
            Key(
                "expr", \.expression, Shape<String>.someText.located, isRequired: true,
                "The expression."),
            Key("for", \.wait, .timeSpan, "How long it has to hold before the alert fires."),
            Key(
                "keep_firing_for", \.keepFiringFor, .timeSpan,
                "How long the alert fires on after it holds no more."),
            Key("labels", \.labels, .labels, "Labels that are set."),
            Key("annotations", \.annotations, .labels, "What people are told."),
        ])
}

extension Node {
    /// The `kind` of an object of Kubernetes; nil where there is none.
    fileprivate var objectKind: String? {
        guard case .scalar(let kind)? = self["kind"]?.content else { return nil }
        return kind.source
    }
}

/// A value that knows where it stands.
private protocol Placed: Sendable {
    var place: SourcePlace { get set }
}

extension Shape where Value: Placed {
    /// The shape, whose value learns its place.
    fileprivate var placed: Shape {
        flatMap { value, node, _ in
            var value = value
            value.place = node.place
            return value
        }
    }
}

extension Shape<TimeSpan> {
    /// A duration as Prometheus has it.
    fileprivate static var timeSpan: Shape {
        parsed(
            .text(TextRule(pattern: "^([0-9]+(ms|[smhdwy]))+$|^0$", examples: ["30s", "5m"])),
            "must be a duration such as 30s, 5m or 1h30m"
        ) { $0 == "0" ? .zero : TimeSpan($0) }
    }
}

extension Shape<[(key: String, value: Located<String>)]> {
    fileprivate static var labels: Shape {
        let names = KeyShape<String>(
            pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$", expectation: "must be the name of a label"
        ) { Keyword.isLabelName($0) ? $0 : nil }
        return Shape<String>.text.located.byKey(names)
    }
}
