import Foundation
import Synchronization

/// A name server on a UDP port of loopback that answers each question as it is told, truly or not.
package final class NameServer: Sendable {
    package enum Answer: Sendable {
        /// Those of the addresses that are of the kind that is asked for.
        case addresses([String])
        /// Another code of RFC 1035 section 4.1.1: 2 is a failure of the server, 3 no such name, 5
        /// a refusal.
        case code(UInt8)
        case silence
        /// The addresses in an answer with another number than the question's, as a forger would
        /// send it who has to guess.
        case wrongNumber([String])
        /// The addresses in an answer to another question.
        case wrongName([String])
        /// An answer whose only record is cut off.
        case garbage
        /// The name is another one, whose addresses are not told (a `CNAME` record).
        case alias(String)
        /// An answer that says it did not fit, so that the question is to be asked over TCP.
        case truncated
        /// The first question is passed over, the others are answered.
        case late([String])
    }

    package let port: UInt16
    private let descriptor: Int32
    private let answers: [String: Answer]
    private let asked = Mutex<[String]>([])
    private let done = DispatchGroup()

    /// - Parameter answers: By the name; others do not exist.
    /// - Precondition: The machine has a port of loopback left.
    package init(_ answers: [String: Answer]) {
        self.answers = answers
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        do {
            // Nobody may answer questions over TCP on the same port.
            port = try eventually("a UDP port of loopback") {
                let port = try freeLoopbackPort()
                let code = Sockets.withAddress(port: port) { bind(descriptor, $0, $1) }
                return code == 0 ? port : nil
            }
        } catch {
            preconditionFailure("\(error)")
        }
        self.descriptor = descriptor
        done.enter()
        Thread.detachNewThread { [self] in
            run()
            done.leave()
        }
    }

    /// `127.0.0.1:PORT`.
    package var address: String { "127.0.0.1:\(port)" }

    /// The questions so far, such as `shop.example A`.
    package var questions: [String] { asked.withLock { $0 } }

    /// Ends the server; to be called once.
    package func stop() {
        // A message without bytes, which no client sends.
        _ = Sockets.withAddress(port: port) { sendto(descriptor, nil, 0, 0, $0, $1) }
        done.wait()
        close(descriptor)
    }

    private func run() {
        var buffer = [UInt8](repeating: 0, count: 1_500)
        while true {
            var client = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutableBytes(of: &client) {
                recvfrom(
                    descriptor, &buffer, buffer.count, 0,
                    $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
            }
            guard count > 0 else { return }
            guard let reply = reply(to: Array(buffer[..<count])) else { continue }
            _ = withUnsafeBytes(of: &client) {
                sendto(
                    descriptor, reply, reply.count, 0,
                    $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
            }
        }
    }

    private func reply(to message: [UInt8]) -> [UInt8]? {
        guard let question = Question(message) else { return nil }
        let isFirst = asked.withLock { asked in
            let isFirst = !asked.contains(question.description)
            asked.append(question.description)
            return isFirst
        }
        switch answers[question.name] ?? .code(3) {
        case .silence: return nil
        case .late where isFirst: return nil
        case .addresses(let list), .late(let list): return question.answer(list)
        case .code(let code): return question.answer([], code: code)
        case .wrongNumber(let list):
            var reply = question.answer(list)
            reply[0] ^= 0x55
            return reply
        case .wrongName(let list):
            var reply = question.answer(list)
            reply[13] ^= 1  // the first letter of the name
            return reply
        case .alias(let name): return question.alias(name)
        case .truncated:
            var reply = question.answer([])
            reply[2] |= 2  // TC, RFC 1035 section 4.1.1
            return reply
        case .garbage: return question.answer(["192.0.2.1", "2001:db8::1"]).dropLast(3)
        }
    }
}

/// The question of a message (RFC 1035 section 4.1).
private struct Question: CustomStringConvertible {
    let name: String
    private let isIPv6: Bool
    private let number: ArraySlice<UInt8>
    private let bytes: ArraySlice<UInt8>

    init?(_ message: [UInt8]) {
        guard message.count > 12 else { return nil }
        var labels: [String] = []
        var index = 12
        while index < message.count, message[index] > 0 {
            let end = index + 1 + Int(message[index])
            guard end < message.count else { return nil }
            labels.append(String(decoding: message[(index + 1)..<end], as: UTF8.self))
            index = end
        }
        guard index + 5 <= message.count else { return nil }
        name = labels.joined(separator: ".").lowercased()
        isIPv6 = message[index + 2] == 28
        number = message[..<2]
        bytes = message[12..<(index + 5)]
    }

    var description: String { "\(name) \(isIPv6 ? "AAAA" : "A")" }

    func answer(_ addresses: [String], code: UInt8 = 0) -> [UInt8] {
        let records = addresses.compactMap(record)
        // A response to a recursive question.
        return number + [0x81, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + bytes
            + records.joined()
    }

    /// An answer that the name is another one (RFC 1035 section 3.3.1).
    func alias(_ name: String) -> [UInt8] {
        var target: [UInt8] = []
        for label in name.split(separator: ".") {
            target += [UInt8(label.utf8.count)] + Array(label.utf8)
        }
        target.append(0)
        let record = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, UInt8(target.count)] + target
        return number + [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + bytes + record
    }

    /// The record for an address of the family that is asked for; its name points to the question's.
    private func record(_ address: String) -> [UInt8]? {
        var data = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, address, &data) == 1 else { return nil }
        return [0xc0, 12, 0, isIPv6 ? 28 : 1, 0, 1, 0, 0, 0, 60, 0, UInt8(data.count)] + data
    }
}
