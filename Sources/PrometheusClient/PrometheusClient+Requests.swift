import Base
import Matching
import Monitoring
import Reactor
import Transfers

extension PrometheusClient {
    /// Makes one request, again where that may help, and reads its answer.
    ///
    /// - Parameters:
    ///   - endpoint: What stands behind `/api/v1/`.
    ///   - query: Keeps what is under way, to be cancelled.
    func request(
        _ endpoint: String, _ fields: [(String, String)], for query: PrometheusQuery,
        completion: @escaping (Result<QueryAnswer, RequestFailure>) -> Void
    ) {
        let attempts = Attempts(end: .now() + limits.deadline)
        attempt(endpoint, fields, for: query, attempts, completion: completion)
    }

    /// What has been tried of one request.
    private struct Attempts {
        let end: MonotonicInstant
        var count = 1

        /// What is said of a failure behind which none follows.
        func told(_ failure: RequestFailure) -> RequestFailure {
            guard count > 1 else { return failure }
            return RequestFailure(
                failure.kind, "\(failure.detail); gave up after \(count) attempts")
        }
    }

    private func attempt(
        _ endpoint: String, _ fields: [(String, String)], for query: PrometheusQuery,
        _ attempts: Attempts,
        completion: @escaping (Result<QueryAnswer, RequestFailure>) -> Void
    ) {
        let timeout = min(server.timeout, max(.milliseconds(1), attempts.end - .now()))
        let request: TransferRequest
        do throws(RequestFailure) {
            request = try transferRequest(endpoint, fields, timeout: timeout)
        } catch {
            // In a later turn, as all completions.
            wait(.zero, for: query) { completion(.failure(error)) }
            return
        }
        query.transfer = engine.start(request) { [self] result in
            query.transfer = nil
            switch outcome(result) {
            case .success(let answer): completion(.success(answer))
            case .failure(let failure) where refusesContent(result):
                guard !usesGET else { return completion(.failure(failure)) }
                usesGET = true
                attempt(endpoint, fields, for: query, attempts, completion: completion)
            case .failure(let failure):
                guard let pause = pause(behind: failure, attempts) else {
                    return completion(.failure(attempts.told(failure)))
                }
                wait(pause, for: query) { [self] in
                    var next = attempts
                    next.count += 1
                    attempt(endpoint, fields, for: query, next, completion: completion)
                }
            }
        }
    }

    /// How long to wait before the next attempt; nil where there is none.
    private func pause(behind failure: RequestFailure, _ attempts: Attempts) -> Duration? {
        guard failure.kind == .unavailable, attempts.count < limits.attemptCountMax else {
            return nil
        }
        let grown = limits.firstPause * (1 << min(attempts.count - 1, 20))
        let pause = min(max(grown, failure.pause ?? .zero), limits.pauseMax)
        return .now() + pause < attempts.end ? pause : nil
    }

    private func wait(
        _ pause: Duration, for query: PrometheusQuery, _ action: @escaping () -> Void
    ) {
        query.loop = loop
        query.pause = loop.schedule(after: pause) {
            query.pause = nil
            action()
        }
    }

    // MARK: Requests

