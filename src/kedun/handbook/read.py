"""Reads the handbook's tables and holds them to each other; every fault is found and told at once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kedun.handbook.model import (
    Chapter,
    Clause,
    Effect,
    FraudType,
    Handbook,
    Mark,
    Procedure,
    Section,
    Signal,
    Stage,
    Text,
)
from kedun.kernel.errors import Fault, InputError

__all__ = ["HandbookError", "load", "read"]

HOME = Path(__file__).parent
CHAPTERS = 12
SECTIONS_IN_A_CHAPTER = 4
LEVEL_OF_SOURCE = {"C": 2, "M": 2, "D": 1, "house": 1}
MARKS = (Mark.SOURCED, Mark.SUGGESTED, Mark.TO_CHECK)

_HAN = re.compile(r"[\u3400-\u9fff]+")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")

_Row = TypeVar("_Row", bound=msgspec.Struct)


class HandbookError(InputError):
    """The handbook's tables cannot be used. `faults` holds all their faults, by file, then by line."""

    code = "handbook.broken"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.path, fault.line)))
        listing = "".join(f"\n{fault}" for fault in self.faults)
        count = len(self.faults)
        super().__init__(f"the handbook has {count} fault(s){listing}", zh=f"手册数据有 {count} 处错误{listing}")


@cache
def load() -> Handbook:
    """The handbook that ships with Kedun; read once in a process, about 30 ms. Raises `HandbookError`.

    >>> load().section("3.1").title.en
    'Verifying customer details'
    """
    return read(HOME)


def read(home: Path) -> Handbook:
    """The handbook in a folder: `chapters/*.toml` and the tables beside them. Raises `HandbookError`."""
    reader = _Reader(home)
    chapters, sections, clauses = _chapters(reader)
    book = Handbook(
        chapters=chapters,
        sections=sections,
        clauses=clauses,
        fraud_types=_table(reader, "fraud_types.toml", "fraud_type", FraudType),
        stages=_table(reader, "stages.toml", "stage", Stage),
        procedures=_table(reader, "procedures.toml", "procedure", Procedure),
        signals=_table(reader, "signals.toml", "signal", Signal),
    )
    _check(book, reader)
    if reader.faults:
        raise HandbookError(reader.faults)
    return book


class _Reader:
    """Opens the files of one folder, remembers where each id stands and collects faults."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.faults: list[Fault] = []
        self._texts: dict[str, str] = {}
        self._places: dict[str, tuple[str, str, int]] = {}  # id → file, header, which one of them

    def toml(self, name: str) -> dict[str, Any]:
        """A file's tables; {} and a fault when it is missing or is not TOML."""
        try:
            text = (self.home / name).read_text("utf-8")
            self._texts[name] = text
            return tomllib.loads(text)
        except (OSError, tomllib.TOMLDecodeError) as error:
            line = re.search(r"line (\d+)", str(error))
            kind = "is missing" if isinstance(error, OSError) else f"is not TOML: {error}"
            self.fault("H001", f"{name} {kind}", name, int(line[1]) if line else 0)
            return {}

    def row(self, raw: object, row_type: type[_Row], *, name: str, header: str, index: int) -> _Row | None:
        """One table as its value, its place remembered; None and a fault when it does not fit."""
        try:
            value = msgspec.convert(raw, row_type)
        except msgspec.ValidationError as error:
            label = raw.get("id", "?") if isinstance(raw, dict) else "?"
            self.fault("H002", f"{header} {label}: {error}", name, self._line(name, header, index))
            return None
        key = str(getattr(value, "id", getattr(value, "number", "")))
        if key in self._places:
            first = self._places[key]
            place = f"{first[0]}:{self._line(*first)}"
            self.fault("H003", f"{key} is defined twice; first at {place}", name, self._line(name, header, index))
            return None
        self._places[key] = (name, header, index)
        return value

    def fault(self, code: str, message: str, path: str, line: int = 0) -> None:
        """Add a fault at a place."""
        self.faults.append(Fault(code, message, path=path, line=line))

    def fault_at(self, code: str, message: str, key: str) -> None:
        """Add a fault where the id `key` is defined."""
        place = self._places.get(key)
        self.fault(code, f"{key}: {message}", place[0] if place else "", self._line(*place) if place else 0)

    def _line(self, name: str, header: str, index: int) -> int:
        """The line of the `index`-th `[[header]]` of a file; 0 when there is none."""
        lines = self._texts.get(name, "").splitlines()
        found = [number for number, line in enumerate(lines, 1) if line.strip() == f"[[{header}]]"]
        return found[index] if index < len(found) else 0


def _table(reader: _Reader, name: str, header: str, row_type: type[_Row]) -> dict[str, _Row]:
    """A file that holds one kind of row, by id in the file's order."""
    raw = reader.toml(name)
    for key in raw.keys() - {header}:
        reader.fault("H002", f"{name}: unknown table {key}", name)
    rows = (
        reader.row(each, row_type, name=name, header=header, index=index)
        for index, each in enumerate(_list(raw, header))
    )
    return {row.id: row for row in rows if row is not None}  # type: ignore[attr-defined] # every row type has an id


