package import Base
import Synchronization

/// Which one of a few states something is in: a series for each state, 1 for the present one and
/// 0 for the others, told apart by a label that is named like the family.
///
/// Any thread may change it, without a lock. Every scrape sees exactly one state.
package final class StateSet: MetricSeries {
    package let labels: SeriesLabels
    private let shape: StateSetShape
    private let current = Atomic<Int>(0)

    /// Creates a series in the first of the family's states.
    package init(labels: SeriesLabels, created: WallClockInstant, shape: StateSetShape) {
        self.labels = labels
        self.shape = shape
    }

    /// Changes to `state`.
    ///
    /// - Precondition: It is one of the family's states.
    package func become(_ state: String) {
        guard let index = shape.states.firstIndex(of: state) else {
            preconditionFailure("\(state) is none of the states \(shape.states)")
        }
        current.store(index, ordering: .relaxed)
    }
}

extension StateSet {
    package func write(
        _ text: FamilyText, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        let current = current.load(ordering: .relaxed)
        for index in shape.states.indices {
            text.write(index, of: labels, (index == current ? 1 : 0) as UInt64, into: &writer)
        }
    }

    package func write(
        _ message: MetricMessage, into writer: inout ByteWriter, scratch: inout HistogramReading
    ) {
        let current = current.load(ordering: .relaxed)
        for (index, state) in shape.states.enumerated() {
            message.write(labels, state: state, into: &writer) {
                $0.write(gauge: index == current ? 1 : 0)
            }
        }
    }
}

/// The states of a state set.
package struct StateSetShape: Sendable {
    let states: [String]
}
