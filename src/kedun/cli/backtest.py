"""`kedun backtest`: what a pack would have done over records."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from kedun.cli.language import Language, lang, pick, speak
from kedun.engine.policy.load import open_pack
from kedun.guard.entities import GUARD_CHECKS
from kedun.kernel.clock import parse_time
from kedun.kernel.errors import InputError
from kedun.lab.backtest import BacktestResult, Opened, Settings, backtest
from kedun.lab.backtest.replay import Progress
from kedun.lab.backtest.report import page, tables
from kedun.pipeline import find_pack

__all__ = ["register"]

_PROBLEMS = 1
_WIDTH = 120


class _Engine(StrEnum):
    DUCKDB = "duckdb"
    LIVE = "live"


def register(app: typer.Typer) -> None:
    """Add the command to the command tree."""
    app.command(
        "backtest",
        help=pick(
            "在历史数据上回测规则包（Parquet、CSV 或 JSONL）；有行不合格时退出码为 1。",
            "Backtest a pack over records (Parquet, CSV or JSONL); exit code 1 when some rows were refused.",
        ),
    )(_backtest)


def _backtest(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    pack: Annotated[str, typer.Argument(help="规则包名或目录 pack's name or folder")],
    data: Annotated[list[Path], typer.Argument(help="数据文件或目录 data: .parquet | .csv | .jsonl, or a folder")],
    against: Annotated[
        str | None, typer.Option("--against", help="与另一规则包比较 compare with another pack", show_default=False)
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="只看这条规则 only this rule", show_default=False)] = None,
    engine: Annotated[_Engine, typer.Option("--engine", help="引擎 engine")] = _Engine.DUCKDB,
    first: Annotated[
        str | None, typer.Option("--from", help="报告起始 report from: YYYY-MM-DD | RFC 3339", show_default=False)
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="报告截止（不含） report to, exclusive", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="写 HTML 报告 write the HTML report", show_default=False)
    ] = None,
    every_rule: Annotated[bool, typer.Option("--all", help="列出全部命中的规则 list every rule that fired")] = False,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="线程 threads", show_default=False)] = None,
    memory: Annotated[
        str | None, typer.Option("--memory", help="内存上限 memory, e.g. 4GB", show_default=False)
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--lang", help="语言 language: zh | en", show_default=False)
    ] = None,
) -> None:
    if language is not None:
        speak(language)
    opened = _opened(pack)
    zone = opened.policy.timezone
    settings = Settings(
        engine=engine.value, first_at=_time(first, zone), last_at=_time(last, zone), threads=threads, memory=memory
    )
    with _progress() as told:
        result = backtest(
            opened,
            data,
            derivations=GUARD_CHECKS,
            against=_opened(against) if against else None,
            rule=rule,
            settings=settings,
            progress=told,
        )
    if html is not None:
        html.write_text(page(result, language=lang()), encoding="utf-8")
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(result), indent=1).decode())
    else:
        console = Console(width=None if sys.stdout.isatty() else _WIDTH)
        console.print(tables(result, language=lang(), every_rule=every_rule))
        if html is not None:
            console.print(pick(f"报告：{html}", f"report: {html}"))
    _tell(result)
    if result.reading.refused:
        raise typer.Exit(_PROBLEMS)


def _opened(pack: str) -> Opened:
    found = open_pack(find_pack(pack))
    return Opened(found.policy, found.lists)


def _time(text: str | None, zone: str) -> int | None:
    """Microseconds of a date or a time; a date begins at midnight in the pack's zone."""
    if text is None:
        return None
    if len(text) == len("2026-05-01"):
        from datetime import UTC, datetime, timedelta  # noqa: PLC0415 # rarely asked for
        from zoneinfo import ZoneInfo  # noqa: PLC0415

        try:
            midnight = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZoneInfo(zone))
        except ValueError:
            raise InputError(f"not a date: {text}", zh=f"不是日期：{text}") from None
        return (midnight.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return parse_time(text)


def _tell(result: BacktestResult) -> None:
    """What a person must know about the data, on stderr."""
    reading = result.reading
    lines = []
    if reading.refused:
        lines.append(
            pick(f"{reading.refused} 行不合格，未计入：", f"{reading.refused} rows were refused and left out:")
        )
        lines += [
            f"  {_place(problem.row)} {problem.column}: {problem.got} ({problem.expected})"
            for problem in reading.problems
        ]
    if reading.duplicates:
        lines.append(
            pick(
                f"{reading.duplicates} 个事件编号重复，只计首次；{reading.conflicts} 个内容不同",
                f"{reading.duplicates} ids came again and count once; {reading.conflicts} with another content",
            )
        )
    if reading.unknown_columns:
        names = ", ".join(reading.unknown_columns)
        lines.append(pick(f"规则包不认识的列：{names}", f"columns the pack does not know: {names}"))
    for line in lines:
        typer.echo(line, err=True)


def _place(row: int) -> str:
    return pick(f"第 {row} 行", f"row {row}")


@contextmanager
def _progress() -> Iterator[Progress]:
    words = {
        "read": pick("读取数据", "reading"),
        "windows": pick("计算窗口特征", "window features"),
        "rules": pick("规则与评分", "rules and scores"),
        "live": pick("逐条回放", "replaying"),
    }
    with Bar(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task(words["read"], total=1.0)
        yield lambda what, share: bar.update(task, description=words.get(what, what), completed=share)
