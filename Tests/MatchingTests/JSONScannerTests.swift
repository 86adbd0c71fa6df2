import Matching
import Testing

@Suite struct JSONScannerTests {
    private func scanner(_ text: String, depthMax: Int = 128) -> JSONScanner {
        JSONScanner(Array(text.utf8), depthMax: depthMax)
    }

    @Test func `members and elements are visited in order, and values passed over`() throws {
        var scanner = scanner(
            " {\"a\" : [1, -2.5e3 , \"x\\n\"], \"b\":{\"c\":[true,null,{}]}, \"a\": false } ")
        var seen: [String] = []
        try scanner.members { scanner, name throws(JSONProblem) in
            seen.append(name)
            guard scanner.next == UInt8(ascii: "[") else { return try scanner.skipValue() }
            try scanner.elements { scanner throws(JSONProblem) in
                let isText = scanner.next == UInt8(ascii: "\"")
                seen.append(isText ? try scanner.string() : try scanner.number())
            }
        }
        try scanner.end()
        #expect(seen == ["a", "1", "-2.5e3", "x\n", "b", "a"])
    }

    @Test func `a place can be gone back to`() throws {
        var scanner = scanner("[\"a\", 2]")
        try scanner.elements { scanner throws(JSONProblem) in
            _ = scanner.next
            let place = scanner.index
            try scanner.skipValue()
            let end = scanner.index
            scanner.rewind(to: place)
            try scanner.skipValue()
            #expect(scanner.index == end)
        }
    }

    @Test(
        arguments: [
            ("", "a value is missing at byte 0"), ("[1", "a comma or ] is missing at byte 2"),
            ("{1}", "a name is missing at byte 1"), ("{\"a\"}", "a colon is missing at byte 4"),
            ("[nul]", "no value begins so at byte 1"),
            ("1 2", "something follows the value at byte 2"),
            ("[[[[1]]]]", "more than 3 levels"), ("\"a", "a string does not end at byte 2"),
        ])
    func `what is no JSON is told when it is passed over`(text: String, problem: String) {
        let found = #expect(throws: JSONProblem.self) {
            var scanner = scanner(text, depthMax: 3)
            try scanner.skipValue()
            try scanner.end()
        }
        #expect(found?.description == problem)
    }
}
