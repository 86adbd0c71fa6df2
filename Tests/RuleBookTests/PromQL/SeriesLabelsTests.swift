import RuleBook
import Testing

/// What is known of the labels of an expression's series.
@Suite struct SeriesLabelsTests {
    /// `a` and `b`: surely there, with values where they are known; `c?`: may be there; `...`: and
    /// others.
    private func text(_ expression: String) throws -> String {
        let labels = try PromQL(parsing: expression).labels { name in
            name == "known"
                ? SeriesLabels(["job": .present(nil), "node": .possible], isOpen: false) : .unknown
        }
        let known = labels.known.sorted { $0.key < $1.key }.compactMap { label, presence in
            switch presence {
            case .absent: labels.isOpen ? "no \(label)" : nil
            case .possible: "\(label)?"
            case .present(nil): label
            case .present(let values?): "\(label)=\(values.sorted().joined(separator: "|"))"
            }
        }
        return (known + (labels.isOpen ? ["..."] : [])).joined(separator: " ")
    }

    @Test func `each kind of expression has its labels`() throws {
        let cases = [
            ("1", ""), ("vector(1)", ""), ("m", "..."), ("known", "job node?"),
            (#"m{a="x"}"#, "a=x ..."), (#"m{a=~"x|y"}"#, "a=x|y ..."), (#"m{a=~"x.*"}"#, "a ..."),
            (#"m{a=""}"#, "no a ..."), (#"m{a!="x"}"#, "..."), (#"m{a!=""}"#, "a ..."),
            (#"m{a=~"x|y", a!="x"}"#, "a=x|y ..."), (#"m{a=~"x|y", a="y"}"#, "a=y ..."),
            (#"known{b="x"}"#, "job node?"), ("sum(m)", ""), ("sum by (a, job) (known)", "job"),
            ("sum by (node) (known)", "node"), ("sum without (job) (known)", "node?"),
            ("topk by (a) (1, known)", "job node?"),
            (#"count_values by (job) ("v", known)"#, "job v"),
            ("rate(known[5m])", "job node?"), ("max_over_time(sum(m)[1h:5m])", ""),
            (#"absent(m{a="x", b=~"y"})"#, "a=x"), ("absent(sum(m))", ""),
            (#"absent(m{a="x", a="y"})"#, ""),
            (#"label_replace(known, "x", "$1", "job", "(.*)")"#, "job node? x?"),
            (#"label_join(known, "x", "", "job")"#, "job node? x"),
            ("histogram_quantile(0.9, sum by (job, le) (m))", "job"),
            ("known * 2", "job node?"), ("2 * -known", "job node?"), ("scalar(known) * 2", ""),
            ("known and m", "job node?"), ("known unless m", "job node?"),
            (#"known or vector(1)"#, "job? node?"), ("known or m", "..."),
            (#"m{a="x"} or m{a="y"}"#, "a=x|y ..."),
            ("known / m", "job node?"), ("known / on (job) m", "job"),
            ("known / ignoring (job) m", "node?"),
            (#"known * on (job) group_left (v) m{v="x"}"#, "job node? v=x"),
            (#"m{v="x"} * on (job) group_right (v) known"#, "job node? v=x"),
        ]
        for (expression, labels) in cases {
            #expect(try text(expression) == labels, "\(expression)")
        }
    }

    @Test func `sides that cannot match have a label that says why`() throws {
        func conflict(_ left: String, _ right: String, _ matching: VectorMatching? = nil) throws
            -> String?
        {
            let unknown: (String) -> SeriesLabels = { _ in .unknown }
            return try PromQL(parsing: left).labels(ofSeries: unknown)
                .conflict(with: PromQL(parsing: right).labels(ofSeries: unknown), matching)
        }
        #expect(try conflict("sum by (job) (m)", "sum(m)") == "job")
        #expect(try conflict("sum(m)", "sum by (job) (m)") == "job")
        #expect(try conflict("sum by (job) (m)", "sum by (job) (n)") == nil)
        #expect(try conflict("sum by (a, b) (m)", "sum by (a, c) (m)") == "b")
        #expect(try conflict("sum by (a, b) (m)", "sum by (a, c) (m)", .on(["a"])) == nil)
        #expect(try conflict("sum by (a, b) (m)", "sum by (a) (m)", .ignoring(["b"])) == nil)
        #expect(try conflict("sum by (a) (m)", "sum(m)", .on([])) == nil)
        #expect(try conflict(#"m{a="x"}"#, #"m{a="y"}"#) == "a")
        #expect(try conflict(#"m{a="x"}"#, #"m{a=~"x|y"}"#) == nil)
        #expect(try conflict(#"m{a="x"}"#, #"m{a=""}"#) == "a")
        #expect(try conflict("m", "sum(m)") == nil)
    }
}
