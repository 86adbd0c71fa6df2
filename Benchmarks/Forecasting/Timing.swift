import Glibc

/// One line of the results: what was measured, the figure, and its unit.
func report(_ work: String, _ figure: Double, _ unit: String) {
    let digits = abs(figure) >= 100 ? 0 : abs(figure) >= 10 ? 1 : abs(figure) >= 1 ? 2 : 3
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    print("\(work)\t\((figure * scale).rounded() / scale)\t\(unit)")
}

/// The time that this thread has had a processor, in seconds: other programs on the machine do not
/// count.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The median time of one call, in seconds.
func medianSeconds(rounds: Int, _ body: () -> Void) -> Double {
    body()
    var times: [Double] = []
    for _ in 0..<rounds {
        let start = processorSeconds()
        body()
        times.append(processorSeconds() - start)
    }
    return times.sorted()[rounds / 2]
}

/// The mean time of one of many calls, in seconds.
func meanSeconds(count: Int, _ body: (Int) -> Void) -> Double {
    let start = processorSeconds()
    for index in 0..<count { body(index) }
    return (processorSeconds() - start) / Double(count)
}

/// Keeps what was worked out from being left out by the optimiser.
@inline(never)
func use<Value>(_ value: Value) {}

/// The resident memory of this process.
func residentByteCount() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return .nan }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return .nan }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let fields = text.split(separator: " ")
    return fields.count > 1
        ? (Double(fields[1]) ?? .nan) * Double(sysconf(Int32(_SC_PAGESIZE))) : .nan
}
