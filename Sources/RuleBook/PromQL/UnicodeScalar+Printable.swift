extension Unicode.Scalar {
    /// Whether it can stand in a line of a file as it is: it is seen or is a space, and nothing takes
    /// it for the end of the line, as YAML 1.1 does U+0085, U+2028 and U+2029.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: true
        }
    }
}
