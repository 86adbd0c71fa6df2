import Glibc

/// How many descriptors the process may have open.
package enum DescriptorLimit {
    /// Raises the soft limit to the hard one, as far as the kernel allows, and returns what holds
    /// then.
    ///
    /// The soft limit is 1,024 in most places, for the sake of programs that use select(2), which
    /// cannot take more; this one does not use it.
    @discardableResult
    package static func raise() -> Int {
        var limit = read()
        limit.rlim_cur = limit.rlim_max
        // Where it may not be raised, what holds is still good for something.
        _ = setrlimit(resource, &limit)
        return current
    }

    /// The soft limit, which holds.
    package static var current: Int { Int(clamping: read().rlim_cur) }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static func read() -> rlimit {
        var limit = rlimit()
        let code = getrlimit(resource, &limit)
        precondition(code == 0, "getrlimit gave errno \(errno)")
        return limit
    }
}
