"""Live = DuckDB = oracle: generated trials and real records, with every difference named."""

from collections.abc import Callable, Mapping
from random import Random
from time import perf_counter

import duckdb

from kedun.engine.lists import Lists
from kedun.lab.parity.engines import on_duckdb, on_live
from kedun.lab.parity.generate import Trial, trial
from kedun.lab.parity.oracle import Judgement, judge
from kedun.lab.parity.result import Mismatch, ParityResult, differences

__all__ = ["compare", "run"]

_SHOWN = 20


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
        events=counts["events"],
        features=counts["features"],
        verdicts=counts["verdicts"],
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
        found += differences(wanted, judged[place], seed=seed, event=place, engine=engine)
    return found
