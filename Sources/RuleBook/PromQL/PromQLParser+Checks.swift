// What the grammar lets pass and Prometheus still refuses.
extension PromQLParser {
    func check(
        _ operation: BinaryOperation, left: ParsedPromQL, right: ParsedPromQL, at offset: Int
    ) throws(PromQLProblem) {
        let name = operation.operation.rawValue
        let types = [left.expression.type, right.expression.type]
        for (side, type) in zip([left, right], types) where type != .scalar {
            guard type == .instantVector else {
                throw problem(
                    "\"\(name)\" needs scalars or instant vectors, not \(type.withArticle)",
                    at: side.range.lowerBound)
            }
        }
        if operation.returnsBool, !operation.operation.isComparison {
            throw problem("\"bool\" belongs to comparisons only, not to \"\(name)\"", at: offset)
        }
        if operation.operation.isComparison, !operation.returnsBool, types == [.scalar, .scalar] {
            throw problem("a comparison of two scalars needs \"\(name) bool\"", at: offset)
        }
        if operation.operation.isSet, types.contains(.scalar) {
            throw problem("\"\(name)\" needs an instant vector on both sides", at: offset)
        }
        if let matching = operation.matching {
            try check(matching, of: operation.operation, types, at: offset)
        }
    }

    private func check(
        _ matching: VectorMatching, of operation: BinaryOperation.Operator, _ types: [ValueType],
        at offset: Int
    ) throws(PromQLProblem) {
        let (labels, isOn) =
            switch matching.labels {
            case .on(let labels): (labels, true)
            case .ignoring(let labels): (labels, false)
            }
        if types.contains(.scalar) {
            // Prometheus overlooks a matching without labels here.
            guard labels.isEmpty else {
                throw problem("only two instant vectors can be matched by labels", at: offset)
            }
        }
        if operation.isSet, matching.group != nil {
            throw problem(
                "\"\(operation.rawValue)\" takes no \"group_left\" or \"group_right\"", at: offset)
        }
        let included =
            switch matching.group {
            case .left(let labels), .right(let labels): labels
            case nil: [String]()
            }
        if isOn, let label = included.first(where: labels.contains) {
            throw problem(
                "the label \"\(label)\" is matched by \"on\" and cannot be taken over as well",
                at: offset)
        }
    }

    func check(
        _ function: Function, _ arguments: [ParsedPromQL], at offset: Int
    ) throws(PromQLProblem) {
        let signature = function.signature
        let name = function.rawValue
        guard signature.countRange.contains(arguments.count) else {
            throw problem(
                "\(name) takes \(signature.countText), got \(arguments.count)", at: offset)
        }
        for (index, argument) in arguments.enumerated() {
            try require(signature.type(at: index), of: argument, in: name)
        }
    }

    func check(
        _ operation: Aggregation.Operator, _ arguments: [ParsedPromQL], at offset: Int
    ) throws(PromQLProblem) {
        let name = operation.rawValue
        let types = (operation.parameterType.map { [$0] } ?? []) + [.instantVector]
        guard arguments.count == types.count else {
            let wanted = types.count == 1 ? "1 argument" : "2 arguments"
            throw problem("\(name) takes \(wanted), got \(arguments.count)", at: offset)
        }
        for (argument, type) in zip(arguments, types) {
            try require(type, of: argument, in: name)
        }
    }

    private func require(
        _ type: ValueType, of argument: ParsedPromQL, in name: String
    ) throws(PromQLProblem) {
        let found = argument.expression.type
        guard found == type else {
            let hint =
                type == .rangeVector && found == .instantVector ? "; a window such as [5m]" : ""
            throw problem(
                "\(name) needs \(type.withArticle) here, not \(found.withArticle)\(hint)",
                at: argument.range.lowerBound
            )
        }
    }

    func check(_ selector: Selector, at offset: Int) throws(PromQLProblem) {
        if let name = selector.name {
            guard selector.matchers.allSatisfy({ $0.label != "__name__" }) else {
                throw problem("the metric \(name) has a second name between its braces", at: offset)
            }
            return
        }
        guard selector.matchers.contains(where: { !$0.isMetByEmptyValue }) else {
            throw problem("the selector chooses every series that there is", at: offset)
        }
    }
}

extension LabelMatcher {
    /// Whether a series without the label meets the condition.
    package var isMetByEmptyValue: Bool {
        switch comparison {
        case .equal: value.isEmpty
        case .unequal: !value.isEmpty
        case .matches: matchesEmpty
        case .avoids: !matchesEmpty
        }
    }

    /// A pattern that is none matches nothing.
    private var matchesEmpty: Bool {
        do {
            return try RegexSyntax(value).matchesEmpty
        } catch {
            return false
        }
    }
}

extension Function {
    /// What is said of a call to a function that Prometheus 2.42 does not have.
    static func unknown(_ name: String) -> String {
        let near = allCases.first { $0.rawValue == name.lowercased() }
        return "Prometheus has no function \"\(name)\""
            + (near.map { "; it is \($0.rawValue)" } ?? "")
    }
}

extension Function.Signature {
    /// `2 arguments`, `1 or 2 arguments`, `3 arguments or more`.
    fileprivate var countText: String {
        let least = countRange.lowerBound
        if isVariadic { return "\(least) arguments or more" }
        if optionalCount > 0 { return "\(least) or \(countRange.upperBound) arguments" }
        return least == 1 ? "1 argument" : "\(least) arguments"
    }
}
