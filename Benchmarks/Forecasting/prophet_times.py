"""How long Prophet takes: lines of work, figure and unit, apart by tabs.

With two arguments instead, a folder with series and its plan.csv (name, step, rows to train on, rows
to test on): writes the folder's index.csv, with what Prophet reaches on each series.
"""
import csv
import logging
import sys
import time

import numpy as np
import pandas as pd

logging.disable(logging.CRITICAL)
from prophet import Prophet  # noqa: E402  (its import logs)


def fitted(rows):
    model = Prophet(daily_seasonality=True, weekly_seasonality=True, yearly_seasonality=False)
    model.fit(rows)
    return model


def series(days, step):
    """Counts with a day and a week in them; what they are does not matter for the time."""
    chance = np.random.default_rng(1)
    times = pd.date_range("2024-09-02", periods=days * 86400 // step, freq=f"{step}s")
    hours = times.hour + times.minute / 60
    level = 20 + 100 * np.exp(-(((hours - 12) / 4) ** 2)) * np.where(times.weekday >= 5, 0.5, 1)
    return pd.DataFrame({"ds": times, "y": chance.poisson(level).astype(float)})


def print_times():
    for weeks, step, name in [(2, 300, "5 min"), (4, 300, "5 min"), (4, 60, "1 min")]:
        rows = series(weeks * 7, step)
        future = pd.DataFrame(
            {"ds": pd.date_range(rows.ds.iloc[-1], periods=2 * 86400 // step + 1, freq=f"{step}s")[1:]})
        start = time.perf_counter()
        model = fitted(rows)
        np.quantile(model.predictive_samples(future)["yhat"], [0.005, 0.1, 0.9, 0.995], axis=1)
        model.predict(future)
        seconds = time.perf_counter() - start
        print(f"fit and 2 days with bands, {weeks} weeks of {name}\t{seconds * 1000:.0f}\tms")
    start = time.perf_counter()
    model.predict(future[:1])
    print(f"bands for now out\t{(time.perf_counter() - start) * 1e6:.0f}\tus")


def write_index(folder):
    with open(f"{folder}/plan.csv") as plan, open(f"{folder}/index.csv", "w") as index:
        index.write(
            "name,step_seconds,train_rows,test_rows,prophet_mae,prophet_coverage80,"
            "prophet_coverage99,prophet_winkler99\n")
        for name, step, train, test in csv.reader(plan):
            rows = pd.read_csv(f"{folder}/{name}.csv", parse_dates=["timestamp"])
            rows.columns = ["ds", "y"]
            rows.ds = rows.ds.dt.tz_localize(None)
            past, future = rows.iloc[: int(train)], rows.iloc[int(train):]
            np.random.seed(1)
            model = fitted(past)
            expected = model.predict(future[["ds"]]).yhat.values
            samples = model.predictive_samples(future[["ds"]])["yhat"]
            low80, high80, low99, high99 = np.quantile(samples, [0.1, 0.9, 0.005, 0.995], axis=1)
            y = future.y.values
            known = ~np.isnan(y)
            winkler = high99 - low99 + 200 * (np.maximum(low99 - y, 0) + np.maximum(y - high99, 0))
            figures = [
                np.abs(y - expected)[known].mean(), ((y >= low80) & (y <= high80))[known].mean(),
                ((y >= low99) & (y <= high99))[known].mean(), winkler[known].mean()]
            index.write(",".join([name, step, train, test] + [f"{f:.5g}" for f in figures]) + "\n")


if len(sys.argv) > 1:
    write_index(sys.argv[1])
else:
    print_times()
