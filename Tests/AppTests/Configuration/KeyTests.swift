import App
import Documents
import Foundation
import Testing

/// Every key of the schema does something, and every default of the schema is one.
@Suite struct KeyTests {
    private func load(_ text: String) throws -> Configuration {
        try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text).configuration
    }

    /// The names of all keys, with their sections'; those that have tests of their own left out.
    private static let names = ConfigurationSchema.sections.flatMap { section in
        section.keys.map { "\(section.name).\($0.name)" }
    }.filter { !["sonde.include", "sonde.notify"].contains($0) }

    @Test(arguments: names)
    func `a key makes a difference`(name: String) throws {
        let parts = name.split(separator: ".").map(String.init)
        let text = try #require(KeyCases.text(parts[0], parts[1]), "\(name) has no case")
        let (without, with) = try #require(
            KeyCases.pair(parts[0], parts[1], text), "\(parts[0]) has no document")
        let present = try load(with)
        // Where the key is required there is no configuration without it.
        #expect(present != (try? load(without)), "\(with)")
    }

    @Test func `no case is of a key that is gone`() {
        let known = Set(Self.names)
        #expect(KeyCases.texts.keys.filter { !known.contains($0) }.sorted() == [])
        let sections = Set(ConfigurationSchema.sections.map(\.name))
        #expect(Set(KeyCases.documents.keys) == sections)
    }

    /// The keys that stand in a schema, as `SECTION.KEY`, found by following it from its top as an
    /// editor does.
    private func keys(of schema: [String: Any]) throws -> Set<String> {
        let definitions = try #require(schema["definitions"] as? [String: [String: Any]])
        var found: Set<String> = []
        var seen: Set<String> = []
        func visit(_ value: Any, in section: String?) {
            guard let node = value as? [String: Any] else { return }
            if let name = (node["$ref"] as? String)?.split(separator: "/").last.map(String.init) {
                guard seen.insert(name).inserted, let definition = definitions[name] else { return }
                return visit(definition, in: name)
            }
            for (key, inner) in node["properties"] as? [String: Any] ?? [:] {
                found.insert("\(section ?? "?").\(key)")
                visit(inner, in: nil)
            }
            for key in ["anyOf", "allOf", "oneOf"] {
                for inner in node[key] as? [Any] ?? [] { visit(inner, in: nil) }
            }
            for key in ["items", "additionalProperties"] {
                if let inner = node[key] { visit(inner, in: nil) }
            }
            for (_, inner) in node["patternProperties"] as? [String: Any] ?? [:] {
                visit(inner, in: nil)
            }
        }
        visit(schema.filter { $0.key != "definitions" }, in: "sonde")
        #expect(seen == Set(definitions.keys), "definitions that nothing leads to")
        return found
    }

    @Test func `every key that an editor finds in the schema has a case`() throws {
        let schema = try #require(
            JSONSerialization.jsonObject(with: Data(ConfigurationSchema.text.utf8))
                as? [String: Any])
        #expect(
            try keys(of: schema)
                == Set(Self.names).union(["sonde.include", "sonde.notify"]))
    }

    @Test func `sections of different names are different`() {
        let names = ConfigurationSchema.sections.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `what the schema names as default is what holds without the key`() throws {
        var count = 0
        for section in ConfigurationSchema.sections {
            for key in section.keys {
                guard let standard = key.standard else { continue }
                let (without, with) = try #require(
                    KeyCases.pair(section.name, key.name, "\(key.name): \(standard)"))
                #expect(try load(with) == load(without), "\(section.name).\(key.name)")
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test func `every key has a sentence that says what it means`() {
        for section in ConfigurationSchema.sections {
            #expect(section.summary.hasSuffix("."), "\(section.name)")
            for key in section.keys {
                #expect(key.summary.hasSuffix("."), "\(section.name).\(key.name)")
            }
        }
    }
}
