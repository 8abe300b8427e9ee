"""`kedun decide`: a line in, a line out; a bad line is told and the rest goes on."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kedun.cli import main
from kedun.cli.decide import numbered_lines
from kedun.engine.events import MAX_EVENT_BYTES

GOOD = {
    "id": "o1",
    "type": "order",
    "at": "2026-05-01T10:00:00+08:00",
    "customer_id": "c1",
    "facts": {"amount_fen": 900_000, "market_price_fen": 200_000, "category": "手机"},
}


def lines_of(*events: Any) -> str:
    return "".join(
        (event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)) + "\n" for event in events
    )


def test_a_pack_or_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main.run(["decide", "--pack", "none such", "-"]) == main.UNUSABLE
    assert "none such" in capsys.readouterr().err
    assert main.run(["decide", str(tmp_path / "missing.jsonl")]) == main.UNUSABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "events.jsonl"
    other = {**GOOD, "facts": {"amount_fen": 1}}
    label = {"label": {"event_id": "o1", "outcome": "fraud", "at": "2026-05-02T10:00:00+08:00"}}
    wrong_label = {"label": {"event_id": "o1", "outcome": "stolen", "at": "2026-05-02T10:00:00+08:00"}}
    file.write_text(
        lines_of(GOOD, "", {**GOOD, "id": "o2", "at": "soon"}, label, "{", GOOD, other, wrong_label), "utf-8"
    )
    assert main.run(["decide", str(file)]) == main.PROBLEMS
    told = capsys.readouterr()
    out = [json.loads(line) for line in told.out.splitlines()]
    assert [line.get("action") for line in out] == ["review", None, None, "review", None, None]
    assert [line["error"]["line"] for line in out if "error" in line] == [3, 5, 7, 8]
    assert out[0] == out[3], "the same event again has its first decision"
    assert out[0]["reasons"][0]["clause"].lstrip("HC").startswith("3.2")
    assert [line.split(":")[1] for line in told.err.replace(str(file), "f").splitlines()] == ["3", "5", "7", "8"]
    assert "$.at" in told.err


def test_it_reads_the_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines_of(GOOD).encode())))
    assert main.run(["decide", "-"]) == main.OK
    assert json.loads(capsys.readouterr().out)["event_id"] == "o1"


@pytest.mark.parametrize(("lang", "word"), [("zh", "复核"), ("en", "review")])
def test_at_a_terminal_it_speaks_to_a_person(
    lang: str, word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(lines_of(GOOD, "{"), "utf-8")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main.run(["--lang", lang, "decide", str(file)]) == main.PROBLEMS
    out = capsys.readouterr().out
    assert word in out.splitlines()[0]
    assert "amount_fen = 900000" in out
    assert {"zh": "切勿", "en": "never"}[lang] in out


def test_a_recording_is_taken_with_what_it_turned_out_to_be(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "recorded.jsonl"
    recorded = {"label": "fraud", "labelled_at": "2026-05-02T10:00:00+08:00", "scenario": "T25", "story": 7}
    unlabelled = {**GOOD, "id": "o2", "label": None, "labelled_at": None}
    bad = {**GOOD, "id": "o3", "label": "fraud", "labelled_at": "soon"}
    file.write_bytes("\ufeff".encode() + lines_of({**GOOD, **recorded}, unlabelled, bad).encode())
    assert main.run(["decide", str(file)]) == main.PROBLEMS
    told = capsys.readouterr()
    assert [json.loads(line).get("event_id") for line in told.out.splitlines()] == ["o1", "o2", None]
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("label", "path"),
    [(None, "$.label"), ({"event_id": "o1", "outcome": "fraud"}, "$.label"), ({"event_id": 5}, "$.label.event_id")],
)
def test_a_broken_label_is_told_where(
    label: object, path: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(lines_of({"label": label}), "utf-8")
    assert main.run(["decide", str(file)]) == main.PROBLEMS
    assert json.loads(capsys.readouterr().out)["error"]["path"] == path


def test_a_closed_input_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main.run(["decide", "-"]) == main.UNUSABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_a_line_of_ten_megabytes_is_refused_and_only_its_start_is_held() -> None:
    stream = io.BytesIO(b"x" * 10_000_000 + b"\n" + b"{}\n" + b"y" * (MAX_EVENT_BYTES * 3))
    lines = list(numbered_lines(stream))
    assert [number for number, _ in lines] == [1, 2, 3]
    assert all(len(line) <= MAX_EVENT_BYTES + 2 for _, line in lines)
    assert lines[1][1] == b"{}\n"
