import Documents
import Testing

/// What reading the text itself can come to.
@Suite struct YAMLTextTests {
    private func problems(_ text: String, _ limits: DocumentLimits = DocumentLimits()) -> String {
        var loader = DocumentLoader(environment: nil)
        loader.limits = limits
        return DocumentProblems(loader.load(text: text, file: "a.yml").problems).description
    }

    private func read(_ text: String) -> Node {
        DocumentLoader(environment: nil).load(text: text, file: "a.yml").root
    }

    @Test(arguments: [
        (
            "a: [1",
            "a.yml:2:1: is no valid YAML: did not find expected ',' or ']' while parsing a flow sequence from line 1"
        ),
        (
            "a:\n\tb: 1",
            "a.yml:2:1: is no valid YAML: found character that cannot start any token while "
                + "scanning for the next token from line 2; indent with spaces"
        ),
        (
            "a: {b: ${c}}",
            "a.yml:1:9: is no valid YAML: did not find expected ',' or '}' while parsing a flow "
                + "mapping from line 1; put a text with braces in quotes"
        ),
        ("a: 1\n--- \nb: 1", "a.yml:2:1: holds more than one document"),
        ("a: *b", "a.yml:1:4: found undefined alias"),
        ("[1]: 2", "a.yml:1:1: a key must be a text, not a list or a section"),
        ("a: {<<: 3}", "a.yml:1:9: a.<<: must name sections to merge, such as `<<: *common`"),
        ("a: \u{7}", "a.yml: is no valid YAML: control characters are not allowed"),
    ])
    func `what is no usable YAML is told with its place`(text: String, message: String) {
        #expect(problems(text) == message)
    }

    @Test func `every duplicate key is told, and what follows is read`() {
        let text = """
            a: 1
            b:
              "c": 1
              'd': 2
              c: 3
              d: 4
            a: 5
            a: 6
            e: {f: 1, f: 2}
            """
        #expect(
            problems(text) == """
                a.yml:5:3: b.c: stands here for the second time; the first is at line 3
                a.yml:6:3: b.d: stands here for the second time; the first is at line 4
                a.yml:7:1: a: stands here for the second time; the first is at line 1
                a.yml:8:1: a: stands here for the second time; the first is at line 1
                a.yml:9:11: e.f: stands here for the second time; the first is at line 9
                """)
    }

    @Test(arguments: ["'': 1\n'': 2", "&x a: 1\na: 2", "!!str a: 1\na: 2"])
    func `a duplicate key that cannot be told apart is told alone`(text: String) {
        #expect(problems(text).hasSuffix("stands here more than once"))
    }

    @Test func `more duplicate keys than the limit end the reading`() {
        let text = (100..<130).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(problems(text) == "a.yml:41:1: the key 'k120' stands here more than once")
    }

    @Test func `aliases that name billions of values are refused`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let names = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        var limits = DocumentLimits()
        limits.nodeCountMax = 10_000
        #expect(
            problems(text, limits).hasSuffix(
                "the document has more than 10000 values, those of aliases counted each time"))
        #expect(problems(text, limits).split(separator: "\n").count == 1)
    }

    @Test func `what is nested too deep is refused`() {
        let text = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(
            problems("[\(text)]") == "a.yml:1:66: sections and lists are nested more than 64 deep")
        #expect(problems(text) == "")
        let endless = String(repeating: "[", count: 200_000)
        #expect(problems(endless).hasPrefix("a.yml:1:"))
    }

    @Test func `merged keys give way to a section's own, and the first of several wins`() {
        let root = read("{x: &x {k: 1, l: 1}, y: &y {l: 2, m: 2}, z: {<<: [*x, *y], k: 3}}")
        let entries = root["z"]?.entries ?? []
        #expect(entries.map(\.key) == ["k", "l", "m"])
        let texts = entries.map { entry -> String in
            guard case .scalar(let scalar) = entry.value.content else { return "" }
            return scalar.source
        }
        #expect(texts == ["3", "1", "2"])
    }

    @Test func `without variables dollar signs stand for themselves`() {
        guard case .scalar(let scalar) = read("$2y$10$${x}").content else {
            Issue.record("not a single value")
            return
        }
        #expect(scalar.text.literal == "$2y$10$${x}")
    }

    @Test func `an empty text is a document with nothing in it`() {
        #expect(read("").content == .null)
        #expect(read("# nothing\n").content == .null)
        #expect(problems("") == "")
    }
}
