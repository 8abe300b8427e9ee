"""How long one decision takes, beside zen-engine on the same rules, and as the history in the windows grows.

The collector of cyclic garbage is off while measuring, as it is in the service: with a large heap it alone is the
tail. Times are per event on one core, reasons included.
"""

import gc
import statistics
from time import perf_counter_ns
from typing import Any

from kedun.engine.events import Event
from kedun.lab.bench.growth import growth
from kedun.lab.bench.machine import machine, peak_mib
from kedun.lab.bench.meter import Progress, no_collector, quantile, us
from kedun.lab.bench.rival import against_zen
from kedun.lab.shopday import stream
from kedun.pipeline import Kedun, open_pack

__all__ = ["bench_decide"]


def bench_decide(
    *,
    events: int = 40_000,
    small: int = 100_000,
    large: int = 10_000_000,
    seed: int = 1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure and return the figures; `large` 0 leaves the growth of history out.

    Raises UnavailableError when zen-engine is not installed.
    """
    tell = progress or (lambda *_: None)
    kedun = open_pack("standard", remember=events * 2)
    made = []
    for number, row in enumerate(stream(seed, events * 2)):
        made.append(kedun.read(row.event))
        if number % 1_000 == 0:
            tell("events", number, events * 2)
    with no_collector():
        times, by_type = _decisions(kedun, made, events)
        versus = against_zen(kedun, made[events:])
    result: dict[str, Any] = {
        "machine": machine(),
        "rules": len(kedun.decider.compiled.rules),
        "features": len(kedun.policy.features),
        "events": events,
        "median_us": us(statistics.median(times)),
        "p99_us": us(quantile(times, 0.99)),
        "p999_us": us(quantile(times, 0.999)),
        "by_type": by_type,
        **versus,
    }
    del kedun, made
    gc.collect()
    if large:
        result["history"] = growth(small, large, tell)
        result["ratio_history"] = round(result["history"]["large_us"] / result["history"]["small_us"], 3)
        result["peak_mib"] = peak_mib()
    return result


def _decisions(kedun: Kedun, made: list[Event], warm: int) -> tuple[list[int], dict[str, Any]]:
    for event in made[:warm]:
        kedun.decide(event)
    times = []
    for event in made[warm:]:
        start = perf_counter_ns()
        kedun.decide(event)
        times.append(perf_counter_ns() - start)
    by_type: dict[str, list[int]] = {}
    for event, time in zip(made[warm:], times, strict=True):
        by_type.setdefault(event.type, []).append(time)
    return times, {
        name: {"events": len(own), "median_us": us(statistics.median(own)), "p99_us": us(quantile(own, 0.99))}
        for name, own in sorted(by_type.items())
    }
