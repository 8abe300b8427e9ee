"""One simulated day as Parquet, CSV and JSON lines, in SQL and live: the same report; broken files: one clear line."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.acceptance.packs import rule, write_pack

from kedun.cli import main

EVENTS = 1500


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    for kind in ("jsonl", "parquet"):
        assert main.run(["lab", "shopday", "--out", str(folder / f"d.{kind}"), "--events", str(EVENTS), "--json"]) == 0
    with duckdb.connect() as db:
        db.execute(f"COPY (FROM '{folder}/d.parquet') TO '{folder}/d.csv'")
    return folder


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main.run(["backtest", *arguments, "--json"]) == main.OK
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_every_kind_of_file_and_both_engines_report_the_same(day: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ways = [("jsonl", "duckdb"), ("parquet", "live"), ("csv", "duckdb")]
    first, *others = (reported(capsys, "standard", str(day / f"d.{kind}"), "--engine", engine) for kind, engine in ways)
    assert first["reading"]["events"] == EVENTS
    assert sum(one["hits"] for one in first["rules"]) > 100
    for other in others:
        for part in ("totals", "rules", "overlaps", "days", "types"):
            assert other[part] == first[part]


@pytest.fixture
def small(tmp_path: Path) -> tuple[str, str, str]:
    """A pack, the same pack with one rule more, and thirty events over three days."""
    titled = rule("a.b", "amount_fen > 20", "review").replace('en = "t"', 'en = "</script><script>alert(1)</script>"')
    one = write_pack(tmp_path / "one", titled)
    two = write_pack(tmp_path / "two", titled + rule("a.c", "amount_fen > 5", "hold"))
    events = tmp_path / "e.jsonl"
    line = '{{"id":"{0}","type":"pay","at":"2026-05-0{1}T10:00:00Z","facts":{{"amount_fen":{0}}}}}\n'
    events.write_text("".join(line.format(number, 1 + number % 3) for number in range(30)), encoding="utf-8")
    return str(one), str(two), str(events)


def test_the_page_needs_no_network_and_runs_no_text_of_a_pack(
    small: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    reported(capsys, small[0], small[2], "--against", small[1], "--html", str(page))
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert 'src="' not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_pack_against_itself_differs_in_nothing(
    small: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    difference = reported(capsys, small[1], small[2], "--against", small[1])["difference"]
    assert (difference["changed"], difference["rules"]) == ({}, [])


def test_one_rule_more_is_told_by_what_it_moves(
    small: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    difference = reported(capsys, small[1], small[2], "--against", small[0])["difference"]
    assert [one["id"] for one in difference["rules"]] == ["a.c"]
    assert difference["changed"] == {"allow>hold": 15, "review>hold": 9}


def broken(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.parquet", b""),
        ("random.parquet", bytes(range(256)) * 20),
        ("empty.csv", b""),
        ("columns.csv", b"a,b\n1,2\n"),
        ("other.txt", b"id,type,at\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_exit_2(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_pack(tmp_path / "p", rule("a.b", "amount_fen > 1"))
    assert main.run(["backtest", str(pack), str(broken(tmp_path, name, content))]) == main.UNUSABLE
    told = capsys.readouterr().err.strip()
    assert told.startswith("kedun: ")
    assert len(told.splitlines()) == 1


def test_a_truncated_parquet_file_is_refused(day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (day / "d.parquet").read_bytes()
    pack = write_pack(tmp_path / "p", rule("a.b", "amount_fen > 1"))
    file = broken(tmp_path, "t.parquet", content[: len(content) // 2])
    assert main.run(["backtest", str(pack), str(file)]) == main.UNUSABLE
    assert capsys.readouterr().err.strip().startswith("kedun: t.parquet")


def test_rows_of_the_wrong_type_are_named_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = "2026-05-01T10:00:00+08:00"
    rows = [
        "1,pay,{},abc",
        "2,pay,{},5",
        "3,pay,then,5",
        ",pay,{},5",
        "5,nope,{},5",
        "6,pay,{},9007199254740993",
    ]
    text = "id,type,at,amount_fen\n" + "\n".join(row.format(at) for row in rows) + "\n7,pay,0001-01-01T00:00:00Z,1\n"
    file = broken(tmp_path, "t.csv", text.encode())
    pack = write_pack(tmp_path / "p", rule("a.b", "amount_fen > 1"))
    assert main.run(["backtest", str(pack), str(file), "--json"]) == main.PROBLEMS
    reading = json.loads(capsys.readouterr().out)["reading"]
    assert (reading["events"], reading["refused"]) == (1, 6)
    assert {(one["row"], one["column"]) for one in reading["problems"]} == {
        (2, "amount_fen"),
        (4, "at"),
        (5, "id"),
        (6, "type"),
        (7, "amount_fen"),
        (8, "at"),
    }
