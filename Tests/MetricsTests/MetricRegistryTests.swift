import Base
import Metrics
import Testing

@Suite struct MetricRegistryTests {
    @Test func `an empty registry is empty text`() {
        #expect(text(of: MetricRegistry()) == "")
    }

    @Test func `families come by name, series by labels, and those without series not at all`() {
        let registry = MetricRegistry()
        let requests = registry.counter("b_total", help: "Second.", labels: ["code", "path"])
        requests.labels("500", "/").increment(by: 2.5)
        requests.labels("200", "/b").increment()
        requests.labels("200", "/a").increment(by: 3)
        _ = registry.counter("c_total", help: "Has no series.", labels: ["x"])
        registry.gauge("a", help: "First.").labels().set(-1.5)
        #expect(
            text(of: registry) == """
                # HELP a First.
                # TYPE a gauge
                a -1.5
                # HELP b_total Second.
                # TYPE b_total counter
                b_total{code="200",path="/a"} 3
                b_total{code="200",path="/b"} 1
                b_total{code="500",path="/"} 2.5

                """)
    }

    @Test func `a histogram has cumulative buckets, sum and count`() {
        let registry = MetricRegistry()
        let family = registry.histogram(
            "http_request_duration", help: "Time to answer.", labels: ["method", "url", "code"],
            buckets: [0.01, 0.1, 0.5, 2])
        let handle = family.labels("POST", "/reservations", "200")
        for value in [0.005, 0.01, 0.02, 0.5, 0.75, 3, .infinity] { handle.observe(value) }
        _ = family.labels(["GET", "/", "404"])
        #expect(
            text(of: registry) == """
                # HELP http_request_duration Time to answer.
                # TYPE http_request_duration histogram
                http_request_duration_bucket{method="GET",url="/",code="404",le="0.01"} 0
                http_request_duration_bucket{method="GET",url="/",code="404",le="0.1"} 0
                http_request_duration_bucket{method="GET",url="/",code="404",le="0.5"} 0
                http_request_duration_bucket{method="GET",url="/",code="404",le="2"} 0
                http_request_duration_bucket{method="GET",url="/",code="404",le="+Inf"} 0
                http_request_duration_sum{method="GET",url="/",code="404"} 0
                http_request_duration_count{method="GET",url="/",code="404"} 0
                http_request_duration_bucket{method="POST",url="/reservations",code="200",le="0.01"} 2
                http_request_duration_bucket{method="POST",url="/reservations",code="200",le="0.1"} 3
                http_request_duration_bucket{method="POST",url="/reservations",code="200",le="0.5"} 4
                http_request_duration_bucket{method="POST",url="/reservations",code="200",le="2"} 5
                http_request_duration_bucket{method="POST",url="/reservations",code="200",le="+Inf"} 7
                http_request_duration_sum{method="POST",url="/reservations",code="200"} +Inf
                http_request_duration_count{method="POST",url="/reservations",code="200"} 7

                """)
    }

    @Test func `an unlabelled histogram has no label but le`() {
        let registry = MetricRegistry()
        let handle = registry.histogram("h", help: "H.", buckets: [1_000_000]).labels()
        handle.observe(.nan)
        handle.observe(5)
        #expect(
            text(of: registry) == """
                # HELP h H.
                # TYPE h histogram
                h_bucket{le="1e+06"} 1
                h_bucket{le="+Inf"} 2
                h_sum NaN
                h_count 2

                """)
    }

    @Test func `help and label values are escaped`() {
        let registry = MetricRegistry()
        let family = registry.gauge("g", help: "a \\ \"b\"\nc", labels: ["l"])
        family.labels("a \\ \"b\"\nc").set(.nan)
        family.labels(String(decoding: [0x66, 0xff, 0x67] as [UInt8], as: UTF8.self)).set(
            -.infinity)
        family.labels("").set(1e-9)
        #expect(
            text(of: registry) == #"""
                # HELP g a \\ "b"\nc
                # TYPE g gauge
                g{l=""} 1e-09
                g{l="a \\ \"b\"\nc"} NaN
                g{l="f�g"} -Inf

                """#)
    }

    @Test func `computed series are read at each scrape`() {
        let registry = MetricRegistry()
        let source = registry.gauge("source", help: "S.").labels()
        registry.gauge("g", help: "G.", labels: ["a", "b"]).computed("1", "2") { source.value * 2 }
        registry.counter("c_total", help: "C.").computed { source.value + 1 }
        source.set(4)
        #expect(text(of: registry).contains("\nc_total 5\n"))
        #expect(text(of: registry).contains("\ng{a=\"1\",b=\"2\"} 8\n"))
        source.decrement(by: 0.5)
        source.increment()
        #expect(text(of: registry).contains("\ng{a=\"1\",b=\"2\"} 9\n"))
        registry.gauge("g", help: "G.", labels: ["a", "b"]).computed("1", "2") { 0 }
        #expect(text(of: registry).contains("\ng{a=\"1\",b=\"2\"} 0\n"))
    }

    @Test func `the same registration gives the same family, the same labels the same series`() {
        let registry = MetricRegistry()
        let first = registry.counter("c_total", help: "C.", labels: ["l"])
        let second = registry.counter("c_total", help: "C.", labels: ["l"])
        #expect(first === second)
        #expect(first.labels("x") === second.labels(["x"]))
        #expect(first.labels("x") !== first.labels("y"))
    }

    @Test func `a removed series is not in the next scrape, and comes back empty`() {
        let registry = MetricRegistry()
        let family = registry.counter("c_total", help: "C.", labels: ["l"])
        for value in ["a", "b", "c"] { family.labels(value).increment() }
        let kept = family.labels("b")
        #expect(family.remove("b"))
        #expect(!family.remove("b"))
        kept.increment()
        let header = "# HELP c_total C.\n# TYPE c_total counter\n"
        #expect(text(of: registry) == header + "c_total{l=\"a\"} 1\nc_total{l=\"c\"} 1\n")
        _ = family.labels("b")
        #expect(
            text(of: registry) == header
                + "c_total{l=\"a\"} 1\nc_total{l=\"b\"} 0\nc_total{l=\"c\"} 1\n")
    }

    @Test func `a family registered otherwise names both places`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            let registry = MetricRegistry()
            _ = registry.counter("c_total", help: "C.", labels: ["a"], file: "First.swift", line: 1)
            _ = registry.counter(
                "c_total", help: "C.", labels: ["b"], file: "Second.swift", line: 2)
        }
        #expect(
            trapMessage(result) == """
                metric counter c_total{b} "C.", at most 10000 series at Second.swift:2 clashes with \
                counter c_total{a} "C.", at most 10000 series, registered at First.swift:1
                """)
    }

    @Test func `names derived from a family's name are taken too`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            let registry = MetricRegistry()
            _ = registry.histogram("h", help: "H.", buckets: [1], file: "First.swift", line: 1)
            _ = registry.gauge("h_count", help: "G.", file: "Second.swift", line: 2)
        }
        #expect(
            trapMessage(result) == """
                metric gauge h_count{} "G.", at most 10000 series at Second.swift:2 clashes with \
                histogram h{} "H." with buckets [1.0], at most 10000 series, registered at \
                First.swift:1
                """)
    }

    @Test func `many threads making the same series get the same one`() async {
        let registry = MetricRegistry()
        let family = registry.counter("c_total", help: "C.", labels: ["l"])
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for value in 0..<500 { family.labels("\(value)").increment() }
                }
            }
        }
        let lines = text(of: registry).split(separator: "\n").dropFirst(2)
        #expect(lines.count == 500)
        #expect(lines.allSatisfy { $0.hasSuffix("} 4") })
    }

    @Test func `series are in order whatever came and went between two scrapes`() {
        let registry = MetricRegistry()
        let family = registry.counter("c_total", help: "C.", labels: ["l"])
        var listed: Set<String> = []
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            for _ in 0..<Int.random(in: 0...200, using: &generator) {
                let value = "\(Int.random(in: 0..<500, using: &generator))"
                if Bool.random(using: &generator) {
                    _ = family.labels(value)
                    listed.insert(value)
                } else {
                    #expect(family.remove(value) == (listed.remove(value) != nil))
                }
            }
            let lines = text(of: registry).split(separator: "\n").dropFirst(2)
            #expect(lines.map(String.init) == listed.map { "c_total{l=\"\($0)\"} 0" }.sorted())
        }
    }

    @Test func `series come and go while others are scraped`() {
        let registry = MetricRegistry(ownPrefix: "own")
        let family = registry.counter("c_total", help: "C.", labels: ["l"], seriesLimit: 60)
        let kept = family.labels("kept")
        onThreads(4) { thread in
            for round in 0..<300 {
                if thread == 0 {
                    let lines = text(of: registry).split(separator: "\n")
                        .filter { $0.hasPrefix("c_total{") }
                    #expect(lines == lines.sorted())
                    #expect(Set(lines).count == lines.count)
                    #expect(lines.contains { $0.hasPrefix("c_total{l=\"kept\"}") })
                } else {
                    family.labels("\(thread)-\(round % 30)").increment()
                    family.remove("\(thread)-\((round + 15) % 30)")
                    kept.increment()
                }
            }
        }
        #expect(text(of: registry).contains("\nc_total{l=\"kept\"} 900\n"))
    }
}
