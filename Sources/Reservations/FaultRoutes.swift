import Base
package import HTTPServing
import HTTPWire

/// The routes by which operators read and change the fault of the mock service.
package enum FaultRoutes {
    package static let path = "/api/v1/fault"

    /// GET tells, PUT sets, DELETE ends; for operators only.
    ///
    /// - Parameter onChange: Told of each change, on the loop's thread, before it is answered.
    package static func make(
        _ faults: FaultSwitch, onChange: @escaping (FaultSwitch.Setting) -> Void
    ) -> [Route] {
        [
            Route(.get, path, "the fault of the mock service", access: .operators) { exchange in
                exchange.respond(state(of: faults))
            },
            Route(.put, path, "set a fault for a while", access: .operators) { exchange in
                do {
                    let change = try FaultChange(json: exchange.request.body)
                    faults.set(change.fault, for: change.duration)
                    onChange(faults.current)
                    exchange.respond(state(of: faults))
                } catch {
                    exchange.respond(.text(.badRequest, "\(error)\n"))
                }
            },
            Route(.delete, path, "end the fault", access: .operators) { exchange in
                faults.set(.normal, for: .seconds(1))
                onChange(faults.current)
                exchange.respond(state(of: faults))
            },
        ]
    }

    private static func state(of faults: FaultSwitch) -> Response {
        let document = FaultDocument(faults.current, now: .now())
        return .json(document)
    }
}
