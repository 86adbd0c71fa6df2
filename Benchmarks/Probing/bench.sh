#!/usr/bin/env bash
# Measures the prober against an nginx on loopback: 8,000 probes a second; more than it can make;
# 10,000 probes, each every 5 s, with and without a target that hangs; and 1,000 a second of a target
# that takes just 20 ms; beside blackbox_exporter and bare libcurl, which send the same requests.
# Prints the figures as a table in Markdown.
#
# SECONDS_EACH is how long each work is measured, 30 unless set; 600 shows whether memory grows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=deploy/loopback.sh
source deploy/loopback.sh
PATH=$PATH:/usr/sbin
readonly requests=100000 at_a_time=16
readonly seconds=${SECONDS_EACH:-30}

for program in nginx wrk curl cc prometheus-blackbox-exporter; do
    type -P "$program" >/dev/null || {
        echo "the prober is not measured: $program is not installed" >&2
        exit 0
    }
done
BENCHMARK=1 swift build -c release --product ProbingBenchmark --static-swift-stdlib \
    --scratch-path .build-bench >&2

folder=$(mktemp -d)
children=()
end_everything() {
    local child
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done # may be gone
    wait
    rm -rf "$folder"
}
trap end_everything EXIT
cc -O2 -o "$folder/floor" Benchmarks/Probing/floor.c -lcurl
cc -O2 -o "$folder/wait" Benchmarks/Probing/wait.c
cc -O2 -o "$folder/paced" Benchmarks/Probing/paced.c -lcurl

address=127.0.0.1:$(free_port)
cat >"$folder/nginx.conf" <<END
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid $folder/nginx.pid;
error_log stderr crit;
events { worker_connections 8192; }
http { access_log off; server { listen $address backlog=4096; location / { return 200 "ok"; } } }
END
taskset --cpu-list 1 nginx -p "$folder" -c "$folder/nginx.conf" 2>"$folder/nginx.log" &
children+=($!)

# Answers /probe the way Sonde's own prober would be asked for: one request after the other.
exporter=127.0.0.1:$(free_port)
echo 'modules: {plain: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}}' \
    >"$folder/blackbox.yml"
prometheus-blackbox-exporter --config.file="$folder/blackbox.yml" --log.level=error \
    --web.listen-address="$exporter" 2>"$folder/blackbox.log" &
blackbox=$!
children+=("$blackbox")

await() {
    for _ in {1..100}; do
        curl --silent --fail --output /dev/null "$1" && return
        sleep 0.1
    done
    echo "nothing answers at $1" >&2
    return 1
}
await "http://$address/"
await "http://$exporter/-/healthy"

row() { echo "| $1 | $2 | $3 | $4 | $5 |"; }

# The processor time of a process so far, in milliseconds.
processor_time() {
    awk -v "tick=$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / tick) }' "/proc/$1/stat"
}

echo '| work | Sonde | blackbox_exporter | libcurl in C | unit |'
echo '| --- | ---: | ---: | ---: | --- |'

IFS=$'\t' read -r floor_time floor_rate < <(
    taskset --cpu-list 0 "$folder/floor" "http://$address/" "$requests" "$at_a_time"
)

before=$(processor_time "$blackbox")
wrk --threads 1 --connections "$at_a_time" --duration 10s \
    "http://$exporter/probe?module=plain&target=http://$address/" >"$folder/wrk.log"
spent=$(($(processor_time "$blackbox") - before))
count=$(awk '/requests in/ { print $1 }' "$folder/wrk.log")
blackbox_time=$(awk -v "ms=$spent" -v "n=$count" 'BEGIN { printf "%.1f", ms * 1000 / n }')
blackbox_rate=$(awk '/Requests\/sec/ { printf "%d", $2 }' "$folder/wrk.log")

# One processor for the prober, the other one for its target.
probe() {
    taskset --cpu-list 0 .build-bench/release/ProbingBenchmark "$1" "http://$2/" "$3" "$seconds" |
        while IFS=$'\t' read -r work value unit; do
            case $work in
            *"a second: CPU of a run" | *"makes: CPU of a run")
                row "$work" "$value" "$blackbox_time" "$floor_time" "$unit"
                ;;
            *"20 ms: error p99") row "$work" "$value" '' "$floor_error" "$unit" ;;
            *"makes: rate") row "$work" "$value" "$blackbox_rate" "$floor_rate" "$unit" ;;
            *) row "$work" "$value" '' '' "$unit" ;;
            esac
        done
}
probe busy "$address" 8000
probe saturated "$address" 12000
probe steady "$address" 10000
probe hanging "$address" 10000

port=$(free_port)
taskset --cpu-list 1 "$folder/wait" "$port" 20000 >"$folder/late" &
exact=$!
children+=("$exact")
await "http://127.0.0.1:$port/"
IFS=$'\t' read -r _ floor_error < <(
    taskset --cpu-list 0 "$folder/paced" "http://127.0.0.1:$port/" 20000 "$((1000 * seconds))" 1000
)
probe exact "127.0.0.1:$port" 5000
kill "$exact"
wait "$exact" || true # its status is the signal's
IFS=$'\t' read -r _ late <"$folder/late"
row 'a target that takes 20 ms: by how much it was late itself, p99' "$(
    awk -v "us=$late" 'BEGIN { printf "%.2f", us / 1000 }'
)" '' '' ms
