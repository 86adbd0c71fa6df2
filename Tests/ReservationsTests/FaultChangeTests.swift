import Reservations
import Testing

@Suite struct FaultChangeTests {
    @Test(arguments: [
        (
            #"{"kind": "status", "code": 401, "for": "2m"}"#,
            FaultChange(fault: .status(401), duration: .seconds(120))
        ),
        (
            #"{"kind": "error-rate", "share": 0.5, "code": 503, "for": "90s"}"#,
            FaultChange(fault: .errorRate(0.5, code: 503), duration: .seconds(90))
        ),
        (
            #"{"kind": "slow", "delay": "3s"}"#,
            FaultChange(fault: .slow(.seconds(3)), duration: .seconds(120))
        ),
        (#"{"kind": "normal"}"#, FaultChange(fault: .normal, duration: .seconds(120))),
    ])
    func `a change is read from JSON, and printed as JSON that is read alike`(
        json: String, change: FaultChange
    ) throws {
        #expect(try FaultChange(json: Array(json.utf8)) == change)
        #expect(try FaultChange(json: change.json) == change)
    }

    @Test(arguments: [
        ("", #"the body must be JSON such as {"kind": "status", "code": 401, "for": "2m"}"#),
        ("[]", #"the body must be JSON such as {"kind": "status", "code": 401, "for": "2m"}"#),
        ("{}", #"the body must be JSON such as {"kind": "status", "code": 401, "for": "2m"}"#),
        (
            #"{"kind": "status"}"#,
            "status takes 1 value, got 0; write status CODE, such as `status 401`"
        ),
        (
            #"{"kind": "hang", "for": "0s"}"#,
            "the duration must be a time with a unit such as 90s or 2m, above 0 and at most 1d, "
                + "got '0s'"
        ),
        (
            #"{"kind": "hang", "for": "25h"}"#,
            "the duration must be a time with a unit such as 90s or 2m, above 0 and at most 1d, "
                + "got '25h'"
        ),
    ])
    func `a wrong document is refused with what would be right`(json: String, message: String) {
        let problem = #expect(throws: Fault.Problem.self) {
            _ = try FaultChange(json: Array(json.utf8))
        }
        #expect(problem?.description == message)
    }
}
