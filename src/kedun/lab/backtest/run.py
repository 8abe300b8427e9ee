"""The one door: a policy and data files in, a `BacktestResult` out."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import duckdb

from kedun.engine.events import Derivation
from kedun.engine.lists import Lists
from kedun.engine.policy.tree import Policy
from kedun.kernel.errors import NotFoundError
from kedun.lab.backtest import summary
from kedun.lab.backtest.frame import Frame
from kedun.lab.backtest.live import replay_live
from kedun.lab.backtest.replay import Progress, considered, decide_all, load_events
from kedun.lab.backtest.result import BacktestResult, Difference, Reading
from kedun.lab.backtest.source import Events

__all__ = ["Opened", "Settings", "backtest", "connected"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A policy with its lists."""

    policy: Policy
    lists: Lists


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: `engine` duckdb or live; the period [first_at, last_at) in µs that is reported (what lies before
    it still counts in the windows); threads; memory as DuckDB writes it (`4GB`), beyond which it uses the disk.
    """

    engine: str = "duckdb"
    first_at: int | None = None
    last_at: int | None = None
    threads: int | None = None
    memory: str | None = None


def backtest(
    pack: Opened,
    data: Sequence[Path],
    *,
    derivations: Mapping[str, Derivation],
    against: Opened | None = None,
    rule: str | None = None,
    settings: Settings | None = None,
    progress: Progress = lambda _what, _share: None,
) -> BacktestResult:
    """Replay the pack over the data files and say what it would have done.

    With `against` the other pack is replayed as well and the difference told; `rule` keeps only that rule's line and
    its overlaps, and tests it even when it is off. Raises InputError for data that cannot be used, NotFoundError for
    an unknown rule.
    """
    chosen = settings or Settings()
    start = perf_counter()
    rules = considered(pack.policy, rule)
    if rule is not None and all(known.id != rule for known in rules):
        raise NotFoundError(f"the pack has no rule {rule}", zh=f"策略包里没有规则 {rule}", rule=rule)
    with connected(chosen) as (connection, folder):
        progress("read", 0.0)
        others = [(against.policy, considered(against.policy, rule))] if against else []
        events = load_events(connection, [(pack.policy, rules), *others], data, folder=folder, derivations=derivations)
        frame = _replayed(connection, pack, rule, events, chosen, progress)
        totals = summary.totals(frame)
        results = summary.rule_results(frame, rules)
        overlaps = summary.overlaps(frame, rules)
        days, types = summary.days(frame), summary.types(frame)
        difference = _against(connection, pack, against, rule, events, chosen, progress) if against else None
    took = perf_counter() - start
    return BacktestResult(
        pack=pack.policy.id,
        version=pack.policy.version,
        timezone=pack.policy.timezone,
        engine=chosen.engine,
        first_at=events.first_at,
        last_at=events.last_at,
        took_s=round(took, 3),
        events_per_s=round(events.count / took, 1),
        reading=Reading(
            events.count,
            events.refused,
            events.problems,
            events.duplicates,
            events.conflicts,
            events.unknown_columns,
            events.misplaced,
        ),
        totals=totals,
        rules=tuple(result for result in results if rule in {None, result.id}),
        overlaps=tuple(pair for pair in overlaps if rule in {None, pair.one, pair.other}),
        days=days,
        types=types,
        difference=difference,
        focus=rule,
    )


@contextmanager
def connected(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A DuckDB in memory, with a folder for what does not fit; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kedun-") as folder, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [folder])
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET enable_progress_bar = false")
        if settings.threads is not None:
            connection.execute("SET threads = ?", [settings.threads])
        if settings.memory is not None:
            connection.execute("SET memory_limit = ?", [settings.memory])
        yield connection, Path(folder)


def _replayed(
    connection: duckdb.DuckDBPyConnection,
    pack: Opened,
    rule: str | None,
    events: Events,
    settings: Settings,
    progress: Progress,
) -> Frame:
    rules = considered(pack.policy, rule)
    if settings.engine == "live":
        frame = replay_live(connection, pack.policy, pack.lists, rules, events, progress=progress)
    else:
        frame = decide_all(connection, pack.policy, rules, events, intervals=pack.lists.intervals, progress=progress)
    summary.outcomes(frame, first_at=settings.first_at, last_at=settings.last_at)
    return frame


def _against(
    connection: duckdb.DuckDBPyConnection,
    pack: Opened,
    against: Opened,
    rule: str | None,
    events: Events,
    settings: Settings,
    progress: Progress,
) -> Difference:
    base = Frame(connection, pack.policy, order=events, intervals=pack.lists.intervals)
    summary.keep_as(base, "base")
    frame = _replayed(connection, against, rule, events, settings, progress)
    return summary.difference(frame, considered(pack.policy, rule), considered(against.policy, rule))
