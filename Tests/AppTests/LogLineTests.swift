import App
import Logging
import Testing

@Suite struct LogLineTests {
    private func line(_ message: String, _ fields: [String: String]) -> LogLine {
        LogLine(
            time: "2026-01-31T12:00:00.000Z", level: .notice, label: "sonde", message: message,
            fields: fields)
    }

    @Test func `text has time, level, logger, message and the fields in order`() {
        let line = line("target is back", ["target.name": "shop", "probe.failures": "3"])
        #expect(
            line.rendered(.text)
                == "2026-01-31T12:00:00.000Z notice sonde: target is back probe.failures=3 "
                + "target.name=shop\n")
    }

    @Test func `JSON is one object with strings`() {
        let line = line("target is back", ["target.name": "shop"])
        #expect(
            line.rendered(.json)
                == #"{"time":"2026-01-31T12:00:00.000Z","level":"notice","logger":"sonde","#
                + #""message":"target is back","target.name":"shop"}"# + "\n")
    }

    @Test(arguments: LogFormat.allCases)
    func `whatever a field holds, a call makes one line`(format: LogFormat) {
        let nasty = "a\nb\r\u{1b}[31m\u{85}\u{2028}\u{202e}\u{0}\"\\ ="
        let text = line(nasty, ["key": nasty]).rendered(format)
        #expect(text.filter(\.isNewline).count == 1)
        #expect(text.hasSuffix("\n"))
        let allowed = text.dropLast().unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value < 0x7f
        }
        #expect(allowed)
    }

    @Test(arguments: [
        ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#), ("a\"b", #""a\"b""#), ("ab", "ab"),
        ("ü", "ü"),
    ])
    func `a value is quoted in text where it would be read wrongly`(value: String, text: String) {
        #expect(line("m", ["k": value]).rendered(.text).hasSuffix(" k=\(text)\n"))
    }
}
