import Glibc
import Reactor

extension TransferTLS {
    /// Why one of the files cannot be used; nil if all can, as far as that is seen from outside.
    ///
    /// libcurl would wait for a pipe that stands in the place of a file, and hold up the loop.
    var fileFailure: TransferFailure? {
        for path in [trustedFile, certificateFile, keyFile].compactMap(\.self) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                return TransferFailure(
                    .internal, .file, "cannot read \(path): \(SystemError.message(of: errno))")
            }
            guard status.st_mode & S_IFMT == S_IFREG else {
                return TransferFailure(
                    .internal, .file, "cannot use \(path): is no regular file")
            }
        }
        return nil
    }
}
