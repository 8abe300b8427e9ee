"""`kedun screen`: a message, a conversation or a link in, findings out; in a terminal with the risky spans marked."""

import json
import re
import sys
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from kedun.cli.decide import numbered_lines
from kedun.cli.language import lang, pick
from kedun.guard.findings import Finding
from kedun.kernel.errors import InputError
from kedun.pipeline.advice import Advice
from kedun.pipeline.screening import Session, screen, screen_turns, screen_url

__all__ = ["Line", "answer", "register"]

_COLOURS = {"low": "green", "medium": "yellow", "high": "red", "critical": "bold red"}
_LEVELS_ZH = {"low": "低", "medium": "中", "high": "高", "critical": "极高"}
_VERDICTS_ZH = {"pass": "放行", "advise": "建议", "stop": "停止"}
_MOST_BYTES = 16 * 1024 * 1024
"""Of one line: ten thousand messages of a conversation, escaped."""
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_SHOWN = {sign: 0x2400 + sign for sign in range(32) if chr(sign) not in "\t\n"} | dict.fromkeys(
    [*range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD
)
"""Characters that would steer the terminal or turn the line around, by what is shown for them."""
_MARKED = 15
"""A finding of at least this weight has its span marked in the text."""


class Turn(msgspec.Struct, frozen=True):
    """One message of a conversation on a line."""

    sender: Literal["customer", "agent"] = msgspec.field(name="from")
    text: str


class Line(msgspec.Struct, frozen=True):
    """One line of input: exactly one of `text`, `turns` and `url`."""

    id: Any
    text: str | None = None
    direction: Literal["in", "out"] = "in"
    turns: tuple[Turn, ...] | None = None
    url: str | None = None


def register(app: typer.Typer) -> None:
    """Add the command to the command tree."""
    app.command(
        "screen",
        help=pick(
            "看一段聊天文字是否有诈骗风险，说明依据与应对；--jsonl 逐行处理标准输入。",
            "Read chat text for fraud and say why and what to do; --jsonl reads lines from the standard input.",
        ),
    )(_screen)


def _screen(
    texts: Annotated[list[str] | None, typer.Argument(help="消息，多条为同一会话 messages of one conversation")] = None,
    out: Annotated[bool, typer.Option("--out", help="坐席将发出的消息 about to be sent by an agent")] = False,
    url: Annotated[bool, typer.Option("--url", help="参数是链接 the arguments are links")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSONL: stdin → stdout")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """See docs/reference/screen.md for the lines."""
    if jsonl:
        if texts:
            raise InputError(
                "--jsonl reads the standard input; give no texts", zh="--jsonl 读取标准输入，请勿再给出文字"
            )
        _stream()
        return
    if not texts:
        raise InputError("give a text, or --jsonl", zh="请给出文字，或使用 --jsonl")
    if url:
        lines = [Line(id=number, url=text) for number, text in enumerate(texts, 1)]
    elif len(texts) == 1:
        lines = [Line(id=1, text=texts[0], direction="out" if out else "in")]
    else:
        sender: Literal["customer", "agent"] = "agent" if out else "customer"
        lines = [Line(id=1, turns=tuple(Turn(sender=sender, text=text) for text in texts))]
    if as_json or not sys.stdout.isatty():
        for line in lines:
            _write(answer(line))
        return
    _show(lines, texts)


def answer(line: Line) -> dict[str, Any]:
    """What a line gets: the contract of docs/reference/screen.md. Raises InputError for a line of no kind or of two."""
    given = [name for name in ("text", "turns", "url") if getattr(line, name) is not None]
    if len(given) != 1:
        raise InputError("a line has exactly one of text, turns and url", zh="每行须有且仅有 text、turns、url 之一")
    if line.turns is not None:
        session = screen_turns(("in" if turn.sender == "customer" else "out", turn.text) for turn in line.turns)
        return _session(line.id, session)
    one = screen_url(line.url) if line.url is not None else screen(line.text or "", direction=line.direction)
    return {
        "id": line.id,
        "risk": one.risk,
        "level": one.level,
        "type": one.type,
        "stage": one.stage,
        "verdict": one.verdict,
        "first_alarm_turn": 0 if one.level in {"high", "critical"} else None,
        "turns": [{"risk": one.risk, "level": one.level, "verdict": one.verdict}],
        "findings": [_finding(finding) for finding in one.findings],
        "advice": _advice(one.advice),
    }


def _session(id_: object, session: Session) -> dict[str, Any]:
    return {
        "id": id_,
        "risk": session.risk,
        "level": session.level,
        "type": session.type,
        "stage": session.stage,
        "verdict": session.verdict,
        "first_alarm_turn": session.first_alarm_turn,
        "turns": [{"risk": turn.risk, "level": turn.level, "verdict": turn.verdict} for turn in session.turns],
        "findings": [_finding(finding, turn) for turn, finding in session.findings],
        "advice": _advice(session.advice),
    }


def _finding(finding: Finding, turn: int = 0) -> dict[str, Any]:
    return {
        "code": finding.code,
        "clause": finding.clause,
        "span": finding.span,
        "why": pick(finding.why.zh, finding.why.en),
        "weight": finding.weight,
        "turn": turn,
    }


def _advice(advice: Advice | None) -> list[dict[str, Any]]:
    return [] if advice is None else advice.lines(lang())


def _stream() -> None:
    """Lines in, lines out, one at a time; a bad line gets an error line, and the exit code is 1."""
    if sys.stdin is None:
        raise InputError("the standard input is closed", zh="标准输入已关闭")
    failed = 0
    for number, outcome in _answers(sys.stdin.buffer):
        if "error" in outcome:
            failed += 1
            typer.echo(f"-:{number}: {outcome['error']['message']}", err=True)
        _write(outcome)
        sys.stdout.flush()  # somebody may be waiting for this very answer
    if failed:
        raise typer.Exit(1)


def _answers(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in numbered_lines(stream, _MOST_BYTES):
        try:
            yield number, answer(_line(raw))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            message = pick("不是可读的行：", "not a readable line: ") + str(error)
            yield number, {"error": {"line": number, "code": "input.malformed", "message": message}}
        except InputError as error:
            yield number, {"error": {"line": number, "code": error.code, "message": error.text(lang())}}


def _line(raw: bytes) -> Line:
    """The line as values. Half an emoji, as clients cut them, is text like any other; in an id it is a fault."""
    if len(raw) > _MOST_BYTES:
        raise InputError(f"a line has at most {_MOST_BYTES} bytes", zh=f"一行至多 {_MOST_BYTES} 字节")
    try:
        return msgspec.json.decode(raw, type=Line)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as error:
        if _HALF.search(raw) is None:
            raise
        try:
            given = json.loads(raw)
        except ValueError:
            raise error from None
        line = msgspec.convert(given, Line)
        msgspec.json.encode(line.id)  # it goes back out, and must be writable
        return line


def _write(outcome: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(outcome).decode() + "\n")


def _show(lines: list[Line], texts: list[str]) -> None:
    console = Console(highlight=False)
    for line in lines:
        outcome = answer(line)
        marked = [line.url] if line.url is not None else texts
        for number, text in enumerate(marked):
            console.print(_painted(text, [found for found in outcome["findings"] if found["turn"] == number]))
        level = outcome["level"]
        word = pick(_LEVELS_ZH[level], level)
        verdict = pick(_VERDICTS_ZH[outcome["verdict"]], outcome["verdict"])
        standing = " · ".join(filter(None, (verdict, outcome["type"], outcome["stage"])))
        console.print(Text(f"{pick('风险', 'risk')} {outcome['risk']} {word}  {standing}", style=_COLOURS[level]))
        for found in outcome["findings"]:
            console.print(Text(f"  · {found['why']}  [{found['clause']}]  {found['weight']:+}"))
        for part in outcome["advice"]:
            console.print(Text(f"  → {part['title']}", style="bold"))
            for item in part["items"]:
                console.print(Text(f"      {item}"))


def _painted(text: str, findings: list[dict[str, Any]]) -> Text:
    """The text with the spans of weighty findings marked."""
    painted = Text(text.encode("utf-8", "replace").decode().translate(_SHOWN))
    for found in findings:
        if found["span"] is not None and found["weight"] >= _MARKED:
            painted.stylize("bold red underline" if found["weight"] >= 30 else "red", *found["span"])
    return painted
