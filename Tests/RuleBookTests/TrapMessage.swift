import Testing

/// What a process said when it trapped at a precondition; nil if it did not say anything.
func trapMessage(_ result: ExitTest.Result?) -> String? {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    guard let start = text.firstRange(of: "Precondition failed: ") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\n" })
}
