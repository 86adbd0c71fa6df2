import Base
import Glibc
import Reporting

/// What standard output leads to.
enum Terminal {
    /// How text looks there: whole lines without colour unless it is a terminal. Colours are also
    /// given up where `NO_COLOR` is set to anything (no-color.org), and on a terminal that has none.
    static func style(_ environment: [String: String]) -> TextStyle {
        guard isatty(STDOUT_FILENO) == 1 else { return .plain }
        let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        return TextStyle(width: columnCount, isColored: !isPlain)
    }

    /// Shows on standard error what is being done, in place of what was shown before, if that is a
    /// terminal; nil takes it away.
    static func showProgress(_ text: String?) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let bytes = Array("\r\u{1b}[K\(text?.printable.prefix(78) ?? "")".utf8)
        // A terminal that does not take it shows none.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// The width of the terminal; nil if it has none, as the console of some machines.
    private static var columnCount: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
