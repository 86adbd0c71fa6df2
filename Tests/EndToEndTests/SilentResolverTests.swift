import Base
import Foundation
import TestSupport
import Testing

/// A name server that does not answer, in place of the machine's own.
@Suite struct SilentResolverTests {
    /// Stands before c-ares, and has each channel ask the server in `NAME_SERVER`.
    private static let library = """
        #define _GNU_SOURCE
        #include <ares.h>
        #include <dlfcn.h>
        #include <stdlib.h>

        int ares_init_options(ares_channel *channel, struct ares_options *options, int mask) {
            int (*next)(ares_channel *, struct ares_options *, int) =
                dlsym(RTLD_NEXT, "ares_init_options");
            int code = next(channel, options, mask);
            if (code != ARES_SUCCESS) return code;
            return ares_set_servers_ports_csv(*channel, getenv("NAME_SERVER"));
        }
        """

    @Test func `a look-up that is not answered ends at the deadline, and holds up nothing`() throws
    {
        let folder = try TemporaryFolder()
        let library = try PreloadedLibrary(Self.library, in: folder)
        let names = NameServer(["shop.silent": .silence])
        defer { names.stop() }
        let sonde = try SondeProcess(
            ["--no-reservations"],
            environment: [
                "LD_PRELOAD": library.path, "NAME_SERVER": names.address, "INTERVAL_SEC": "0.25",
                "RESERVATIONS_SERVICE_URL": "http://shop.silent",
            ])
        let series =
            "synthetic_probe_failures_total{probe=\"reservations\",step=\"request\","
            + "stage=\"resolve\",reason=\"timeout\"}"
        // Whether none is skipped between them depends on how busy the machine is.
        try eventually("three runs that failed") { try sonde.metric(series) ?? 0 >= 3 }
        try eventually("a Sonde that is ready") {
            try sonde.client.get("/-/ready").status == 200
        }
        #expect(names.questions.contains("shop.silent A"))
        sonde.process.send(signal: SIGTERM)
        #expect(try sonde.process.waitForExit() == 0)
    }
}
