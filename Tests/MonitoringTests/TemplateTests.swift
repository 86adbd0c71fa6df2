import Monitoring
import Testing

@Suite struct TemplateTests {
    @Test func `a text is read into what stands and what is filled in`() throws {
        let template = try Template("/a/{{ id }}?n={{random 1 100}}&{{uuid}}{{now}}")
        #expect(
            template.pieces == [
                .literal("/a/"), .variable("id"), .literal("?n="), .random(1...100),
                .literal("&"), .uuid, .now,
            ])
        #expect(template.variables == ["id"])
        #expect(template.literal == nil)
        #expect(template.description == "/a/{{id}}?n={{random 1 100}}&{{uuid}}{{now}}")
    }

    @Test(arguments: ["", "plain", "}} and { and }", "{\"a\": {\"b\": 1}}"])
    func `a text without places is itself`(_ text: String) throws {
        #expect(try Template(text).literal == text)
        #expect(try Template(text) == Template(literal: text))
    }

    @Test(arguments: [
        ("{{", "has '{{' without '}}' behind it"),
        ("a {{b", "has '{{' without '}}' behind it"),
        (
            "{{}}",
            "has '{{}}'; between the braces must stand the name of a variable, uuid, now or "
                + "random FROM TO"
        ),
        (
            "{{1a}}",
            "has '{{1a}}'; between the braces must stand the name of a variable, uuid, now or "
                + "random FROM TO"
        ),
        ("{{random}}", "has '{{random}}'; it must be like {{random 1 100}}"),
        ("{{random 2 1}}", "has '{{random 2 1}}'; it must be like {{random 1 100}}"),
    ])
    func `what is wrong with a place is said`(_ text: String, _ message: String) {
        do throws(TemplateProblem) {
            _ = try Template(text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func `braces of a text that is taken literally mean nothing`() {
        #expect(Template(literal: "{{id}}").literal == "{{id}}")
    }

    @Test func `a file shows neither its path nor its content`() {
        let template = Template([.literal("Bearer "), .file("/run/secrets/token")])
        #expect(template.description == "Bearer <secret>")
    }

    @Test func `a text that is a secret shows nothing`() {
        let template = Template(literal: "hunter2").asSecret
        #expect(template.description == "<secret>")
        #expect(template.literal == nil)
        #expect(template.variables == [])
        var dumped = ""
        dump(template, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(Template(literal: "").asSecret == Template(literal: ""))
    }

    @Test func `a secret shows nothing`() {
        let secret = Secret(Template(literal: "hunter2"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(text.contains("<secret>"))
            #expect(!text.contains("hunter2"))
        }
    }
}
