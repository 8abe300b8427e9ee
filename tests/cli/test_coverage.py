"""`kedun coverage` shows the handbook section by section and fails where it is told to."""

import json
import unicodedata
from pathlib import Path

import pytest

import kedun.cli.coverage as command
from kedun.cli import main
from kedun.engine.policy.faults import Fault
from kedun.handbook import load
from kedun.lab.coverage import Coverage, Row


@pytest.fixture(autouse=True)
def covered(monkeypatch: pytest.MonkeyPatch) -> Coverage:
    """3.1 whole, 3.2 without a test, the others with clauses only."""
    book = load()
    rows = {key: Row(key, tuple(clause.id for clause in book.clauses_of(key))) for key in book.sections}
    rows["3.1"] = Row("3.1", rows["3.1"].clauses, ("id.x",), ("kedun.guard",), ("case:id.x#1", "case:id.x#2"))
    rows["3.2"] = Row("3.2", rows["3.2"].clauses, ("order.x",))
    coverage = Coverage(rows)
    monkeypatch.setattr(command, "cover", lambda *_, **__: coverage)
    return coverage


def test_an_unknown_section_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["coverage", "13.1"]) == main.UNUSABLE
    assert capsys.readouterr().err == "kedun: 手册中没有章节 13.1\n"


def test_an_unknown_pack_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main.run(["coverage", "--pack", str(tmp_path), "--lang", "en"]) == main.UNUSABLE
    assert "there is no pack" in capsys.readouterr().err


@pytest.mark.parametrize("strict", ["3.2", "3", "all", "3.1,3.2"])
def test_a_hole_in_a_strict_section_fails(strict: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["coverage", "--strict", strict]) == main.PROBLEMS
    assert "3.2" in capsys.readouterr().err


def test_holes_elsewhere_do_not_fail_a_strict_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["coverage", "--strict", "3.1"]) == main.OK
    assert capsys.readouterr().err == ""


def test_a_reference_that_leads_nowhere_fails_and_is_named(
    monkeypatch: pytest.MonkeyPatch, covered: Coverage, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = Fault("V001", "a.b → 9.9: not in the handbook", path="r.toml", line=4, zh_message="a.b → 9.9：手册中没有")
    monkeypatch.setattr(command, "cover", lambda *_, **__: Coverage(covered.rows, (fault,)))
    assert main.run(["coverage"]) == main.PROBLEMS
    assert capsys.readouterr().err == "r.toml:4  错误[V001]：a.b → 9.9：手册中没有\n"


def test_json_has_all_48_sections_with_lists_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["coverage", "--json"]) == main.OK
    told = json.loads(capsys.readouterr().out)
    assert len(told["sections"]) == 48
    assert list(told["sections"]) == list(load().sections)
    for row in told["sections"].values():
        assert list(row) == ["clauses", "rules", "rooms", "tests"]
        assert all(isinstance(name, str) for names in row.values() for name in names)
    assert told["sections"]["3.1"]["rules"] == ["id.x"]
    assert list(told) == ["sections"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("标题", "缺口", "客户信息核实", "无规则或模块、无测试", "48 节")),
        ("en", ("Title", "Missing", "Verifying customer details", "no rule or room, no test", "48 sections")),
    ],
)
def test_the_table_names_every_section_and_hole(
    language: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["coverage", "--lang", language]) == main.OK
    printed = capsys.readouterr().out
    assert all(word in printed for word in words)
    assert all(f"{section} " in printed for section in load().sections)
    assert [line for line in printed.splitlines() if cells(line) > 100] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_stand_under_each_other_whatever_the_width_of_characters(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main.run(["coverage", "--lang", language])
    lines = capsys.readouterr().out.splitlines()
    places = {cells(line[: line.rindex("·")]) for line in lines if "·" in line}
    assert len(places) == 1


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def test_a_section_in_full_shows_its_clauses_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["coverage", "3.1"]) == main.OK
    printed = capsys.readouterr().out
    assert load().clause("C3.1-05").zh in printed.replace("\n", "").replace("    ", "")
    for name in ("C3.1-08", "id.x", "kedun.guard", "case:id.x#2"):
        assert name in printed
    assert "C3.2-01" not in printed
