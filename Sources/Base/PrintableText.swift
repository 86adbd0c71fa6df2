extension String {
    /// The text with what would steer a terminal, end a line, or change the order of what is read
    /// spelt out, such as `\u{1b}`: it may come from somebody who means harm.
    ///
    /// Spelt out are the characters of Unicode's categories Cc, Cf, Zl, Zp, Cn and Co.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isHidden) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isHidden {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Whether it shows nothing of its own, or what it shows is not known: it steers what stands
    /// around it, or may do so where the text is shown.
    package var isHidden: Bool {
        // Nearly all text is this.
        if (0x20..<0x7f).contains(value) { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
            return true
        default: return false
        }
    }
}
