import Base
import Foundation
import HTTPWire
import Testing

/// Changes the corpus at random. `SONDE_MUTATION_COUNT` and `SONDE_MUTATION_SEED` set how often and
/// from where. A fuzzing run, without leak detection because XCTest leaks 144 bytes:
///
///     ASAN_OPTIONS=detect_leaks=0 SONDE_MUTATION_COUNT=3000000 \
///         swift test --sanitize=address --filter MutationTests
@Suite struct MutationTests {
    private static let seeds = CorpusCase.all.map(\.input).filter { $0.count < 2_000 }

    /// What confuses parsers.
    private static let tokens = [
        "\r\n", "\r", "\n", "\r\n\r\n", "\0", " ", "\t", ":", ",", ";", "0", "5", "f", "-", "+",
        "%", "%00", "?", "#", "*", "/", "Host: b\r\n", "Content-Length: 5\r\n",
        "content-length: 6\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n",
        "Connection: close\r\n", "Expect: 100-continue\r\n", "0\r\n\r\n", "HTTP/1.0", "HTTP/1.1",
        "GET / HTTP/1.1\r\n", "chun\u{212a}ed", "\u{301}", "http://", "@", "[", "]", "\u{7f}",
    ].map { Array($0.utf8) }

    private static func setting(_ name: String, _ standard: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } ?? standard
    }

    private static func mutant(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &generator)!
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where index < bytes.count:
                bytes[index] = .random(in: 0...255, using: &generator)
            case 1 where index < bytes.count:
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2:
                let end = min(bytes.count, index + .random(in: 1...8, using: &generator))
                bytes.removeSubrange(index..<end)
            case 3:
                let other = seeds.randomElement(using: &generator)!
                let start = Int.random(in: 0...other.count, using: &generator)
                bytes.replaceSubrange(index..., with: other[start...])
            default:
                bytes.insert(contentsOf: tokens.randomElement(using: &generator)!, at: index)
            }
        }
        return bytes
    }

    /// What is wrong with a request that was let through, judged by its fields' text alone.
    private static func flaw(_ request: Request) -> String? {
        let head = request.head
        let fields = head.headers.all.map { ($0.name.lowercased(), $0.value) }
        func values(_ name: String) -> [String] { fields.filter { $0.0 == name }.map(\.1) }
        let lengths = values("content-length")
        let codings = values("transfer-encoding")
        if !lengths.isEmpty, !codings.isEmpty { return "both framing fields" }
        if lengths.count > 1 { return "several lengths" }
        if values("host").count > 1 { return "several hosts" }
        if values("host").isEmpty, head.version == .http11 { return "no host" }
        let texts = fields.flatMap { [$0.0, $0.1] } + [head.method.text, head.target.path]
        let scalars = texts.flatMap(\.unicodeScalars)
        if scalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }) {
            return "a control byte"
        }
        switch head.framing {
        case .chunked:
            let names = codings.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
                .map { String(decoding: $0, as: UTF8.self).filter { $0 != " " && $0 != "\t" } }
                .filter { !$0.isEmpty }
            let isRight =
                names.count == 1 && names[0].utf8.count == 7
                && names[0].lowercased() == "chunked"
            return isRight ? nil : "chunked without being so"
        case .length(let count):
            if !codings.isEmpty { return "a transfer coding, but not chunked" }
            if count != Int(lengths.first ?? "0") { return "a length that was not given" }
            return count == request.body.count ? nil : "content of another length"
        }
    }

    @Test func `no mutant of the corpus gets a crash, a guess or an answer that depends on cuts`() {
        let count = Self.setting("SONDE_MUTATION_COUNT", 20_000)
        let seed = Self.setting("SONDE_MUTATION_SEED", 1)
        print("mutating the corpus \(count) times from seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var acceptedCount = 0
        for number in 0..<count {
            let bytes = Self.mutant(&generator)
            let whole = Outcome(of: bytes)
            let cut = Outcome(of: bytes, pieceSize: { .random(in: 1...30, using: &generator) })
            let flaw = whole.requests.compactMap(Self.flaw).first
            acceptedCount += whole.requests.count
            guard cut == whole, flaw == nil else {
                Issue.record(
                    """
                    seed \(seed), mutant \(number): \(flaw ?? "another outcome when cut")
                    \(String(decoding: bytes, as: UTF8.self).debugDescription)
                    """)
                return
            }
        }
        // Mutants that all fall at the first hurdle would test little.
        #expect(acceptedCount > Int(count) / 20)
    }
}
