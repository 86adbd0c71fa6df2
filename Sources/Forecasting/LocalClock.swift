/// What the clocks of a service's users show, which is what its traffic follows: offsets from UTC
/// over the time of the history and of the forecasts, and the days that are no working days.
///
/// The offsets come from whoever knows time zones; here they are numbers.
package struct LocalClock: Hashable, Sendable {
    /// From `time` on, local time is `offset` seconds ahead of UTC, until the next change.
    package struct Change: Hashable, Sendable {
        package let time: Int64
        package let offset: Int64

        package init(time: Int64, offset: Int64) {
            self.time = time
            self.offset = offset
        }
    }

    private let firstOffset: Int64
    private let changes: [Change]

    /// For Sunday, which is 0, to Saturday: whether it is one of the days on which work rests.
    let weekend: [Bool]

    /// UTC, with Saturday and Sunday as the weekend.
    package static let utc = LocalClock()

    /// - Parameters:
    ///   - offset: Holds before the first of `changes`, in seconds.
    ///   - changes: Ascending by their times.
    ///   - weekend: 0 for Sunday to 6 for Saturday.
    package init(offset: Int64 = 0, changes: [Change] = [], weekend: Set<Int> = [0, 6]) {
        firstOffset = offset
        self.changes = changes
        self.weekend = (0..<7).map(weekend.contains)
    }

    /// The offset at a time, and until when it holds at least; O(log n) of the changes.
    func offset(at time: Int64) -> (seconds: Int64, end: Int64) {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return (
            low == 0 ? firstOffset : changes[low - 1].offset,
            low == changes.count ? .max : changes[low].time
        )
    }
}
