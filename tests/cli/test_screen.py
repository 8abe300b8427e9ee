"""`kedun screen`: for a person at a terminal, and as JSON for everybody else."""

import io
import json
import re
import sys
from typing import Any

import pytest

from kedun.cli import main
from kedun.cli.screen import Line, answer
from kedun.kernel.errors import InputError

ASKS = "请把收到的短信验证码发给我，我来帮您操作退款"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main.run(["screen", *arguments]) == main.OK
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def plain(told: str) -> str:
    """What a terminal shows, without its colours and line ends."""
    return re.sub(r"\x1b\[[0-9;]*m", "", told).replace("\n", "")


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def test_without_a_text_it_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["screen"]) == main.UNUSABLE
    assert "--jsonl" in capsys.readouterr().err


def test_texts_and_lines_together_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["screen", "--jsonl", "您好"]) == main.UNUSABLE
    assert capsys.readouterr().out == ""


def test_a_closed_standard_input_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main.run(["screen", "--jsonl"]) == main.UNUSABLE
    assert "标准输入" in capsys.readouterr().err


@pytest.mark.parametrize("line", [Line(id=1), Line(id=1, text="a", url="b"), Line(id=1, turns=(), url="b")])
def test_a_line_of_no_kind_or_of_two_is_an_error(line: Line) -> None:
    with pytest.raises(InputError, match="exactly one"):
        answer(line)


def test_one_text_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = run(capsys, ASKS)
    assert (found["id"], found["verdict"], len(found["turns"])) == (1, "stop", 1)


def test_several_texts_are_one_conversation(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = run(capsys, "在吗", ASKS)
    assert (len(found["turns"]), found["first_alarm_turn"]) == (2, 1)
    assert {finding["turn"] for finding in found["findings"]} >= {1}


def test_out_judges_what_an_agent_is_about_to_send(capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = run(capsys, "--out", ASKS)
    (two,) = run(capsys, "--out", "您好", ASKS)
    assert one["verdict"] == two["verdict"] == "stop"
    assert any(finding["code"] == "said.out_ask_code" for finding in one["findings"])


def test_url_judges_links_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "--url", "https://www.taobao.com/", "http://taoba0-refund.top/login")
    assert [(line["id"], line["verdict"]) for line in found] == [(1, "pass"), (2, "stop")]


def test_lines_are_answered_in_order_and_a_bad_one_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b'{"id":"a","text":"x"}\n\n{"id":"b"}\n{"id":"c","url":"https://jd.com"}\n{')
    assert main.run(["screen", "--jsonl"]) == main.PROBLEMS
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [line.get("id") for line in found] == ["a", None, "c", None]
    assert [line["error"]["line"] for line in found if "error" in line] == [3, 5]
    assert [line.split(":")[1] for line in told.err.splitlines()] == ["3", "5"]


@pytest.mark.parametrize(("language", "words"), [("zh", ("风险", "停止", "验证码")), ("en", ("risk", "stop", "code"))])
def test_at_a_terminal_it_speaks_to_a_person(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: tuple[str, ...]
) -> None:
    at_a_terminal(monkeypatch)
    assert main.run(["--lang", language, "screen", ASKS]) == main.OK
    told = capsys.readouterr().out
    assert ASKS in plain(told)
    assert all(word in plain(told) for word in words)
    assert "\x1b[1;4;31m收到的短信验证码" in told, "the risky span is marked"
    assert "{" not in told


def test_json_at_a_terminal_when_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    assert run(capsys, "--json", ASKS)[0]["verdict"] == "stop"


def test_half_an_emoji_can_be_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    assert main.run(["screen", f"{ASKS}\ud83d"]) == main.OK
    assert ASKS in plain(capsys.readouterr().out)


def test_markup_in_a_message_is_shown_as_it_was_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch)
    assert main.run(["screen", "[red]您好[/red] [link=http://x]"]) == main.OK
    assert "[red]您好[/red] [link=http://x]" in capsys.readouterr().out


def test_a_control_sequence_in_a_message_does_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch)
    assert main.run(["screen", "\x1b]0;taken over\x07\x1b[2J您好"]) == main.OK
    told = plain(capsys.readouterr().out)
    assert told.startswith("␛]0;taken over␇␛[2J您好")
    assert "\x1b" not in told


@pytest.mark.parametrize("sign", ["\x7f", "\x9b", "\u202e", "\u2066", "\u200f"])
def test_a_sign_that_turns_the_line_around_is_shown_as_one_that_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    at_a_terminal(monkeypatch)
    assert main.run(["screen", f"您{sign}好"]) == main.OK
    assert plain(capsys.readouterr().out).startswith("您�好")
