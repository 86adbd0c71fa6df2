import RuleBook
import TestSupport
import Testing

/// The parser against the corpus, and the corpus against Prometheus.
@Suite struct ParsedPromQLTests {
    /// What the parser says of an expression; nil if it accepts it.
    private func problem(_ text: String) -> String? {
        do {
            _ = try PromQL(parsing: text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `what Prometheus accepts is read, and printed text reads back as the same`() throws {
        for text in try PromQLCorpus.accepted() {
            #expect(problem(text) == nil, "\(text)")
            let expression = try PromQL(parsing: text)
            #expect(try PromQL(parsing: expression.description) == expression, "\(text)")
            #expect(try PromQL(parsing: expression.wrapped(width: 20)) == expression, "\(text)")
        }
    }

    @Test func `what Prometheus refuses is refused with place and reason`() throws {
        let cases = try PromQLCorpus.refused()
        #expect(cases.map { problem($0.expression) ?? "accepted" } == cases.map(\.problem))
    }

    @Test func `promtool refuses the same expressions of the corpus`() throws {
        let accepted = try PromQLCorpus.accepted()
        let refused = try PromQLCorpus.refused().map(\.expression)
        let refusals = try PromQLJudge.refusals(of: accepted + refused)
        let wronglyAccepted = refused.indices.filter { refusals[accepted.count + $0] == nil }
        #expect(accepted.indices.filter { refusals[$0] != nil }.map { accepted[$0] } == [])
        #expect(wronglyAccepted.map { refused[$0] } == [])
    }

    @Test func `Prometheus reads what is printed as it reads the original`() throws {
        let texts = try PromQLCorpus.accepted()
        let expressions = try texts.map { try PromQL(parsing: $0) }
        let forms = try PromQLJudge.canonicalForms(
            of: texts + expressions.map(\.description) + expressions.map { $0.wrapped(width: 20) })
        let count = texts.count
        for index in texts.indices {
            #expect(forms[count + index] == forms[index], "\(texts[index])")
            #expect(forms[2 * count + index] == forms[index], "\(texts[index])")
        }
    }

    @Test func `parts know their places`() throws {
        let text = "sum by (job) (rate(m[5m])) / on (job) (n offset 1h > 0)"
        let bytes = Array(text.utf8)
        let parts = try ParsedPromQL(text).everyPart
            .map { String(decoding: bytes[$0.range], as: UTF8.self) }
        #expect(
            parts == [
                text, "sum by (job) (rate(m[5m]))", "rate(m[5m])", "m[5m]", "(n offset 1h > 0)",
                "n offset 1h > 0", "n offset 1h", "0",
            ])
    }

    @Test func `a problem names line and column`() throws {
        #expect(problem("sum(\n  é") == "2:3: unexpected character \"é\"")
        #expect(problem("m{a=\"é\"}\n> bool\n\"x\"")?.hasPrefix("3:1: ") == true)
    }

    @Test func `length and depth have limits`() throws {
        let max = ParsedPromQL.depthMax
        let deep = { (count: Int) in
            String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
        }
        #expect(problem(deep(max - 1)) == nil)
        #expect(problem(deep(max)) == "1:501: nested more than 500 deep")
        #expect(problem(String(repeating: "-", count: 100_000) + "m")?.contains("deep") == true)
        #expect(problem(String(repeating: "a+", count: max - 2) + "a") == nil)
        #expect(problem(String(repeating: "a+", count: max - 1) + "a")?.contains("deep") == true)
        #expect(problem(String(repeating: "1^", count: 10_000) + "1")?.contains("deep") == true)
        #expect(problem(String(repeating: "abs(", count: 10_000))?.contains("deep") == true)
        let groups = String(repeating: "(", count: 60_000)
        #expect(problem("m{a=~\"\(groups)\"}")?.contains("groups nested too deep") == true)
        let long = String(repeating: " ", count: ParsedPromQL.byteCountMax)
        #expect(problem("m" + long) == "1:1: longer than 131072 bytes")
    }

    @Test func `every prefix of an expression is read or refused, never trapped on`() throws {
        for text in try PromQLCorpus.accepted() {
            for count in 0..<text.unicodeScalars.count {
                let prefix = String(text.unicodeScalars.prefix(count))
                if let expression = try? PromQL(parsing: prefix) {  // most prefixes are refused
                    #expect(try PromQL(parsing: "\(expression)") == expression, "\(prefix)")
                }
            }
        }
    }
}
