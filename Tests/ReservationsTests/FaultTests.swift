import Reservations
import Testing

@Suite struct FaultTests {
    @Test(arguments: [
        ("normal", Fault.normal), ("status 401", .status(401)), ("unmapped", .unmapped),
        ("error-rate 0.5 503", .errorRate(0.5, code: 503)), ("slow 3s", .slow(.seconds(3))),
        ("refuse", .refuse), ("hang", .hang), ("error-rate 0 500", .errorRate(0, code: 500)),
    ])
    func `a fault is read from its words`(text: String, fault: Fault) throws {
        #expect(try Fault(words: text.split(separator: " ").map(String.init)) == fault)
    }

    @Test(arguments: [
        Fault.normal, .status(500), .errorRate(0.25, code: 503), .slow(.milliseconds(1_500)),
        .unmapped, .refuse, .hang,
    ])
    func `a fault is printed as it is written`(fault: Fault) throws {
        let words = fault.description.split(separator: " ").map(String.init)
        #expect(try Fault(words: words) == fault)
    }

    @Test(arguments: [
        (
            "explode",
            "unknown fault 'explode'; one of normal, status, error-rate, slow, unmapped, refuse, "
                + "hang"
        ),
        ("", "no fault given; one of normal, status, error-rate, slow, unmapped, refuse, hang"),
        ("status", "status takes 1 value, got 0; write status CODE, such as `status 401`"),
        ("hang 5s", "hang takes 0 values, got 1; write hang, without a value"),
        (
            "error-rate 0.5",
            "error-rate takes 2 values, got 1; write error-rate P CODE, such as "
                + "`error-rate 0.5 503`"
        ),
        ("status 99", "CODE must be a status code from 200 to 599, got '99'"),
        ("status 600", "CODE must be a status code from 200 to 599, got '600'"),
        ("status teapot", "CODE must be a status code from 200 to 599, got 'teapot'"),
        ("error-rate 1.5 500", "P must be a share from 0 to 1, got '1.5'"),
        ("error-rate nan 500", "P must be a share from 0 to 1, got 'nan'"),
        (
            "slow 3",
            "DURATION must be a time with a unit, such as 250ms or 3s, and at most 1m, got '3'"
        ),
        (
            "slow 2m",
            "DURATION must be a time with a unit, such as 250ms or 3s, and at most 1m, got '2m'"
        ),
    ])
    func `wrong words are refused with what would be right`(text: String, message: String) {
        let problem = #expect(throws: Fault.Problem.self) {
            _ = try Fault(words: text.split(separator: " ").map(String.init))
        }
        #expect(problem?.description == message)
    }
}
