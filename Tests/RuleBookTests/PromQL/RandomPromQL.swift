import Base
import RuleBook

/// Expressions made by chance: of well-formed parts, and by damaging the corpus.
struct RandomPromQL {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    // MARK: Well-formed expressions

    /// An instant vector, of operators and calls at most `depth` deep; without parentheses.
    mutating func vector(depth: Int) -> PromQL {
        guard depth > 0 else { return .selector(selector()) }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return .aggregation(aggregation(depth: depth))
        case 1: return .unary(.minus, vector(depth: depth - 1))
        case 2: return .call(.rate, [range(depth: depth - 1)])
        case 3: return .call(.clampMaximum, [vector(depth: depth - 1), scalar(depth: depth - 1)])
        case 4:
            return .binary(
                BinaryOperation(
                    vector(depth: depth - 1), operation { !$0.isSet }, scalar(depth: depth - 1)))
        case 5:
            return .binary(
                BinaryOperation(
                    scalar(depth: depth - 1), operation { !$0.isSet }, vector(depth: depth - 1)))
        default:
            let operation = operation { _ in true }
            return .binary(
                BinaryOperation(
                    vector(depth: depth - 1), operation, vector(depth: depth - 1),
                    returnsBool: operation.isComparison && .random(using: &generator),
                    matching: matching(of: operation)))
        }
    }

    private mutating func scalar(depth: Int) -> PromQL {
        guard depth > 0 else { return .number(pick([0, 1, -2.5, 1e-9, .nan, 1e21])) }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .call(.scalar, [vector(depth: depth - 1)])
        case 1:
            return .binary(
                BinaryOperation(
                    scalar(depth: depth - 1), operation { !$0.isSet && !$0.isComparison },
                    scalar(depth: depth - 1)))
        case 2: return .unary(.plus, .call(.time, []))
        default: return scalar(depth: 0)
        }
    }

    private mutating func range(depth: Int) -> PromQL {
        guard depth > 0, .random(using: &generator) else { return .range(selector(), span()) }
        return .subquery(
            PromQL.Subquery(
                vector(depth: depth - 1), range: span(), step: pick([nil, .minutes(5)]),
                time: time()))
    }

    private mutating func selector() -> Selector {
        let conditions = [
            LabelMatcher("job", .equal, "a\"b\\c\n"), LabelMatcher("code", .matches, "5..|4\\d+"),
            LabelMatcher("path", .unequal, "/é"),
            LabelMatcher("le", .avoids, ""),
        ]
        let name = pick(["m", "a:b", "sum", "start", "offset", "and"])
        return Selector(name, conditions.filter { _ in .random(using: &generator) }, time: time())
    }

    private mutating func time() -> TimeShift {
        TimeShift(
            offset: pick([.zero, .zero, .hours(36), TimeSpan(milliseconds: -1_500)]),
            at: pick([nil, nil, .start, .end, .unix(milliseconds: -1_604_714_400_007)]))
    }

    private mutating func span() -> TimeSpan { pick([.minutes(5), .weeks(2), .seconds(90)]) }

    private mutating func aggregation(depth: Int) -> Aggregation {
        let operation = pick(Aggregation.Operator.allCases)
        let parameter: PromQL? =
            switch operation.parameterType {
            case .scalar: scalar(depth: depth - 1)
            case .string: .string("v")
            default: nil
            }
        return Aggregation(
            operation, pick([nil, .by(["a"]), .by([]), .without(["b", "by"])]),
            parameter: parameter, vector(depth: depth - 1))
    }

    private mutating func matching(of operation: BinaryOperation.Operator) -> VectorMatching? {
        let labels: VectorMatching.Labels = pick([.on(["a", "bool"]), .ignoring(["b"]), .on([])])
        let group: VectorMatching.Group? = pick([
            nil, .left(["c"]), .left([]), .right(["d", "on"]),
        ])
        if Bool.random(using: &generator) { return nil }
        return VectorMatching(labels, operation.isSet ? nil : group)
    }

    private mutating func operation(
        where isWanted: (BinaryOperation.Operator) -> Bool
    ) -> BinaryOperation.Operator {
        pick(BinaryOperation.Operator.allCases.filter(isWanted))
    }

    // MARK: Damage

    /// What mutants get in place of a token, or beside one.
    private static let pieces =
        "+ - * / % ^ == != > < >= <= and or unless atan2 bool on ignoring group_left group_right by "
        + "without offset @ start end ( ) { } [ ] , : = =~ !~ ! # 1 0 1.5 0x1f 1e3 inf nan 5m 1h30m "
        + "m job sum topk rate abs time \"x\" 'y' `z` \"(\" \\ \" é"

    /// An expression with one to three tokens removed, doubled, swapped, replaced or put in.
    mutating func mutant(of text: String) -> String {
        var tokens = text.matches(of: /[A-Za-z0-9_]+|\s+|[=!<>]=|[=!]~|./.dotMatchesNewlines())
            .map { String($0.output) }
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !tokens.isEmpty {
            let index = Int.random(in: 0..<tokens.count, using: &generator)
            let piece = String(pick(Self.pieces.split(separator: " ")))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: tokens.remove(at: index)
            case 1: tokens.insert(tokens[index], at: index)
            case 2: tokens.swapAt(index, Int.random(in: 0..<tokens.count, using: &generator))
            case 3: tokens[index] = piece
            default: tokens.insert(pick([piece, " \(piece) "]), at: index)
            }
        }
        return tokens.joined()
    }

    /// One of several.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements.randomElement(using: &generator)!
    }
}
