import Glibc

/// The kernel refused something; the world's fault, not ours.
///
/// Prints as what was attempted, why it failed and the code:
/// `cannot listen on 0.0.0.0:8080: Address already in use (errno 98)`.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was attempted, and on what, such as `listen on 0.0.0.0:8080`.
    package let attempt: String

    /// The error number (`errno`).
    package let code: Int32

    package init(attempt: String, code: Int32) {
        self.attempt = attempt
        self.code = code
    }

    package var description: String {
        "cannot \(attempt): \(SystemError.message(of: code)) (errno \(code))"
    }

    /// The C library's words for an error number, such as `Connection refused`.
    package static func message(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        strerror_r(code, &buffer, buffer.count)
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
