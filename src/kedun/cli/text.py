"""`kedun lab train-text` and `kedun lab eval-text`: make the guard's text model, and measure the guard on texts."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kedun.cli.language import pick
from kedun.kernel.errors import InputError, UnavailableError

__all__ = ["register"]

_Json = Annotated[bool, typer.Option("--json", help="JSON")]


def register(lab: typer.Typer) -> None:
    """Add the commands to the `lab` group."""
    lab.command(
        "train-text",
        help=pick(
            "训练聊天防护的文本模型与权重，并给出整源留出的跨语料成绩",
            "Train the chat guard's text model and weights, with a cross-corpus table of whole sources held out",
        ),
    )(_train)
    lab.command(
        "eval-text",
        help=pick(
            "用现有模型评测带标注的文本与会话（JSONL 文件、目录或公开语料目录）",
            "Measure the guard on labelled texts and conversations (JSONL files, a folder, or the public corpora)",
        ),
    )(_evaluate)


def _train(
    data: Annotated[
        Path | None, typer.Argument(help="公开语料目录 folder of public corpora", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="输出目录 folder for text.json, weights.json")] = Path("out/model"),
    as_json: _Json = False,
) -> None:
    try:
        from kedun.lab.text import evaluate, train  # noqa: PLC0415 # needs the lab's optional parts
    except ImportError as error:
        raise _missing(error) from None
    console = Console(stderr=True, highlight=False)
    trained = train.train(data, console.print)
    train.save(trained, out)
    rows = evaluate.by_source(evaluate.of_held_out(trained.held_out, trained.weights))
    _tell(pick("整族留出", "whole families held out"), rows, as_json=as_json)


def _evaluate(
    data: Annotated[Path, typer.Argument(help="JSONL / 目录 folder")],
    attacks: Annotated[bool, typer.Option("--attacks", help="加测八种攻击 also under the eight attacks")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="每源最多条数 items of a source")] = 2_000,
    as_json: _Json = False,
) -> None:
    try:
        from kedun.lab.text import evaluate, sources  # noqa: PLC0415 # needs the lab's optional parts
        from kedun.lab.text.attacks import ATTACKS  # noqa: PLC0415
    except ImportError as error:
        raise _missing(error) from None
    from kedun.guard.screen import guard  # noqa: PLC0415 # reads the model

    if not data.exists():
        raise InputError(f"there is no {data}", zh=f"没有 {data}")
    files = [data] if data.is_file() else sorted([*data.glob("*.jsonl"), *data.glob("*.txt")])
    if files:
        items = [item for file in files for item in evaluate.labelled(file)]
    else:
        items = [item for reader in sources.public(data).values() for item, _ in zip(reader, range(most), strict=False)]
    rows = evaluate.by_source(evaluate.measure(guard(), items))
    _tell(pick("原文", "plain"), rows, as_json=as_json)
    for attack in ATTACKS if attacks else ():
        changed = evaluate.measure(guard(), evaluate.attacked(items, attack))
        _tell(attack, evaluate.by_source(changed), as_json=as_json)


def _missing(error: ImportError) -> UnavailableError:
    return UnavailableError(
        f"this needs the optional part 'lab' ({error.name}): pip install 'kedun[lab]'",
        zh=f"需要可选组件 lab（{error.name}）：pip install 'kedun[lab]'",
    )


def _tell(title: str, rows: "list[evaluate.Figures]", *, as_json: bool) -> None:  # type: ignore[name-defined] # noqa: F821
    if as_json:
        typer.echo(json.dumps({"set": title, "rows": [row.as_dict() for row in rows]}, ensure_ascii=False))
        return
    table = Table(title=title)
    heads = pick("来源 诈骗 正常 召回 误报 误报消息 及时", "source fraud honest recall alarms messages early").split()
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    for row in rows:
        shares = (row.recall, row.false_alarms, row.alarmed_messages, row.early)
        told = ("–" if share is None else f"{share:.2%}" for share in shares)
        table.add_row(row.source, str(row.fraud), str(row.honest), *told)
    Console().print(table)
