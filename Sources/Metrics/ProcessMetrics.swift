/// The series `process_*` of this process, named as Prometheus' official clients name them; the
/// kernel is asked once a scrape.
///
/// What the kernel does not tell, such as in a container without `/proc`, has no series.
package enum ProcessMetrics {
    /// Adds the families to `registry`.
    package static func register(in registry: MetricRegistry) {
        registry.counter(
            "process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds."
        ).computed { ProcessStatus.cpuSeconds }
        let residentMemory = registry.gauge(
            "process_resident_memory_bytes", help: "Resident memory size in bytes.", unit: .bytes)
        let virtualMemory = registry.gauge(
            "process_virtual_memory_bytes", help: "Virtual memory size in bytes.", unit: .bytes)
        let startTime = registry.gauge(
            "process_start_time_seconds",
            help: "Start time of the process since unix epoch in seconds.", unit: .seconds)
        let threads = registry.gauge(
            "process_threads", help: "Number of threads of the process.")
        let openDescriptors = registry.gauge(
            "process_open_fds", help: "Number of open file descriptors.")
        let descriptorLimit = registry.gauge(
            "process_max_fds", help: "Maximum number of open file descriptors.")
        registry.beforeScrape {
            let status = ProcessStatus()
            residentMemory.show(status.residentByteCount)
            virtualMemory.show(status.virtualByteCount)
            startTime.show(status.startTimeSeconds)
            threads.show(status.threadCount)
            openDescriptors.show(ProcessStatus.openDescriptorCount)
            descriptorLimit.show(ProcessStatus.descriptorCountMax)
        }
    }
}

extension GaugeFamily {
    /// Sets the family's only series, or removes it if there is no value.
    fileprivate func show(_ value: Double?) {
        if let value { labels().set(value) } else { remove() }
    }
}
