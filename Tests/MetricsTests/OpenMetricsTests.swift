import Base
import Metrics
import Testing

@Suite struct OpenMetricsTests {
    @Test func `an empty registry is the end mark`() {
        #expect(text(of: MetricRegistry(), .openMetrics) == "# EOF\n")
    }

    @Test func `counters lose the suffix in the header and have units, times and exemplars`() {
        let registry = registryOf2023()
        let family = registry.counter(
            "cpu_seconds_total", help: "Say \"when\".", labels: ["mode"], unit: .seconds)
        family.labels("user").increment(by: 0.5, exemplar: ["trace_id": "a\"b"], at: .of2023)
        family.labels("idle").increment()
        #expect(
            text(of: registry, .openMetrics) == #"""
                # HELP cpu_seconds Say \"when\".
                # TYPE cpu_seconds counter
                # UNIT cpu_seconds seconds
                cpu_seconds_total{mode="idle"} 1
                cpu_seconds_created{mode="idle"} 1700000000.25
                cpu_seconds_total{mode="user"} 0.5 # {trace_id="a\"b"} 0.5 1700000000.25
                cpu_seconds_created{mode="user"} 1700000000.25
                # EOF

                """#)
    }

    @Test func `a computed counter does not tell when it began`() {
        let registry = registryOf2023()
        registry.counter("c_total", help: "C.").computed { 5 }
        #expect(
            text(of: registry, .openMetrics)
                == "# HELP c C.\n# TYPE c counter\nc_total 5\n# EOF\n")
    }

    @Test func `bounds of histograms are written as floats, exemplars stand at their buckets`() {
        let registry = registryOf2023()
        let handle = registry.histogram("h", help: "H.", buckets: [0.5, 2, 1_000_000]).labels()
        handle.observe(1, exemplar: ["trace_id": "1"], at: .of2023)
        handle.observe(1.5, exemplar: ["trace_id": "2", "span_id": "3"], at: .of2023)
        handle.observe(3e6)
        #expect(
            text(of: registry, .openMetrics) == """
                # HELP h H.
                # TYPE h histogram
                h_bucket{le="0.5"} 0
                h_bucket{le="2.0"} 2 # {trace_id="2",span_id="3"} 1.5 1700000000.25
                h_bucket{le="1e+06"} 2
                h_bucket{le="+Inf"} 3
                h_sum 3000002.5
                h_count 3
                h_created 1700000000.25
                # EOF

                """)
    }

    @Test func `infos and state sets are types of their own`() {
        let registry = MetricRegistry()
        _ = registry.info("sonde_build_info", help: "B.", labels: ["version"]).labels("1.0")
        let fault = registry.stateSet(
            "fault", help: "F.", states: ["normal", "slow", "hang"], labels: ["route"])
        fault.labels("/").become("slow")
        #expect(
            text(of: registry, .openMetrics) == """
                # HELP fault F.
                # TYPE fault stateset
                fault{route="/",fault="normal"} 0
                fault{route="/",fault="slow"} 1
                fault{route="/",fault="hang"} 0
                # HELP sonde_build B.
                # TYPE sonde_build info
                sonde_build_info{version="1.0"} 1
                # EOF

                """)
        #expect(
            text(of: registry) == """
                # HELP fault F.
                # TYPE fault gauge
                fault{route="/",fault="normal"} 0
                fault{route="/",fault="slow"} 1
                fault{route="/",fault="hang"} 0
                # HELP sonde_build_info B.
                # TYPE sonde_build_info gauge
                sonde_build_info{version="1.0"} 1

                """)
    }

    @Test func `an exemplar with more than 128 characters of labels is not kept`() {
        let registry = registryOf2023()
        let counter = registry.counter("c_total", help: "C.").labels()
        counter.increment(exemplar: ["id": String(repeating: "é", count: 127)], at: .of2023)
        #expect(!text(of: registry, .openMetrics).contains(" # {"))
        counter.increment(exemplar: ["id": String(repeating: "é", count: 126)], at: .of2023)
        #expect(text(of: registry, .openMetrics).contains("c_total 2 # {id=\"é"))
        #expect(!text(of: registry).contains(" # {"))
    }
}
