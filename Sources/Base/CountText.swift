/// Numbers of things, in words.
package enum CountText {
    /// `1 alert`, `2 alerts`.
    ///
    /// - Parameter noun: In the singular; an `s` makes the plural of it.
    package static func print(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
