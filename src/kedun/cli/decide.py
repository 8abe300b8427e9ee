"""`kedun decide`: events in, decisions out, a line each."""

import codecs
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from kedun.cli.language import lang, pick
from kedun.engine.decide import Decision, Reason
from kedun.engine.events import MAX_EVENT_BYTES
from kedun.kernel.errors import ConflictError, EventError, InputError, KedunError
from kedun.pipeline import Kedun, open_pack

__all__ = ["numbered_lines", "register"]

_RECORDED = frozenset({"label", "labelled_at", "scenario", "scam_stage", "story"})
"""What a recording says beside the event (`kedun lab shopday`)."""

_COLOURS = {
    "allow": "green",
    "warn": "cyan",
    "verify": "yellow",
    "review": "yellow",
    "hold": "red",
    "block": "bold red",
}
_ACTIONS_ZH = {"allow": "放行", "warn": "提示", "verify": "核验", "review": "复核", "hold": "暂停", "block": "阻断"}


def register(app: typer.Typer) -> None:
    """Add the command to the command tree."""
    app.command(
        "decide",
        help=pick(
            "逐行判定事件（JSONL 进，JSONL 出）；出错的行报行号，其余照常，退出码为 1。",
            "Decide events, a JSON line each; a bad line is reported with its number, the rest goes on, exit code 1.",
        ),
    )(decide)


def decide(
    file: Annotated[str, typer.Argument(help="JSONL, - = stdin")],
    pack: Annotated[str, typer.Option("--pack", help="规则包名或目录 pack's name or folder")] = "standard",
    as_json: Annotated[bool, typer.Option("--json", help="JSONL（非终端时默认 default when not a terminal）")] = False,
) -> None:
    """Read events (and what they turned out to be) and write decisions; see docs/reference/cli.md for the lines."""
    kedun = open_pack(pack)
    show = _print_json if as_json or not sys.stdout.isatty() else _Printer().show
    failed = 0
    with _opened(file) as stream:
        for number, line in numbered_lines(stream):
            outcome: Decision | dict[str, Any] | None
            try:
                outcome = _take(kedun, line)
            except (EventError, ConflictError, InputError) as error:
                failed += 1
                typer.echo(f"{file}:{number}: {_told(error)}", err=True)
                outcome = {"error": {"line": number, "code": error.code, "message": error.message, **error.fields}}
            if outcome is not None:
                show(outcome)
                if file == "-":  # somebody may be waiting for this very decision
                    sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


def numbered_lines(stream: BinaryIO, most: int = MAX_EVENT_BYTES) -> Iterator[tuple[int, bytes]]:
    """Lines with their 1-based numbers, blank ones left out; of one of over `most` bytes only the start is held."""
    number = 0
    while line := stream.readline(most + 2):
        number += 1
        if not line.endswith(b"\n") and len(line) > most:
            while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
                pass
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            yield number, line


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file != "-":
        return Path(file).open("rb")
    if sys.stdin is None:
        raise InputError("the standard input is closed", zh="标准输入已关闭")
    return nullcontext(sys.stdin.buffer)


def _take(kedun: Kedun, line: bytes) -> Decision | None:
    """Decide an event; learn a label, alone on its line or recorded with its event (`label`, `labelled_at`)."""
    recorded = _object_in(line) if b'"label"' in line else None
    if recorded is None or "label" not in recorded:
        return kedun.decide(line)
    if recorded.keys() == {"label"}:
        label = _label_in(recorded)
        kedun.label(label.event_id, label.outcome, label.at)
        return None
    decision = kedun.decide({name: value for name, value in recorded.items() if name not in _RECORDED})
    if recorded["label"] is not None and recorded.get("labelled_at") is not None:
        kedun.label(decision.event_id, str(recorded["label"]), str(recorded["labelled_at"]))
    return decision


class _Label(msgspec.Struct, forbid_unknown_fields=True):
    event_id: str
    outcome: str
    at: str


def _object_in(line: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _label_in(recorded: dict[str, Any]) -> _Label:
    try:
        return msgspec.convert(recorded["label"], _Label)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise EventError(
            "not a readable label",
            zh="不是可读的标注",
            path="$.label" + where.strip("`").removeprefix("$"),
            expected='{"event_id", "outcome", "at"}, all text',
            got=what.partition(", got ")[2].strip("`") or what,
        ) from None


def _told(error: KedunError) -> str:
    if isinstance(error, EventError):
        expected, got = pick("应为", "expected"), pick("实为", "got")
        return f"{error.path}: {error.text(lang())} ({expected} {error.expected}, {got} {error.got})"
    return error.text(lang())


def _print_json(outcome: Decision | dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(outcome).decode() + "\n")


class _Printer:
    """Decisions for a person at a terminal."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def show(self, outcome: Decision | dict[str, Any]) -> None:
        """Print one decision with its reasons; errors have been told already."""
        if isinstance(outcome, dict):
            return
        word = _ACTIONS_ZH[outcome.action] if lang() == "zh" else outcome.action
        line = Text.assemble(
            (f"{word:<6}", _COLOURS[outcome.action]),
            f" {pick('风险', 'risk')} {outcome.risk:>3} {outcome.grade}  {outcome.event_id}",
        )
        self._console.print(line, soft_wrap=True)
        for reason in outcome.reasons:
            told = Text(f"       · {_title(reason)}  [{reason.clause}]  {_values(reason)}")
            self._console.print(told, soft_wrap=True)
        for words in outcome.advice.must_nots if outcome.advice else ():
            never = pick(f"切勿：{words.zh}", f"never: {words.en}")
            self._console.print(Text(f"       × {never}", style="red"), soft_wrap=True)


def _title(reason: Reason) -> str:
    return reason.title.zh if lang() == "zh" else reason.title.en


def _values(reason: Reason) -> str:
    return ", ".join(f"{name} = {value}" for name, value in reason.values.items() if value is not None)
