import App
import ArgumentParser

/// `--prometheus` and `--config`, as the commands have them that read history.
struct PrometheusOption: ParsableArguments {
    @Option(
        name: .customLong("prometheus"),
        help: "The base URL of the Prometheus. (default: that of the configuration file)")
    var url: String?

    @OptionGroup var file: ConfigurationOption

    /// The way to the Prometheus.
    func access() throws -> PrometheusAccess {
        try PrometheusAccess(url: url, file: file.file)
    }
}
