import Base

/// What a prober may take.
package enum ProberLimits {
    /// Runs under way at once, unless said otherwise; further ones are skipped and counted.
    ///
    /// A run holds a descriptor or two and, with TLS, some 100 KiB: together 400 MiB at worst. It
    /// takes a thousand targets that hang at once to get there, for 10,000 probes every 5 s that
    /// are answered within 50 ms have a hundred under way.
    package static let runsInFlightMax = 4_096

    /// Probes of one prober.
    package static let probeCountMax = 20_000

    /// Series of one metric of the steps of probes: 50 for each probe.
    package static let seriesCountMax = 1_000_000

    /// The longest that the first run of a probe waits, whatever its interval: whoever starts Sonde
    /// wants to see something, and a thousand first runs a second are little.
    package static let firstRunSpread: Duration = .seconds(10)

    /// Bytes of a file that holds a secret or the content of a request.
    package static let fileByteCountMax = 1 << 20

    /// Bytes of all such files that are kept for later runs; further ones are read each time.
    package static let keptFileByteCountMax = 64 << 20

    /// How long ago such a file must have been written to be kept. The clocks of file systems tick
    /// every 10 ms at most, or every two seconds where they are old.
    static let fileSettlingSeconds = 3.0

    /// Runs under way at once in a process that may open so many descriptors. A run takes two while
    /// it tries both families of addresses, and half are left to the rest.
    package static func runsInFlightMax(descriptorCountMax: Int) -> Int {
        max(1, min(runsInFlightMax, descriptorCountMax / 4))
    }
}
