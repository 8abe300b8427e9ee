"""`kedun lab parity`: the live engine, DuckDB and a plain oracle on the same trials, and on real payments."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kedun.cli.language import pick
from kedun.engine.policy.load import load_pack
from kedun.lab.parity import ParityResult, run, run_records
from kedun.pipeline import find_pack

__all__ = ["register"]

_PROBLEMS = 1


def register(lab_app: typer.Typer) -> None:
    """Add the command to `kedun lab`."""
    lab_app.command(
        "parity",
        help=pick(
            "核对实时引擎、DuckDB 与独立基准的特征与判定是否处处相同；有出入时退出码为 1。",
            "Check that live engine, DuckDB and oracle agree on features and verdicts; exit code 1 if not.",
        ),
    )(_parity)


def _parity(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    data: Annotated[Path | None, typer.Argument(help="支付数据 payments: .parquet", show_default=False)] = None,
    policies: Annotated[int, typer.Option("--policies", min=0, help="随机策略数 random policies")] = 1000,
    events: Annotated[int, typer.Option("--events", min=1, max=500, help="每个策略的事件数 events each")] = 40,
    rows: Annotated[int, typer.Option("--rows", min=1, help="支付条数 payments to compare")] = 200_000,
    seed: Annotated[int, typer.Option("--seed", help="种子 seed")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")] = False,
) -> None:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(pick("随机策略", "random policies"), total=policies)
        result = run(policies, seed=seed, events=events, progress=lambda done: bar.update(task, completed=done))
        if data is not None:
            bar.update(task, description=pick("支付数据", "payments"), total=None)
            result = msgspec.structs.replace(
                result, records=run_records(load_pack(find_pack("cards")), data, rows=rows)
            )
    wrong = result.mismatches + (result.records.mismatches if result.records else 0)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(result), indent=1).decode())
    else:
        _tell(result)
        for one in (*result.shown, *(result.records.shown if result.records else ())):
            typer.echo(f"  seed {one.seed} event {one.event} {one.engine} {one.what}: {one.expected} / {one.got}")
    if wrong:
        raise typer.Exit(_PROBLEMS)


def _tell(result: ParityResult) -> None:
    counts = f"{result.policies:,}", f"{result.events:,}", f"{result.features:,}", f"{result.verdicts:,}"
    typer.echo(
        pick(
            "{} 个策略，{} 个事件，{} 个特征值，{} 次判定".format(*counts) + f"：{result.mismatches} 处不同",
            "{} policies, {} events, {} features, {} verdicts".format(*counts) + f": {result.mismatches} differences",
        )
    )
    records = result.records
    if records is not None:
        typer.echo(
            pick(
                f"支付数据 {records.events:,} 条，{records.features:,} 个特征值：{records.mismatches} 处不同",
                f"{records.events:,} payments, {records.features:,} features: {records.mismatches} differences",
            )
        )
