"""Live = DuckDB = oracle on random policies; and the comparison itself can fail."""

from __future__ import annotations  # a DuckDB type held by Hypothesis outlives it and is told as a leak

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kedun.cli.main import run as kedun
from kedun.engine.policy.tree import Mode
from kedun.kernel.errors import InputError
from kedun.lab.parity import compare, engines, run, run_records
from kedun.lab.parity.generate import trial
from kedun.pipeline import open_pack

TRIALS = 40


@pytest.fixture(scope="module")
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        yield connection


@settings(max_examples=TRIALS, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dice=st.randoms(use_true_random=False))
def test_the_three_agree(base: duckdb.DuckDBPyConnection, dice: Random) -> None:
    assert compare(base, trial(dice, events=25)) == []


def test_a_run_counts_what_it_compared() -> None:
    result = run(5, seed=3, events=20)
    assert (result.policies, result.mismatches) == (5, 0)
    assert result.verdicts == 2 * result.events > 0


@pytest.mark.parametrize("engine", ["on_live", "on_duckdb"])
def test_an_engine_that_errs_is_found(
    base: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    module = import_module("kedun.lab.parity.run")  # the package's `run` is the function
    real = getattr(engines, engine)

    def wrong(*given: Any) -> Any:
        judged = real(*given)
        return {
            place: replace(one, risk=one.risk + 1, features=dict.fromkeys(one.features, "x"))
            for place, one in judged.items()
        }

    monkeypatch.setattr(module, engine, wrong)
    made = next(made for number in range(50) if len((made := trial(Random(number))).events) > 3)
    found = compare(base, made, seed=9)
    assert {one.engine for one in found} == {engine.removeprefix("on_")}
    assert "risk" in {one.what for one in found}


def test_trials_hold_what_is_hard() -> None:
    made = [trial(Random(f"hard:{number}")) for number in range(60)]
    events = [event for one in made for event in one.events]
    ids = [(number, event["id"]) for number, one in enumerate(made) for event in one.events]
    assert len(set(ids)) < len(ids), "no event comes twice"
    assert any(later["at"] < earlier["at"] for one in made for earlier, later in pairwise(one.events))
    assert any(later["at"] == earlier["at"] for one in made for earlier, later in pairwise(one.events))
    assert any(event["customer_id"] is None for event in events)
    rules = [rule for one in made for rule in one.policy.rules]
    assert {rule.mode for rule in rules} == set(Mode)
    assert {feature.aggregate.value for one in made for feature in one.policy.features.values()} == {
        "count", "sum", "avg", "min", "max", "distinct", "seconds_since_last", "rate", "expr",
    }  # fmt: skip


def payments(path: Path, rows: int) -> Path:
    duckdb.execute(
        f"""COPY (SELECT i AS TRANSACTION_ID, TIMESTAMP '2018-04-01' + INTERVAL (i * 997) SECOND AS TX_DATETIME,
        i % 7 AS CUSTOMER_ID, i % 11 AS TERMINAL_ID, (i % 50) * 3.5 AS TX_AMOUNT, IF(i % 13 = 0, 1, 0) AS TX_FRAUD
        FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)"""
    )
    return path


def test_records_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS x) TO '{path}' (FORMAT parquet)")
    with pytest.raises(InputError, match="cannot be read as payments"):
        run_records(open_pack("cards").policy, path)


def test_records_agree_with_live_and_oracle(tmp_path: Path) -> None:
    result = run_records(open_pack("cards").policy, payments(tmp_path / "a.parquet", 1500), rows=1200, every=40)
    assert (result.events, result.mismatches) == (1200, 0)
    assert result.verdicts == 1200 + 30


def test_the_command_prints_counts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = payments(tmp_path / "a.parquet", 50)
    assert kedun(["lab", "parity", str(path), "--policies", "2", "--events", "10", "--rows", "40"]) == 0
    assert "0 处不同" in capsys.readouterr().out
    assert kedun(["lab", "parity", "--policies", "1", "--json"]) == 0
    assert '"mismatches": 0' in capsys.readouterr().out
