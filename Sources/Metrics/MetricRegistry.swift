package import Base
import Synchronization

/// All the metrics of a program, or of one answer.
///
/// Any thread may use it. A lock is held while a family is registered and while the list of
/// families is taken for a scrape, never while values change or are written.
package final class MetricRegistry: Sendable {
    private struct Entry {
        let family: any ExposedFamily
        let site: RegistrationSite
    }

    private struct State {
        /// By the names that their lines may begin with, so each family stands here several times.
        var entries: [String: Entry] = [:]
        /// Ascending by name.
        var sorted: [any ExposedFamily] = []
        var beforeScrape: [@Sendable () -> Void] = []
        var own: RegistryMetrics?

        mutating func add(_ family: any ExposedFamily, at site: RegistrationSite) {
            for name in family.definition.sampleNames {
                entries[name] = Entry(family: family, site: site)
            }
            let index = sorted.firstIndex { $0.definition.name > family.definition.name }
            sorted.insert(family, at: index ?? sorted.count)
        }
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> WallClockInstant

    /// Creates a registry, empty but for metrics of itself if there is a prefix for their names:
    /// what a scrape costs, and which families are full.
    ///
    /// `clock` gives the times at which series are created.
    package init(
        ownPrefix: String? = nil, clock: @escaping @Sendable () -> WallClockInstant = { .now() }
    ) {
        self.clock = clock
        guard let ownPrefix else { return }
        let own = RegistryMetrics(prefix: ownPrefix, in: self)
        state.withLock { $0.own = own }
    }

    /// Calls `update` at the beginning of each scrape, on the scraping thread.
    ///
    /// It is for values that are read together, from the kernel for example. It must not scrape
    /// the registry.
    package func beforeScrape(_ update: @escaping @Sendable () -> Void) {
        state.withLock { $0.beforeScrape.append(update) }
    }

    /// Writes every family that has series, ascending by name, the series of each ascending by
    /// labels. Returns how many series were written, each bucket of a histogram counted as one.
    @discardableResult
    package func write(_ format: ExpositionFormat, into writer: inout ByteWriter) -> Int {
        let start = MonotonicInstant.now()
        let byteCount = writer.count
        let (updates, own) = state.withLock { ($0.beforeScrape, $0.own) }
        for update in updates { update() }
        var scratch = HistogramReading()
        var seriesCount = 0
        for family in state.withLock({ $0.sorted }) {
            seriesCount += family.write(format, into: &writer, scratch: &scratch)
        }
        if format == .openMetrics { writer.write("# EOF\n") }
        own?.record(
            MonotonicInstant.now() - start, seriesCount: seriesCount,
            byteCount: writer.count - byteCount)
        return seriesCount
    }

    /// The family one of whose lines has this name.
    func family(named name: String) -> (any ExposedFamily)? {
        state.withLock { $0.entries[name]?.family }
    }

    /// Registers a family that is collected.
    ///
    /// Traps, naming both places, if another family has the name.
    func register(_ family: CollectedFamily, at site: RegistrationSite) {
        family.definition.check(registeredAt: site)
        state.withLock { state in
            for name in family.definition.sampleNames {
                if let known = state.entries[name] {
                    breach(
                        "metric \(family.definition) at \(site) clashes with "
                            + "\(known.family.definition), registered at \(known.site)")
                }
            }
            state.add(family, at: site)
        }
    }

    /// Registers `definition`, or finds the family that was registered with an equal one.
    ///
    /// Traps, naming both places, if another family has the name or one of its derived names.
    func register<Series>(
        _ definition: FamilyDefinition, shape: Series.Shape, at site: RegistrationSite
    ) -> MetricFamily<Series> {
        definition.check(registeredAt: site)
        return state.withLock { state in
            for name in definition.sampleNames {
                guard let known = state.entries[name] else { continue }
                if known.family.definition != definition {
                    breach(
                        "metric \(definition) at \(site) clashes with "
                            + "\(known.family.definition), registered at \(known.site)")
                }
                return known.family as! MetricFamily<Series>
            }
            let family = MetricFamily<Series>(definition, shape: shape, clock: clock)
            state.add(family, at: site)
            state.own?.watch(family)
            return family
        }
    }
}
