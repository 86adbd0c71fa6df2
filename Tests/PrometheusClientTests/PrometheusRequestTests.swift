import Base
import Monitoring
import PrometheusClient
import TestSupport
import Testing

/// What is sent to a Prometheus.
@Suite struct PrometheusRequestTests {
    private static let nothing = Answers.success("vector", "[]")

    /// The only request that a reader made of a query, its lines joined by `|`.
    private func sent(
        at time: WallClockInstant? = nil,
        _ change: (inout PrometheusServer, inout PrometheusLimits) -> Void = { _, _ in }
    ) throws -> String {
        let server = server { _, _ in Self.nothing }
        defer { server.stop() }
        let answer = try PrometheusReader(server.url("/prometheus/"), change)
            .query("sum(rate(x{a=~\"b+\"}[5m]))", at: time)
        #expect(answer == QueryAnswer(result: .vector([]), warnings: []))
        #expect(server.requests.count == 1)
        return server.requests[0].replacing(":\(server.port)", with: "")
            .replacing("\r\n", with: "|")
    }

    @Test func `a query is a form`() throws {
        #expect(
            try sent()
                == "POST /prometheus/api/v1/query HTTP/1.1|Host: 127.0.0.1|User-Agent: Sonde|"
                + "Accept: application/json|Accept-Encoding: gzip|"
                + "Content-Type: application/x-www-form-urlencoded|Content-Length: 69||"
                + "query=sum%28rate%28x%7Ba%3D%7E%22b%2B%22%7D%5B5m%5D%29%29"
                + "&timeout=30s")
    }

    @Test func `the time of a query has milliseconds`() throws {
        let text = try sent(at: WallClockInstant(nanoseconds: 1_767_225_600_050_999_999)) {
            server, _ in server.timeout = .milliseconds(2_500)
        }
        #expect(text.hasSuffix("&time=1767225600.050&timeout=2s500ms"))
    }

    @Test func `credentials and header fields go along, those of files as well`() throws {
        let basic = try sent { server, _ in
            server.authentication = .basic(
                user: Template(literal: "u"), password: Secret(Template([.file("f")])))
            server.headers = [HTTPRequest.Field("X-Scope-OrgID", "shop")]
        }
        #expect(
            basic.contains(
                "|Accept-Encoding: gzip|X-Scope-OrgID: shop|"
                    + "Authorization: Basic \(Base64.encode(Array("u:content of f".utf8)))|"))
        let bearer = try sent { server, _ in
            server.authentication = .bearer(Secret(Template(literal: "t")))
        }
        #expect(bearer.contains("|Authorization: Bearer t|"))
    }

    @Test func `a secret that cannot be read is told, and nothing is sent`() throws {
        struct Refused: Error, CustomStringConvertible {
            let description = "cannot read f: no such file"
        }
        var prometheus = PrometheusServer(url: "http://127.0.0.1:1")
        prometheus.authentication = .bearer(Secret(Template([.file("f")])))
        let reader = PrometheusReader(prometheus) { _ in throw Refused() }
        #expect(
            try reader.problem()
                == PrometheusProblem(
                    .secret,
                    "cannot query Prometheus at http://127.0.0.1:1: cannot read f: no such file"))
    }

    @Test(arguments: ["405 Method Not Allowed", "501 Not Implemented"])
    func `a server that takes no content is asked by GET`(status: String) throws {
        let server = server { _, request in
            request.hasPrefix("GET ") ? Self.nothing : Answers.answer(status, "no")
        }
        defer { server.stop() }
        _ = try PrometheusReader(server.url()).query("1 + 1")
        #expect(
            server.requests.map { $0.prefix { $0 != "\r\n" } } == [
                "POST /api/v1/query HTTP/1.1",
                "GET /api/v1/query?query=1+%2B+1&timeout=30s HTTP/1.1",
            ])
    }

    @Test func `a range is asked for in pieces without common moments, and joined`() throws {
        let server = server { _, request in Answers.range(request) }
        defer { server.stop() }
        let reader = PrometheusReader(server.url()) { $1.pointCountMax = 4 }
        var progress: [Int] = []
        let answer = try reader.queryRange(
            "up", over: QueryRange(start: 100_000, end: 250_000, step: 15_000)
        ) { progress.append($0) }
        let times = Array(stride(from: 100, through: 250, by: 15))
        #expect(
            answer.series == [
                MetricSeries(
                    labels: ["__name__": "up"],
                    samples: times.map {
                        MetricSample(milliseconds: Int64($0) * 1_000, value: Double($0))
                    })
            ])
        #expect(progress == [4, 8, 11])
        let ranges = server.requests.map(RangeRequest.init)
        #expect(ranges.map(\.start) == [100, 160, 220])
        #expect(ranges.map(\.end) == [145, 205, 250])
        #expect(ranges.allSatisfy { $0.step == 15 })
    }

    @Test func `series that come and go are joined by their labels, in the order of names`() throws
    {
        let server = server { number, request in
            let time = RangeRequest(request).start
            let names = number == 0 ? ["b"] : ["c", "a", "b"]
            let series = names.map {
                "{\"metric\":{\"i\":\"\($0)\"},\"values\":[[\(time),\"1\"]]}"
            }
            return Answers.success(
                "matrix", "[\(series.joined(separator: ","))]",
                ",\"warnings\":[\"w\(number)\",\"w\"]")
        }
        defer { server.stop() }
        let reader = PrometheusReader(server.url()) { $1.pointCountMax = 1 }
        let answer = try reader.queryRange(
            "up", over: QueryRange(start: 0, end: 1_000, step: 1_000))
        #expect(answer.series.map(\.name) == ["{i=\"a\"}", "{i=\"b\"}", "{i=\"c\"}"])
        #expect(answer.series.map(\.samples.count) == [1, 2, 1])
        #expect(answer.warnings == ["w0", "w", "w1"])
    }

    @Test func `samples out of order are put into it, others than were asked for left out`() throws
    {
        let server = server { _, _ in
            Answers.success(
                "matrix",
                """
                [{"metric":{"i":"a"},"values":[[3,"3"],[-9e8,"0"],[1,"1"],[4,"4"],[1,"7"],[9e8,"0"]]},
                {"metric":{"i":"b"},"values":[[99,"1"]]}]
                """)
        }
        defer { server.stop() }
        let reader = PrometheusReader(server.url()) { $1.pointCountMax = 2 }
        let answer = try reader.queryRange(
            "up", over: QueryRange(start: 1_000, end: 4_000, step: 1_000))
        let times: [Int64] = [1, 3, 4]
        #expect(
            answer.series == [
                MetricSeries(
                    labels: ["i": "a"],
                    samples: times.map {
                        MetricSample(milliseconds: $0 * 1_000, value: Double($0))
                    })
            ])
    }

    @Test func `pieces that are too large are halved`() throws {
        let server = server { _, request in
            switch RangeRequest(request).times.count {
            case ...250: Answers.range(request)
            case ...500:
                Answers.error(
                    "422 Unprocessable Entity", "execution",
                    "query processing would load too many samples into memory")
            default: Answers.error("503 Service Unavailable", "timeout", "query timed out")
            }
        }
        defer { server.stop() }
        let answer = try PrometheusReader(server.url()).queryRange(
            "up", over: QueryRange(start: 0, end: 999_000, step: 1_000))
        #expect(answer.series[0].samples.map(\.milliseconds) == (0..<1_000).map { $0 * 1_000 })
        #expect(
            server.requests.map { RangeRequest($0).times.count }
                == [1_000, 500, 250, 250, 250, 250])
    }

    @Test func `an answer with more bytes than are taken halves the pieces as well`() throws {
        let server = server { _, request in Answers.range(request) }
        defer { server.stop() }
        let reader = PrometheusReader(server.url()) { $1.responseByteCountMax = 5_000 }
        let answer = try reader.queryRange(
            "up", over: QueryRange(start: 1_000_000, end: 1_399_000, step: 1_000))
        #expect(answer.series[0].samples.count == 400)
        #expect(server.requests.map { RangeRequest($0).times.count } == [400, 200, 200])
    }
}

extension PrometheusProblem {
    init(_ kind: Kind, _ description: String) {
        self.init(kind: kind, description: description)
    }
}
