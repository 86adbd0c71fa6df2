#!/usr/bin/env bash
# What scripts that start servers on loopback share; to be sourced by them.
set -euo pipefail

# A port on which nobody listens now.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null || break
    done
    echo "$port"
}
