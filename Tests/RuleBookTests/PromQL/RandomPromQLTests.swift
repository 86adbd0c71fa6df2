import Base
import Foundation
import RuleBook
import TestSupport
import Testing

/// The parser and the printer against Prometheus, on expressions that nobody wrote.
///
/// `PROMQL_SEED` in the environment makes other ones; the seed of a failure is in its message.
@Suite struct RandomPromQLTests {
    private let seed = ProcessInfo.processInfo.environment["PROMQL_SEED"].flatMap(UInt64.init) ?? 1

    @Test func `values printed by precedence read back as themselves, and Prometheus agrees`()
        throws
    {
        var random = RandomPromQL(seed: seed)
        let expressions = (0..<1_500).map { random.vector(depth: 1 + $0 % 4) }
        for expression in expressions {
            let text = expression.description
            let again = try PromQL(parsing: text)
            #expect(again.bare == expression.bare, "seed \(seed): \(text)")
            #expect(
                try PromQL(parsing: expression.wrapped(width: 30)).bare == again.bare,
                "seed \(seed): \(text)")
        }
        let texts = expressions.map(\.description)
        let refusals = try PromQLJudge.refusals(of: texts)
        #expect(refusals.map { texts[$0.key] + $0.value } == [], "seed \(seed)")
        // Prometheus' own canonical form is read to be the same expression.
        let forms = try PromQLJudge.canonicalForms(of: texts)
        let printed = try forms.map { try PromQL(parsing: $0).description }
        #expect(try PromQLJudge.canonicalForms(of: printed) == forms, "seed \(seed)")
    }

    @Test func `what chance makes of the corpus is refused by both or by neither`() throws {
        let corpus = try PromQLCorpus.accepted()
        var random = RandomPromQL(seed: seed)
        let mutants = (0..<6_000).map { _ in random.mutant(of: random.pick(corpus)) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
        let refusals = try PromQLJudge.refusals(of: mutants)
        var accepted: [(text: String, printed: String)] = []
        for (index, text) in mutants.enumerated() {
            do {
                let expression = try PromQL(parsing: text)
                #expect(refusals[index] == nil, "seed \(seed): \(text)")
                if refusals[index] == nil { accepted.append((text, expression.description)) }
            } catch {
                #expect(refusals[index] != nil, "seed \(seed): \(text): \(error)")
            }
        }
        #expect(accepted.count > 500, "too few mutants are expressions: \(accepted.count)")
        let forms = try PromQLJudge.canonicalForms(
            of: accepted.map(\.text) + accepted.map(\.printed))
        for (index, mutant) in accepted.enumerated() {
            #expect(forms[accepted.count + index] == forms[index], "seed \(seed): \(mutant.text)")
        }
    }
}

extension PromQL {
    /// The expression without any parentheses that are only written.
    var bare: PromQL {
        switch self {
        case .number, .string, .selector, .range: return self
        case .subquery(var subquery):
            subquery.expression = subquery.expression.bare
            return .subquery(subquery)
        case .aggregation(var aggregation):
            aggregation.parameter = aggregation.parameter?.bare
            aggregation.operand = aggregation.operand.bare
            return .aggregation(aggregation)
        case .call(let function, let arguments): return .call(function, arguments.map(\.bare))
        case .unary(let sign, let operand): return .unary(sign, operand.bare)
        case .binary(var operation):
            operation.left = operation.left.bare
            operation.right = operation.right.bare
            return .binary(operation)
        case .parenthesized(let inner): return inner.bare
        }
    }
}
