import Foundation
import TestSupport
import Testing

/// A running `sonde serve` on a free port of loopback.
final class SondeProcess {
    let process: ChildProcess
    let port: UInt16

    /// Starts the program and waits until it serves.
    ///
    /// - Parameters:
    ///   - arguments: Behind `serve --listen 127.0.0.1:0`.
    ///   - environment: Beside the variables of the test, of which none is for Sonde.
    ///   - descriptorCountMax: How many descriptors it may have; nil for as many as the test.
    init(
        _ arguments: [String] = [], environment: [String: String] = [:],
        descriptorCountMax: Int? = nil
    ) throws {
        let process = try Self.start(
            ["serve", "--listen", "127.0.0.1:0"] + arguments, environment,
            descriptorCountMax: descriptorCountMax)
        self.process = process
        port = try eventually("sonde to listen") {
            guard process.isRunning else {
                throw ChildProcess.Failure(description: "sonde ended: \(process.standardError)")
            }
            let match = process.standardError
                .firstMatch(of: /server\.addresses"?[=:]"?127\.0\.0\.1:([0-9]+)[^0-9]/)
            return match.flatMap { UInt16($0.1) }
        }
    }

    /// A service that always answers 200 at once, so that only what the test does fails.
    static let steady = ["--reservations-latency", "0s", "--reservations-outcomes", "200"]

    /// Starts `sonde` with any arguments.
    static func start(
        _ arguments: [String], _ environment: [String: String] = [:],
        outputDescriptor: Int32? = nil, descriptorCountMax: Int? = nil
    ) throws -> ChildProcess {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
        variables.merge(environment) { $1 }
        var command = [try Programs.sonde()] + arguments
        if let descriptorCountMax {
            let prlimit = try Programs.installed("prlimit")
            command = [prlimit, "--nofile=\(descriptorCountMax)", "--"] + command
        }
        return try ChildProcess(
            command[0], Array(command.dropFirst()), environment: variables,
            outputDescriptor: outputDescriptor)
    }

    var client: HTTPClient { HTTPClient(port: port) }
    var url: String { "http://127.0.0.1:\(port)" }

    /// The value of a series of `/metrics`, by its name and labels as they are printed.
    func metric(_ series: String) throws -> Double? {
        try client.get("/metrics").text.split(separator: "\n")
            .first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    /// Runs `sonde fault` against this process and returns what it printed, with the whole time of
    /// the fault as what is left of it.
    @discardableResult
    func fault(_ words: String...) throws -> String {
        let command = try Self.answer(["fault"] + words + ["--url", url])
        try #require(command.status == 0, "sonde fault: \(command.errors)")
        return command.output
    }

    /// Runs a command that asks a server, and again for as long as the server, on a busy machine, does
    /// not answer within the time that such commands give it.
    static func answer(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        try eventually("an answer in time") {
            let command = try start(arguments, environment)
            let status = try command.waitForExit()
            let errors = command.standardError
            let isLate =
                errors.hasPrefix("sonde: no answer from ") && errors.contains(" within 5s;")
            return isLate ? nil : (status, command.standardOutput, errors)
        }
    }
}
