package import Base

/// Times as header fields have them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Writes a time from 1970 on.
    package static func write(secondsSinceEpoch seconds: Int64, into writer: inout ByteWriter) {
        precondition(seconds >= 0, "time before 1970: \(seconds)")
        let time = CivilTime(secondsSinceEpoch: seconds)
        writer.write(days[Int(time.dayNumber % 7)])
        writer.write(", ")
        writer.write(padded: time.day, digitCount: 2)
        writer.write(byte: ByteClass.space)
        writer.write(months[Int(time.month) - 1])
        writer.write(byte: ByteClass.space)
        writer.write(padded: time.year, digitCount: 4)
        writer.write(byte: ByteClass.space)
        writer.write(padded: time.hour, digitCount: 2)
        writer.write(byte: ByteClass.colon)
        writer.write(padded: time.minute, digitCount: 2)
        writer.write(byte: ByteClass.colon)
        writer.write(padded: time.second, digitCount: 2)
        writer.write(" GMT")
    }
}
