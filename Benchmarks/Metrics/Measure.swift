import Base
import Glibc

/// Prints one line for `run.sh` to join with the other program's: work, value and unit, tabs
/// between.
func report(_ work: String, _ value: Double, _ unit: String) {
    let tenths = Int((value * 10).rounded())
    print("\(work)\t\(tenths / 10).\(tenths % 10)\t\(unit)")
}

/// The nanoseconds that one of `count` runs takes: the median of nine rounds.
func nanoseconds(_ count: Int, _ runs: (Int) -> Void) -> Double {
    runs(count / 10 + 1)
    let times = (0..<9).map { _ in
        let start = MonotonicInstant.now()
        runs(count)
        return Double((MonotonicInstant.now() - start).wholeNanoseconds) / Double(count)
    }
    return times.sorted()[times.count / 2]
}

/// Runs `body` on as many threads at once, and waits for all.
func onThreads(_ threadCount: Int, _ body: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let threads = (0..<threadCount).map { _ in
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Work(body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, argument)
        precondition(code == 0, "cannot start a thread (errno \(code))")
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
}

/// The resident memory of this process.
func residentByteCount() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return .nan }
    defer { fclose(file) }
    var pageCount = 0
    return withUnsafeMutablePointer(to: &pageCount) { pageCount in
        let code = withVaList([pageCount]) { vfscanf(file, "%*d %ld", $0) }
        return code == 1 ? Double(pageCount.pointee * sysconf(Int32(_SC_PAGESIZE))) : .nan
    }
}
