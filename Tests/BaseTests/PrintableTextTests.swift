import Base
import Testing

@Suite struct PrintableTextTests {
    @Test(
        arguments: [
            ("", ""), ("plain text, äöü, 日本, 👍", "plain text, äöü, 日本, 👍"),
            ("\u{1b}[2J\u{1b}]0;title\u{7}", #"\u{1b}[2J\u{1b}]0;title\u{7}"#),
            ("a\r\nb\tc\0", #"a\u{d}\u{a}b\u{9}c\u{0}"#), ("\u{7f}\u{9b}31m", #"\u{7f}\u{9b}31m"#),
            ("\u{202e}gnp\u{2066}\u{200f}", #"\u{202e}gnp\u{2066}\u{200f}"#),
            ("\u{2028}\u{2029}\u{feff}", #"\u{2028}\u{2029}\u{feff}"#),
            ("\u{fffe}\u{ffff}\u{e000}\u{10ffff}", #"\u{fffe}\u{ffff}\u{e000}\u{10ffff}"#),
        ])
    func `what steers a terminal or reorders text is spelt out`(text: String, printable: String) {
        #expect(text.printable == printable)
        #expect(printable.printable == printable)
    }
}
