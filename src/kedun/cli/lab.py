"""`kedun lab`: offline work; here the public card payments, beside it what other modules register."""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from kedun.cli.language import pick
from kedun.engine.score import write_model
from kedun.kernel.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from kedun.lab.fdh.run import Result

__all__ = ["register"]

_OTHERS = ("shopday", "parity", "text", "eval_url")
_FIGURES = {"auc": "AUC ROC", "ap": "AP", "cp100": "CP@100"}


def register(app: typer.Typer) -> None:
    """Add the command group to the command tree."""
    lab = typer.Typer(
        help=pick("离线实验：数据、训练、评测", "Offline work: data, training, evaluation"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    lab.command(
        "fdh",
        help=pick(
            "按《欺诈检测手册》协议训练并评测卡支付模型",
            "Train and measure models of card payments by the Fraud Detection Handbook's protocol",
        ),
    )(_fdh)
    for name in _OTHERS:
        module = f"kedun.cli.{name}"
        if importlib.util.find_spec(module) is not None:
            importlib.import_module(module).register(lab)
    app.add_typer(lab, name="lab")


def _fdh(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    data: Annotated[Path, typer.Argument(help="支付数据 payments: .parquet | .csv")],
    train_start: Annotated[str, typer.Option("--train-start", help="首折训练起始日 first training day YYYY-MM-DD")],
    folds: Annotated[int, typer.Option("--folds", min=1, max=100, help="折数 folds")] = 4,
    model: Annotated[
        list[str] | None, typer.Option("--model", help="只跑这些模型 only these models", show_default=False)
    ] = None,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="线程 threads", show_default=False)] = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="存下首折所选模型 write fold 0's chosen model", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")] = False,
) -> None:
    try:
        start = date.fromisoformat(train_start)
        start - timedelta(days=7 * folds)
    except (ValueError, OverflowError):
        raise InputError(
            "--train-start must be a day such as 2018-07-18", zh="--train-start 须为日期，如 2018-07-18"
        ) from None
    try:
        from kedun.lab.fdh.run import run  # noqa: PLC0415 - the optional part's import is what may fail
    except ImportError as missing:
        raise UnavailableError(
            f"this needs {missing.name}: pip install 'kedun[lab]'", zh=f"缺少 {missing.name}：pip install 'kedun[lab]'"
        ) from None
    with _bar() as progress:
        names = {"models": model} if model else {}
        result = run(data, start, folds, threads=threads, progress=progress, **names)
    if save is not None:
        save.write_bytes(write_model(result.newest))
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(result.as_json()), indent=2).decode())
    else:
        _print(result)


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    words = {
        "read": pick("读取", "reading"),
        "windows": pick("窗口特征", "windows"),
        "features": pick("计算特征", "features"),
        "models": pick("训练与评测", "models"),
    }
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Bar(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=words.get(what, what), completed=share)


def _print(result: "Result") -> None:
    table = Table(
        title=pick(
            f"{len(result.starts)} 折，训练起始 {result.starts[-1]} 至 {result.starts[0]}，均值 ± 标准差",
            f"{len(result.starts)} folds, training from {result.starts[-1]} to {result.starts[0]}, mean ± sd",
        )
    )
    table.add_column(pick("模型", "model"))
    for title in _FIGURES.values():
        table.add_column(title, justify="right")
    summary = msgspec.convert(result.as_json()["models"], dict[str, dict[str, dict[str, object]]])
    for name, figures in summary.items():
        marked = f"{name} *" if name == result.chosen else name
        table.add_row(marked, *(f"{figures[each]['mean']:.4f} ± {figures[each]['sd']:.4f}" for each in _FIGURES))
    console = Console()
    console.print(table)
    console.print(pick("* 评测前选定", "* chosen before any test fold was scored"))
