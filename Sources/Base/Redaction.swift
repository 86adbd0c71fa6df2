/// Removes secrets from what people can read.
package enum Redaction {
    /// What stands where a secret stood.
    package static let mark = "REDACTED"

    /// `url` without its user name and password: `https://a:b@host/` becomes
    /// `https://REDACTED@host/`.
    ///
    /// Works on any text: credentials are what stands before the last `@` of the authority (RFC
    /// 3986 section 3.2), whether or not the URL is valid otherwise.
    package static func url(_ url: String) -> String {
        guard let schemeEnd = url.firstRange(of: "://") else { return url }
        let authority = url[schemeEnd.upperBound...].prefix { !"/?#\\".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return url[..<schemeEnd.upperBound] + mark + url[at...]
    }
}

extension String {
    fileprivate func firstRange(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
