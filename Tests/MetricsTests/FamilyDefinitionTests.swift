import Metrics
import Testing

@Suite struct FamilyDefinitionTests {
    @Test func `a name with a hyphen is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a-b", help: "", file: "File.swift", line: 3)
        }
        #expect(
            trapMessage(result)
                == "metric a-b at File.swift:3: is no metric name: [a-zA-Z_:][a-zA-Z0-9_:]*")
    }

    @Test func `a counter that does not end in total is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().counter("a", help: "", file: "File.swift", line: 3)
        }
        #expect(trapMessage(result) == "metric a at File.swift:3: a counter must end in _total")
    }

    @Test func `a unit that the name does not say is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a", help: "", unit: .bytes, file: "File.swift", line: 3)
        }
        #expect(
            trapMessage(result) == "metric a at File.swift:3: the name must say its unit, _bytes")
    }

    @Test func `a label name that begins with a digit is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a", help: "", labels: ["1x"], file: "File.swift", line: 3)
        }
        #expect(
            trapMessage(result)
                == "metric a at File.swift:3: 1x is no label name: [a-zA-Z_][a-zA-Z0-9_]*")
    }

    @Test func `a label name of Prometheus' own is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a", help: "", labels: ["__x"], file: "File.swift", line: 3)
        }
        #expect(
            trapMessage(result) == """
                metric a at File.swift:3: label names beginning with __ are Prometheus' own: __x
                """)
    }

    @Test func `a label name that stands twice is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a", help: "", labels: ["x", "x"], file: "F.swift", line: 3)
        }
        #expect(trapMessage(result) == "metric a at F.swift:3: a label name stands twice")
    }

    @Test func `le is refused as a histogram's label`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().histogram(
                "a", help: "", labels: ["le"], buckets: [], file: "F.swift", line: 3)
        }
        #expect(trapMessage(result) == "metric a at F.swift:3: le is the label of the buckets")
    }

    @Test func `bounds that do not ascend are refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().histogram(
                "a", help: "", buckets: [1, 1], file: "F.swift", line: 3)
        }
        #expect(
            trapMessage(result) == "metric a at F.swift:3: bucket bounds must ascend: [1.0, 1.0]")
    }

    @Test func `a series limit of zero is refused`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            _ = MetricRegistry().gauge("a", help: "", seriesLimit: 0, file: "F.swift", line: 3)
        }
        #expect(
            trapMessage(result) == "metric a at F.swift:3: the series limit must be positive, got 0"
        )
    }

    @Test func `label values that are too few are refused`() async {
        let result = await #expect(processExitsWith: .failure) {
            _ = MetricRegistry().gauge("a", help: "", labels: ["x", "y"]).labels("1")
        }
        #expect(result != nil)
    }
}
