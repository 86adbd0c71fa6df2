import HTTPWire
import Testing

@Suite struct StatusTests {
    @Test func `the words of the statuses that are refused with`() {
        let codes = [400, 408, 413, 414, 417, 431, 501, 505]
        #expect(
            codes.map { "\($0) \(Status(code: $0).reasonPhrase)" } == [
                "400 Bad Request", "408 Request Timeout", "413 Content Too Large",
                "414 URI Too Long", "417 Expectation Failed",
                "431 Request Header Fields Too Large", "501 Not Implemented",
                "505 HTTP Version Not Supported",
            ])
    }

    @Test func `content is forbidden with 1xx, 204 and 304 alone`() {
        #expect(
            (100...599).filter { Status(code: $0).forbidsContent }
                == Array(100...199) + [204, 304])
    }

    @Test(arguments: [0, 99, 600, -200])
    func `a code out of range traps`(_ code: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        { [code] in
            _ = Status(code: code)
        }
        #expect(trapMessage(result) == "status code must be 100 to 599, got \(code)")
    }
}
