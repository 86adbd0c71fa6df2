import Base
import HTTPWire
import Testing

@Suite struct HTTPDateTests {
    /// What `date -u -d @SECONDS '+%a, %d %b %Y %T GMT'` prints.
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
        (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT"),
    ])
    func `times are written as RFC 9110 wants them`(_ seconds: Int, _ text: String) {
        var writer = ByteWriter()
        HTTPDate.write(secondsSinceEpoch: Int64(seconds), into: &writer)
        #expect(String(writer) == text)
    }

    @Test func `a time before 1970 traps`() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            var writer = ByteWriter()
            HTTPDate.write(secondsSinceEpoch: -1, into: &writer)
        }
        #expect(trapMessage(result) == "time before 1970: -1")
    }
}
