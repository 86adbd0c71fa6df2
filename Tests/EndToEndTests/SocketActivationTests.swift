import Base
import Foundation
import TestSupport
import Testing

/// Sockets that a service manager passes, as systemd does it (sd_listen_fds(3)).
@Suite struct SocketActivationTests {
    /// Opens what `KIND...` says, prints the ports, and becomes `sonde`, whose words come behind.
    private static let launcher = """
        import os, socket, sys, tempfile
        kinds, process, words = sys.argv[1].split(','), sys.argv[2], sys.argv[3:]
        kept = []
        for number, kind in enumerate(kinds, 3):
            if kind == 'closed':
                continue
            family = socket.AF_UNIX if kind == 'unix' else socket.AF_INET
            type = socket.SOCK_DGRAM if kind == 'datagram' else socket.SOCK_STREAM
            opened = socket.socket(family, type) if kind != 'file' else open('/dev/null')
            if kind == 'unix':
                opened.bind(os.environ['SOCKET'])
            elif kind != 'file':
                opened.bind(('127.0.0.1', 0))
                print('port', opened.getsockname()[1], flush=True)
            if kind in ('tcp', 'unix'):
                opened.listen()
            os.dup2(opened.fileno(), number)
            kept.append(opened)
            os.set_inheritable(number, True)
            os.set_blocking(number, True)
        os.environ.update(LISTEN_PID=process or str(os.getpid()), LISTEN_FDS=str(len(kinds)),
                          LISTEN_FDNAMES=':'.join(kinds))
        os.execv(words[0], words)
        """

    private func start(
        _ kinds: String, process: String = "", _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            try Programs.installed("python3"),
            ["-c", Self.launcher, kinds, process, try Programs.sonde(), "serve"]
                + SondeProcess.steady + arguments,
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
    }

    private func addresses(_ sonde: ChildProcess) throws -> String {
        try eventually("sonde to listen; it said: \(sonde.standardError)") {
            sonde.standardError.firstMatch(of: /server\.addresses="?([^"\n]*?)"? version=/)
                .map { String($0.1) }
        }
    }

    private func port(_ sonde: ChildProcess) throws -> UInt16 {
        try #require(
            sonde.standardOutput.firstMatch(of: /port ([0-9]+)/).flatMap { UInt16($0.1) })
    }

    @Test func `what is passed is served by all loops, in place of the default address`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("socket")
        let sonde = try start("tcp,unix", ["--loops", "3"], environment: ["SOCKET": path])
        let listed = try addresses(sonde)
        let port = try port(sonde)
        #expect(listed == "127.0.0.1:\(port) unix:\(path)")
        let request = "GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        for _ in 0..<20 {
            #expect(try HTTPClient(port: port).get("/-/healthy").text == "healthy\n")
            let connection = try RawConnection(path: path)
            connection.send(request)
            let bytes = try #require(connection.receiveAll())
            #expect(try HTTPClient.parse(bytes).text == "healthy\n")
        }
        // The probe of the service finds its way, too.
        try eventually("a probe to succeed") {
            try HTTPClient(port: port).get("/metrics").text.contains(
                /synthetic_request_duration_count\{[^}]*url="http:\/\/127\.0\.0\.1:[0-9]+\/reservations",result="success"\} [1-9]/
            )
        }
        sonde.send(signal: SIGTERM)
        #expect(try sonde.waitForExit() == 0)
        // The file belongs to whoever made it.
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func `addresses that are named are listened on as well`() throws {
        let sonde = try start("tcp", ["--listen", "127.0.0.1:0"])
        #expect(try addresses(sonde).wholeMatch(of: /127\.0\.0\.1:(\d+) 127\.0\.0\.1:(\d+)/) != nil)
    }

    @Test func `what was passed to another process is left alone`() throws {
        let sonde = try start("tcp", process: "1", ["--listen", "127.0.0.1:0"])
        #expect(try addresses(sonde).wholeMatch(of: /127\.0\.0\.1:[0-9]+/) != nil)
    }

    @Test(arguments: [
        ("datagram", "is no stream socket"), ("stream", "does not listen"),
        ("file", "is no socket"), ("closed", "is not open"),
    ])
    func `what cannot be listened on is named with the reason`(kind: String, fault: String) throws {
        let sonde = try start("tcp,\(kind)")
        #expect(try sonde.waitForExit() == 2)
        #expect(
            sonde.standardError
                == "sonde: cannot listen on the passed descriptor 4 (\(kind)): it \(fault)\n")
    }

    /// Starts `sonde` again and again with one socket, and prints the process of each.
    private static let manager = """
        import os, socket, sys
        opened = socket.create_server(('127.0.0.1', 0))
        print('port', opened.getsockname()[1], flush=True)
        for _ in range(4):
            process = os.fork()
            if process == 0:
                os.dup2(opened.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1')
                os.execv('/usr/bin/setpriv', ['setpriv', '--pdeathsig', 'KILL', *sys.argv[1:]])
            print('process', process, flush=True)
            os.waitpid(process, 0)
        """

    @Test func `a restart refuses nobody`() throws {
        let manager = try ChildProcess(
            try Programs.installed("python3"),
            ["-c", Self.manager, try Programs.sonde(), "serve", "--no-probes"]
                + SondeProcess.steady,
            environment: ["PATH": "/usr/bin:/bin"])
        func processes() -> [Int32] {
            manager.standardOutput.matches(of: /process ([0-9]+)/).compactMap { Int32($0.1) }
        }
        let client = HTTPClient(
            port: try eventually("the port") {
                manager.standardOutput.firstMatch(of: /port ([0-9]+)/).flatMap { UInt16($0.1) }
            })
        for restart in 1...3 {
            #expect(try client.get("/-/healthy").text == "healthy\n")
            let running = try eventually("process \(restart)") {
                processes().count == restart ? processes().last : nil
            }
            kill(running, SIGTERM)
            // Each is answered, by this process or by the next.
            var count = 0
            while processes().count == restart || count < 20 {
                let begun = MonotonicInstant.now()
                let connection = try RawConnection(port: client.port)
                connection.send("GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let time = MonotonicInstant.now() - begun
                let bytes = connection.receiveAll() ?? []
                // Who says nothing for a second may be taken for one that has nothing to say.
                if bytes.isEmpty, time > .milliseconds(800) { continue }
                #expect(try HTTPClient.parse(bytes).status == 200)
                count += 1
            }
        }
    }
}
