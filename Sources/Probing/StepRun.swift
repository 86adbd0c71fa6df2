import Base
import Monitoring
import Transfers

/// One step under way: its request, and those that redirects lead to.
///
/// Not `Sendable`: it belongs to the prober's thread.
final class StepRun: StepExecution {
    private let step: Step
    private let tools: ProbeTools
    private let trace: TraceContext
    private let attempt: Int
    private let limit: TimeLimit
    private let place: Place?
    private var jar: CookieJar
    private var filler: TemplateFiller
    private var hops: [HopResult] = []

    /// Where the last redirect that was followed led.
    private var lastTarget: String?

    /// What the requests took so far by libcurl's count, which leaves out the time that a finished
    /// transfer waited for this thread.
    private var measured: Duration = .zero
    private let begun = MonotonicInstant.now()
    private var transfer: Transfer?

    /// Whether a token was fetched for this step, so that one which is refused is not fetched again
    /// and again.
    private var hasFetchedToken = false
    private var completion: ((End) -> Void)?

    /// Until when a step has to end, and where that comes from.
    struct TimeLimit {
        let deadline: MonotonicInstant
        let origin: Origin

        enum Origin {
            case step(timeout: Duration)
            /// The run's timeout, less what is kept for steps that clean up.
            case run(timeout: Duration, kept: Duration)
        }

        /// Such as `the timeout of 4s`.
        var text: String {
            switch origin {
            case .step(let timeout): return "the step's timeout of \(DurationText.print(timeout))"
            case .run(let timeout, let kept):
                let text = "the timeout of \(DurationText.print(timeout))"
                return kept > .zero ? text + ", less \(DurationText.print(kept)) to clean up" : text
            }
        }

        /// What is left of it; nil if nothing is.
        var rest: Duration? {
            let rest = deadline - .now()
            return rest > .zero ? rest : nil
        }

        /// That nothing was left when it was the step's turn.
        var failure: Failure {
            Failure(stage: .internal, reason: .timeout, detail: "nothing is left of \(text)")
        }
    }

    /// The result, and what the run goes on with.
    struct End {
        let result: StepResult
        let jar: CookieJar
        let filler: TemplateFiller
    }

    /// The one of its target's addresses that a step goes to.
    struct Place {
        /// The host of the step's URL, as `URLParts` reads it.
        let host: String
        let address: String

        /// How long it took to look the addresses up.
        let lookUpTime: Duration
    }

    /// - Parameter place: Where the request goes, and where redirects to the same host do; nil: where
    ///   the name leads.
    init(_ setting: StepSetting, at place: Place? = nil, completion: @escaping (End) -> Void) {
        step = setting.step
        tools = setting.tools
        trace = setting.trace
        attempt = setting.attempt
        limit = setting.limit
        self.place = place
        jar = setting.jar
        filler = setting.filler
        self.completion = completion
    }

    func start() {
        filler.now = .now()
        do throws(TemplateFiller.Unfilled) {
            let request = try tools.builder.transfer(for: step.request, &filler)
            guard let credentials else { return send(request) }
            if let token = tools.tokens.token(for: credentials, at: .now()) {
                send(request, with: token)
            } else {
                try fetchToken(credentials, for: request)
            }
        } catch {
            finish(error.failure)
        }
    }

    func cancel() {
        completion = nil
        transfer?.cancel()
        transfer = nil
    }

    // MARK: Tokens

    /// What a token is to be had for, if the request needs one.
    private var credentials: RequestAuthentication.ClientCredentials? {
        if case .clientCredentials(let credentials) = step.request.authentication {
            credentials
        } else {
            nil
        }
    }

    /// Has a token fetched, and then sends `request` with it.
    private func fetchToken(
        _ credentials: RequestAuthentication.ClientCredentials, for request: TransferRequest
    ) throws(TemplateFiller.Unfilled) {
        hasFetchedToken = true
        var fetch = try tools.builder.tokenRequest(credentials, for: step.request, &filler)
        guard let rest = limit.rest else { return finish(limit.failure) }
        fetch.timeout = rest
        transfer = tools.tokens.fetch(for: credentials, by: fetch) { [weak self] outcome in
            guard let self else { return }
            transfer = nil
            let place = "no token from \(shown(credentials.tokenURL))"
            switch outcome {
            case .token(let token): send(request, with: token)
            case .failed(let failure):
                let cause = Failure(failure, limit)
                finish(
                    Failure(
                        stage: cause.stage, reason: cause.reason,
                        detail: "\(place): \(cause.detail)"))
            case .refused(let problem):
                finish(Failure(stage: .send, reason: .token, detail: "\(place): \(problem)"))
            }
        }
    }

    private func send(_ request: TransferRequest, with token: String) {
        var request = request
        request.headers.append(("Authorization", "Bearer " + filler.keepSecret(token)))
        send(request)
    }

    /// Fetches another token if the one that was kept is no longer taken; false if not.
    private func renewsToken(after response: TransferResponse, to request: TransferRequest) -> Bool
    {
        guard response.status == 401, let credentials, !hasFetchedToken else { return false }
        tools.tokens.forget(credentials)
        var bare = request
        bare.remove("Authorization")
        do throws(TemplateFiller.Unfilled) {
            try fetchToken(credentials, for: bare)
        } catch {
            finish(error.failure)
        }
        return true
    }

