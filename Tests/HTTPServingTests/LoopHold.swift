import Dispatch
import Reactor

/// Keeps an event loop from going on, from when it is made to `release` or its own end.
final class LoopHold {
    private let isReleased = DispatchSemaphore(value: 0)

    init(_ remote: EventLoopRemote) {
        let isHeld = DispatchSemaphore(value: 0)
        let wasTaken = remote.submit { [isReleased] in
            isHeld.signal()
            isReleased.wait()
        }
        precondition(wasTaken, "the loop has ended")
        isHeld.wait()
    }

    deinit {
        release()
    }

    func release() {
        isReleased.signal()
    }
}
