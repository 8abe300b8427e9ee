"""`kedun policy`: check a pack, look into it, compare two, begin one, explain a fault, and write rules as SQL."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text as Line

from kedun import packs
from kedun.cli.language import Language, lang, pick, speak
from kedun.cli.policy_new import write_new
from kedun.cli.policy_views import changes, overview, rows_of_changes, view_of
from kedun.engine.policy.codes import CODES
from kedun.engine.policy.faults import Fault
from kedun.engine.policy.load import check_pack, load_cases, load_pack, open_pack
from kedun.engine.policy.to_sql import DIALECTS, policy_sql, rule_sql
from kedun.engine.policy.tree import Policy, Rule
from kedun.kernel.errors import InputError, NotFoundError, PolicyError
from kedun.lab.cases import CaseFailure, run_cases
from kedun.pipeline import Kedun

__all__ = ["register"]

_PROBLEMS = 1

_Pack = Annotated[str, typer.Argument(help="规则包目录或名称 pack: a folder or a shipped name", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")]
_Lang = Annotated[Language | None, typer.Option("--lang", help="语言 language: zh | en", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to `kedun`."""
    told = pick("规则包：检查、查看、比较、新建、写成 SQL", "Policy packs: check, show, compare, begin, write as SQL")
    policy = typer.Typer(name="policy", no_args_is_help=True, rich_markup_mode=None, help=told)
    for name, command, zh, en in (
        ("check", _check, "检查规则包并运行它自带的用例", "Check a pack and run the cases it brings along"),
        ("show", _show, "查看规则包，或其中一条规则或特征", "Show a pack, or one of its rules or features"),
        ("diff", _diff, "比较两个规则包", "Compare two packs"),
        ("new", _new, "新建一个小规则包", "Begin a small pack"),
        ("explain", _explain, "解释错误编码", "Explain a fault's code"),
        ("sql", _sql, "把规则写成 SQL", "Write the rules as SQL"),
    ):
        policy.command(name, help=pick(zh, en))(command)
    app.add_typer(policy)


def _check(pack: _Pack, as_json: _Json = False, language: _Lang = None) -> None:
    _speak(language)
    folder = _folder(pack)
    policy, faults = check_pack(folder)
    rows, failures, faults = _tried(folder, policy, faults)
    faults = tuple(_as_named(fault, folder, pack) for fault in faults)
    errors = [fault for fault in faults if fault.severity == "error"]
    if as_json:
        typer.echo(_dump(_report(policy, faults, rows, failures)))
    else:
        _print_faults(faults)
        for failure in failures:
            _print_failure(failure)
        _print_summary(policy, faults, rows, failures)
    if errors or failures or policy is None:
        raise typer.Exit(_PROBLEMS)


def _tried(
    folder: Path, policy: Policy | None, faults: tuple[Fault, ...]
) -> tuple[int, list[CaseFailure], tuple[Fault, ...]]:
    """The number of rows in the pack's cases, those that do not hold, and the faults with those of the cases."""
    if policy is None:
        return 0, [], faults
    try:
        rows = load_cases(folder)
    except PolicyError as error:
        return 0, [], (*faults, *(fault for fault in error.faults if isinstance(fault, Fault)))
    opened = open_pack(folder)
    return len(rows), list(run_cases(Kedun(opened.policy, lists=opened.lists), rows)), faults


def _as_named(fault: Fault, folder: Path, pack: str) -> Fault:
    """The fault, its path as the caller would write it: `packs/mine/rules/a.toml` for the pack `packs/mine`."""
    inside = fault.path.removeprefix(f"{folder.name}/")
    return fault if inside == fault.path else replace(fault, path=f"{pack.rstrip('/')}/{inside}")


def _report(
    policy: Policy | None, faults: Sequence[Fault], rows: int, failures: Sequence[CaseFailure]
) -> dict[str, Any]:
    errors = sum(fault.severity == "error" for fault in faults)
    return {
        "ok": policy is not None and not errors and not failures,
        "pack": policy.id if policy is not None else None,
        "errors": errors,
        "warnings": len(faults) - errors,
        "faults": [
            {
                "code": fault.code,
                "severity": fault.severity,
                "path": fault.path,
                "line": fault.line,
                "column": fault.column,
                "message": {"zh": fault.zh_message, "en": fault.message},
                "hint": {"zh": fault.zh_hint, "en": fault.hint},
                "excerpt": fault.zh_excerpt if lang() == "zh" else fault.excerpt,
            }
            for fault in faults
        ],
        "cases": {
            "rows": rows,
            "failed": [
                {
                    "rule": one.rule,
                    "path": one.source.path,
                    "line": one.source.line,
                    "message": {"zh": one.message.zh, "en": one.message.en},
                }
                for one in failures
            ],
        },
    }


def _print_faults(faults: Sequence[Fault]) -> None:
    console = _console()
    for fault in faults:
        colour = "red" if fault.severity == "error" else "yellow"
        head, *rest = fault.text(lang()).split("\n")
        line = Line(head)
        line.highlight_words([f"[{fault.code}]"], style=f"bold {colour}")
        console.print(line, soft_wrap=True)
        for row in rest:
            style = colour if row.lstrip().startswith("│") else ""
            console.print(Line(row, style=style), soft_wrap=True)
        console.print()


