import Base
import Foundation

/// A condition did not come true in time.
package struct Overdue: Error, CustomStringConvertible {
    package let description: String
}

/// The longest that a test waits for anything, on however slow a machine.
package let patience: Duration = .seconds(120)

/// Calls `attempt` until it returns a value, and returns that; throws `Overdue` when it has not
/// within `limit`, but has tried once at least. The only place where tests wait.
///
/// - Parameter what: What is waited for, as the end of "waited 5.0 seconds for"; asked for only
///   when the wait was in vain, so it can say what was seen last.
package func eventually<Value>(
    _ what: @autoclosure () throws -> String, within limit: Duration = patience,
    _ attempt: () throws -> Value?
) throws -> Value {
    let end = MonotonicInstant.now() + limit
    var lastError: (any Error)?
    var pauseMicroseconds: UInt32 = 500
    repeat {
        do {
            if let value = try attempt() { return value }
            lastError = nil
        } catch {
            lastError = error
        }
        usleep(pauseMicroseconds)
        pauseMicroseconds = min(2 * pauseMicroseconds, 20_000)
    } while MonotonicInstant.now() < end
    let reason = lastError.map { "; last error: \($0)" } ?? ""
    throw try Overdue(description: "waited \(limit) for \(what())\(reason)")
}

/// Waits until `condition` is true.
package func eventually(
    _ what: @autoclosure () throws -> String, within limit: Duration = patience,
    _ condition: () throws -> Bool
) throws {
    _ = try eventually(try what(), within: limit) { try condition() ? true : nil } as Bool
}
