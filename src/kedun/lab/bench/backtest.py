"""How fast the whole standard pack is backtested, beside the live engine's replay of the same kind of records."""

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from kedun.engine.policy import load
from kedun.guard.entities import GUARD_CHECKS
from kedun.lab.backtest import Opened, Settings, backtest
from kedun.lab.bench.machine import machine, peak_mib
from kedun.lab.bench.meter import Progress
from kedun.lab.shopday import Settings as Shop
from kedun.lab.shopday import take, write_parquet
from kedun.pipeline import find_pack

__all__ = ["bench_backtest"]


def bench_backtest(
    *, events: int = 1_000_000, live: int = 100_000, seed: int = 1, progress: Progress | None = None
) -> dict[str, Any]:
    """Generate records, backtest them on DuckDB with two threads, replay fewer of them live, each in a fresh process.

    `events_per_s` counts reading the file, features, rules, scoring and the summary; `ratio_live` is that over the
    live engine's rate; `peak_mib` is the most memory the backtest's process held.
    """
    tell = progress or (lambda *_: None)
    with tempfile.TemporaryDirectory(prefix="kedun-bench-") as folder:
        many, few = Path(folder) / "many.parquet", Path(folder) / "few.parquet"
        steps = 4
        tell("backtest", 0, steps)
        write_parquet(take(events, Shop(seed=seed)), many)
        tell("backtest", 1, steps)
        write_parquet(take(live, Shop(seed=seed)), few)
        tell("backtest", 2, steps)
        fast = _in_fresh_process("duckdb", many)
        tell("backtest", 3, steps)
        slow = _in_fresh_process("live", few)
        tell("backtest", 4, steps)
    return {
        "machine": machine(),
        "events": events,
        "rules": fast["rules"],
        "features": fast["features"],
        "took_s": fast["took_s"],
        "events_per_s": fast["events_per_s"],
        "peak_mib": fast["peak_mib"],
        "live_events": live,
        "live_events_per_s": slow["events_per_s"],
        "ratio_live": round(fast["events_per_s"] / slow["events_per_s"], 2),
    }


def _in_fresh_process(engine: str, path: Path) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, engine, path).result()


def _run(engine: str, path: Path) -> dict[str, Any]:
    opened = load.open_pack(find_pack("standard"))
    result = backtest(
        Opened(opened.policy, opened.lists),
        [path],
        derivations=GUARD_CHECKS,
        settings=Settings(engine=engine, threads=2),
    )
    return {
        "rules": len(opened.policy.rules),
        "features": len(opened.policy.features),
        "took_s": result.took_s,
        "events_per_s": result.events_per_s,
        "peak_mib": peak_mib(),
    }
