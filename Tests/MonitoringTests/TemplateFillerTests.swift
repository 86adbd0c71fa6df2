import Base
import Monitoring
import Testing

@Suite struct TemplateFillerTests {
    private struct NoSuchFile: Error, CustomStringConvertible {
        let description = "cannot read it: no such file"
    }

    private static func filler(_ variables: [String: String] = [:]) -> TemplateFiller {
        var filler = TemplateFiller(
            now: WallClockInstant(rfc3339: "2026-01-31T12:00:00.9Z")!,
            generator: SeededGenerator(seed: 1)
        ) { path in
            guard path == "token" else { throw NoSuchFile() }
            return "s3cret"
        }
        for (name, value) in variables { filler.set(name, to: value) }
        return filler
    }

    @Test(arguments: [
        ("{{v}}", "text"), ("https://h/{{v}}?q={{v}}", "url"), (#"{"a":"{{v}}"}"#, "json"),
    ])
    func `values stand as their place needs it`(_ text: String, _ place: String) throws {
        var filler = Self.filler(["v": "a/b \"c\"\n&é"])
        let (placed, filled): (TemplateFiller.Place, String) =
            switch place {
            case "url":
                (.url, "https://h/a%2Fb%20%22c%22%0A%26%C3%A9?q=a%2Fb%20%22c%22%0A%26%C3%A9")
            case "json": (.json, #"{"a":"a/b \"c\"\n&é"}"#)
            default: (.text, "a/b \"c\"\n&é")
            }
        #expect(try filler.fill(Template(text), as: placed) == filled)
    }

    @Test(arguments: [
        ("{{v}}", "https://evil@h/x y?a=%20", "https://evil@h/x%20y?a=%20"),
        ("https://h{{v}}", "/orders/7?a=b", "https://h/orders/7?a=b"),
        ("https://h{{v}}", "@evil/", "https://h%40evil%2F"),
        ("https://h/x{{v}}", "/../y", "https://h/x%2F..%2Fy"),
        ("https://{{v}}/", "a/b", "https://a%2Fb/"),
    ])
    func `an address stays one where it is meant to be one`(
        _ text: String, _ value: String, _ url: String
    ) throws {
        var filler = Self.filler(["v": value])
        #expect(try filler.fill(Template(text), as: .url) == url)
    }

    @Test func `a line end does not get into a header field`() throws {
        var filler = Self.filler(["v": "a\r\nX: y"])
        #expect(
            throws: TemplateFiller.Unfilled(
                .variable, "a value for a header field holds a control character")
        ) { try filler.fill(try Template("{{v}}"), as: .header) }
    }

    @Test func `built-in places`() throws {
        var filler = Self.filler()
        #expect(try filler.fill(Template("{{now}}")) == "2026-01-31T12:00:00Z")
        let uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        let pair = try filler.fill(Template("{{uuid}} {{uuid}}")).split(separator: " ")
        #expect(
            try pair.count == 2 && pair[0] != pair[1]
                && pair.allSatisfy { try uuid.wholeMatch(in: $0) != nil })
        var drawn: Set<String> = []
        for _ in 0..<200 { drawn.insert(try filler.fill(Template("{{random -1 1}}"))) }
        #expect(drawn == ["-1", "0", "1"])
    }

    @Test func `secrets are taken out of what people read`() throws {
        var filler = Self.filler(["sessionID": "abcd", "name": "visible"])
        let template = Template([.literal("Bearer "), .file("token")])
        #expect(try filler.fill(template, as: .header) == "Bearer s3cret")
        #expect(try filler.reveal(Secret(Template(literal: "hunter2"))) == "hunter2")
        #expect(
            filler.redact("s3cret and s3cret, hunter2, abcd, visible")
                == "REDACTED and REDACTED, REDACTED, REDACTED, visible")
    }

    @Test func `a secret is also taken out as JSON and URLs write it`() {
        var filler = Self.filler()
        _ = filler.keepSecret("a\"b/c d")
        _ = filler.keepSecret("a\"b/c d and more")
        #expect(
            filler.redact(#"a"b/c d, a\"b/c d, a%22b%2Fc%20d, a%22b%2Fc+d, a"b/c d and more"#)
                == "REDACTED, REDACTED, REDACTED, REDACTED, REDACTED")
    }

    @Test func `a secret that stands in the configuration is taken out, with and without a scheme`()
        throws
    {
        var filler = TemplateFiller { $0 }
        let template = Template(literal: "Bearer hunter2").asSecret
        #expect(try filler.fill(template, as: .header) == "Bearer hunter2")
        #expect(filler.redact("got hunter2, sent Bearer hunter2") == "got REDACTED, sent REDACTED")
        #expect(try filler.fill(Template(literal: "a\"bcd").asSecret, as: .json) == #"a\"bcd"#)
        #expect(filler.redact(#"{"x": "a\"bcd"}"#) == #"{"x": "REDACTED"}"#)
    }

    @Test func `what an answer calls a secret is one`() {
        let filler = TemplateFiller { $0 }
        #expect(
            filler.redact(#"{"token": "x", "id": "x"}"#) == #"{"token": "REDACTED", "id": "x"}"#)
    }

    @Test func `what has no value is told`() {
        var filler = Self.filler()
        let missing = TemplateFiller.Unfilled(.variable, "variable id has no value")
        #expect(throws: missing) { try filler.fill(Template([.variable("id")])) }
        #expect(
            missing.failure
                == Failure(stage: .extract, reason: .variable, detail: "variable id has no value"))
        let unread = TemplateFiller.Unfilled(.file, "cannot read it: no such file")
        #expect(throws: unread) { try filler.fill(Template([.file("other")])) }
        #expect(unread.failure.stage == .internal)
    }
}
