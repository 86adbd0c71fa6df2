import Base
import Foundation
import PrometheusClient
import Synchronization
import TestSupport

/// HTTP answers for scripts.
enum Answers {
    static func answer(
        _ status: String, _ content: String, type: String = "application/json",
        _ fields: String = ""
    ) -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(content.utf8.count)\r\n"
            + "Connection: close\r\n\(fields)\r\n\(content)"
    }

    static func error(_ status: String, _ type: String, _ text: String) -> String {
        answer(
            status,
            "{\"status\":\"error\",\"errorType\":\"\(type)\",\"error\":\"\(text)\"}")
    }

    static func success(_ type: String, _ result: String, _ rest: String = "") -> String {
        answer(
            "200 OK",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"\(type)\",\"result\":\(result)}"
                + "\(rest)}")
    }

    /// A matrix of one series `up`, whose value at each moment of a range request is the time.
    static func range(_ request: String) -> String {
        let times = RangeRequest(request).times
        let values = times.map { "[\($0),\"\($0)\"]" }.joined(separator: ",")
        return success("matrix", "[{\"metric\":{\"__name__\":\"up\"},\"values\":[\(values)]}]")
    }
}

/// What a range request asks for, in whole seconds.
struct RangeRequest {
    let start: Int
    let end: Int
    let step: Int

    init(_ request: String) {
        func field(_ name: String) -> Int {
            let pattern = try? Regex("\(name)=([0-9]+)", as: (Substring, Substring).self)
            // The pattern is right, whatever the name is.
            return pattern.flatMap { request.firstMatch(of: $0) }.flatMap { Int($0.1) } ?? 0
        }
        start = field("start")
        end = field("end")
        step = field("step")
    }

    var times: [Int] { Array(stride(from: start, through: end, by: max(1, step))) }
}

/// A server whose answers to one connection after the other are made by a function of their number
/// and the request.
func server(_ answer: @escaping @Sendable (Int, String) -> String) -> ScriptedServer {
    let count = Counter()
    return ScriptedServer([.answer { answer(count.next(), $0) }])
}

/// Counts from 0 on.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}

extension PrometheusReader {
    /// A reader that does not wait long.
    init(
        _ url: String,
        _ change: (inout PrometheusServer, inout PrometheusLimits) -> Void = { _, _ in }
    ) {
        var server = PrometheusServer(url: url)
        var limits = PrometheusLimits()
        limits.firstPause = .milliseconds(1)
        change(&server, &limits)
        self.init(server, limits: limits) { path in "content of \(path)" }
    }

    /// What a query comes to that fails.
    func problem(_ expression: String = "up") throws -> PrometheusProblem? {
        do {
            _ = try query(expression)
            return nil
        } catch let problem as PrometheusProblem {
            return problem
        }
    }
}
