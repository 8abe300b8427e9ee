"""`kedun bench`: measure, and keep what was measured."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from kedun.cli.language import pick
from kedun.lab import bench

__all__ = ["register"]

_Json = Annotated[bool, typer.Option("--json", help="JSON")]
_Save = Annotated[Path | None, typer.Option("--save", help="另存到目录 keep the JSON in this folder")]


def register(app: typer.Typer) -> None:
    """Add the sub-commands to the command tree."""
    group = typer.Typer(help=pick("测量速度与内存。", "Measure speed and memory."), no_args_is_help=True)
    zh, en = (
        "单次判定的耗时，与 zen-engine 对比，并随历史增长。",
        "One decision, beside zen-engine, and as history grows.",
    )
    group.command("decide", help=pick(zh, en))(decide)
    zh, en = "整包回测一百万事件，与实时引擎对比。", "A million events backtested, beside the live engine."
    group.command("backtest", help=pick(zh, en))(backtest)
    zh, en = (
        "一条聊天消息的耗时，与 Presidio 对比，并随长度增长。",
        "One chat message, beside Presidio, and as it grows.",
    )
    group.command("screen", help=pick(zh, en))(screen)
    app.add_typer(group, name="bench")


def decide(
    events: Annotated[int, typer.Option("--events", min=1_000, help="事件数 events measured")] = 40_000,
    history: Annotated[
        int, typer.Option("--history", min=0, help="大历史，0 为不测 events in windows, 0: none")
    ] = 10_000_000,
    as_json: _Json = False,
    save: _Save = None,
) -> None:
    """Measure `Kedun.decide` with the standard pack."""
    with _progress(quiet=as_json) as bar:
        result = bench.bench_decide(events=events, large=history, progress=_teller(bar))
    _finish("decide", result, as_json=as_json, save=save)


def backtest(
    events: Annotated[int, typer.Option("--events", min=10_000, help="生成的事件数 events generated")] = 1_000_000,
    live: Annotated[int, typer.Option("--live", min=1_000, help="实时引擎重放的事件数 events replayed live")] = 100_000,
    as_json: _Json = False,
    save: _Save = None,
) -> None:
    """Measure the backtest of the standard pack against the live engine's replay."""
    with _progress(quiet=as_json) as bar:
        result = bench.bench_backtest(events=events, live=live, progress=_teller(bar))
    _finish("backtest", result, as_json=as_json, save=save)


def screen(
    texts: Annotated[int, typer.Option("--texts", min=100, help="消息数 messages")] = 2_000,
    rival: Annotated[bool, typer.Option("--rival/--no-rival", help="与 Presidio 对比 beside Presidio")] = True,
    as_json: _Json = False,
    save: _Save = None,
) -> None:
    """Measure `kedun.screen` with everything on."""
    with _progress(quiet=as_json) as bar:
        result = bench.bench_screen(texts=texts, rival=rival, progress=_teller(bar))
    _finish("screen", result, as_json=as_json, save=save)


def _progress(*, quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet and not sys.stderr.isatty(),
        transient=True,
    )


def _teller(bar: Progress) -> bench.Progress:
    tasks: dict[str, Any] = {}

    def tell(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done)

    return tell


def _finish(name: str, result: dict[str, Any], *, as_json: bool, save: Path | None) -> None:
    if save is not None:
        bench.save(name, result, save)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    table = Table(pick("项", "figure"), pick("值", "value"))
    for key, value in _flat(result):
        table.add_row(key, str(value))
    Console().print(table)


def _flat(result: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in result.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return rows
