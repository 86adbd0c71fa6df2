import Base

/// Whose addresses libcurl needs for a transfer, and the port there: the proxy's, or else the URL's.
struct Contact: CustomStringConvertible {
    let name: String
    let port: UInt16

    /// Nil when nothing is to be looked up: there is an address already, or no name at all. What
    /// libcurl finds to look up nevertheless, such as a target's name for a SOCKS 4 proxy, it looks
    /// up by itself.
    init?(of request: TransferRequest) {
        if request.route.proxy == nil, Self.namesAddress(request.url) { return nil }
        let name: String
        if let proxy = request.route.proxy, !proxy.isEmpty {
            let hasScheme = proxy.firstIndex(of: ":").map { proxy[$0...].hasPrefix("://") } ?? false
            guard let url = TransferURL(hasScheme ? proxy : "http://" + proxy, takesAnyScheme: true)
            else {
                return nil
            }
            name = url.asciiHost
            // libcurl's own rule (CURLOPT_PROXY(3)).
            port = url.writtenPort ?? (url.scheme == "https" ? 443 : 1_080)
        } else {
            guard let url = TransferURL(request.url) else { return nil }
            name = url.asciiHost
            port = url.port
        }
        let isAddress = IPAddress(name) != nil || name.utf8.contains(UInt8(ascii: ":"))
        guard !name.isEmpty, !isAddress else { return nil }
        self.name = name
    }

    /// Whether a URL is so plainly for an IPv4 address that there is no need to take it apart.
    private static func namesAddress(_ url: String) -> Bool {
        let scheme = url.usesTLS ? "https://" : "http://"
        guard url.hasPrefix(ignoringASCIICase: scheme) else { return false }
        let start = scheme.utf8.count
        let bytes = url.utf8.span
        var end = start
        while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: ".") {
            end += 1
        }
        guard let host = String(url.utf8.prefix(end).dropFirst(start)), IPAddress(host) != nil
        else {
            return false
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: ":") {
            repeat { end += 1 } while end < bytes.count && bytes[end].isDigit
        }
        return end == bytes.count || bytes[end] == UInt8(ascii: "/")
    }

    /// As `CURLOPT_RESOLVE` has it.
    var description: String { "\(name):\(port)" }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
