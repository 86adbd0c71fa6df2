/// A real Prometheus whose database holds the samples that a test made; it scrapes nothing.
package final class HistoricPrometheus: Sendable {
    package let port: UInt16
    private let process: ChildProcess
    private let folder: TemporaryFolder

    /// The base URL of its API.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// Starts Prometheus over blocks made by `promtool tsdb create-blocks-from openmetrics`.
    ///
    /// - Parameters:
    ///   - openMetrics: Samples with times, in OpenMetrics text; the last line, `# EOF`, is added.
    ///   - configuration: The content of `prometheus.yml`.
    package init(openMetrics: String, configuration: String = "{}\n") throws {
        folder = try TemporaryFolder()
        let samples = try folder.write("samples.om", openMetrics + "# EOF\n")
        let promtool = try ChildProcess(
            Programs.installed("promtool"),
            [
                // One block: each would take a pass over the samples.
                "tsdb", "create-blocks-from", "--max-block-duration=100000h", "openmetrics",
                "--quiet", samples, folder.path("data"),
            ])
        guard try promtool.waitForExit() == 0 else {
            throw ChildProcess.Failure(description: "promtool: \(promtool.standardError)")
        }
        let port = try freeLoopbackPort()
        process = try ChildProcess(
            Programs.installed("prometheus"),
            [
                "--config.file=\(folder.write("prometheus.yml", configuration))",
                "--storage.tsdb.path=\(folder.path("data"))",
                // The samples are as old as the test says.
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ])
        self.port = port
        let client = HTTPClient(port: port)
        try eventually("Prometheus to be ready") { [process] in
            guard process.isRunning else {
                throw ChildProcess.Failure(
                    description: "Prometheus ended: \(process.standardError)")
            }
            return try client.get("/-/ready").status == 200
        }
    }

    /// Ends it; the folder goes with this value.
    package func stop() {
        process.stop()
    }
}
