"""`kedun coverage`: what of the handbook is done, section by section, and what is not."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kedun.cli.language import Language, lang, pick, speak
from kedun.handbook import Handbook
from kedun.handbook import load as load_handbook
from kedun.kernel.errors import NotFoundError
from kedun.lab.coverage import Coverage, Row, cover
from kedun.pipeline import find_pack

__all__ = ["register"]

_PLAIN_WIDTH = 100  # columns, where no terminal says how many it has
_PROBLEMS = 1


def register(app: typer.Typer) -> None:
    """Add the command to `kedun`."""
    app.command(
        "coverage",
        help=pick(
            "手册逐节对照：条款、规则、模块、测试，并指出每处缺口", "The handbook section by section, every hole named"
        ),
    )(_coverage)


def _coverage(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    sections: Annotated[
        list[str] | None, typer.Argument(help="只看这些章节并列出明细 only these sections, in full", show_default=False)
    ] = None,
    pack: Annotated[str, typer.Option("--pack", help="规则包名称或目录 pack: a name or a folder")] = "standard",
    tests: Annotated[Path | None, typer.Option("--tests", help="测试目录 folder of tests", show_default=False)] = None,
    strict: Annotated[
        list[str] | None,
        typer.Option("--strict", help="这些章节有缺口则返回 1 fail on a hole here (3.1, 3, all)", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")] = False,
    language: Annotated[
        Language | None, typer.Option("--lang", help="语言 language: zh | en", show_default=False)
    ] = None,
) -> None:
    if language is not None:
        speak(language)
    book = load_handbook()
    chosen = _chosen(sections or [], book)
    required = _chosen(strict or [], book)
    coverage = cover(find_pack(pack), tests=tests, book=book)
    if as_json:
        typer.echo(json.dumps(_plain(coverage, chosen), ensure_ascii=False, indent=1))
    elif chosen:
        _print_rows(coverage, chosen, book)
    else:
        _print_table(coverage, book)
    for fault in coverage.faults:
        typer.echo(fault.text(lang()), err=True)
    open_holes = [section for section in required if coverage.rows[section].holes]
    if open_holes:
        typer.echo(pick("这些章节不得有缺口：", "these sections may have no hole: ") + ", ".join(open_holes), err=True)
    if open_holes or coverage.faults:
        raise typer.Exit(_PROBLEMS)


def _chosen(words: Iterable[str], book: Handbook) -> list[str]:
    """The sections that words such as "3.1", "3.1,3.2", a chapter "3" or "all" stand for, in order."""
    wanted: dict[str, None] = {}
    for word in (part for each in words for part in each.replace("，", ",").split(",") if part):
        found = [section.id for section in book.sections.values() if word in {section.id, str(section.chapter), "all"}]
        if not found:
            raise NotFoundError(f"the handbook has no section {word}", zh=f"手册中没有章节 {word}", id=word)
        wanted.update(dict.fromkeys(found))
    return list(wanted)


def _plain(coverage: Coverage, chosen: Sequence[str]) -> dict[str, object]:
    """The JSON: every chosen section (all when none is) with what stands for it; an empty list is a hole."""
    rows = [coverage.rows[section] for section in chosen] or coverage.rows.values()
    return {
        "sections": {
            row.section: {"clauses": row.clauses, "rules": row.rules, "rooms": row.rooms, "tests": row.tests}
            for row in rows
        }
    }


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PLAIN_WIDTH)


def _print_table(coverage: Coverage, book: Handbook) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(pick("节", "Section"), justify="right", no_wrap=True)
    table.add_column(pick("标题", "Title"), ratio=1)
    for name in (pick("条款", "Clauses"), pick("规则", "Rules"), pick("模块", "Rooms"), pick("测试", "Tests")):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(pick("缺口", "Missing"), ratio=1)
    chapter = 0
    for row in coverage.rows.values():
        section = book.section(row.section)
        if section.chapter != chapter:
            chapter = section.chapter
            title = book.chapters[chapter - 1].title
            table.add_row(
                Text(str(chapter), style="bold"), Text(title.zh if lang() == "zh" else title.en, style="bold")
            )
        counts = (str(len(names)) if names else "·" for names in (row.clauses, row.rules, row.rooms, row.tests))
        title = section.title
        table.add_row(row.section, title.zh if lang() == "zh" else title.en, *counts, _missing(row))
    console = _console()
    console.print(table)
    console.print(_total(coverage.rows.values()))


def _total(rows: Iterable[Row]) -> str:
    rows = list(rows)
    holes = [row.section for row in rows if row.holes]
    clauses, rules, rooms, tests = (
        len({name for row in rows for name in getattr(row, kind)}) for kind in ("clauses", "rules", "rooms", "tests")
    )
    return pick(
        f"{len(rows)} 节，{clauses} 条条款，{rules} 条规则，{rooms} 个模块，{tests} 项测试；"
        f"{len(rows) - len(holes)} 节完整，{len(holes)} 节有缺口",
        f"{len(rows)} sections, {clauses} clauses, {rules} rules, {rooms} rooms, {tests} tests; "
        f"{len(rows) - len(holes)} sections complete, {len(holes)} with a hole",
    )


def _missing(row: Row) -> Text:
    names = {
        "clause": pick("无条款", "no clause"),
        "rule_or_room": pick("无规则或模块", "no rule or room"),
        "test": pick("无测试", "no test"),
    }
    return Text(pick("、", ", ").join(names[hole] for hole in row.holes), style="yellow")


def _print_rows(coverage: Coverage, chosen: Sequence[str], book: Handbook) -> None:
    """Sections in full: the text of each clause, and everything else by name."""
    console = _console()
    for each in chosen:
        row = coverage.rows[each]
        title = book.section(each).title
        console.print(Text(f"{each} {title.zh if lang() == 'zh' else title.en}", style="bold"), _missing(row))
        for clause in book.clauses_of(each):
            said = clause.zh if lang() == "zh" else clause.en
            console.print(Text(f"  {clause.id}"), Padding(Text(said), (0, 0, 0, 4)), sep="\n")
        for kind, names in (
            (pick("规则", "rules"), row.rules),
            (pick("模块", "rooms"), row.rooms),
            (pick("测试", "tests"), row.tests),
        ):
            console.print(Text(f"  {kind} ({len(names)})", style="bold"))
            for name in names:
                console.print(Text(f"    {name}"), soft_wrap=True)
