import TestSupport
import Testing

/// Clients that take all they can get, and what they must not be able to take.
@Suite struct HostileClientTests {
    @Test func `clients that hold every connection leave the probe its own`() throws {
        let target = ScriptedServer([
            .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ])
        defer { target.stop() }
        let sonde = try SondeProcess(
            environment: ["RESERVATIONS_SERVICE_URL": target.url(""), "INTERVAL_SEC": "0.05"],
            descriptorCountMax: 64)
        let clients = try (0..<200).map { _ in try RawConnection(port: sonde.port) }
        let before = target.requests.count
        try eventually("the probe to run") { target.requests.count > before + 20 }
        for client in clients { client.close() }

        // Those that wait to be accepted, and are closed already, may still come in between.
        let runs =
            "synthetic_request_duration_count{probe=\"reservations\",step=\"request\","
            + "method=\"POST\",url=\"\(target.url("/reservations"))\",result=\"success\"} "
        let reached = "sonde_http_limit_reached_total{limit="
        var text = ""
        // On a busy machine a run may be out of time; none may be out of descriptors.
        try eventually("the server to answer again, and a run that succeeds") {
            text = try sonde.client.get("/metrics").text
            return text.contains("\n\(runs)") && !text.contains("\n\(runs)0\n")
        }
        #expect(text.contains("\n\(reached)\"peer_connections\"} "))
        #expect(!text.contains("\n\(reached)\"peer_connections\"} 0\n"))
        #expect(text.contains("\n\(reached)\"descriptors\"} 0\n"))
        #expect(!text.contains(#"reason="resources""#))
    }
}
