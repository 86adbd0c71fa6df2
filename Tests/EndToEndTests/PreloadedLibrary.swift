import TestSupport
import Testing

/// A library in C that a program loads before all others, and whose functions stand before theirs.
struct PreloadedLibrary {
    /// What `LD_PRELOAD` is to name.
    let path: String

    /// Compiles `source`, with the C compiler that the toolchain of the program has.
    init(_ source: String, in folder: TemporaryFolder) throws {
        path = folder.path("preloaded.so")
        let compiler = try ChildProcess(
            "/usr/bin/env",
            ["clang", "-shared", "-fPIC", "-o", path, try folder.write("preloaded.c", source)])
        try #require(compiler.waitForExit() == 0, "clang: \(compiler.standardError)")
    }
}