def _print_failure(failure: CaseFailure) -> None:
    message = failure.message.zh if lang() == "zh" else failure.message.en
    place = f"{failure.source.path}:{failure.source.line}"
    _console().print(Line(f"{place}  {failure.rule}: {message}", style="red"), soft_wrap=True)


def _print_summary(policy: Policy | None, faults: Sequence[Fault], rows: int, failures: Sequence[CaseFailure]) -> None:
    errors = sum(fault.severity == "error" for fault in faults)
    warnings = len(faults) - errors
    told = pick(
        f"{errors} 处错误，{warnings} 处提醒",
        f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}",
    )
    if policy is not None:
        told += pick(
            f"；{len(policy.rules)} 条规则，{len(policy.features)} 个特征；用例 {rows} 行，{len(failures)} 行不符",
            f"; {len(policy.rules)} rules, {len(policy.features)} features; {rows} cases, {len(failures)} failing",
        )
    _console().print(Line(told, style="bold red" if errors or failures else "bold green"), soft_wrap=True)


def _show(
    pack: _Pack,
    name: Annotated[
        str | None, typer.Argument(help="规则或特征的编号 id of a rule or a feature", show_default=False)
    ] = None,
    as_json: _Json = False,
    language: _Lang = None,
) -> None:
    _speak(language)
    policy = load_pack(_folder(pack))
    found = overview(policy) if name is None else view_of(policy, name)
    if as_json:
        typer.echo(_dump(found.data))
        return
    console = _console()
    for part in found.parts:
        console.print(part)


def _diff(before: _Pack, after: _Pack, as_json: _Json = False, language: _Lang = None) -> None:
    _speak(language)
    found = changes(load_pack(_folder(before)), load_pack(_folder(after)))
    if as_json:
        typer.echo(_dump(found))
        return
    console = _console()
    rows = rows_of_changes(found)
    for row in rows:
        console.print(row, soft_wrap=True)
    if not rows:
        console.print(pick("没有差别", "no difference"))


def _new(
    folder: Annotated[Path, typer.Argument(help="新目录 a new folder", show_default=False)],
    as_json: _Json = False,
    language: _Lang = None,
) -> None:
    _speak(language)
    written = write_new(folder)
    if as_json:
        typer.echo(_dump({"folder": str(folder), "files": list(map(str, written))}))
        return
    for path in written:
        typer.echo(path)
    typer.echo(pick(f"接着运行：kedun policy check {folder}", f"next: kedun policy check {folder}"), err=True)


def _sql(
    pack: _Pack,
    rule: Annotated[str | None, typer.Option("--rule", help="只写这条规则 this rule only", show_default=False)] = None,
    dialect: Annotated[str, typer.Option("--dialect", help=f"方言 dialect: {', '.join(DIALECTS)}")] = "duckdb",
    as_json: _Json = False,
    language: _Lang = None,
) -> None:
    _speak(language)
    if dialect not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise InputError(f"unknown dialect; write one of {known}", zh=f"没有这种方言，可用：{known}")
    policy = load_pack(_folder(pack))
    text = policy_sql(policy, dialect) if rule is None else rule_sql(_rule(policy, rule), dialect)
    head = {"pack": policy.id, "version": policy.version, "dialect": dialect, "rule": rule}
    typer.echo(_dump({**head, "sql": text}) if as_json else text)


def _rule(policy: Policy, identity: str) -> Rule:
    found = next((one for one in policy.rules if one.id == identity), None)
    if found is None:
        raise NotFoundError(f"the pack has no rule {identity}", zh=f"规则包没有规则 {identity}", id=identity)
    return found


def _explain(
    code: Annotated[str, typer.Argument(help="编码 code, as K012", show_default=False)],
    as_json: _Json = False,
    language: _Lang = None,
) -> None:
    _speak(language)
    found = CODES.get(code.upper())
    if found is None:
        raise NotFoundError(f"there is no code {code}", zh=f"没有编码 {code}", id=code)
    if as_json:
        told = {key: {"zh": one.zh, "en": one.en} for key, one in (("meaning", found.meaning), ("mend", found.mend))}
        typer.echo(_dump({"code": code.upper(), "severities": list(found.severities), **told}))
        return
    typer.echo(pick(f"{code.upper()}  {found.meaning.zh}", f"{code.upper()}  {found.meaning.en}"))
    typer.echo(pick(f"  改法：{found.mend.zh}", f"  mend: {found.mend.en}"))


def _folder(pack: str) -> Path:
    """The folder itself, or that of a shipped pack of this name."""
    folder = Path(pack)
    if pack and folder.is_dir():
        return folder
    if pack in packs.names():
        return packs.path(pack)
    known = ", ".join(packs.names())
    raise NotFoundError(
        f"there is no pack {pack}; name a folder, or one of {known}",
        zh=f"没有规则包 {pack}；请给出目录，或 {known} 之一",
    )


def _speak(language: Language | None) -> None:
    if language is not None:
        speak(language)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


def _dump(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)
