import Base
import Forecasting

/// Values against what was forecast for them, in characters: the bands, what was expected, and the
/// values, each column the mean of some rows.
///
/// A value outside of the 99 % band is shown wherever there is one in the column.
struct ForecastPlot {
    private static let width = 72
    private static let height = 16

    private let columns: [Column]
    private let top: Double
    private let first: Int64
    private let last: Int64

    /// - Precondition: There is at least one row.
    init(_ rows: [ForecastScore.Row]) {
        let count = min(Self.width, rows.count)
        columns = (0..<count).map { index in
            Column(rows[index * rows.count / count..<(index + 1) * rows.count / count])
        }
        let highest = columns.map(\.highest).max() ?? 0
        top = highest > 0 ? highest : 1
        first = rows[0].time
        last = rows[rows.count - 1].time
    }

    /// Lines, the highest values first, an axis, its times, and what the characters mean.
    var text: String {
        var lines = (0..<Self.height).map { row in
            let level = Self.height - 1 - row
            let isLabelled = row == 0 || level == 0 || row == Self.height / 2
            let label = isLabelled ? FigureText.rounded(top * middle(of: level)) : ""
            return label.padded(to: 10) + " |" + String(columns.map { mark($0, level: level) })
        }
        let indent = String(repeating: " ", count: 12)
        lines.append(indent.dropLast() + "+" + String(repeating: "-", count: columns.count))
        let (start, end) = (Self.time(first), Self.time(last))
        let gap = max(columns.count - start.count - end.count, 1)
        lines.append(indent + start + String(repeating: " ", count: gap) + end)
        lines.append(
            "o value, X value outside of the 99 % band, = expected, : 80 % band, . 99 % band")
        return lines.map { $0.trimmedRight + "\n" }.joined()
    }

    /// The middle of a line of the plot, as a part of the height.
    private func middle(of level: Int) -> Double { (Double(level) + 0.5) / Double(Self.height) }

    private func level(_ value: Double) -> Int {
        min(Int(value / top * Double(Self.height)), Self.height - 1)
    }

    private func mark(_ column: Column, level line: Int) -> Character {
        if let outlier = column.outlier, level(outlier) == line { return "X" }
        if let value = column.value, level(value) == line { return "o" }
        if level(column.expected) == line { return "=" }
        if (level(column.lower80)...level(column.upper80)).contains(line) { return ":" }
        return (level(column.lower99)...level(column.upper99)).contains(line) ? "." : " "
    }

    private static func time(_ seconds: Int64) -> String {
        String(WallClockInstant(nanoseconds: seconds * 1_000_000_000).rfc3339.prefix(16)) + "Z"
    }
}

/// The means of some neighbouring rows.
private struct Column {
    let lower99: Double
    let lower80: Double
    let expected: Double
    let upper80: Double
    let upper99: Double
    /// Nil where all are missing.
    let value: Double?
    /// A value outside of the 99 % band.
    let outlier: Double?

    init(_ rows: ArraySlice<ForecastScore.Row>) {
        func mean(_ part: (ForecastScore.Row) -> Double) -> Double {
            rows.reduce(0) { $0 + part($1) / Double(rows.count) }
        }
        lower99 = mean(\.band99.lower)
        lower80 = mean(\.band80.lower)
        expected = mean(\.expected)
        upper80 = mean(\.band80.upper)
        upper99 = mean(\.band99.upper)
        let values = rows.map(\.value).filter { !$0.isNaN }
        value = values.isEmpty ? nil : values.reduce(0) { $0 + $1 / Double(values.count) }
        outlier = rows.first { !$0.value.isNaN && !$0.band99.contains($0.value) }?.value
    }

    var highest: Double { max(upper99, value ?? 0, outlier ?? 0) }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        String(repeating: " ", count: max(count - self.count, 0)) + self
    }

    fileprivate var trimmedRight: Substring {
        self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
    }
}
