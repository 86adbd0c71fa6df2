/// Rules as an object of Kubernetes that the Prometheus operator gives to its servers:
/// `PrometheusRule` of `monitoring.coreos.com/v1`.
package struct PrometheusRuleObject: Hashable, Sendable {
    package let name: String
    package let namespace: String?
    /// The object's labels, by which an operator chooses its rules.
    package let labels: [String: String]
    package let rules: RuleFile

    /// - Precondition: `name` and `namespace` are names that Kubernetes allows.
    package init(
        name: String, namespace: String? = nil, labels: [String: String] = [:], rules: RuleFile
    ) {
        precondition(Self.isName(name), "no name of an object: \(name)")
        precondition(namespace.map(Self.isLabel) ?? true, "no namespace: \(namespace ?? "")")
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.rules = rules
    }

    /// The object as YAML.
    package var text: String {
        let namespace = namespace.map { [YAMLValue.Entry("namespace", .text($0))] } ?? []
        let labels = labels.isEmpty ? [] : [YAMLValue.Entry("labels", .texts(labels))]
        return YAMLValue.section([
            .init("apiVersion", .verbatim("monitoring.coreos.com/v1")),
            .init("kind", .verbatim("PrometheusRule")),
            .init("metadata", .section([.init("name", .text(name))] + namespace + labels)),
            .init("spec", .section([.init("groups", rules.groupList)])),
        ]).document(comment: rules.comment)
    }

    /// Whether Kubernetes takes `text` as the name of an object: a DNS subdomain (RFC 1123).
    package static func isName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy { isLabel(String($0)) }
    }

    /// Whether Kubernetes takes `text` as a namespace: a DNS label (RFC 1123).
    package static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil
    }
}
