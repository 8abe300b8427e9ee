"""`kedun lab eval-url`: how well links are told apart, on lists of phishing and honest URLs that a person brings."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table as Grid

from kedun.cli.language import pick
from kedun.lab.urls.measure import ALARM, Score, Table, measure, read

__all__ = ["register"]


def register(lab_app: typer.Typer) -> None:
    """Add the command to `kedun lab`."""
    lab_app.command(
        "eval-url",
        help=pick(
            "用带标签的网址评测链接判别：准确率、召回率、误报率，按来源分列。",
            "Measure the judgement of links on labelled URLs: accuracy, recall and false alarms by source.",
        ),
    )(_eval_url)


def _eval_url(
    data: Annotated[
        Path,
        typer.Argument(
            help=pick(
                '文件或目录：.jsonl（{"url", "label"}）或文件名含 phishing / legit 的列表',
                'File or folder: .jsonl ({"url", "label"}) or lists whose names say phishing or legit',
            )
        ),
    ],
    alarm: Annotated[
        int, typer.Option("--alarm", min=1, max=100, help=pick("达到此风险即报警", "Risk that alarms"))
    ] = ALARM,
    as_json: Annotated[bool, typer.Option("--json", help=pick("以 JSON 输出", "Print JSON"))] = False,
) -> None:
    table = measure(read(data), alarm=alarm)
    if as_json:
        rows = [_plain(one) for one in (table.total, *table.sources)]
        shown = {"alarm": alarm, "total": rows[0], "sources": rows[1:]}
        typer.echo(msgspec.json.format(msgspec.json.encode(shown), indent=1).decode())
    else:
        _tell(table)


def _plain(score: Score) -> dict[str, object]:
    shares = {"accuracy": score.accuracy, "recall": score.recall, "false_alarms": score.false_alarms}
    return {**msgspec.to_builtins(score), **shares, "balanced_accuracy": score.balanced}


def _tell(table: Table) -> None:
    grid = Grid()
    grid.add_column(pick("来源", "source"))
    heads = (
        ("钓鱼", "phishing"),
        ("正常", "legit"),
        ("准确率", "accuracy"),
        ("召回率", "recall"),
        ("误报率", "false alarms"),
    )
    for zh, en in heads:
        grid.add_column(pick(zh, en), justify="right")
    for one in table.sources:
        grid.add_row(*_row(one, one.source))
    grid.add_section()
    grid.add_row(*_row(table.total, pick("合计", "all")))
    Console().print(grid)


def _row(score: Score, name: str) -> tuple[str, ...]:
    shares = (score.accuracy, score.recall, score.false_alarms)
    return name, f"{score.phishing:,}", f"{score.honest:,}", *(_percent(share) for share in shares)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"
