#!/bin/sh
# Runs every benchmark: each folder beside this file that has a bench.sh.
set -eu
for part in "$(dirname "$0")"/*/bench.sh; do
    echo "== $(basename "$(dirname "$part")")"
    "$part"
done
