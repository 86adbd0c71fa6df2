/// A named thread that runs an event loop.
package final class LoopThread: Sendable {
    /// The loop's door for other threads.
    package let remote: EventLoopRemote

    private let thread: NamedThread

    /// Starts a thread, runs `setUp` on it with its loop, and then the loop until `stop`.
    ///
    /// Returns when `setUp` is through; what it throws ends the thread and is thrown here.
    ///
    /// - Parameter name: What the kernel and debuggers show; at most 15 bytes.
    package init(
        name: String, setUp: @escaping @Sendable (EventLoop) throws -> Void
    ) throws {
        let outcome = Handover<Result<EventLoopRemote, any Error>>()
        thread = try NamedThread(name: name) {
            do {
                let loop = try EventLoop()
                loop.remote.adoptCurrentThread()
                try setUp(loop)
                outcome.put(.success(loop.remote))
                loop.run()
            } catch {
                outcome.put(.failure(error))
            }
        }
        do {
            remote = try outcome.take().get()
        } catch {
            thread.join()
            throw error
        }
    }

    /// Has the loop end after its current turn; does not wait for it.
    package func stop() {
        remote.stop()
    }

    /// Waits until the thread has ended. To be called once.
    package func join() {
        thread.join()
    }
}
