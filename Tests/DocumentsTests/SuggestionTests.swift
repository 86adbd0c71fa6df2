import Documents
import Testing

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("intervall", "interval"), ("nterval", "interval"), ("itnerval", "interval"),
        ("VALID_FOR", "validFor"), ("valid-for", "validFor"), ("ulr", "url"),
    ])
    func `a misspelt name is recognized`(name: String, meant: String) {
        #expect(
            Suggestion.closest(to: name, among: ["timeout", "interval", "validFor", "url"]) == meant
        )
    }

    @Test(arguments: ["", "x", "headers", "completelyDifferent", String(repeating: "u", count: 99)])
    func `a name unlike all others is not`(name: String) {
        #expect(Suggestion.closest(to: name, among: ["timeout", "interval", "url"]) == nil)
    }

    @Test func `without a suggestion all names are told`() {
        #expect(Suggestion.hint("zzzz", among: ["a1", "b1"]) == "; known are a1, b1")
        #expect(Suggestion.hint("a2", among: ["a1", "b1"]) == "; did you mean 'a1'?")
        #expect(Suggestion.hint("a", among: []) == "")
        let many = (10..<40).map { "n\($0)" }
        #expect(
            Suggestion.hint("zzzz", among: many)
                == "; known are \(many.prefix(20).joined(separator: ", ")) and 10 more")
    }
}
