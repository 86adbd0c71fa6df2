/// Removes secrets from what people can read.
package enum Redaction {
    /// What stands where a secret stood.
    package static let mark = "REDACTED"

    /// `url` without its user name and password, and without the values of its query whose names say
    /// that they let somebody in: `https://a:b@host/?token=c` becomes
    /// `https://REDACTED@host/?token=REDACTED`.
    ///
    /// Works on any text: credentials are what stands before the last `@` of the authority (RFC
    /// 3986 section 3.2), whether or not the URL is valid otherwise. Values that are nothing but a
    /// place such as `{{token}}` or `${TOKEN}` stay.
    package static func url(_ url: String) -> String {
        guard let schemeEnd = url.firstRange(of: "://") else { return url }
        let authority = url[schemeEnd.upperBound...].prefix { !"/?#\\".contains($0) }
        let rest = url[authority.endIndex...]
        let end = rest.contains("?") ? query(of: rest) : String(rest)
        guard let at = authority.lastIndex(of: "@") else {
            return end == rest ? url : url[..<authority.endIndex] + end
        }
        return url[..<schemeEnd.upperBound] + mark + authority[at...] + end
    }

    /// What `url` takes out of the query of a URL.
    package static func secrets(inQueryOf url: String) -> [String] {
        // By bytes first, for few URLs have a query.
        guard url.utf8.contains(UInt8(ascii: "?")), let mark = url.firstIndex(of: "?") else {
            return []
        }
        return secretValues(in: url[mark...].dropFirst()).map { String(url[$0]) }
    }

    /// A path, a query and a fragment, with the mark in place of values.
    private static func query(of rest: Substring) -> String {
        guard let start = rest.firstIndex(of: "?") else { return String(rest) }
        var text = ""
        var written = rest.startIndex
        for range in secretValues(in: rest[start...].dropFirst()) {
            text += rest[written..<range.lowerBound] + mark
            written = range.upperBound
        }
        return text + rest[written...]
    }

    /// Where the values of a query stand that let somebody in.
    private static func secretValues(in query: Substring) -> [Range<String.Index>] {
        query.prefix { $0 != "#" && !$0.isWhitespace }
            .split { $0 == "&" || $0 == ";" }
            .compactMap { pair in
                guard let equals = pair.firstIndex(of: "="), isSecret(String(pair[..<equals]))
                else { return nil }
                let value = pair[pair.index(after: equals)...]
                let isPlace =
                    value.hasPrefix("{{") && value.hasSuffix("}}")
                    || value.hasPrefix("${") && value.hasSuffix("}")
                return value.isEmpty || isPlace ? nil : value.startIndex..<value.endIndex
            }
    }

    /// `text` with the mark in place of JSON strings whose names say that they let somebody in, as
    /// `{"access_token": "..."}` does. Works on any text, one that is cut off included.
    package static func members(_ text: String) -> String {
        guard text.contains("\"") else { return text }
        var result = ""
        var rest = text[...]
        while let name = nextString(in: rest) {
            result += rest[..<name.upperBound]
            rest = rest[name.upperBound...]
            let behind = rest.drop(while: \.isWhitespace)
            guard behind.first == ":", isSecret(String(text[name])) else { continue }
            let value = behind.dropFirst().drop(while: \.isWhitespace)
            guard value.first == "\"", let range = nextString(in: value) else { continue }
            result += rest[..<range.lowerBound] + "\"" + mark + "\""
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// The next JSON string with its quotes (RFC 8259 section 7); to the end if it is cut off.
    private static func nextString(in text: Substring) -> Range<String.Index>? {
        guard let start = text.firstIndex(of: "\"") else { return nil }
        var index = text.index(after: start)
        while index < text.endIndex, text[index] != "\"" {
            if text[index] == "\\" { index = text.index(after: index) }
            if index < text.endIndex { index = text.index(after: index) }
        }
        return start..<(index < text.endIndex ? text.index(after: index) : index)
    }

    /// The value of a header field as people may read it: the mark where its name says that it lets
    /// somebody in, as `Set-Cookie` does, else the value without credentials in a URL.
    package static func header(_ name: String, _ value: String) -> String {
        isSecret(name) ? mark : url(value)
    }

    /// Whether a name says that its value lets somebody in, as `Set-Cookie` and `accessToken` do.
    package static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased().filter { $0 != "-" && $0 != "_" }
        return secretNames.contains(name) || secretWords.contains { name.hasPart($0) }
    }

    /// A field whose name has one of these in it, hyphens and underscores aside, holds what lets
    /// somebody in.
    private static let secretWords = [
        "authorization", "cookie", "token", "secret", "password", "passwd", "apikey", "accesskey",
        "privatekey", "session", "credential", "signature",
    ]

    /// So does one whose whole name is one of these.
    private static let secretNames: Set = ["auth", "pwd", "sig"]
}

extension String {
    fileprivate func hasPart(_ text: String) -> Bool {
        firstRange(of: text) != nil
    }
}
