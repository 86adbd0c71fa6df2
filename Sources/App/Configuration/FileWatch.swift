import Reactor

/// Looks every second whether some files were changed.
///
/// A change is told when the files have been the same for a second: who writes a file piece by
/// piece is waited for.
final class FileWatch {
    /// How often the files are looked at.
    static let interval: Duration = .seconds(1)

    private let lastRead: () -> [String: FileStamp?]
    private var known: [String: FileStamp?]

    /// What was found last; nil while nothing has changed.
    private var pending: [String: FileStamp?]?

    /// - Parameter lastRead: The files and folders, which may be others each time, as they were when
    ///   they were read last: what was changed before the first look counts as well.
    init(_ lastRead: @escaping () -> [String: FileStamp?]) {
        self.lastRead = lastRead
        known = lastRead()
    }

    /// Looks from now on, as long as `loop` turns, and calls `onChange` on its thread.
    func start(on loop: EventLoop, onChange: @escaping () -> Void) {
        loop.schedule(after: Self.interval) { [self] in
            if look() { onChange() }
            start(on: loop, onChange: onChange)
        }
    }

    /// Looks once; whether there was a change that is over.
    func look() -> Bool {
        let read = lastRead()
        let present = Dictionary(uniqueKeysWithValues: read.keys.map { ($0, FileStamp($0)) })
        // Files that the last reading has named first are known as it found them.
        known = read.merging(known.filter { read[$0.key] != nil }) { $1 }
        guard present != known else {
            pending = nil
            return false
        }
        guard present == pending else {
            pending = present
            return false
        }
        pending = nil
        known = present
        return true
    }
}
