import Base
import Testing

@Suite struct StringASCIITests {
    @Test(arguments: [
        ("Content-Type", "content-type", true), ("", "", true), ("A@Z[", "a@z[", true),
        ("A@", "A`", false), ("ab", "abc", false), ("ä", "Ä", false), ("k", "\u{212a}", false),
    ])
    func `names are compared without the case of A to Z`(
        left: String, right: String, isEqual: Bool
    ) {
        #expect(left.isEqual(ignoringASCIICase: right) == isEqual)
        #expect(right.isEqual(ignoringASCIICase: left) == isEqual)
    }
}
