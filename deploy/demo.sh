#!/usr/bin/env bash
# Plays faults to Sonde's mock service and shows which of the bundled alerts fires when, in a real
# Prometheus. Everything runs on loopback and in a temporary folder, and has ended when this ends.
#
# The rules are those that Sonde makes, which are the bundled ones, with shorter times: a run each
# half second, scraped and evaluated each second, windows of 10 s instead of 1 m, `for` of 3 s
# instead of 30 s.
#
# usage: deploy/demo.sh SONDE      SONDE: the program, as `swift build` made it
# Exit status: 0 if exactly the expected alerts fired and resolved, else 1.
set -euo pipefail

sonde=${1:?usage: deploy/demo.sh SONDE}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/loopback.sh
source "$repository/deploy/loopback.sh"
readonly synthetic='Synthetic errors rate exceeds 10%'
readonly down='Synthetic probe is down'
readonly errors='Errors rate exceeds 10%'
readonly patience=60 # seconds that an alert has to fire or resolve
readonly calm=4      # seconds in which nothing else may happen after that

folder=$(mktemp -d)
children=()
surprises=0

end_everything() {
    local child
    for child in "${children[@]}"; do
        kill "$child" 2>/dev/null || true # it may have ended by itself
    done
    wait
    rm -rf "$folder"
}
trap end_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "demo.sh: $1" >&2
    exit 1
}

# Waits until the child that was started last answers 200 at a URL; shows its log if it does not.
await_ready() {
    local name=$1 url=$2 end=$((SECONDS + patience))
    while kill -0 "${children[-1]}" 2>/dev/null && ((SECONDS < end)); do
        if curl --silent --fail --output /dev/null "$url"; then return; fi
        sleep 0.2
    done
    tail -n 5 "$folder/$name.log" >&2
    fail "$name does not answer at $url"
}

start_sonde() {
    local port
    port=$(free_port)
    sonde_address=127.0.0.1:$port
    INTERVAL_SEC=0.5 LOG_LEVEL=notice "$sonde" serve --listen "$sonde_address" \
        --reservations-outcomes 200=1 2>"$folder/sonde.log" &
    children+=($!)
    await_ready sonde "http://$sonde_address/-/ready"
}

start_prometheus() {
    local port
    port=$(free_port)
    prometheus_url=http://127.0.0.1:$port
    sed -E -e 's/(scrape|evaluation)_interval: .*/\1_interval: 1s/' \
        -e "s/localhost:9090/127.0.0.1:$port/" -e "s/sonde:8080/$sonde_address/" \
        "$repository/prometheus.yml" >"$folder/prometheus.yml"
    "$sonde" rules generate |
        sed -e 's/\[1m\]/[10s]/' -e 's/for: 30s/for: 3s/' >"$folder/prometheus-rules.yml"
    prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
        --web.listen-address="127.0.0.1:$port" 2>"$folder/prometheus.log" &
    children+=($!)
    await_ready prometheus "$prometheus_url/-/ready"
}

say() {
    printf '%4d s  %s\n' "$SECONDS" "$1"
}

# What Prometheus answers to a PromQL query, as JSON.
query() {
    curl --silent --fail --get "$prometheus_url/api/v1/query" --data-urlencode "query=$1" ||
        fail 'Prometheus does not answer'
}

# Until the first scrape, some seconds after the start, the alert on absent series is right.
await_first_scrape() {
    local end=$((SECONDS + patience))
    until [[ $(query 'up{job="sonde"} == 1 unless on () ALERTS{alertstate="firing"}') == *metric* ]]; do
        ((SECONDS < end)) || fail 'Prometheus does not scrape Sonde'
        sleep 0.5
    done
}

# Reads the alerts that fire now into `firing`, a sorted line each, and tells what changed.
firing=
look() {
    local now line
    now=$(query 'count by (alertname) (ALERTS{alertstate="firing"})')
    now=$(grep -o '"alertname":"[^"]*"' <<<"$now" | cut -d '"' -f 4 | sort || true)
    while read -r line; do say "  FIRING    $line"; done < <(only_in "$now" "$firing")
    while read -r line; do say "  resolved  $line"; done < <(only_in "$firing" "$now")
    firing=$now
}

# The lines of the first text that are not in the second.
only_in() {
    comm -23 <(printf '%s' "${1:+$1$'\n'}") <(printf '%s' "${2:+$2$'\n'}")
}

# Sets a fault, and expects exactly the given alerts to fire in the end and to stay so for a while.
# usage: play FAULT MEANING [ALERT...]
play() {
    local fault=$1 meaning=$2 wanted end
    shift 2
    wanted=$(printf '%s\n' "$@" | sort)
    say "fault: $fault - $meaning"
    # The words of a fault are arguments of their own.
    # shellcheck disable=SC2086
    "$sonde" fault $fault --for 10m --url "http://$sonde_address" >/dev/null
    end=$((SECONDS + patience))
    look
    while [[ $firing != "$wanted" ]] && ((SECONDS < end)); do
        sleep 0.5
        look
    done
    end=$((SECONDS + calm))
    while [[ $firing == "$wanted" ]] && ((SECONDS < end)); do
        sleep 0.5
        look
    done
    if [[ $firing == "$wanted" ]]; then
        say "  as expected"
    else
        say "  NOT as expected, which is: ${wanted:-no alert}"
        surprises=$((surprises + 1))
    fi
}

type -P prometheus curl >/dev/null || fail 'needs prometheus and curl; make demo installs them'
start_sonde
start_prometheus
echo "Sonde on http://$sonde_address, Prometheus on $prometheus_url/alerts"
await_first_scrape
SECONDS=0

play 'normal' 'every answer is 200, so nothing fires'
play 'status 401' 'users are turned away, which the service itself does not call an error' \
    "$synthetic" "$down"
play 'status 500' 'the service fails: both sides see it' "$synthetic" "$down" "$errors"
play 'unmapped' 'the route is gone: no traffic arrives, so inside there are no errors to count' \
    "$synthetic" "$down"
play 'normal' 'all is well again'

((surprises == 0)) || fail "$surprises of 5 phases did not go as expected"
echo "every alert fired and resolved as expected, in $SECONDS s"
