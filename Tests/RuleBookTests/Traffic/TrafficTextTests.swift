import RuleBook
import Testing

/// The text of rules for traffic; `TrafficRulesTests` has promtool judge what it means.
@Suite struct TrafficTextTests {
    @Test func `a floor that is learnt takes three groups`() {
        let entry = Entries.entry("mesh") {
            $0.preset = .istio
            $0.reporter = .source
            $0.chosenKinds = [.minimum]
        }
        let text = #"""
            groups:
              # Seldom, so that a week is not many samples.
              - name: traffic mesh clean
                interval: 5m
                rules:
                  # What thresholds are learnt from: the rate of 1h ago, but for zeros, for the 10m in which it
                  # set in, and for the time of the service's own alerts, from 1h before each was pending to 10m
                  # after it ended. So an outage lowers no threshold, neither while it lasts nor next week.
                  - record: service:istio_requests:clean_rate5m
                    expr: |
                      service:istio_requests:rate5m{traffic="mesh"} offset 1h > 0
                      and service:istio_requests:rate5m{traffic="mesh"} offset 1h10m
                      unless on (traffic, destination_service_name, destination_service_namespace) last_over_time(
                        ALERTS{traffic="mesh", alertname!="Traffic forecast is stale"}[1h10m]
                      )
                    labels:
                      traffic: mesh

              # Often enough for a threshold to be there at every moment: Prometheus looks back for 5 minutes.
              - name: traffic mesh learnt
                interval: 2m
                rules:
                  # The samples to learn from; 288 are a day. Thresholds are recorded only while there are
                  # enough.
                  - record: service:istio_requests:count1w_clean_rate5m
                    expr: count_over_time(service:istio_requests:clean_rate5m{traffic="mesh"}[1w])
                    labels:
                      traffic: mesh

                  - record: service:istio_requests:min1w_clean_rate5m
                    expr: |
                      min_over_time(service:istio_requests:clean_rate5m{traffic="mesh"}[1w])
                      and service:istio_requests:count1w_clean_rate5m{traffic="mesh"} >= 576
                    labels:
                      traffic: mesh

              - name: traffic mesh
                interval: 1m
                rules:
                  # Without what probers send: it would hide that nobody else comes.
                  - record: service:istio_requests:rate5m
                    expr: |
                      sum by (destination_service_name, destination_service_namespace) (
                        rate(
                          istio_requests_total{
                            reporter="source",
                            source_workload!~"sonde|synthetic-monitor"
                          }[5m]
                        )
                      )
                    labels:
                      traffic: mesh

                  - alert: Traffic is below the lowest of a week
                    expr: |
                      service:istio_requests:rate5m{traffic="mesh"}
                      < 0.8 * service:istio_requests:min1w_clean_rate5m{traffic="mesh"}
                    for: 5m
                    keep_firing_for: 10m
                    labels:
                      severity: warning
                      traffic: mesh
                    annotations:
                      summary: >-
                        {{ $labels.destination_service_namespace }}/{{ $labels.destination_service_name }} gets
                        {{ $value | humanize }} requests a second, less than 0.8 x the lowest of a week
                      description: >-
                        {{ $labels.destination_service_namespace }}/{{ $labels.destination_service_name }} has
                        less traffic than in the quietest times of a week;
                        service:istio_requests:min1w_clean_rate5m{traffic="mesh"} is what they were. Look first
                        at whether callers reach the service at all (its name, routes, certificates and the
                        gateway before it), then at what was deployed last, there and at its callers. If it
                        stays so for good, the floor follows when the week before is over.

            """#
        #expect(RuleFamily.traffic(entry, RuleSettings()).file.prometheusText == text)
    }

    @Test func `series are named by what is counted, and chosen by what is said of them`() {
        func rate(_ entry: TrafficSettings) -> String { entry.forecastQuery }
        #expect(
            rate(Entries.nginx) == """
                sum by (exported_service, exported_namespace) \
                (rate(nginx_ingress_controller_requests{exported_namespace="web", \
                exported_service="shop"}[2m]))
                """)
        #expect(
            rate(Entries.sonde)
                == #"sum by (url) (rate(http_request_duration_count{url="/reservations"}[5m]))"#)
        #expect(
            rate(Entries.orders) == #"""
                sum(rate(shop:orders_total{app="shop.v2", client!~"sonde|load\\.test", \#
                kind!="dry-run"}[10m]))
                """#)
    }
}
