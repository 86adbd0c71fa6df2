import Base
import Glibc
import Logging
import Metrics
import Monitoring
import Probing
import Reactor

// Runs many probes against one URL and prints what the prober takes, how late its runs begin, and how
// long they last. `steady`: all of them every five seconds; `hanging`: the same, and one target never
// answers; `busy`: all of them every second; `saturated`: the same, at most 64 at once, for more than one
// processor can make; `exact`: all of them every five seconds, against a target that takes just 20 ms,
// which the measured time is compared with.
//
// usage: ProbingBenchmark steady|hanging|busy|saturated|exact URL PROBES SECONDS

let usage = "usage: ProbingBenchmark steady|hanging|busy|saturated|exact URL PROBES SECONDS"
guard CommandLine.arguments.count == 5, let probeCount = Int(CommandLine.arguments[3]),
    let seconds = UInt32(CommandLine.arguments[4])
else { fatalError(usage) }
let work = CommandLine.arguments[1]
let url = CommandLine.arguments[2]
DescriptorLimit.raise()

/// What the process takes; apart from the metrics of probes, of which a scrape takes long.
let process = MetricRegistry()
ProcessMetrics.register(in: process)

/// Where the kernel takes connections and nobody reads them.
let silent = try ListeningSocket(on: SocketAddress("127.0.0.1:0")!, isShared: false)

var urls = Array(repeating: url, count: probeCount)
switch work {
case "steady": try measure("\(probeCount) probes", urls, every: .seconds(5))
case "hanging":
    urls[0] = "http://\(silent.address)/"
    try measure("\(probeCount) probes, one hangs", urls, every: .seconds(5))
case "busy": try measure("\(probeCount) probes a second", urls, every: .seconds(1))
case "saturated":
    try measure(
        "as many as one processor makes", urls, every: .seconds(1), runsInFlightMax: 64)
case "exact":
    try measure(
        "a target that takes 20 ms", urls, every: .seconds(5), truth: .milliseconds(20))
default: fatalError(usage)
}

/// Runs a probe for each URL, and reports.
///
/// - Parameter truth: How long each run should take by its own account; nil if that is not known.
@MainActor
func measure(
    _ work: String, _ urls: [String], every interval: Duration, truth: Duration? = nil,
    runsInFlightMax: Int = ProberLimits.runsInFlightMax
) throws {
    let registry = MetricRegistry()
    let probes = zip(0..., urls).map { number, url in
        Probe(
            name: "probe-\(number)", interval: interval, timeout: interval * 4 / 5,
            steps: [Step(request: HTTPRequest(method: "GET", url: url), expectedStatus: [200])])
    }
    let made = Handover<LoopBound<Prober>>()
    let durations = DurationSink()
    let thread = try LoopThread(name: "prober") { loop in
        let log = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let prober = try Prober(
            loop: loop, probes: probes, registry: registry, log: log, userAgent: "Sonde",
            runsInFlightMax: runsInFlightMax, sinks: [durations])
        prober.start()
        made.put(LoopBound(prober, on: loop.remote))
    }
    let prober = made.take()
    // Two rounds to warm up, of which the first is spread over ten seconds at most.
    sleep(UInt32(2 * interval.inSeconds))
    let cpuBefore = value("process_cpu_seconds_total", in: process)
    let memoryBefore = value("process_resident_memory_bytes", in: process)
    let countBefore = durations.count
    let windowBegun = MonotonicInstant.now()
    sleep(seconds)
    let cpu = value("process_cpu_seconds_total", in: process) - cpuBefore
    let memory = value("process_resident_memory_bytes", in: process)
    let count = Double(durations.count - countBefore)
    let window = MonotonicInstant.now().seconds(since: windowBegun)
    thread.remote.submit {
        prober.get().stop()
        thread.stop()
    }
    thread.join()
    report("\(work): CPU of a run", cpu / count * 1e6, "us")
    report("\(work): rate", count / window, "runs/s")
    // Text of so many series is work by itself, so it is made when all has been measured.
    let lateness = buckets("synthetic_schedule_lateness_seconds", registry)
    report("\(work): start lateness p99", percentile(0.99, lateness) * 1_000, "ms")
    report("\(work): duration p50", durations.percentile(0.5) * 1_000, "ms")
    report("\(work): duration p99", durations.percentile(0.99) * 1_000, "ms")
    if let truth {
        let error = durations.percentile(0.99) { abs($0 - truth.inSeconds) }
        report("\(work): error p99", error * 1_000, "ms")
    }
    report("\(work): runs not made", value("synthetic_schedule_skipped_total", in: registry), "")
    report("\(work): failures", value("synthetic_probe_failures_total", in: registry), "")
    report("\(work): resident memory", memory / 1e6, "MB")
    report("\(work): growth of it", (memory - memoryBefore) / 1e6, "MB")
}

/// Prints one line for `bench.sh`: work, value and unit, tabs between.
func report(_ work: String, _ value: Double, _ unit: String) {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    print("\(work)\t\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)\t\(unit)")
}

/// The sum of the samples of a name.
func value(_ name: String, in registry: MetricRegistry) -> Double {
    lines(registry).filter { $0.hasPrefix("\(name){") || $0.hasPrefix("\(name) ") }
        .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
}

/// The cumulative buckets of a histogram, its series added up.
func buckets(_ name: String, _ registry: MetricRegistry) -> [(bound: Double, count: Double)] {
    var counts: [Double: Double] = [:]
    for line in lines(registry) where line.hasPrefix(name + "_bucket{") {
        let parts = line.split(separator: "\"")
        guard let place = parts.lastIndex(where: { $0.hasSuffix("le=") }), place + 1 < parts.count,
            let count = line.split(separator: " ").last.flatMap({ Double($0) })
        else { continue }
        counts[Double(parts[place + 1]) ?? .infinity, default: 0] += count
    }
    return counts.sorted { $0.key < $1.key }.map { (bound: $0.key, count: $0.value) }
}

/// A percentile, taken to be spread evenly within its bucket, as Prometheus does; past the last bound
/// it is that.
func percentile(_ share: Double, _ buckets: [(bound: Double, count: Double)]) -> Double {
    let rank = share * (buckets.last?.count ?? 0)
    var below = (bound: 0.0, count: 0.0)
    for bucket in buckets {
        guard bucket.count < rank else {
            guard bucket.bound.isFinite else { return below.bound }
            let part = (rank - below.count) / max(1, bucket.count - below.count)
            return below.bound + (bucket.bound - below.bound) * part
        }
        below = bucket
    }
    return below.bound
}

func lines(_ registry: MetricRegistry) -> [Substring] {
    var writer = ByteWriter()
    registry.write(.text, into: &writer)
    return String(writer).split(separator: "\n")
}
