extension String {
    /// The letters from a to z, in lower case, and the digits, with hyphens between groups of them:
    /// what can stand in a file's name and in a URL. Empty if there are none.
    package var slug: String {
        lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
            .joined(separator: "-")
    }
}
