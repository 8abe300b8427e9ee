"""`kedun lab shopday`: write a simulated shop's events to a file."""

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kedun.cli.language import pick
from kedun.kernel.clock import parse_time
from kedun.kernel.errors import InputError
from kedun.lab.shopday import START_US, Settings, take, write_jsonl, write_parquet

__all__ = ["register"]

_MOST = 10_000_000


class _Form(StrEnum):
    JSONL = ".jsonl"
    PARQUET = ".parquet"


def register(lab_app: typer.Typer) -> None:
    """Add the command to `kedun lab`."""
    lab_app.command(
        "shopday",
        help=pick(
            "生成模拟店铺的事件流，写入 .jsonl 或 .parquet", "Write a simulated shop's events to .jsonl or .parquet"
        ),
    )(_shopday)


def _shopday(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    out: Annotated[Path, typer.Option("--out", help="输出文件 file to write: .jsonl | .parquet")],
    events: Annotated[int, typer.Option("--events", min=1, max=_MOST, help="事件数 number of events")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="种子 seed")] = 1,
    start: Annotated[str, typer.Option("--start", help="起始时刻 RFC 3339 start", show_default=False)] = "",
    per_day: Annotated[int, typer.Option("--per-day", min=100, help="每天事件数 events in a day")] = 20_000,
    scams: Annotated[
        int, typer.Option("--scams", min=0, max=1000, help="每千个故事中的骗局数 scams per 1000 stories")
    ] = 8,
    bare: Annotated[bool, typer.Option("--bare", help="不写标签 leave the labels out (.jsonl)")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 报告 report as JSON")] = False,
) -> None:
    try:
        form = _Form(out.suffix)
    except ValueError:
        raise InputError("--out must end in .jsonl or .parquet", zh="--out 须以 .jsonl 或 .parquet 结尾") from None
    settings = Settings(
        seed=seed, start_us=parse_time(start) if start else START_US, per_day=per_day, scam_permille=scams
    )
    began = time.perf_counter()
    columns = TextColumn(pick("生成", "writing")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=events)
        rows = take(events, settings)

        def tell(count: int) -> None:
            bar.update(task, completed=count)

        if form is _Form.PARQUET:
            written = write_parquet(rows, out, progress=tell)
        else:
            written = write_jsonl(rows, out, labels=not bare, progress=tell)
    seconds = time.perf_counter() - began
    if as_json:
        report = {"events": written, "seed": seed, "file": str(out), "seconds": round(seconds, 3)}
        typer.echo(msgspec.json.encode(report).decode())
        return
    typer.echo(
        pick(
            f"写出 {written} 个事件，用时 {seconds:.1f} 秒：{out}", f"wrote {written} events in {seconds:.1f} s: {out}"
        )
    )
