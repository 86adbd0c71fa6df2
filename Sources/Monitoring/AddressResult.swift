package import Base

/// What a step came to at one of the addresses of its target (`ConnectionSettings.addresses`).
package struct AddressResult: Hashable, Sendable {
    /// As it was connected to, such as `192.0.2.1` or `2001:db8::1`.
    package let address: String

    /// Everything that failed there; empty if nothing did.
    package let failures: [Failure]

    /// The status of the answer, if one came.
    package let status: Int?

    /// From the step's beginning to its end at this address.
    package let duration: Duration

    /// Where that time went; with redirects, for the last request only.
    package let phases: PhaseTimings

    package init(
        address: String, failures: [Failure] = [], status: Int?, duration: Duration,
        phases: PhaseTimings = PhaseTimings()
    ) {
        self.address = address
        self.failures = failures
        self.status = status
        self.duration = duration
        self.phases = phases
    }

    /// The kind of the address. One of IPv4 that is written inside an IPv6 one counts as what it is,
    /// see `IPAddress`.
    package var family: IPAddress.Family { IPAddress(address)?.family ?? .ipv6 }

    package var outcome: Outcome { failures.first.map(Outcome.failure) ?? .success }
}

extension IPAddress.Family {
    /// `ipv4` or `ipv6`: the metric label `family`.
    package var label: String {
        switch self {
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        }
    }
}

extension ConnectionSettings.Family {
    /// The kinds of addresses that are used.
    package var kinds: [IPAddress.Family] {
        switch self {
        case .any: [.ipv4, .ipv6]
        case .ipv4: [.ipv4]
        case .ipv6: [.ipv6]
        }
    }
}