    // MARK: Requests

    private func send(_ plain: TransferRequest) {
        guard let rest = limit.rest else { return finish(limit.failure) }
        var request = plain
        request.timeout = rest
        if let place { direct(&request, to: place) }
        if !request.has("traceparent") {
            request.headers.append(("traceparent", trace.parent(using: &tools.identifiers)))
        }
        if !jar.isEmpty,
            let cookies = URLParts(request.url).flatMap({ jar.header(for: $0, at: .now()) })
        {
            request.addCookies(cookies)
        }
        // Each holds the other until the transfer has ended or is cancelled.
        transfer = tools.engine.start(request) { result in
            self.transfer = nil
            self.take(result, of: plain)
        }
    }

    private func direct(_ request: inout TransferRequest, to place: Place) {
        guard hops.isEmpty || URLParts(request.url)?.host == place.host else { return }
        request.route.addresses = [place.address]
        request.route.lookUpTime = measured == .zero ? place.lookUpTime : .zero
    }

    private func take(_ result: TransferResult, of request: TransferRequest) {
        measured += result.timings.total
        switch result.outcome {
        case .failure(let failure): finish(Failure(failure, limit), result)
        case .success(let response):
            keepCookies(of: response, from: request.url)
            if renewsToken(after: response, to: request) { return }
            guard response.isRedirect, let target = response.redirectURL,
                case .follow(let countMax) = step.request.redirects
            else { return examine(response, result) }
            hops.append(hop(request, response, result))
            guard hops.count <= countMax else {
                let detail = "more than \(countMax) redirects, the last to \(shown(target))"
                return finish(
                    Failure(stage: .receive, reason: .redirects, detail: detail), result, response)
            }
            guard ["http", "https"].contains(URLParts(target)?.scheme) else {
                let detail = "redirects to \(shown(target)), which is neither http nor https"
                return finish(
                    Failure(stage: .receive, reason: .redirects, detail: detail), result, response)
            }
            lastTarget = target
            send(request.redirected(to: target, by: response.status))
        }
    }

    private func keepCookies(of response: TransferResponse, from url: String) {
        let cookies = response.values(of: "Set-Cookie").compactMap { SetCookie($0) }
        guard !cookies.isEmpty, let url = URLParts(url) else { return }
        for cookie in cookies { jar.take(cookie, from: url, at: .now()) }
    }

    private func hop(
        _ request: TransferRequest, _ response: TransferResponse, _ result: TransferResult
    ) -> HopResult {
        HopResult(
            url: shown(request.url), status: response.status, address: result.address,
            phases: PhaseTimings(result.timings))
    }

    /// A URL as people may read it: a query may hold what lets somebody in.
    private func shown(_ url: String) -> String {
        let plain = url.prefix { $0 != "?" }
        let text = Redaction.url(String(plain)) + (plain.endIndex < url.endIndex ? "?..." : "")
        return filler.redact(text)
    }

    // MARK: The end

    private func examine(_ response: TransferResponse, _ result: TransferResult) {
        var examination = Examination(
            Answer(response, result, duration: duration, redirectTarget: target(of: response)),
            filler)
        var failures = examination.failures(step.expectations)
        let warnings = examination.failures(step.warnings)
        // Also of an answer that is not as expected: there may be something to clean up.
        if let failure = examination.extract(step.extractions), failures.isEmpty {
            failures = [failure]
        }
        let findings =
            tools.keepsAllEvidence || !failures.isEmpty
            ? examination.findings(step) : []
        filler = examination.filler
        finish(failures, warnings, findings, result, response)
    }

    private func target(of response: TransferResponse) -> String? {
        response.isRedirect ? response.redirectURL : lastTarget
    }

    private func finish(
        _ failure: Failure, _ result: TransferResult? = nil, _ response: TransferResponse? = nil
    ) {
        let shown = Failure(
            stage: failure.stage, reason: failure.reason, detail: filler.redact(failure.detail))
        finish([shown], [], [], result, response)
    }

    private func finish(
        _ failures: [Failure], _ warnings: [Failure], _ findings: [Examination.Finding],
        _ result: TransferResult?, _ response: TransferResponse?
    ) {
        let keepsEvidence = tools.keepsAllEvidence || !failures.isEmpty
        let stepResult = StepResult(
            step: step, outcome: failures.first.map(Outcome.failure) ?? .success,
            failures: failures, warnings: warnings, attempt: attempt, status: response?.status,
            duration: duration, phases: result.map { PhaseTimings($0.timings) } ?? PhaseTimings(),
            address: result?.address, httpVersion: response?.version, hops: hops,
            certificate: result?.certificate.map(CertificateFacts.init),
            evidence: keepsEvidence ? response.map { Evidence($0, filler) } : nil,
            findings: findings)
        let action = completion
        completion = nil
        action?(End(result: stepResult, jar: jar, filler: filler))
    }

    private var duration: Duration {
        measured > .zero ? measured : MonotonicInstant.now() - begun
    }
}
