package import Base

/// What a Prometheus knows of a series over some time.
package struct MetricSeries: Hashable, Sendable {
    /// With the metric's name as `__name__`, if it has one.
    package let labels: [String: String]

    /// In the order of time. Where the series was absent or stale, there is none.
    package var samples: [MetricSample]

    /// How many native histograms stood among them, which are left out.
    package var histogramCount = 0

    package init(labels: [String: String], samples: [MetricSample]) {
        self.labels = labels
        self.samples = samples
    }

    /// As PromQL selects it: `up{job="node"}`, the labels in order; see `selectorText`.
    package var name: String {
        let text = labels.filter { $0.key != "__name__" }.selectorText
        let metric = String((labels["__name__"] ?? "").prefix(String.shownCountMax)).printable
        return text == "{}" && !metric.isEmpty ? metric : metric + text
    }
}

extension [String: String] {
    /// Labels as PromQL selects them, in order: `{instance="a", job="node"}`. It is one line without
    /// anything that steers a terminal, whoever set the labels; names that are no words stand in
    /// quotes (Prometheus 3), and of a name or value longer than 1,000 characters the start.
    package var selectorText: String {
        let pairs = sorted { $0.key < $1.key }.map { label, value in
            "\(label.isLabelWord ? label : label.promQLString)=\(value.promQLString)"
        }
        return "{\(pairs.joined(separator: ", "))}"
    }
}

extension String {
    /// The most characters of a name or value that are shown.
    fileprivate static let shownCountMax = 1_000

    fileprivate var isLabelWord: Bool {
        !isEmpty && utf8.count <= Self.shownCountMax
            && utf8.allSatisfy { byte in
                (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
                    || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                    || byte == UInt8(ascii: "_")
            }
    }

    /// The text in quotes with the escapes of Go, as PromQL reads it.
    fileprivate var promQLString: String {
        var text = "\""
        for scalar in unicodeScalars.prefix(Self.shownCountMax) {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.isHidden:
                let (mark, count) = scalar.value > 0xffff ? ("U", 8) : ("u", 4)
                text += "\\\(mark)" + scalar.hexadecimal(digitCount: count)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + (unicodeScalars.count > Self.shownCountMax ? "…\"" : "\"")
    }
}

/// A value at a moment.
package struct MetricSample: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// May be NaN, as 0/0 is, or infinite. A series that is stale has no sample, rather than one with
    /// the NaN by which Prometheus stores that.
    package let value: Double

    package init(milliseconds: Int64, value: Double) {
        self.milliseconds = milliseconds
        self.value = value
    }

    package var time: WallClockInstant {
        WallClockInstant(nanoseconds: milliseconds * 1_000_000)
    }
}
