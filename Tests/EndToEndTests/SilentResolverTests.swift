import Base
import Foundation
import TestSupport
import Testing

/// A name server that does not answer: the C library waits for it on a thread of libcurl, and
/// cannot be told to stop.
@Suite struct SilentResolverTests {
    /// Stands before the C library's `getaddrinfo`, and does not answer for names in `.silent`.
    private static let library = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <netdb.h>
        #include <string.h>
        #include <unistd.h>

        int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                        struct addrinfo **result) {
            if (name != NULL && strstr(name, ".silent") != NULL)
                for (;;) pause();
            int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
                dlsym(RTLD_NEXT, "getaddrinfo");
            return next(name, service, hints, result);
        }
        """

    @Test func `a look-up that is not answered ends at the deadline, and holds up nothing`() throws
    {
        let folder = try TemporaryFolder()
        let source = try folder.write("silent.c", Self.library)
        let library = folder.path("silent.so")
        // The toolchain that built the program has a C compiler.
        let compiler = try ChildProcess(
            "/usr/bin/env", ["clang", "-shared", "-fPIC", "-o", library, source])
        try #require(compiler.waitForExit() == 0, "clang: \(compiler.standardError)")
        let sonde = try SondeProcess(
            ["--no-reservations"],
            environment: [
                "LD_PRELOAD": library, "INTERVAL_SEC": "0.25",
                "RESERVATIONS_SERVICE_URL": "http://shop.silent",
            ])
        let series =
            "synthetic_probe_failures_total{probe=\"reservations\",step=\"request\","
            + "stage=\"resolve\",reason=\"timeout\"}"
        // Whether none is skipped between them depends on how busy the machine is.
        try eventually("three runs that failed") { try sonde.metric(series) ?? 0 >= 3 }
        #expect(try sonde.client.get("/-/ready").status == 200)
        sonde.process.send(signal: SIGTERM)
        #expect(try sonde.process.waitForExit() == 0)
    }
}
