import CBuild
import Metrics

/// What this program is called and which one it is.
package enum Version {
    package static let current = "0.1.0"

    /// The commit that was built, or `unknown`.
    static let revision = String(cString: cbuild_revision)

    /// The compiler that built it, as far as the language tells.
    static var swiftVersion: String {
        #if compiler(>=6.5)
            "6.5 or newer"
        #elseif compiler(>=6.4)
            "6.4"
        #else
            "6.3"
        #endif
    }

    /// Adds `sonde_build_info` to `registry`.
    static func register(in registry: MetricRegistry) {
        let family = registry.info(
            "sonde_build_info", help: "Which program this is; always 1.",
            labels: ["version", "revision", "swift_version"])
        _ = family.labels(current, revision, swiftVersion)
    }
}
