import Base
import Matching
import Monitoring
import Transfers

/// The tokens that requests need which show credentials of a client (RFC 6749 section 4.4): fetched
/// when one is needed, and kept until shortly before they expire.
///
/// Not `Sendable`: it belongs to the prober's thread. Tokens are kept in memory alone, one for each
/// set of credentials.
final class TokenStore {
    /// How long before its end a token is no longer used: the request that takes it has to arrive.
    static let margin: Duration = .seconds(30)

    /// How long a token is kept whose server does not say how long it is good.
    static let standardLifetime: Duration = .seconds(300)

    private struct Token {
        let text: String
        let end: MonotonicInstant
    }

    private let engine: TransferEngine
    private var tokens: [RequestAuthentication.ClientCredentials: Token] = [:]

    init(engine: TransferEngine) {
        self.engine = engine
    }

    /// A token that is still good.
    func token(
        for credentials: RequestAuthentication.ClientCredentials, at now: MonotonicInstant
    ) -> String? {
        guard let token = tokens[credentials] else { return nil }
        if token.end > now { return token.text }
        tokens[credentials] = nil
        return nil
    }

    /// Forgets a token that was refused.
    func forget(_ credentials: RequestAuthentication.ClientCredentials) {
        tokens[credentials] = nil
    }

    /// Fetches a token by `request`, as `RequestBuilder` makes it; `completion` is called once, later,
    /// unless the transfer is cancelled.
    func fetch(
        for credentials: RequestAuthentication.ClientCredentials, by request: TransferRequest,
        completion: @escaping (Outcome) -> Void
    ) -> Transfer? {
        engine.start(request) { [weak self] result in
            switch result.outcome {
            case .failure(let failure): completion(.failed(failure))
            case .success(let response):
                do throws(Refusal) {
                    let (text, lifetime) = try Self.read(response)
                    let end = MonotonicInstant.now() + max(.zero, lifetime - Self.margin)
                    self?.keep(Token(text: text, end: end), for: credentials)
                    completion(.token(text))
                } catch {
                    completion(.refused(error.description))
                }
            }
        }
    }

    /// Keeps a token, and no other one that is over: nobody may ask for it any more.
    private func keep(
        _ token: Token, for credentials: RequestAuthentication.ClientCredentials
    ) {
        let now = MonotonicInstant.now()
        tokens = tokens.filter { $0.value.end > now }
        tokens[credentials] = token
    }

    /// What a fetch came to.
    enum Outcome {
        case token(String)
        /// No answer came.
        case failed(TransferFailure)
        /// An answer without a token: why, in one line without a secret.
        case refused(String)
    }

    // MARK: Answers

    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// The token of an answer (RFC 6749 section 5.1), and how long it is good.
    private static func read(
        _ response: TransferResponse
    ) throws(Refusal) -> (text: String, lifetime: Duration) {
        let members = members(response.body)
        guard response.status == 200 else {
            // RFC 6749 section 5.2: a word of a closed list.
            let word = members["error"].flatMap(\.text).map { " (\($0.prefix(80)))" } ?? ""
            throw Refusal(description: "got \(response.status), want 200\(word)")
        }
        guard let token = members["access_token"].flatMap(\.text), !token.isEmpty else {
            throw Refusal(description: "the answer has no access_token")
        }
        // RFC 6750 section 2.1; what else there is would need another `Authorization`.
        guard members["token_type"].flatMap(\.text)?.lowercased() == "bearer" else {
            throw Refusal(description: "the token is not of the type Bearer")
        }
        guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Refusal(description: "the token holds what no header field may hold")
        }
        let seconds = members["expires_in"].flatMap(\.seconds)
        return (token, seconds.map { .seconds($0) } ?? standardLifetime)
    }

    private static func members(_ body: [UInt8]) -> [String: JSONValue] {
        // What is no JSON has no token either, and that is what is said of it.
        guard case .object(let members)? = try? JSONValue(parsing: body) else { return [:] }
        return members
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A number of seconds, which some servers write as a string; a year at most.
    fileprivate var seconds: Int? {
        let text: String
        switch self {
        case .number(let number): text = number.description
        case .string(let string): text = string
        case .null, .bool, .array, .object: return nil
        }
        return Int(text).map { min(max(0, $0), 365 * 86_400) }
    }
}
