import Base

/// What tells the requests of one run from all others, in the words of W3C Trace Context.
struct TraceContext {
    /// 32 hexadecimal digits, not all of them 0.
    let traceID: String

    init(using generator: inout some RandomNumberGenerator) {
        var writer = ByteWriter(capacity: 32)
        writer.write(hexadecimal: .random(in: 1 ... .max, using: &generator))
        writer.write(hexadecimal: generator.next())
        traceID = String(writer)
    }

    /// The value of `traceparent` for one request: a span of its own, sampled.
    func parent(using generator: inout some RandomNumberGenerator) -> String {
        var writer = ByteWriter(capacity: 55)
        writer.write("00-")
        writer.write(traceID)
        writer.write("-")
        writer.write(hexadecimal: .random(in: 1 ... .max, using: &generator))
        writer.write("-01")
        return String(writer)
    }
}
