"""What of the handbook is done: section → clauses → rules → rooms → tests, and every hole named.

A rule stands for the section its `clause` names, directly or through a clause of it. A room is a module of
Kedun, other than the handbook's own data, that cites the section in the docstring of itself or of something
public in it. A test is a case of a rule, or a test marked `clause("3.1", …)`. Sources and tests are read with
`ast` and never imported.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kedun.engine.policy.faults import Fault
from kedun.engine.policy.load import load_cases, load_pack
from kedun.engine.policy.tree import Rule, Source
from kedun.handbook import Handbook
from kedun.handbook import load as load_handbook

__all__ = ["HOLES", "Coverage", "Row", "citations", "cover", "marked_tests", "rooms"]

HOLES = ("clause", "rule_or_room", "test")
NO_ROOMS = ("handbook", "lab/coverage.py", "cli/coverage.py")

_CITED = re.compile(
    r"Handbook\s+((?:[CH]?\d{1,2}\.\d(?:-\d{2})?(?:\s*(?:,\s*and|,|and|to|–|-)\s*(?=[CH]?\d{1,2}\.\d))?)+)"
)
_RANGE = re.compile(r"(\d{1,2})\.(\d)(?:\s*(?:to|–|-)\s*(\d{1,2})\.(\d))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One section and what stands for it, by id or name. `holes` are words of `HOLES`."""

    section: str
    clauses: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def holes(self) -> tuple[str, ...]:
        """What is missing: no clause, neither a rule nor a room, no test."""
        found = (bool(self.clauses), bool(self.rules or self.rooms), bool(self.tests))
        return tuple(hole for hole, there in zip(HOLES, found, strict=True) if not there)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All 48 rows in the handbook's order, and the references that lead nowhere."""

    rows: Mapping[str, Row]
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Draft:
    """Rows while they grow; names keep the order of their first mention."""

    book: Handbook
    found: dict[str, dict[str, dict[str, None]]]
    faults: list[Fault] = field(default_factory=list)

    def add(self, kind: str, section: str, name: str) -> None:
        self.found[section][kind][name] = None

    def place(self, kind: str, name: str, reference: str, source: Source) -> None:
        """Put `name` into the section a reference leads to, or note that it leads nowhere."""
        section = self.book.section_of(reference)
        if section is None:
            self.unknown("V001", f"{name} → {reference or '?'}", source)
        else:
            self.add(kind, section, name)

    def unknown(self, code: str, reference: str, source: Source) -> None:
        """Note a reference that the handbook cannot answer."""
        message, zh = f"{reference}: not in the handbook", f"{reference}：手册中没有"
        self.faults.append(Fault(code, message, path=source.path, line=source.line, zh_message=zh))


def cover(
    pack: Path | None, *, sources: Path | None = None, tests: Path | None = None, book: Handbook | None = None
) -> Coverage:
    """The coverage given by the pack in folder `pack` (None: no pack), the package in `sources` and `tests`.

    `sources` is Kedun's own package by default, and `tests` the folder of that name beside its sources, where
    there is one. Raises `PolicyError` for a pack that cannot be loaded.
    """
    home = sources or Path(__file__).parents[1]
    beside = tests or home.parent.parent / "tests"
    book = book or load_handbook()
    draft = _Draft(book, {key: {kind: {} for kind in ("rules", "rooms", "tests")} for key in book.sections})
    if pack is not None:
        _add_pack(pack, draft)
    for room, section in rooms(home):
        if section in book.sections:
            draft.add("rooms", section, room)
        else:
            draft.unknown("V002", f"{room} → {section}", Source(room, 0))
    for test, reference, source in marked_tests(beside) if beside.is_dir() else ():
        draft.place("tests", test, reference, source)
    rows = {
        key: Row(
            section=key,
            clauses=tuple(clause.id for clause in book.clauses_of(key)),
            **{kind: tuple(names) for kind, names in draft.found[key].items()},
        )
        for key in book.sections
    }
    return Coverage(rows, tuple(draft.faults))


