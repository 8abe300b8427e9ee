"""Reads the handbook's tables; every fault is found and told at once."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kedun.handbook.book import Handbook
from kedun.handbook.check import check
from kedun.handbook.model import (
    Case,
    Chapter,
    Clause,
    FraudType,
    Law,
    Phrase,
    Procedure,
    Question,
    Section,
    Signal,
    Stage,
)
from kedun.kernel.errors import Fault, InputError

__all__ = ["HandbookError", "load", "read"]

HOME = Path(__file__).parent

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
    """The handbook that ships with Kedun; read once in a process, about 45 ms. Raises `HandbookError`.

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
        phrases=_table(reader, "phrases.toml", "phrase", Phrase),
        cases=_table(reader, "cases.toml", "case", Case),
        laws=_table(reader, "laws.toml", "law", Law),
        questions=_table(reader, "questions.toml", "question", Question),
    )
    check(book, reader)
    if reader.faults:
        raise HandbookError(reader.faults)
    return book


class _Reader:
    """Opens the files of one folder, remembers where each id stands and collects faults."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.faults: list[Fault] = []
        self.texts: dict[str, str] = {}
        self._places: dict[str, tuple[str, str, int]] = {}  # id → file, header, which one of them

    def toml(self, name: str) -> dict[str, Any]:
        """A file's tables; {} and a fault when it is missing or is not TOML."""
        try:
            text = (self.home / name).read_text("utf-8")
            self.texts[name] = text
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
        lines = self.texts.get(name, "").splitlines()
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
