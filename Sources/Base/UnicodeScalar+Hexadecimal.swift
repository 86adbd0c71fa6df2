extension Unicode.Scalar {
    /// Its number in hexadecimal digits, at least so many.
    package func hexadecimal(digitCount: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
    }
}
