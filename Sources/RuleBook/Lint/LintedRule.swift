import Documents

/// A rule whose expression was read, with what is needed to tell places in it.
struct LintedRule {
    let written: WrittenRule
    let parsed: ParsedPromQL
    /// The time from one evaluation to the next; nil if unknown.
    let interval: TimeSpan?
    /// Labels that the group sets where the rule does not.
    let groupLabels: [String]
    private let places: ScalarPlaces

    /// - Throws: If the expression is none.
    init(
        _ written: WrittenRule, of group: WrittenGroup, in file: LintedFile,
        _ settings: LintSettings
    ) throws(LintFailure) {
        self.written = written
        interval = group.interval ?? settings.evaluationInterval
        groupLabels = group.labels.map(\.key)
        guard let expression = written.expression else {
            throw LintFailure(place: written.place, message: "the rule has no expression")
        }
        places = ScalarPlaces(of: expression.value, at: expression.place, in: file.lines)
        do {
            parsed = try ParsedPromQL(expression.value)
        } catch {
            throw LintFailure(place: places.place(at: error.offset), message: error.message)
        }
        let type = parsed.expression.type
        guard type == .scalar || type == .instantVector else {
            throw LintFailure(
                place: places.place(at: 0),
                message: "a rule needs an instant vector or a scalar, not \(type.withArticle)")
        }
    }

    /// The labels that the rule itself sets.
    var ownLabels: [(key: String, value: Located<String>)] { written.labels }

    var isAlert: Bool { written.alert != nil }

    /// How messages name it.
    var name: String { written.name }

    /// A finding at a part of the expression.
    func finding(
        _ check: LintCheck, at part: ParsedPromQL, _ reason: String, instead correction: String
    ) -> LintFinding {
        LintFinding(
            check: check, place: places.place(at: part.range.lowerBound), rule: name,
            reason: reason, correction: correction)
    }
}

/// Why an expression cannot be looked at.
struct LintFailure: Error {
    let place: SourcePlace
    let message: String
}

extension WrittenRule {
    /// `alert NAME` or `record NAME`.
    var name: String {
        if let alert { return "alert \(alert.value)" }
        return "record \(record?.value ?? "")"
    }
}

extension ParsedPromQL {
    /// Calls `body` with each part of the expression and the parts around it, the nearest last.
    func forEachPart(
        inside outer: [ParsedPromQL] = [], _ body: (ParsedPromQL, [ParsedPromQL]) -> Void
    ) {
        body(self, outer)
        for child in children { child.forEachPart(inside: outer + [self], body) }
    }

    /// The operation that the expression is, with its two sides.
    var operation: (operation: BinaryOperation, left: ParsedPromQL, right: ParsedPromQL)? {
        let node = unwrapped
        guard case .binary(let operation) = node.expression else { return nil }
        return (operation, node.children[0], node.children[1])
    }
}
