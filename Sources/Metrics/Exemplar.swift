import Base
import Synchronization

/// An example of what was counted: one observation with labels, such as a trace's identifier, that
/// lead to its story.
struct Exemplar: Sendable {
    let labels: KeyValuePairs<String, String>
    let value: Double
    let time: WallClockInstant

    /// OpenMetrics' limit on the characters of all names and values together.
    static let characterCountMax = 128

    /// Creates an exemplar; nil if its labels are longer than 128 characters together, which
    /// OpenMetrics does not allow.
    ///
    /// - Precondition: The names are label names.
    init?(_ labels: KeyValuePairs<String, String>, value: Double, time: WallClockInstant) {
        precondition(
            labels.allSatisfy { $0.key.isLabelName }, "no label names: \(labels.map(\.key))")
        guard Self.isShort(labels) else { return nil }
        self.labels = labels
        self.value = value
        self.time = time
    }

    private static func isShort(_ labels: KeyValuePairs<String, String>) -> Bool {
        // There are no more characters than bytes, and those need not be counted.
        let byteCount = labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if byteCount <= characterCountMax { return true }
        let count = labels.reduce(0) {
            $0 + $1.key.unicodeScalars.count + $1.value.unicodeScalars.count
        }
        return count <= characterCountMax
    }
}

/// The newest exemplar of each bucket of a series; made when the series gets its first.
///
/// An observer never waits: while another thread writes or reads the exemplars, its own is
/// dropped. They are samples; the next will do.
final class ExemplarStore: Sendable {
    private let newest: Mutex<[Exemplar?]>

    init(bucketCount: Int) {
        newest = Mutex(Array(repeating: nil, count: bucketCount))
    }

    func put(_ exemplar: Exemplar, in bucket: Int) {
        _ = newest.withLockIfAvailable { $0[bucket] = exemplar }
    }

    /// The exemplars, one place for each bucket.
    var all: [Exemplar?] { newest.withLock { $0 } }
}

/// A place for exemplars in a series, empty as long as nobody gives one.
struct ExemplarSlot: ~Copyable, Sendable {
    private let store = AtomicLazyReference<ExemplarStore>()

    func put(_ exemplar: Exemplar?, in bucket: Int, of bucketCount: Int) {
        guard let exemplar else { return }
        let store = store.load() ?? store.storeIfNil(ExemplarStore(bucketCount: bucketCount))
        store.put(exemplar, in: bucket)
    }

    /// The exemplars, one place for each bucket; nil if there never was one.
    var all: [Exemplar?]? { store.load()?.all }
}
