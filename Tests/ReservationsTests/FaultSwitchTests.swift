import Base
import Metrics
import Reservations
import Synchronization
import Testing

@Suite struct FaultSwitchTests {
    /// A clock that stands still until it is moved.
    private final class TestClock: Sendable {
        private let nanoseconds = Atomic<Int64>(0)

        var now: MonotonicInstant {
            MonotonicInstant(nanoseconds: nanoseconds.load(ordering: .relaxed))
        }

        func advance(by duration: Duration) {
            nanoseconds.add(duration.wholeNanoseconds, ordering: .relaxed)
        }
    }

    @Test func `a fault ends by itself`() {
        let clock = TestClock()
        let faults = FaultSwitch(registry: MetricRegistry()) { clock.now }
        #expect(faults.current == .normal)
        faults.set(.status(500), for: .seconds(10))
        clock.advance(by: .seconds(9))
        #expect(faults.current.fault == .status(500))
        #expect(faults.current.end == MonotonicInstant(nanoseconds: 10_000_000_000))
        clock.advance(by: .seconds(1))
        #expect(faults.current == .normal)
    }

    @Test func `a fault takes the place of the one before`() {
        let clock = TestClock()
        let faults = FaultSwitch(registry: MetricRegistry()) { clock.now }
        faults.set(.hang, for: .seconds(10))
        faults.set(.refuse, for: .seconds(5))
        #expect(faults.current.fault == .refuse)
        faults.set(.normal, for: .seconds(5))
        #expect(faults.current == .normal)
    }

    @Test func `the fault in force is a metric, and so are those that are not`() {
        let registry = MetricRegistry()
        let clock = TestClock()
        let faults = FaultSwitch(registry: registry) { clock.now }
        faults.set(.status(401), for: .seconds(10))
        var writer = ByteWriter()
        registry.write(.text, into: &writer)
        #expect(
            String(writer) == """
                # HELP sonde_fault Whether the mock service has this fault now (1) or not (0).
                # TYPE sonde_fault gauge
                sonde_fault{kind="error-rate"} 0
                sonde_fault{kind="hang"} 0
                sonde_fault{kind="normal"} 0
                sonde_fault{kind="refuse"} 0
                sonde_fault{kind="slow"} 0
                sonde_fault{kind="status"} 1
                sonde_fault{kind="unmapped"} 0

                """)
    }

    @Test func `a duration that is not positive is refused`() async {
        await #expect(processExitsWith: .failure) {
            FaultSwitch(registry: MetricRegistry()).set(.hang, for: .zero)
        }
    }
}
