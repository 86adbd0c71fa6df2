package import Foundation

/// Finds the programs that tests start.
package enum Programs {
    /// A program that is not installed.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// The `sonde` that was built with the tests.
    package static func sonde() throws -> String {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let candidates = [folder, bundleFolder].compactMap {
            $0?.appendingPathComponent("sonde").path
        }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw Missing(description: "sonde is not built; looked at \(candidates)")
        }
        return path
    }

    /// A program of the system, such as `prometheus`.
    package static func installed(_ name: String) throws -> String {
        let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        for folder in folders
        where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw Missing(description: "\(name) is not installed; `make test` installs it")
    }

    /// The folder of the test bundle, which is the one of all products.
    private static var bundleFolder: URL? {
        let arguments = ProcessInfo.processInfo.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") }
        return bundle.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    }
}

/// The checkout that the tests belong to.
package enum Checkout {
    package static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text of a file, by its path from the top.
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }
}
