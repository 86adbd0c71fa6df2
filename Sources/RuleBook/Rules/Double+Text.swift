import Base

extension Double {
    /// A value for people: four digits that count.
    package var roundedText: String {
        guard isFinite, self != 0 else { return exactText }
        var power = 1.0
        var exponent = 3
        let magnitude = self.magnitude
        while magnitude * power < 1_000, exponent < 12 {
            power *= 10
            exponent += 1
        }
        return magnitude >= 1_000
            ? rounded().exactText : ((self * power).rounded() / power).exactText
    }

    /// The shortest text that reads back as the value.
    package var exactText: String {
        var writer = ByteWriter(capacity: 24)
        writer.write(self)
        return String(writer)
    }
}
