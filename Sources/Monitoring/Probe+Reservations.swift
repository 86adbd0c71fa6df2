import Base

extension HTTPRequest {
    /// The URL without credentials: the metric label `url`, and what people read.
    package var label: String { Redaction.url(url) }
}

extension Probe {
    /// The probe that runs without a configuration file: reserves, and expects 200.
    ///
    /// Its timeout is 0.8 of the interval, at most 10 s: a run that hangs has ended before the next
    /// is due.
    ///
    /// - Parameters:
    ///   - serviceURL: The service, without a slash at the end.
    ///   - interval: From one run to the next.
    package static func reservations(serviceURL: String, interval: Duration) -> Probe {
        let request = HTTPRequest(
            method: "POST", url: serviceURL + "/reservations",
            headers: [.init("Content-Type", "application/json")],
            body: Array(#"{"username": "synthetic"}"#.utf8))
        return Probe(
            name: "reservations", interval: interval, timeout: min(.seconds(10), interval * 4 / 5),
            steps: [Step(request: request, expectedStatus: [200])])
    }
}
