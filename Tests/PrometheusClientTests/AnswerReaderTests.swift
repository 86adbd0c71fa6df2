import Base
import Monitoring
import PrometheusClient
import Testing

@Suite struct AnswerReaderTests {
    private func read(
        _ text: String, _ limits: PrometheusLimits = PrometheusLimits()
    ) throws -> AnswerReader.Outcome {
        try AnswerReader.read(Array(text.utf8), limits: limits)
    }

    private func answer(_ result: QueryResult, _ warnings: [String] = []) -> AnswerReader.Outcome {
        .answer(QueryAnswer(result: result, warnings: warnings))
    }

    /// What a reader says of an answer that it refuses.
    private func problem(
        _ text: String, _ limits: PrometheusLimits = PrometheusLimits()
    ) throws -> String? {
        do throws(RequestFailure) {
            _ = try AnswerReader.read(Array(text.utf8), limits: limits)
            return nil
        } catch {
            return error.detail
        }
    }

    private static let matrix = """
        {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"up","job":"a \\"b\\""},"values":[[1767225600,"1"],[1767225615.25,"NaN"]]},
        {"metric":{},"values":[[1767225600,"+Inf"],[1767225601,"-Inf"],[1767225602,"1e-07"]]}]}}
        """

    @Test func `a matrix keeps times to the millisecond, and values whatever they are`() throws {
        guard case .answer(let answer) = try read(Self.matrix) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.series.map(\.labels) == [["__name__": "up", "job": "a \"b\""], [:]])
        #expect(answer.series.map(\.name) == ["up{job=\"a \\\"b\\\"\"}", "{}"])
        let samples = answer.series.map(\.samples)
        #expect(
            samples.map { $0.map(\.milliseconds) } == [
                [1_767_225_600_000, 1_767_225_615_250],
                [1_767_225_600_000, 1_767_225_601_000, 1_767_225_602_000],
            ])
        #expect(samples[0][0].value == 1 && samples[0][1].value.isNaN)
        #expect(samples[1].map(\.value) == [.infinity, -.infinity, 1e-07])
        #expect(samples[0][1].time.rfc3339 == "2026-01-01T00:00:15.250Z")
    }

    @Test func `every type of result is read`() throws {
        let sample = MetricSample(milliseconds: 1_500, value: 2)
        func data(_ type: String, _ result: String) -> String {
            "{\"status\":\"success\",\"data\":{\"resultType\":\"\(type)\",\"result\":\(result)}}"
        }
        #expect(
            try read(data("vector", "[{\"metric\":{\"a\":\"b\"},\"value\":[1.5,\"2\"]}]"))
                == answer(.vector([MetricSeries(labels: ["a": "b"], samples: [sample])])))
        #expect(try read(data("vector", "[]")) == answer(.vector([])))
        #expect(try read(data("scalar", "[1.5,\"2\"]")) == answer(.scalar(sample)))
        #expect(try read(data("string", "[1.5,\"2\"]")) == answer(.string("2")))
        #expect(
            try problem(data("streams", "[]"))
                == "the answer cannot be read: the result is of an unknown type at byte 60")
    }

    @Test func `what is not known is passed over, and the type may come behind the result`() throws
    {
        let text = """
            {"isPartial":false,"data":{"stats":{"a":[{}]},"result":[{"metric":{},"x":null,\
            "value":[1.5,"2"]}],"resultType":"vector"},"status":"success","trace":[true,1.5e3]}
            """
        let sample = MetricSample(milliseconds: 1_500, value: 2)
        #expect(
            try read(text) == answer(.vector([MetricSeries(labels: [:], samples: [sample])])))
    }

    @Test func `native histograms are left out and counted`() throws {
        let text = """
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{},\
            "values":[[1.5,"2"]],"histograms":[[1,{"count":"1"}],[2,{"count":"2"}]]}]}}
            """
        var series = MetricSeries(
            labels: [:], samples: [MetricSample(milliseconds: 1_500, value: 2)])
        series.histogramCount = 2
        #expect(try read(text) == answer(.matrix([series])))
    }

    @Test func `warnings are kept, each once and in one line`() throws {
        let text = """
            {"status":"success","data":{"resultType":"vector","result":[]},"isPartial":true,\
            "warnings":["store a is away\\nand more","b","b"],"infos":["c"]}
            """
        #expect(
            try read(text)
                == answer(
                    .vector([]),
                    ["the server says that the answer is partial", "store a is away", "b", "c"]))
    }

    @Test func `an error is told by its type and first line`() throws {
        let text = """
            {"status":"error","errorType":"bad_data","error":"1:5: parse error\\nmore"}
            """
        #expect(try read(text) == .error(type: "bad_data", text: "1:5: parse error"))
    }

    @Test func `no proper prefix of an answer is one`() throws {
        for count in 0..<Self.matrix.utf8.count {
            let prefix = String(Self.matrix.prefix(count))
            #expect(
                try problem(prefix)?.hasPrefix("the answer cannot be read: ") == true, "\(count)")
        }
    }

    @Test(
        arguments: [
            ("{\"status\":\"success\"}", "there is no result at byte 20"),
            ("{}", "there is no status at byte 2"), ("[]", "{ is missing at byte 0"),
            ("<html>", "{ is missing at byte 0"),
            ("{\"status\":\"success\"} x", "something follows the value at byte 21"),
            ("{\"status\":1}", "a string is missing at byte 10"),
        ])
    func `what is no answer is refused with the place`(text: String, detail: String) throws {
        #expect(try problem(text) == "the answer cannot be read: \(detail)")
    }

    @Test(
        arguments: [
            ("[1e300,\"1\"]", "a sample's time is out of range at byte 70"),
            ("[1,\"one\"]", "a sample's value is no number at byte 67"),
            ("[1,1]", "a string is missing at byte 62"),
            ("[\"1\",\"1\"]", "no value begins so at byte 60"),
        ])
    func `what is no sample is refused with the place`(sample: String, detail: String) throws {
        let text =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":\(sample)}}"
        #expect(try problem(text) == "the answer cannot be read: \(detail)")
    }

    @Test func `more series or samples than are taken are refused`() throws {
        var limits = PrometheusLimits()
        limits.seriesCountMax = 2
        limits.sampleCountMax = 5
        #expect(try problem(Self.matrix, limits) == nil)
        limits.sampleCountMax = 4
        #expect(try problem(Self.matrix, limits) == "the answer has more than 4 samples")
        limits.seriesCountMax = 1
        #expect(try problem(Self.matrix, limits) == "the answer has more than 1 series")
    }

    @Test(arguments: ["9223372036855", "-9223372036855", "9223372036854774"])
    func `times that the clock has no place for are refused`(seconds: String) throws {
        let text = """
            {"status":"success","data":{"resultType":"vector","result":[{"metric":{},\
            "value":[\(seconds),"1"]}]}}
            """
        #expect(
            try problem(text)?
                .hasPrefix("the answer cannot be read: a sample's time is out of range") == true)
    }

    @Test func `what a server says is one line that steers nothing, without what it was shown`()
        throws
    {
        let secrets = ["s3cret"]
        let error = Array(
            """
            {"status":"error","errorType":"a\\nb","error":"\\n\\n\\u001b[2J\\u202e s3cret\\r\\nmore"}
            """.utf8)
        #expect(
            try AnswerReader.read(error, limits: PrometheusLimits(), hiding: secrets)
                == .error(type: "a", text: #"\u{1b}[2J\u{202e} REDACTED"#))
        let warning = Array(
            """
            {"status":"success","data":{"resultType":"vector","result":[]},\
            "warnings":["\\u0007s3cret","\(String(repeating: "x", count: 400))"]}
            """.utf8)
        #expect(
            try AnswerReader.read(warning, limits: PrometheusLimits(), hiding: secrets)
                == answer(
                    .vector([]),
                    [#"\u{7}REDACTED"#, String(repeating: "x", count: 300) + "..."]))
    }
}
