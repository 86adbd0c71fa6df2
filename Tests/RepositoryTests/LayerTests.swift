import TestSupport
import Testing

/// The layers of the program, against what the sources import.
///
/// The compiler refuses imports of targets that the manifest does not name. These tests hold the
/// manifest to the layers, and the sources to the modules from outside that each target may use.
@Suite struct LayerTests {
    private struct Target {
        let layer: Int
        /// The targets below that it may import.
        var targets: Set<String> = []
        /// The modules of the system and of other packages that it may import.
        var others: Set<String> = []
    }

    private static let server: Set = ["Base", "Metrics", "HTTPWire", "Reactor"]
    private static let prober: Set = ["Base", "Metrics", "Reactor", "Transfers", "Monitoring"]

    private static let targets = [
        "CBuild": Target(layer: 0),
        "CLinux": Target(layer: 0),
        "CCurl": Target(layer: 0),
        "CZlib": Target(layer: 0),
        "COpenSSL": Target(layer: 0),
        "CCrypt": Target(layer: 0),
        "CPCRE2": Target(layer: 0),
        "CCares": Target(layer: 0),
        "Base": Target(layer: 1, others: ["Glibc"]),
        "Metrics": Target(layer: 2, targets: ["Base"], others: ["Glibc", "Synchronization"]),
        "HTTPWire": Target(layer: 2, targets: ["Base"]),
        "Reactor": Target(
            layer: 2, targets: ["Base", "CLinux"], others: ["Glibc", "Synchronization"]),
        "Matching": Target(layer: 2, targets: ["Base", "CPCRE2"]),
        "Forecasting": Target(layer: 2, others: ["Glibc"]),
        "Documents": Target(
            layer: 2, targets: ["Base"], others: ["FoundationEssentials", "Glibc", "Yams"]),
        "HTTPServing": Target(
            layer: 3, targets: server.union(["CZlib", "COpenSSL", "CCrypt"]),
            others: ["FoundationEssentials", "Glibc", "Synchronization"]),
        "Transfers": Target(
            layer: 3, targets: ["Base", "Reactor", "CCares", "CCurl", "COpenSSL", "CZlib"],
            others: ["Glibc", "Synchronization"]),
        "Monitoring": Target(layer: 3, targets: ["Base", "Matching"]),
        "Probing": Target(
            layer: 4, targets: prober.union(["Matching"]),
            others: ["FoundationEssentials", "Logging"]),
        "PrometheusClient": Target(
            layer: 4, targets: ["Base", "Matching", "Monitoring", "Reactor", "Transfers"]),
        "Reporting": Target(
            layer: 4, targets: ["Base", "Monitoring"], others: ["FoundationEssentials"]),
        "RuleBook": Target(
            layer: 4, targets: ["Base", "Documents", "Monitoring"], others: ["Glibc"]),
        "Reservations": Target(
            layer: 4, targets: server.union(["HTTPServing"]),
            others: ["FoundationEssentials", "Synchronization"]),
        "TrafficForecast": Target(
            layer: 4, targets: ["Base", "Forecasting", "Metrics", "Monitoring", "Reactor"],
            others: ["FoundationEssentials", "Glibc", "Logging", "Synchronization"]),
        "App": Target(
            layer: 5,
            targets: server.union(prober)
                .union([
                    "Documents", "Forecasting", "HTTPServing", "Matching", "Probing",
                    "PrometheusClient",
                    "Reporting", "Reservations", "RuleBook",
                    "TrafficForecast", "CBuild",
                ]),
            others: ["FoundationEssentials", "Glibc", "Logging", "Synchronization"]),
        "sonde": Target(
            layer: 6, targets: ["App", "Base", "Reactor", "Reporting"],
            others: ["ArgumentParser", "FoundationEssentials", "Glibc", "Logging"]),
    ]

    @Test func `imports go down`() {
        for (name, target) in Self.targets {
            for imported in target.targets {
                let layer = Self.targets[imported]?.layer ?? .max
                #expect(layer < target.layer, "\(name) may import \(imported)")
            }
        }
    }

    @Test func `a file imports only what its target may`() throws {
        var wrong: [String] = []
        for file in try SourceFile.swift(below: "Sources") {
            let target = try #require(Self.targets[file.target], "\(file.path) is of no layer")
            let allowed = target.targets.union(target.others)
            wrong += file.imports.filter { !allowed.contains($0) }
                .map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test func `what a target may import, it does`() throws {
        let files = Dictionary(grouping: try SourceFile.swift(below: "Sources"), by: \.target)
        var idle: [String] = []
        for (name, target) in Self.targets {
            let imported = Set((files[name] ?? []).flatMap(\.imports))
            idle += target.targets.subtracting(imported).map { "\(name) without \($0)" }
        }
        #expect(idle.sorted() == [])
    }

    @Test func `the manifest has these targets, with these dependencies`() throws {
        let manifest = try Checkout.text("Package.swift")
            .replacing(/\/\/[^\n]*/, with: "")
        let entries = manifest.matches(
            of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"(.*?)\),\n/
                .dotMatchesNewlines())
        var declared: [String: Set<String>] = [:]
        // The program's own targets lie in the usual folder, so their entries name none.
        for entry in entries where !entry.2.contains("path:") {
            let list = entry.2.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
            declared[String(entry.1)] = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
        }
        let expected = Self.targets.mapValues(\.targets)
        for name in Set(declared.keys).union(expected.keys).sorted() {
            #expect(declared[name]?.sorted() == expected[name]?.sorted(), "\(name)")
        }
    }
}
