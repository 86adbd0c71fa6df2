import App
import Documents
import Foundation
import TestSupport
import Testing

/// The files of `examples/` are right, and say what they are for.
@Suite struct ExampleTests {
    private static let names = [
        "backyards", "basic", "every-address", "expectations", "include", "login-journey", "mtls",
        "network-policy", "oauth2", "reservations", "schedule", "traffic",
    ]

    @Test(arguments: names)
    func `an example can be used, and has nothing to warn of`(name: String) throws {
        let path = Checkout.folder.appendingPathComponent("examples/\(name).yml").path
        let content = try ConfigurationFile(path: path, environment: ["API_TOKEN": "t"]).load()
        #expect(content.warnings == [])
        #expect(!content.configuration.probes.isEmpty)
        #expect(try Checkout.text("examples/\(name).yml").hasPrefix("# "))
    }

    @Test func `every example is tested`() throws {
        let folder = Checkout.folder.appendingPathComponent("examples").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yml") }
        #expect(files.sorted() == Self.names.map { "\($0).yml" })
    }
}
