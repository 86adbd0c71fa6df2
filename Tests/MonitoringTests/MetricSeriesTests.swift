import Monitoring
import Testing

@Suite struct MetricSeriesTests {
    private func name(_ labels: [String: String]) -> String {
        MetricSeries(labels: labels, samples: []).name
    }

    @Test func `a series is named as PromQL selects it`() {
        #expect(name([:]) == "{}")
        #expect(name(["__name__": "up"]) == "up")
        #expect(name(["__name__": "a:b", "job": "x", "a": "1"]) == #"a:b{a="1", job="x"}"#)
        #expect(name(["job": "a\"b\\c\nd\te\r"]) == #"{job="a\"b\\c\nd\te\r"}"#)
    }

    @Test func `whoever set the labels, the name is one line that steers nothing`() {
        #expect(
            name(["job": "\u{1b}[2J\u{202e}\u{2028}\0\u{10ffff}é日"])
                == #"{job="\u001b[2J\u202e\u2028\u0000\U0010ffffé日"}"#)
        #expect(
            name(["__name__": "up\u{1b}", "a b": "c", "": "d"])
                == #"up\u{1b}{""="d", "a b"="c"}"#)
    }

    @Test func `of a long name or value the start is shown`() {
        let start = String(repeating: "x", count: 1_000)
        #expect(name(["a": start]) == "{a=\"\(start)\"}")
        #expect(name(["a": start + "x"]) == "{a=\"\(start)…\"}")
        #expect(name([start + "y": "b"]) == "{\"\(start)…\"=\"b\"}")
        #expect(name(["__name__": start + "z"]) == start)
    }
}
