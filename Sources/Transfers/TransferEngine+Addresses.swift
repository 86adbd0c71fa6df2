import Base
import Reactor

/// Where a request may go.
package enum RequestAddresses: Sendable {
    /// The addresses of its host's name, IPv4 first and each kind in order; one at least, and at most
    /// `TransferLimits.addressCountMax`.
    case known([String])
    /// Its host is an address itself, or no URL says which.
    case none
    case failure(TransferFailure)
}

extension TransferEngine {
    /// Looks up all addresses that `request` may go to, within its timeout. `completion` is called
    /// once, later, on the loop's thread.
    ///
    /// With `TransferRoute.addresses` the request can then be sent to each of them. Whether it may
    /// be is asked when it is.
    package func addresses(
        of request: TransferRequest, completion: @escaping (RequestAddresses) -> Void
    ) {
        guard let contact = Contact(of: request) else {
            loop.scheduleForNextTurn { completion(.none) }
            return
        }
        var isOpen = true
        func finish(_ addresses: RequestAddresses) {
            guard isOpen else { return }
            isOpen = false
            completion(addresses)
        }
        let deadline = loop.schedule(after: request.timeout) { [loop] in
            // When the loop is late, the answer may have come long ago: it is read in this turn, and
            // handed on in the next.
            loop.scheduleForNextTurn {
                loop.scheduleForNextTurn {
                    let words = "cannot resolve \(contact.name)"
                    finish(.failure(TransferFailure(.resolve, .timeout, words)))
                }
            }
        }
        let route = request.route
        resolve(contact.name, route.family, servers: route.resolvers) { [loop] answer in
            loop.cancel(deadline)
            switch answer {
            case .addresses(let addresses): finish(.known(Self.sorted(addresses)))
            case .failure(let failure): finish(.failure(TransferFailure(failure)))
            }
        }
    }

    /// Name servers turn their addresses round from answer to answer.
    private static func sorted(_ addresses: [String]) -> [String] {
        addresses.sorted { first, second in
            guard let first = IPAddress(first), let second = IPAddress(second) else { return false }
            return first.family == second.family
                ? first.bits < second.bits : first.family == .ipv4
        }
    }
}
