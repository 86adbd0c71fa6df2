import Base
import Metrics
import Testing

@Suite struct SeriesLimitTests {
    @Test func `past the limit, new label sets share the overflow series`() {
        let registry = MetricRegistry()
        let family = registry.counter(
            "c_total", help: "C.", labels: ["a", "b"], seriesLimit: 2)
        for name in ["1", "2", "3", "4", "1"] { family.labels(name, "x").increment() }
        #expect(family.labels("5", "y") === family.labels("overflow", "overflow"))
        #expect(
            text(of: registry) == """
                # HELP c_total C.
                # TYPE c_total counter
                c_total{a="1",b="x"} 2
                c_total{a="2",b="x"} 1
                c_total{a="overflow",b="overflow"} 2

                """)
    }

    @Test func `removing a series makes room`() {
        let registry = MetricRegistry()
        let family = registry.counter("c_total", help: "C.", labels: ["a"], seriesLimit: 1)
        family.labels("1").increment()
        family.labels("2").increment(by: 2)
        family.remove("1")
        family.labels("3").increment(by: 3)
        family.labels("4").increment(by: 4)
        let header = "# HELP c_total C.\n# TYPE c_total counter\n"
        #expect(
            text(of: registry) == header + "c_total{a=\"3\"} 3\nc_total{a=\"overflow\"} 6\n")
        family.remove("overflow")
        #expect(text(of: registry) == header + "c_total{a=\"3\"} 3\n")
        family.labels("4").increment()
        #expect(
            text(of: registry) == header + "c_total{a=\"3\"} 3\nc_total{a=\"overflow\"} 1\n")
    }

    @Test func `a series labelled overflow by chance becomes the overflow series`() {
        let registry = MetricRegistry()
        let family = registry.gauge("g", help: "G.", labels: ["a"], seriesLimit: 2)
        family.labels("overflow").set(1)
        family.labels("1").set(2)
        family.labels("2").increment()
        #expect(
            text(of: registry)
                == "# HELP g G.\n# TYPE g gauge\ng{a=\"1\"} 2\ng{a=\"overflow\"} 2\n")
    }

    @Test func `the registry tells how often a family was full`() {
        let registry = MetricRegistry(ownPrefix: "sonde")
        let family = registry.counter("c_total", help: "C.", labels: ["a"], seriesLimit: 1)
        _ = registry.counter("unlabelled_total", help: "U.")
        let line = "\nsonde_metric_overflow_total{metric=\"c_total\"}"
        #expect(text(of: registry).contains(line + " 0\n"))
        for name in ["1", "2", "3", "1"] { _ = family.labels(name) }
        #expect(text(of: registry).contains(line + " 2\n"))
        #expect(!text(of: registry).contains("metric=\"unlabelled"))
    }

    @Test func `ten thousand series are found again, and come in order`() {
        let registry = MetricRegistry()
        let family = registry.gauge("g", help: "G.", labels: ["a"])
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let numbers = Array(0..<10_000).shuffled(using: &generator)
        let handles = numbers.map { number in
            let handle = family.labels("\(number)")
            handle.set(Double(number))
            return handle
        }
        for (number, handle) in zip(numbers, handles) {
            #expect(family.labels("\(number)") === handle, "seed \(seed)")
        }
        for number in numbers.prefix(5_000) {
            family.remove("\(number)")
        }
        for (number, handle) in zip(numbers, handles).dropFirst(5_000) {
            #expect(family.labels("\(number)") === handle, "seed \(seed)")
        }
        let expected = numbers.dropFirst(5_000).map { "g{a=\"\($0)\"} \($0)" }.sorted()
        let lines = text(of: registry).split(separator: "\n").dropFirst(2)
        #expect(lines.elementsEqual(expected) { $0 == $1 }, "seed \(seed)")
    }
}
