import HTTPWire
import Testing

@Suite struct ListFieldTests {
    @Test func `members are split at commas, without blanks and without empty ones`() {
        #expect(ListField.members(" a ,b\t,, c d ,") == ["a", "b", "c d"])
        #expect(ListField.members("") == [])
        #expect(ListField.members(" , ") == [])
        // To Unicode a comma and an accent are one character.
        #expect(ListField.members("a,\u{301}b") == ["a", "\u{301}b"])
    }

    @Test(arguments: [
        ("a", "a", 1), ("a;q=0.5", "a", 0.5), ("a ; Q=0.25 ", "a", 0.25), ("a;q=0", "a", 0),
        ("a;b=c;q=.5", "a", 0.5), ("a;q=1.000", "a", 1), ("a;q=2", "a", 0), ("a;q=x", "a", 0),
        ("a;q=", "a", 0), ("a;q=nan", "a", 0), ("a;q=-1", "a", 0), (";q=1", "", 1),
    ])
    func `a member has a weight`(_ member: String, _ value: String, _ weight: Double) {
        let found = ListField.weighted(member[...])
        #expect(found.value == value)
        #expect(found.weight == weight)
    }

    @Test(arguments: [
        ("gzip", true), ("GZip", true), ("x-gzip", true), ("deflate, gzip;q=0.5, br", true),
        ("*", true), ("br, *;q=0.1", true), ("gzip, *;q=0", true), ("*;q=0, gzip", true),
        ("", false), ("identity", false), ("gzip;q=0", false), ("gzip;q=0.000", false),
        ("*;q=0", false), ("*, gzip;q=0", false), ("gzip;q=0, *", false), ("gzipped", false),
        ("gzip;q=junk", false),
    ])
    func `gzip is taken when the client says so`(_ field: String, _ isAccepted: Bool) {
        #expect(ListField.acceptsGzip(field) == isAccepted)
    }

    @Test func `gzip is not taken without the field`() {
        #expect(!ListField.acceptsGzip(nil))
    }
}
