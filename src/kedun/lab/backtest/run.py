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
from kedun.kernel.errors import InputError, NotFoundError
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
    """How to run.

    `engine` is duckdb or live; [first_at, last_at) in µs is the period reported (what lies before it still counts in
    the windows); `memory` is written as DuckDB writes it (`4GB`), beyond it the disk is used.
    """

    engine: str = "duckdb"
    first_at: int | None = None
    last_at: int | None = None
    threads: int | None = None
    memory: str | None = None


def backtest(  # noqa: PLR0913 # one door, all but the first two by name
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

    `derivations` are the formal checks by name. With `against` the other pack is replayed as well and it is told what
    the first gains and loses by it; `rule` keeps only that rule's line and its overlaps, and tests it even when it is
    off. Raises InputError for data that cannot be used, NotFoundError for an unknown rule.
    """
    chosen = settings or Settings()
    start = perf_counter()
    if rule is not None and all(known.id != rule for known in pack.policy.rules):
        raise NotFoundError(f"the pack has no rule {rule}", zh=f"规则包里没有规则 {rule}", rule=rule)
    rules = considered(pack.policy, rule)
    with connected(chosen) as (connection, folder):
        progress("read", 0.0)
        packs = [(opened.policy, considered(opened.policy, rule)) for opened in (pack, against) if opened is not None]
        events = load_events(connection, packs, data, folder=folder, derivations=derivations)
        run = _Run(connection, events, chosen, rule, progress)
        frame = run.replayed(pack)
        totals, days, types = summary.totals(frame), summary.days(frame), summary.types(frame)
        results, overlaps = summary.rule_results(frame, rules), summary.overlaps(frame, rules)
        difference = run.difference(pack, against) if against is not None else None
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
        reading=_reading(events),
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
            _limit_memory(connection, settings.memory)
        yield connection, Path(folder)


def _limit_memory(connection: duckdb.DuckDBPyConnection, memory: str) -> None:
    try:
        connection.execute("SET memory_limit = ?", [memory])
    except duckdb.Error:
        raise InputError(
            f"{memory} is no amount of memory; write 4GB or 800MB", zh=f"{memory} 不是内存量；请写 4GB 或 800MB"
        ) from None


def _reading(events: Events) -> Reading:
    return Reading(
        events.count,
        events.refused,
        events.problems,
        events.duplicates,
        events.conflicts,
        events.unknown_columns,
        events.misplaced,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One set of loaded events, over which packs are replayed."""

    connection: duckdb.DuckDBPyConnection
    events: Events
    settings: Settings
    rule: str | None
    progress: Progress

    def replayed(self, pack: Opened) -> Frame:
        """Make `hits` and `judged` of one pack."""
        rules = considered(pack.policy, self.rule)
        frame = self._frame(pack)
        if self.settings.engine == "live":
            replay_live(frame, pack.lists, rules, self.events.count, progress=self.progress)
        else:
            decide_all(frame, rules, progress=self.progress)
        summary.outcomes(frame, first_at=self.settings.first_at, last_at=self.settings.last_at)
        return frame

    def difference(self, pack: Opened, against: Opened) -> Difference:
        """Replay the other pack after the first and measure the first by it."""
        summary.keep_as(self._frame(pack), "own")
        frame = self.replayed(against)
        return summary.difference(frame, considered(pack.policy, self.rule), considered(against.policy, self.rule))

    def _frame(self, pack: Opened) -> Frame:
        return Frame(self.connection, pack.policy, order=self.events, intervals=pack.lists.intervals)
