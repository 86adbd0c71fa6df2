import Metrics
import Testing

@Suite struct ExpositionFormatTests {
    /// What Prometheus 2.42 sends, with and without native histograms.
    static let prometheus =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    static let prometheusWithNative =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
        + "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
        + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    @Test(
        arguments: [
            (nil, .text),
            ("", .text),
            ("*/*", .text),
            ("text/html, application/xhtml+xml, */*;q=0.8", .text),
            (prometheus, .openMetrics),
            (prometheusWithNative, .protobuf),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text; version=\"1.0.0\"", .openMetrics),
            ("Application/OpenMetrics-Text;Version=1.0.0;Q=1", .openMetrics),
            // A version that is not on offer.
            ("application/openmetrics-text;version=0.0.1,text/plain;q=0.5", .text),
            ("application/openmetrics-text;version=2.0.0", .text),
            // Other encodings of the messages are not on offer either.
            ("application/vnd.google.protobuf;encoding=text", .text),
            ("application/vnd.google.protobuf;proto=other;encoding=delimited", .text),
            // The weight decides, then the order.
            ("text/plain;q=0.3, application/openmetrics-text;q=0.4", .openMetrics),
            ("application/openmetrics-text;q=0.4, text/plain;q=0.5", .text),
            ("application/openmetrics-text, text/plain", .openMetrics),
            ("text/plain, application/openmetrics-text", .text),
            ("application/*, text/plain;q=0.9", .openMetrics),
            // The most specific range gives the weight, wherever it stands.
            ("text/plain;q=0.1, text/*;q=0.9, application/openmetrics-text;q=0.5", .openMetrics),
            ("*/*, text/plain;q=0, application/openmetrics-text;q=0", .protobuf),
            ("text/plain;q=0", .text),
            // What cannot be read is no wish.
            ("application/openmetrics-text;q=high, text/plain;q=0.1", .text),
            ("application/openmetrics-text;q=7, text/plain;q=0.1", .text),
            (",;,openmetrics,/", .text),
        ] as [(String?, ExpositionFormat)])
    func `the format is what the scraper likes best`(accept: String?, format: ExpositionFormat) {
        #expect(ExpositionFormat.negotiate(accept: accept) == format)
    }

    @Test func `content types are those that scrapers know`() {
        #expect(
            ExpositionFormat.allCases.map(\.contentType) == [
                "text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
                    + "encoding=delimited",
            ])
    }
}
