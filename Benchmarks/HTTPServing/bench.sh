#!/usr/bin/env bash
# Measures the server beside nginx: one loop against one worker, on the first processor, with wrk on
# the second. Prints the figures as a table in Markdown.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=deploy/loopback.sh
source deploy/loopback.sh
PATH=$PATH:/usr/sbin
readonly connections=64 seconds=5 rounds=3

for program in nginx wrk curl; do
    type -P "$program" >/dev/null || {
        echo "the server is not measured: $program is not installed" >&2
        exit 0
    }
done
swift build -c release --product sonde >&2
sonde=$(swift build -c release --show-bin-path)/sonde

folder=$(mktemp -d)
children=()
end_everything() {
    local child
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap end_everything EXIT

start_nginx() {
    nginx_url=http://127.0.0.1:$(free_port)
    cat >"$folder/nginx.conf" <<END
worker_processes 1;
daemon off;
pid $folder/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    server { listen ${nginx_url#http://}; location / { return 200 "200"; } }
}
END
    taskset --cpu-list 0 nginx -p "$folder" -c "$folder/nginx.conf" 2>"$folder/nginx.log" &
    children+=($!)
    await "$nginx_url/"
}

start_sonde() {
    sonde_url=http://127.0.0.1:$(free_port)
    taskset --cpu-list 0 "$sonde" serve --listen "${sonde_url#http://}" --loops 1 --no-probes \
        --reservations-latency 0s --reservations-outcomes 200 2>"$folder/sonde.log" &
    children+=($!)
    await "$sonde_url/-/ready"
}

await() {
    local _
    for _ in {1..100}; do
        curl --silent --fail --output /dev/null "$1" && return
        sleep 0.1
    done
    echo "$1 does not answer" >&2
    exit 1
}

# The requests a second of one round.
requests() {
    taskset --cpu-list 1 wrk --threads 1 --connections "$connections" --duration "${seconds}s" \
        --script "$folder/$1.lua" "$2" | sed -n 's|^Requests/sec: *||p'
}

median() {
    sort --general-numeric-sort | sed -n "$((rounds / 2 + 1))p"
}

echo 'wrk.method = "POST"' >"$folder/post.lua"
echo 'wrk.method = "GET"' >"$folder/get.lua"
start_nginx
start_sonde
for ((round = 0; round < rounds; round++)); do
    requests post "$nginx_url/reservations" >>"$folder/nginx.post"
    requests post "$sonde_url/reservations" >>"$folder/sonde.post"
    requests get "$sonde_url/metrics" >>"$folder/sonde.metrics"
done
lines=$(curl --silent "$sonde_url/metrics" | wc -l)

echo '| work | Sonde | nginx | unit |'
echo '| --- | ---: | ---: | --- |'
printf '| POST /reservations, 64 connections | %.0f | %.0f | requests/s |\n' \
    "$(median <"$folder/sonde.post")" "$(median <"$folder/nginx.post")"
printf '| GET /metrics of %d lines, 64 connections | %.0f | | scrapes/s |\n' \
    "$lines" "$(median <"$folder/sonde.metrics")"
