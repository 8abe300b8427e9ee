"""`kedun lab train-text` and `kedun lab eval-text` as commands."""

import json
import sys
from pathlib import Path

import pytest

from kedun.cli import main

ROWS = (
    {"label": "fraud", "text": "请把收到的短信验证码发给我，我来帮您操作退款", "expert_turn": 0},
    {"label": "honest", "text": "我的快递到哪里了，麻烦帮我查一下物流"},
    {"label": "honest", "turns": [{"from": "customer", "text": "有货吗"}, {"from": "agent", "text": "有的"}]},
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "seen.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return file


def test_data_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main.run(["lab", "eval-text", str(tmp_path / "none")]) == main.UNUSABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_of_no_known_form_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main.run(["lab", "eval-text", str(tmp_path)]) == main.UNUSABLE
    assert "teleantifraud" in capsys.readouterr().err


def test_a_broken_line_is_told_with_its_number(capsys: pytest.CaptureFixture[str], rows: Path) -> None:
    rows.write_text(rows.read_text("utf-8") + "\n{}", encoding="utf-8")
    assert main.run(["lab", "eval-text", str(rows)]) == main.UNUSABLE
    assert "seen.jsonl:4" in capsys.readouterr().err


def test_a_file_is_measured_with_the_shipped_guard(capsys: pytest.CaptureFixture[str], rows: Path) -> None:
    assert main.run(["lab", "eval-text", str(rows), "--json"]) == main.OK
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    (row,) = told["rows"]
    assert (row["source"], row["fraud"], row["honest"]) == ("seen", 1, 2)
    assert (row["recall"], row["false_alarms"], row["alarmed_messages"], row["early"]) == (1.0, 0.0, 0.0, 1.0)


def test_a_folder_of_files_is_measured_file_by_file(capsys: pytest.CaptureFixture[str], rows: Path) -> None:
    (rows.parent / "again.jsonl").write_bytes(rows.read_bytes())
    assert main.run(["lab", "eval-text", str(rows.parent), "--json"]) == main.OK
    assert [row["source"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["again", "seen"]


def test_the_eight_attacks_are_measured_when_asked_for(capsys: pytest.CaptureFixture[str], rows: Path) -> None:
    assert main.run(["lab", "eval-text", str(rows), "--attacks", "--json"]) == main.OK
    sets = [json.loads(line)["set"] for line in capsys.readouterr().out.splitlines()]
    assert len(sets) == len(set(sets)) == 9


@pytest.mark.parametrize(("language", "head"), [("zh", "来源"), ("en", "source")])
def test_a_person_gets_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, rows: Path, language: str, head: str
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main.run(["--lang", language, "lab", "eval-text", str(rows)]) == main.OK
    told = capsys.readouterr().out
    assert head in told
    assert "100.00%" in told


@pytest.mark.parametrize("command", ["train-text", "eval-text"])
def test_without_the_labs_optional_parts_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    for name in ("kedun.lab.text.evaluate", "kedun.lab.text.train", "kedun.lab.text"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert main.run(["lab", command, str(tmp_path)]) == main.MISSING
    assert "kedun[lab]" in capsys.readouterr().err
