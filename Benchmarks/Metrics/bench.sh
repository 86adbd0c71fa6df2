#!/bin/sh
# Measures the metrics registry beside Prometheus' official client for Go, and prints the figures as
# a table in Markdown. Where Go or the client (Debian: golang-go,
# golang-github-prometheus-client-golang-dev) is missing, its column stays empty.
set -eu
cd "$(dirname "$0")/../.."
results=Benchmarks/results
mkdir -p "$results"
: >"$results/client_golang.tsv"

BENCHMARK=1 swift build -c release --product MetricsBenchmark --scratch-path .build-bench >&2
if command -v go >/dev/null && [ -d /usr/share/gocode/src/github.com/prometheus/client_golang ]; then
    GOPATH=/usr/share/gocode GO111MODULE=off go build -buildvcs=false \
        -o "$results/client_golang" ./Benchmarks/client_golang
    "$results/client_golang" >"$results/client_golang.tsv"
else
    echo "client_golang is skipped: go or its package is not installed" >&2
fi
.build-bench/release/MetricsBenchmark >"$results/sonde.tsv"

awk -F '\t' '
    function figure(text) { return text >= 1000 ? int(text + 0.5) : text }
    FILENAME == ARGV[1] { other[$1] = figure($2); next }
    FNR == 1 { print "| work | Sonde | client_golang | unit |"; print "| --- | ---: | ---: | --- |" }
    { print "| " $1 " | " figure($2) " | " other[$1] " | " $3 " |" }
' "$results/client_golang.tsv" "$results/sonde.tsv"