    private func transferRequest(
        _ endpoint: String, _ fields: [(String, String)], timeout: Duration
    ) throws(RequestFailure) -> TransferRequest {
        let base = server.url.hasSuffix("/") ? String(server.url.dropLast()) : server.url
        let limit = DurationText.print(max(timeout, .milliseconds(1)))
        let form = (fields + [("timeout", limit)]).map { name, value in
            "\(name)=\(PercentCoding.encode(value, keeping: .form))"
        }.joined(separator: "&")
        let url = "\(base)/api/v1/\(endpoint)"
        var request = TransferRequest(
            method: usesGET ? "GET" : "POST", url: usesGET ? "\(url)?\(form)" : url,
            timeout: timeout + limits.graceTime)
        request.headers = try headers()
        if !usesGET {
            request.body = Array(form.utf8)
            request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        request.tls = server.tls
        request.route.isReused = true
        request.bodyByteCountMax = limits.responseByteCountMax
        return request
    }

    /// The header fields of a request; keeps what they hold that lets somebody in.
    private func headers() throws(RequestFailure) -> [(name: String, value: String)] {
        var filler = TemplateFiller(
            now: .now(), generator: SystemRandomNumberGenerator(), readFile: readSecret)
        do throws(TemplateFiller.Unfilled) {
            var headers = [
                (name: "Accept", value: "application/json"),
                (name: "Accept-Encoding", value: "gzip"),
            ]
            secrets = server.credentialsInURL
            for field in server.headers {
                let value = try filler.fill(field.value, as: .header)
                headers.append((field.name, value))
                // What stands in a file is there not to be read by everybody.
                if Redaction.isSecret(field.name) || field.value.literal == nil {
                    secrets.append(value)
                }
            }
            switch server.authentication {
            case .none: break
            case .basic(let user, let password):
                let password = try filler.reveal(password)
                let pair = try Base64.encode(Array("\(filler.fill(user)):\(password)".utf8))
                headers.append(("Authorization", "Basic " + pair))
                secrets += [pair, password]
            case .bearer(let token):
                let text = try filler.reveal(token, as: .header)
                headers.append(("Authorization", "Bearer " + text))
                secrets.append(text)
            }
            // What stands in another one goes behind it.
            secrets = secrets.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
            return headers
        } catch {
            throw RequestFailure(.secret, error.description)
        }
    }

    // MARK: Answers

    /// Whether the server takes no request with content (as Prometheus' own client, which then asks
    /// by GET).
    private func refusesContent(_ result: TransferResult) -> Bool {
        guard case .success(let response) = result.outcome else { return false }
        return response.status == 405 || response.status == 501
    }

    private func outcome(_ result: TransferResult) -> Result<QueryAnswer, RequestFailure> {
        switch result.outcome {
        case .failure(let failure): .failure(RequestFailure(failure))
        case .success(let response):
            switch response.status {
            case 200..<300: Result { () throws(RequestFailure) in try answer(response) }
            default: .failure(refusal(response))
            }
        }
    }

    private func answer(_ response: TransferResponse) throws(RequestFailure) -> QueryAnswer {
        guard response.isJSON else {
            throw RequestFailure(
                .notPrometheus,
                "what answers is not its HTTP API: "
                    + response.outline(hiding: secrets))
        }
        switch try AnswerReader.read(response.body, limits: limits, hiding: secrets) {
        case .answer(let answer): return answer
        case .error(let type, let text): throw RequestFailure(.refused, "\(type): \(text)")
        }
    }

    /// What an answer comes to that is none.
    private func refusal(_ response: TransferResponse) -> RequestFailure {
        let status = "it answers \(response.status)"
        let outline = response.outline(hiding: secrets)
        var told: (type: String, text: String)?
        // Where the content says nothing, the status has to do.
        if case .error(let type, let text)? = try? AnswerReader.read(
            response.body, limits: limits, hiding: secrets)
        {
            told = (type, text)
        }
        switch response.status {
        case 300..<400:
            let place = response.redirectURL.map { " to \(Redaction.url($0))" } ?? ""
            return RequestFailure(.refused, "\(status), a redirect\(place)")
        case 401, 403:
            return RequestFailure(.refused, "\(status): it wants other credentials")
        case 422, 503:
            guard let told, Self.isTooMuch(told) else { break }
            return RequestFailure(
                .tooMuch, "\(told.type): \(told.text)", isLessWithLessTime: true)
        default: break
        }
        switch response.status {
        case 408, 429, 500...:
            let reason = told.map { ": \($0.type): \($0.text)" } ?? ": \(outline)"
            return RequestFailure(
                .unavailable, status + reason, pause: response.retryAfter)
        default:
            guard let told else {
                return RequestFailure(
                    .notPrometheus, "\(status), not its HTTP API: \(outline)")
            }
            return RequestFailure(.refused, "\(told.type): \(told.text)")
        }
    }
}

extension PrometheusClient {
    /// Whether an expression was given up because it needs too much time or memory.
    private static func isTooMuch(_ error: (type: String, text: String)) -> Bool {
        error.type == "timeout" || error.text.contains("too many samples")
    }
}

extension RequestFailure {
    fileprivate init(_ failure: TransferFailure) {
        let kind: PrometheusProblem.Kind =
            switch failure.reason {
            case .tooLarge: .tooMuch
            case .certificateExpired, .certificateUntrusted, .certificateName, .handshake: .refused
            case .protocol: .notPrometheus
            case .timeout, .refused, .unreachable, .reset, .closed, .nameNotFound, .resolver,
                .redirects, .encoding, .denied, .file, .resources, .other:
                failure.stage == .internal ? .refused : .unavailable
            }
        self.init(kind, failure.detail, isLessWithLessTime: kind == .tooMuch)
    }
}

extension TransferResponse {
    fileprivate var isJSON: Bool {
        let type = value(of: "content-type")?.lowercased() ?? ""
        return type.hasPrefix("application/json")
    }

    /// What the server asks for by `Retry-After` (RFC 9110 section 10.2.3), if it says seconds.
    fileprivate var retryAfter: Duration? {
        value(of: "retry-after").flatMap { Int($0) }.map { .seconds(min(max(0, $0), 3_600)) }
    }

    /// What it is that came, in a few words.
    fileprivate func outline(hiding secrets: [String]) -> String {
        let type = (value(of: "content-type") ?? "no media type").firstLine(hiding: secrets)
        let start = String(decoding: body.prefix(16_384), as: UTF8.self)
            .firstLine(hiding: secrets)
        return body.isEmpty ? "no content" : "\(type) beginning with '\(start.prefix(60))'"
    }

    private func value(of name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}