def _chapters(reader: _Reader) -> tuple[tuple[Chapter, ...], dict[str, Section], dict[str, Clause]]:
    """The chapters' files: a chapter's number and title, its sections, and in each its clauses."""
    chapters: list[Chapter] = []
    sections: dict[str, Section] = {}
    clauses: dict[str, Clause] = {}
    for file in sorted((reader.home / "chapters").glob("*.toml")):
        name = f"chapters/{file.name}"
        raw = reader.toml(name)
        own: list[str] = []
        clause_at = 0
        for index, each in enumerate(_list(raw, "section")):
            bare = {key: value for key, value in each.items() if key != "clause"}
            bare["chapter"] = raw.get("number")
            section = reader.row(bare, Section, name=name, header="section", index=index)
            for clause_raw in _list(each, "clause"):
                placed = {**clause_raw, "section": each.get("id")}
                clause = reader.row(placed, Clause, name=name, header="section.clause", index=clause_at)
                clause_at += 1
                if clause is not None:
                    clauses[clause.id] = clause
            if section is not None:
                sections[section.id] = section
                own.append(section.id)
        head = {key: value for key, value in raw.items() if key != "section"} | {"sections": own}
        chapter = reader.row(head, Chapter, name=name, header="chapter", index=0)
        if chapter is not None:
            chapters.append(chapter)
    return tuple(chapters), sections, clauses


def _list(table: Mapping[str, Any], key: str) -> Sequence[dict[str, Any]]:
    value = table.get(key, [])
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


# ---------------------------------------------------------------------------------------------------------------------
# What the tables owe each other.


def _check(book: Handbook, reader: _Reader) -> None:
    """Hold every id, reference, mark and English text to the whole; faults go to the reader."""
    _check_sections(book, reader)
    _check_clauses(book, reader)
    for key, kind, target in _references(book):
        if target not in kind[1]:
            reader.fault_at("H004", f"there is no {kind[0]} {target}", key)
    for signal in book.signals.values():
        if (signal.effect in (Effect.ALERT, Effect.HINT)) != (signal.points == 0):
            reader.fault_at("H005", "points and effect disagree", signal.id)
        _check_mark(signal, reader)
    for procedure in book.procedures.values():
        if not (procedure.steps and procedure.evidence and procedure.prohibited and procedure.sections):
            reader.fault_at("H006", "a procedure needs sections, steps, evidence and prohibitions", procedure.id)
    for key, text in _english(book):
        han = _HAN.search(_QUOTED.sub("", text))
        if han:
            reader.fault_at("H007", f"the English holds Chinese outside quotation marks: {han[0]}", key)


def _check_sections(book: Handbook, reader: _Reader) -> None:
    wanted = [
        f"{chapter}.{section}" for chapter in range(1, CHAPTERS + 1) for section in range(1, SECTIONS_IN_A_CHAPTER + 1)
    ]
    for key in wanted:
        if key not in book.sections:
            reader.fault("H008", f"section {key} is missing", "chapters")
        elif not any(clause.section == key for clause in book.clauses.values()):
            reader.fault_at("H009", "the section has no clause", key)
    for section in book.sections.values():
        if section.id not in wanted or not section.id.startswith(f"{section.chapter}."):
            reader.fault_at("H008", f"the handbook has no such section in chapter {section.chapter}", section.id)


def _check_clauses(book: Handbook, reader: _Reader) -> None:
    for clause in book.clauses.values():
        if clause.id[1:].partition("-")[0] != clause.section:
            reader.fault_at("H010", f"stands in section {clause.section}", clause.id)
        if (clause.source == "handbook") != clause.id.startswith("H"):
            reader.fault_at("H010", "an H clause, and only an H clause, has the handbook as its source", clause.id)
        _check_mark(clause, reader)


def _check_mark(row: Clause | Signal, reader: _Reader) -> None:
    due = MARKS[max(LEVEL_OF_SOURCE.get(part, 0) for part in row.source.split())]
    if row.mark is not due:
        reader.fault_at("H011", f"the source {row.source} makes the mark {due}, not {row.mark}", row.id)


def _references(book: Handbook) -> Iterator[tuple[str, tuple[str, Mapping[str, object]], str]]:
    """Every reference: who refers, to which kind of thing, by which id."""
    sections = ("section", book.sections)
    procedures = ("procedure", book.procedures)
    for fraud in book.fraud_types.values():
        yield from ((fraud.id, sections, each) for each in (fraud.section, *fraud.follow))
        yield from ((fraud.id, ("stage", book.stages), each) for each in fraud.stages)
        yield from ((fraud.id, procedures, each) for each in fraud.procedures)
    for procedure in book.procedures.values():
        yield from ((procedure.id, sections, each) for each in procedure.sections)
    for signal in book.signals.values():
        yield signal.id, sections, signal.section
        yield from ((signal.id, ("fraud type", book.fraud_types), each) for each in signal.types)
    for owner, text in _english(book):
        yield from ((owner, procedures, each) for each in re.findall(r"PB-\d\d", text))
        yield from ((owner, ("signal", book.signals), each) for each in re.findall(r"SIG-[A-Z]\d\d", text))


def _english(book: Handbook) -> Iterator[tuple[str, str]]:
    """Every English text with the id of the row that holds it."""
    tables: tuple[Mapping[str, msgspec.Struct], ...] = (
        book.sections,
        book.clauses,
        book.fraud_types,
        book.stages,
        book.procedures,
        book.signals,
    )
    for table in tables:
        for key, row in table.items():
            yield from ((key, text) for text in _english_of(msgspec.structs.asdict(row)))


def _english_of(value: object) -> Iterator[str]:
    match value:
        case Text():
            yield value.en
        case dict():
            if isinstance(value.get("en"), str):
                yield value["en"]
            for each in value.values():
                yield from _english_of(each)
        case tuple():
            for each in value:
                yield from _english_of(msgspec.structs.asdict(each) if isinstance(each, msgspec.Struct) else each)
        case _:
            return
