/// What is known of the labels that the series of an expression carry; the name is none of them.
package struct SeriesLabels: Hashable, Sendable {
    /// What is known of one label.
    package enum Presence: Hashable, Sendable {
        /// No series has it.
        case absent
        /// Series may have it.
        case possible
        /// Series have it, with one of these values where they are known.
        case present(Set<String>?)
    }

    /// The labels of which something is known.
    package private(set) var known: [String: Presence]
    /// What is known of all others: `absent` or `possible`.
    package private(set) var isOpen: Bool

    package init(_ known: [String: Presence] = [:], isOpen: Bool) {
        self.known = known.filter { isOpen || $0.value != .absent }
        self.isOpen = isOpen
    }

    /// Nothing is known.
    package static let unknown = SeriesLabels(isOpen: true)

    /// No labels at all.
    package static let none = SeriesLabels(isOpen: false)

    package subscript(label: String) -> Presence {
        get { known[label] ?? (isOpen ? .possible : .absent) }
        set { known[label] = newValue == (isOpen ? .possible : .absent) ? nil : newValue }
    }

    /// The labels, if they are known: all that series may have.
    package var all: Set<String>? { isOpen ? nil : Set(known.keys) }

    /// Only these labels; one that the series may not have is taken to be there, for somebody
    /// asked for it.
    package func keeping(_ labels: [String]) -> SeriesLabels {
        var kept = SeriesLabels.none
        for label in labels where label != "__name__" {
            kept[label] = self[label] == .possible ? .present(nil) : self[label]
        }
        return kept
    }

    /// All labels but these.
    package func dropping(_ labels: [String]) -> SeriesLabels {
        var rest = self
        for label in labels { rest[label] = .absent }
        return rest
    }

    /// What is known of series that come from either side.
    package func joined(with other: SeriesLabels) -> SeriesLabels {
        var joined = SeriesLabels(isOpen: isOpen || other.isOpen)
        for label in Set(known.keys).union(other.known.keys) {
            switch (self[label], other[label]) {
            case (.present(let left), .present(let right)):
                joined[label] = .present(left.flatMap { left in right.map { left.union($0) } })
            case (.absent, .absent): joined[label] = .absent
            default: joined[label] = .possible
            }
        }
        return joined
    }

    /// A label by which no series of this side and none of the other belong together, if there is
    /// one: only one side has it, or the values differ.
    package func conflict(with other: SeriesLabels, _ matching: VectorMatching?) -> String? {
        let labels: Set<String>
        switch matching?.labels {
        case .on(let names): labels = Set(names)
        case .ignoring(let names):
            labels = Set(known.keys).union(other.known.keys).subtracting(names)
        case nil: labels = Set(known.keys).union(other.known.keys)
        }
        return labels.sorted().first { label in
            switch (self[label], other[label]) {
            case (.present, .absent), (.absent, .present): true
            case (.present(let left?), .present(let right?)): left.isDisjoint(with: right)
            default: false
            }
        }
    }
}
