import TestSupport
import Testing

@Suite struct EventuallyTests {
    @Test func `a wait ends with the value of the first attempt that has one`() throws {
        var attempts = 0
        let value = try eventually("three attempts") {
            attempts += 1
            return attempts == 3 ? "three" : nil
        }
        #expect(value == "three")
        #expect(attempts == 3)
    }

    @Test func `a wait in vain says what was seen last`() {
        var attempts = 0
        let overdue = #expect(throws: Overdue.self) {
            try eventually("1000; seen: \(min(attempts, 1))", within: .milliseconds(30)) {
                attempts += 1
                return attempts == 1000
            }
        }
        #expect(overdue?.description == "waited 0.03 seconds for 1000; seen: 1")
    }

    @Test func `a wait goes on after an error, and tells the last one`() throws {
        struct Broken: Error {}
        var attempts = 0
        try eventually("an attempt without an error") {
            attempts += 1
            if attempts < 3 { throw Broken() }
            return true
        }
        let overdue = #expect(throws: Overdue.self) {
            try eventually("luck", within: .milliseconds(30)) { throw Broken() }
        }
        #expect(overdue?.description == "waited 0.03 seconds for luck; last error: Broken()")
    }
}
