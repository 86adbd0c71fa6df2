import Monitoring
import Transfers

extension PhaseTimings {
    /// The time between the moments that libcurl measured. A phase that was not reached is zero.
    init(_ timings: TransferTimings) {
        self.init()
        var last = Duration.zero
        func since(_ moment: Duration) -> Duration {
            guard moment > last else { return .zero }
            defer { last = moment }
            return moment - last
        }
        resolve = since(timings.resolved)
        connect = since(timings.connected)
        tls = since(timings.handshakeDone)
        send = since(timings.requestBegun)
        wait = since(timings.firstByte)
        receive = timings.firstByte > .zero ? since(timings.total) : .zero
    }
}

extension Failure {
    /// Puts a failed transfer into the words of monitoring.
    init(_ failure: TransferFailure, _ limit: StepRun.TimeLimit) {
        let detail =
            failure.reason == .timeout ? "no answer within \(limit.text)" : failure.detail
        self.init(stage: Stage(failure.stage), reason: Reason(failure.reason), detail: detail)
    }
}

extension Stage {
    init(_ stage: TransferFailure.Stage) {
        self =
            switch stage {
            case .resolve: .resolve
            case .connect: .connect
            case .tls: .tls
            case .send: .send
            case .wait: .wait
            case .receive: .receive
            case .policy: .policy
            case .internal: .internal
            }
    }
}

extension Reason {
    init(_ reason: TransferFailure.Reason) {
        self =
            switch reason {
            case .timeout: .timeout
            case .refused: .refused
            case .unreachable: .unreachable
            case .reset: .reset
            case .closed: .closed
            case .nameNotFound: .nameNotFound
            case .resolver: .resolver
            case .certificateExpired: .certificateExpired
            case .certificateUntrusted: .certificateUntrusted
            case .certificateName: .certificateName
            case .handshake: .handshake
            case .redirects: .redirects
            case .tooLarge: .tooLarge
            case .protocol: .protocol
            case .encoding: .encoding
            case .denied: .denied
            case .file: .file
            case .resources: .resources
            case .other: .other
            }
    }
}
