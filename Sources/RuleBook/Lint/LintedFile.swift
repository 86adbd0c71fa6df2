package import Documents

/// A rule file to be looked at.
package struct LintedFile: Sendable {
    /// The path as it was given.
    package let path: String
    package let text: String
    let lines: [Substring]

    package init(path: String, text: String) {
        self.path = path
        self.text = text
        // A line end of Windows is one character; it is told apart from the text like any other.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// Reads a file.
    package static func read(_ path: String) throws(TextFile.Failure) -> LintedFile {
        let text = try TextFile.read(path, byteCountMax: DocumentLimits().byteCountMax)
        return LintedFile(path: path, text: text)
    }
}
