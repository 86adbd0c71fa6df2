import Base

extension Shape {
    /// A single value that `parse` reads.
    ///
    /// - Parameters:
    ///   - schema: What it looks like to editors.
    ///   - expectation: What would be right: `must be a duration such as 30s`.
    ///   - parse: The value of a text; nil if it is none.
    package static func parsed(
        _ schema: Schema, _ expectation: String, _ parse: @escaping @Sendable (String) -> Value?
    ) -> Shape {
        Shape(schema: schema) { node, decoding in
            guard let text = decoding.text(node, expectation) else { return nil }
            if let value = parse(text) { return value }
            decoding.report(node.place, "\(expectation), got '\(text.forMessage)'")
            return nil
        }
    }

    /// A single value that `parse` reads, whose errors say what is wrong.
    package static func parsed<Failure: Error & CustomStringConvertible>(
        _ schema: Schema, _ expectation: String,
        throwing parse: @escaping @Sendable (String) throws(Failure) -> Value
    ) -> Shape {
        Shape(schema: schema) { node, decoding in
            guard let text = decoding.text(node, expectation) else { return nil }
            do throws(Failure) {
                return try parse(text)
            } catch {
                decoding.report(node.place, error.description)
                return nil
            }
        }
    }

    /// One of some words.
    package static func choice(_ values: KeyValuePairs<String, Value>) -> Shape
    where Value: Sendable {
        choice(values.map { ($0.key, $0.value) })
    }

    /// One of the words that the values of a type are.
    package static func choice(of type: Value.Type) -> Shape
    where Value: RawRepresentable<String> & CaseIterable & Sendable {
        choice(type.allCases.map { ($0.rawValue, $0) })
    }

    private static func choice(_ values: [(name: String, value: Value)]) -> Shape
    where Value: Sendable {
        let names = values.map(\.name)
        return Shape(schema: .choice(names)) { node, decoding in
            let expectation = "must be one of \(names.joined(separator: ", "))"
            guard let text = decoding.text(node, expectation) else { return nil }
            if let chosen = values.first(where: { $0.name == text }) { return chosen.value }
            let meant = Suggestion.closest(to: text, among: names)
            decoding.report(
                node.place,
                "\(expectation), got '\(text.forMessage)'"
                    + (meant.map { "; did you mean '\($0)'?" } ?? ""))
            return nil
        }
    }
}

extension Shape<String> {
    /// A text; it may be empty.
    package static var text: Shape {
        parsed(.text(TextRule()), "must be a text") { $0 }
    }

    /// A text that is not empty.
    package static var someText: Shape {
        parsed(.text(TextRule(minimum: 1)), "must be a text that is not empty") {
            $0.isEmpty ? nil : $0
        }
    }

    /// The path of a file, resolved against the folder of the document that names it.
    package static var path: Shape {
        someText.flatMap { path, node, _ in
            FilePath.resolve(path, in: FilePath.folder(of: node.place.file))
        }
    }
}

extension Shape<ReferringText> {
    /// A text whose files are read when it is needed, not now.
    package static var referringText: Shape {
        Shape(schema: .text(TextRule())) { node, decoding in
            if case .scalar(let scalar) = node.content { return scalar.text }
            _ = decoding.text(node, "must be a text")
            return nil
        }
    }
}

extension Shape<Bool> {
    /// `true` or `false`; YAML 1.1's other words for them are refused.
    package static var boolean: Shape {
        parsed(.boolean, "must be true or false") {
            switch $0 {
            case "true": true
            case "false": false
            default: nil
            }
        }
    }
}

extension Shape<Int> {
    /// A whole number.
    package static func integer(_ range: ClosedRange<Int>) -> Shape {
        parsed(
            .integer(range),
            "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// A number of bytes with a unit, such as `64KiB`.
    package static func byteCount(_ range: ClosedRange<Int>) -> Shape {
        parsed(
            .text(TextRule(pattern: "^[0-9.]+([KMG]i?B|kB|B)?$", examples: ["64KiB", "1MB"])),
            "must be a size from \(ByteCountText.print(range.lowerBound)) to "
                + "\(ByteCountText.print(range.upperBound)), such as 64KiB or 1MB"
        ) { ByteCountText.parse($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Shape<Double> {
    /// A number.
    package static func number(_ range: ClosedRange<Double>) -> Shape {
        parsed(
            .number(range),
            "must be a number from \(range.lowerBound.short) to \(range.upperBound.short)"
        ) { decimal($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// A share, written in percent: `99.9%` is 0.999 exactly as the literal is.
    package static func percentage(_ range: ClosedRange<Double>) -> Shape {
        parsed(
            .text(TextRule(pattern: "^[0-9.]+%$", examples: ["99.9%"])),
            "must be a percentage from \((range.lowerBound * 100).short)% to "
                + "\((range.upperBound * 100).short)%, such as 99.9%"
        ) { text in
            guard text.hasSuffix("%"), !text.contains("e"), !text.contains("E"),
                let share = decimal(text.dropLast() + "e-2")
            else { return nil }
            return range.contains(share) ? share : nil
        }
    }

    /// A number in decimal digits: `Double` alone also reads hexadecimal ones, `nan` and `inf`.
    private static func decimal(_ text: some StringProtocol) -> Double? {
        text.allSatisfy { "0123456789+-.eE".contains($0) } ? Double(text) : nil
    }
}

extension Shape<Duration> {
    /// A duration with a unit, such as `30s`.
    package static func duration(_ range: ClosedRange<Duration>) -> Shape {
        parsed(
            .text(
                TextRule(
                    pattern: "^(0|([0-9.]+(us|ms|s|m|h|d|w))+)$",
                    examples: ["250ms", "5s", "1h30m"]
                )),
            "must be a duration from \(DurationText.print(range.lowerBound)) to "
                + "\(DurationText.print(range.upperBound)), such as 250ms, 5s or 1h30m"
        ) { DurationText.parse($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Double {
    /// Without `.0` for whole numbers.
    fileprivate var short: String {
        Int(exactly: self).map(String.init) ?? "\(self)"
    }
}

extension String {
    /// At most 80 characters on one line: what a message quotes.
    package var forMessage: String {
        let line = prefix(80).map { $0.isNewline ? " " : String($0) }.joined()
        return count > 80 ? line + "..." : line
    }
}
