"""What is written down: JSON lines that kedun reads, and the wide table of the backtest."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kedun.lab.shopday import Row, Settings, columns, take, write, write_jsonl, write_parquet
from kedun.lab.shopday.rows import ENVELOPE

_EVENTS = 3_000


@pytest.fixture(scope="module")
def day() -> list[Row]:
    return list(take(_EVENTS, Settings(seed=6, scam_permille=60)))


def test_bare_lines_hold_nothing_but_the_event(day: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl"
    assert write_jsonl(day, path, labels=False) == _EVENTS
    known = {"id", "type", "at", "facts", *ENVELOPE}
    assert all(set(json.loads(line)) <= known for line in path.read_text(encoding="utf-8").splitlines())


def test_labelled_lines_say_what_it_was_and_when_that_was_known(day: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl"
    write_jsonl(day, path)
    first = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert first["label"] == day[0].label
    assert first["labelled_at"].endswith("+08:00")
    assert first["scenario"] == day[0].scenario


def test_the_wide_table_has_the_columns_of_the_pack_and_every_value(day: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "it's a day.parquet"
    assert write_parquet(day, path) == _EVENTS
    with duckdb.connect() as base:
        table = base.read_parquet(str(path))
        assert dict(zip(table.columns, map(str, table.types), strict=True)) == columns()
        found = table.order("seq").fetchall()
        places = {name: place for place, name in enumerate(table.columns)}
    for seq, (row, values) in enumerate(zip(day, found, strict=True)):
        assert values[places["seq"]] == seq
        assert (values[places["id"]], values[places["at"]]) == (row.id, row.at)
        assert values[places["scam_stage"]] == row.stage
        assert {name: values[places[name]] for name in row.facts} == row.facts


def test_derived_facts_are_worked_out_in_the_wide_table(day: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "day.parquet"
    write_parquet(day, path)
    with duckdb.connect() as base:
        words = base.execute(
            "SELECT DISTINCT courier_number_format FROM read_parquet(?) WHERE courier_number IS NOT NULL", [str(path)]
        ).fetchall()
    assert words
    assert all(word in {"ok", "mismatch", "unknown"} for (word,) in words)


def test_nothing_is_left_beside_the_table(day: list[Row], tmp_path: Path) -> None:
    write_parquet(day[:100], tmp_path / "day.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["day.parquet"]


def test_parts_are_joined_in_order(day: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_CHUNK", 700)
    path = tmp_path / "day.parquet"
    write_parquet(day, path)
    with duckdb.connect() as base:
        assert [seq for (seq,) in base.execute("SELECT seq FROM read_parquet(?)", [str(path)]).fetchall()] == list(
            range(_EVENTS)
        )


def test_a_stream_that_breaks_leaves_no_table(day: list[Row], tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield from day[:10]
        raise OSError("the stream broke")

    with pytest.raises(OSError, match="broke"):
        write_parquet(broken(), tmp_path / "day.parquet")
    assert list(tmp_path.iterdir()) == []


def test_no_events_make_an_empty_table_with_all_columns(tmp_path: Path) -> None:
    assert write_parquet([], tmp_path / "day.parquet") == 0
    with duckdb.connect() as base:
        table = base.read_parquet(str(tmp_path / "day.parquet"))
        assert table.columns == list(columns())
        assert table.fetchall() == []


def test_progress_is_told(day: list[Row], tmp_path: Path) -> None:
    told: list[int] = []
    write_jsonl(day, tmp_path / "day.jsonl", progress=told.append)
    assert told[-1] == _EVENTS
