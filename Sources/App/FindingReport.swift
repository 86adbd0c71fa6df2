import Base

/// What commands print that look for mistakes in files.
enum FindingReport {
    /// The findings, a line each, and a last line that counts them.
    ///
    /// - Parameter errorCount: How many of them are errors; the others are warnings.
    static func text(_ findings: [String], errorCount: Int, fileCount: Int) -> String {
        let counts =
            "\(CountText.print(fileCount, "file")), \(CountText.print(errorCount, "error")), "
            + CountText.print(findings.count - errorCount, "warning")
        return (findings + [counts]).map { $0 + "\n" }.joined()
    }
}
