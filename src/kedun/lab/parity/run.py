"""Live = DuckDB = oracle: generated trials and real records, with every difference named."""

from collections.abc import Callable, Mapping
from random import Random
from time import perf_counter
from typing import Any

import duckdb
import msgspec

from kedun.engine.lists import Lists
from kedun.lab.parity.engines import on_duckdb, on_live
from kedun.lab.parity.generate import Trial, trial
from kedun.lab.parity.oracle import Judgement, judge

__all__ = ["Mismatch", "ParityResult", "compare", "run"]

_SHOWN = 20


class Mismatch(msgspec.Struct, frozen=True):
    """One event that two engines judge differently. `seed` repeats the trial; `what` is the feature or verdict."""

    seed: int
    event: int
    engine: str
    what: str
    expected: str
    got: str


class ParityResult(msgspec.Struct, frozen=True):
    """How much was compared and what differed; the first differences stand in `shown`."""

    policies: int
    events: int
    features: int
    verdicts: int
    mismatches: int
    shown: tuple[Mismatch, ...]
    took_s: float
    records: dict[str, Any] | None = None


def run(
    policies: int = 1000,
    *,
    seed: int = 1,
    events: int = 40,
    progress: Callable[[int], None] = lambda _done: None,
) -> ParityResult:
    """Compare the three on `policies` generated trials of up to `events` events each."""
    start = perf_counter()
    found: list[Mismatch] = []
    counts = {"events": 0, "features": 0, "verdicts": 0}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for number in range(policies):
            made = trial(Random(f"{seed}:{number}"), events=events)  # noqa: S311 # a reproducible trial, no secret
            found += compare(connection, made, seed=number, counts=counts)
            progress(number + 1)
    return ParityResult(
        policies=policies,
        mismatches=len(found),
        shown=tuple(found[:_SHOWN]),
        took_s=round(perf_counter() - start, 3),
        **counts,
    )


def compare(
    connection: duckdb.DuckDBPyConnection, made: Trial, *, seed: int = 0, counts: dict[str, int] | None = None
) -> list[Mismatch]:
    """Every difference of the fast engines from the oracle on one trial."""
    kinds = {name: listing.kind for name, listing in made.policy.listings.items()}
    lists = Lists.from_entries(kinds, made.entries)
    plain = {
        name: [(entry.value, entry.since_us, entry.until_us) for entry in made.entries if entry.list_id == name]
        for name in kinds
    }
    expected = judge(made.policy, plain, made.events)
    found: list[Mismatch] = []
    for engine, judged in (
        ("live", on_live(made.policy, lists, made.events)),
        ("duckdb", on_duckdb(connection, made.policy, lists, made.events)),
    ):
        found += _differences(seed, engine, expected, judged)
    if counts is not None:
        counts["events"] += len(expected)
        counts["verdicts"] += 2 * len(expected)
        counts["features"] += sum(len(judged[place].features) for place in judged)
    return found


def _differences(
    seed: int, engine: str, expected: Mapping[int, Judgement], judged: Mapping[int, Judgement]
) -> list[Mismatch]:
    found = []
    if expected.keys() != judged.keys():
        places = sorted(expected.keys() ^ judged.keys())
        return [Mismatch(seed, places[0], engine, "events", str(sorted(expected)), str(sorted(judged)))]
    for place, wanted in expected.items():
        got = judged[place]
        for name, value in got.features.items():
            if not _same(wanted.features[name], value):
                found.append(Mismatch(seed, place, engine, name, repr(wanted.features[name]), repr(value)))
        for what in ("live", "shadow", "action", "risk", "grade"):
            one, other = getattr(wanted, what), getattr(got, what)
            if one != other:
                found.append(Mismatch(seed, place, engine, what, _plain(one), _plain(other)))
    return found


def _same(one: Any, other: Any) -> bool:
    """Equal and of one nature; a whole number may come as a float of the same value and the reverse."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _plain(value: Any) -> str:
    return str(sorted(value)) if isinstance(value, frozenset) else str(value)
