import Base
import Metrics
import Testing

/// `RegistryMetrics.swift` and `ProcessMetrics.swift`.
@Suite struct OwnMetricsTests {
    @Test func `a scrape tells what the one before it cost`() throws {
        let registry = MetricRegistry(ownPrefix: "sonde")
        _ = registry.histogram("h", help: "H.", buckets: [1, 2]).labels()
        #expect(try value(of: "sonde_scrape_series", in: text(of: registry)) == 0)
        let second = text(of: registry)
        // Five lines of the histogram, three of the cost.
        #expect(try value(of: "sonde_scrape_series", in: second) == 8)
        #expect(try value(of: "sonde_scrape_duration_seconds", in: second) > 0)
        let third = text(of: registry)
        #expect(try value(of: "sonde_scrape_size_bytes", in: third) == Double(second.utf8.count))
    }

    @Test func `the process tells its resources`() throws {
        let registry = MetricRegistry()
        ProcessMetrics.register(in: registry)
        let before = WallClockInstant.now().secondsSinceEpoch
        let scrape = text(of: registry)
        let names = scrape.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            $0.prefix { $0 != " " }
        }
        #expect(
            names == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds",
                "process_resident_memory_bytes", "process_start_time_seconds", "process_threads",
                "process_virtual_memory_bytes",
            ])
        #expect(try value(of: "process_cpu_seconds_total", in: scrape) > 0)
        #expect((1..<1e6).contains(try value(of: "process_threads", in: scrape)))
        let resident = try value(of: "process_resident_memory_bytes", in: scrape)
        #expect(resident > 1e6)
        #expect(try value(of: "process_virtual_memory_bytes", in: scrape) > resident)
        let open = try value(of: "process_open_fds", in: scrape)
        #expect(open >= 3)
        #expect(try value(of: "process_max_fds", in: scrape) >= open)
        let start = try value(of: "process_start_time_seconds", in: scrape)
        #expect((before - 86_400...before + 2).contains(start))
    }

    private func value(of name: String, in text: String) throws -> Double {
        let line = try #require(
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") }, "no \(name)")
        return try #require(Double(line.dropFirst(name.count + 1)))
    }
}