def _add_pack(pack: Path, draft: _Draft) -> None:
    """Put rules and their cases where they belong, and hold what rules refer to against the handbook."""
    rules = {rule.id: rule for rule in load_pack(pack).rules}
    for rule in rules.values():
        draft.place("rules", rule.id, rule.clause, rule.source)
        for reference in _unknown(rule, draft.book):
            draft.unknown("V003", f"{rule.id} → {reference}", rule.source)
    seen: dict[str, int] = {}
    for case in load_cases(pack):
        if case.rule not in rules:
            message, zh = f"a case names {case.rule}, which is no rule", f"用例所指的 {case.rule} 不是规则"
            source = case.source
            draft.faults.append(Fault("V004", message, path=source.path, line=source.line, zh_message=zh))
            continue
        seen[case.rule] = seen.get(case.rule, 0) + 1
        section = draft.book.section_of(rules[case.rule].clause)
        if section is not None:
            draft.add("tests", section, f"case:{case.rule}#{seen[case.rule]}")


def _unknown(rule: Rule, book: Handbook) -> Iterator[str]:
    """A rule's references to fraud types, a procedure and a signal that the handbook does not know."""
    yield from (each for each in rule.fraud_types if each not in book.fraud_types)
    if rule.procedure is not None and rule.procedure not in book.procedures:
        yield rule.procedure
    if rule.signal is not None and rule.signal not in book.signals:
        yield rule.signal


# ---------------------------------------------------------------------------------------------------------------------
# Rooms: what the sources say of themselves.


def rooms(home: Path) -> Iterator[tuple[str, str]]:
    """Each module of the package in `home` that cites a section, with the section, modules in order."""
    for file in sorted(home.rglob("*.py")):
        inside = file.relative_to(home).as_posix()
        if any(inside == skipped or inside.startswith(f"{skipped}/") for skipped in NO_ROOMS):
            continue
        text = file.read_text("utf-8")
        if "Handbook" not in text:
            continue
        name = ".".join((home.name, *file.relative_to(home).with_suffix("").parts)).removesuffix(".__init__")
        cited = dict.fromkeys(section for doc in _docstrings(ast.parse(text)) for section in citations(doc))
        yield from ((name, section) for section in cited)


def citations(text: str) -> Iterator[str]:
    """The sections a text cites: after "Handbook", single, listed or as a range inside one chapter.

    >>> list(citations("Handbook 2.3, 3.1-3.3 and 4.3; DOMAIN 5.1. Handbook C6.3-02."))
    ['2.3', '3.1', '3.2', '3.3', '4.3', '6.3']
    """
    for match in _CITED.finditer(text):
        bare = re.sub(r"[CH](\d{1,2}\.\d)-\d{2}", r"\1", match[1])
        for chapter, first, last_chapter, last in _RANGE.findall(bare):
            end = int(last) if last and last_chapter == chapter else int(first)
            yield from (f"{chapter}.{number}" for number in range(int(first), end + 1))
            if last and last_chapter != chapter:
                yield f"{last_chapter}.{last}"


def _docstrings(tree: ast.Module) -> Iterator[str]:
    """The docstrings of a module and of its public functions and classes."""
    yield ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield ast.get_docstring(node) or ""


# ---------------------------------------------------------------------------------------------------------------------
# Tests: what is marked with the clause it proves.


def marked_tests(home: Path) -> Iterator[tuple[str, str, Source]]:
    """Each marked test under `home`, one id of its mark, and where it stands.

    A mark on a class or a module's `pytestmark` counts for every test in it. What a mark names other than by
    a plain string is passed over.
    """
    for file in sorted(home.rglob("test_*.py")):
        text = file.read_text("utf-8")
        if ".clause(" not in text:
            continue
        path = file.relative_to(home.parent).as_posix()
        tree = ast.parse(text)
        for name, line, ids in _tests_in(tree.body, path, _module_ids(tree)):
            yield from ((name, each, Source(path, line)) for each in dict.fromkeys(ids))


def _tests_in(
    body: Iterable[ast.stmt], prefix: str, inherited: tuple[str, ...]
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The tests of a module's or class's body with all the ids their marks name."""
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests_in(node.body, f"{prefix}::{node.name}", inherited + _ids(node.decorator_list))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield f"{prefix}::{node.name}", node.lineno, inherited + _ids(node.decorator_list)


def _module_ids(tree: ast.Module) -> tuple[str, ...]:
    marks = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
    ]
    return _ids([part for mark in marks for part in (mark.elts if isinstance(mark, ast.List | ast.Tuple) else [mark])])


def _ids(marks: Iterable[ast.expr]) -> tuple[str, ...]:
    """The plain strings given to `clause(…)` among some marks."""
    return tuple(
        argument.value
        for mark in marks
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "clause"
        for argument in mark.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
