"""What the handbook's tables owe each other: sections whole, references answered, marks earned, English in English."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from kedun.handbook.book import Handbook
from kedun.handbook.model import Effect, Mark, Procedure, Question, QuestionKind

__all__ = ["Ledger", "check"]

CHAPTERS = 12

_LEVEL_OF_SOURCE = {"C": 2, "M": 2, "D": 1, "house": 1}
_MARKS = (Mark.SOURCED, Mark.SUGGESTED, Mark.TO_CHECK)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_ENGLISH = re.compile(r"""en = (?:'([^'\n]*)'|"([^"\n]*)")""")
_MENTION = re.compile(r"(?:PB-|SIG-[A-Z]|SC-\d|T)\d\d(?!\d)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Ledger(Protocol):
    """Where faults are written down."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Each file's text, by its path."""

    def fault(self, code: str, message: str, path: str, line: int = 0) -> None:
        """Note a fault at a line of a file."""

    def fault_at(self, code: str, message: str, key: str) -> None:
        """Note a fault where the id `key` is defined."""


def check(book: Handbook, ledger: Ledger) -> None:
    """Hold every id, reference, mark and English text to the whole; faults go to the ledger."""
    _check_sections(book, ledger)
    _check_clauses(book, ledger)
    _check_marks(book, ledger)
    _check_texts(book, ledger)
    for key, section in _sections_named(book):
        if section not in book.sections:
            ledger.fault_at("H004", f"there is no section {section}", key)
    for fraud in book.fraud_types.values():
        for stage in fraud.stages:
            if stage not in book.stages:
                ledger.fault_at("H004", f"there is no stage {stage}", fraud.id)
    for signal in book.signals.values():
        if (signal.effect in (Effect.ALERT, Effect.HINT)) != (signal.points == 0):
            ledger.fault_at("H005", "points and effect disagree", signal.id)
    for procedure in book.procedures.values():
        if not _is_complete(procedure):
            ledger.fault_at("H006", "a procedure needs sections, steps, evidence and prohibitions", procedure.id)
    for question in book.questions.values():
        if not _is_answerable(question):
            ledger.fault_at("H012", f"options and answer do not make a question of kind {question.kind}", question.id)
    for phrase in book.phrases.values():
        if sorted(_PLACEHOLDER.findall(phrase.zh)) != sorted(_PLACEHOLDER.findall(phrase.en)):
            ledger.fault_at("H013", "the two languages fill in different things", phrase.id)


def _check_sections(book: Handbook, ledger: Ledger) -> None:
    wanted = [f"{chapter}.{number}" for chapter in range(1, CHAPTERS + 1) for number in range(1, 5)]
    held = {clause.section for clause in book.clauses.values()}
    for key in wanted:
        if key not in book.sections:
            ledger.fault("H008", f"section {key} is missing", "chapters")
        elif key not in held:
            ledger.fault_at("H009", "the section has no clause", key)
    for section in book.sections.values():
        if section.id not in wanted or not section.id.startswith(f"{section.chapter}."):
            ledger.fault_at("H008", f"the handbook has no such section in chapter {section.chapter}", section.id)


def _check_clauses(book: Handbook, ledger: Ledger) -> None:
    for clause in book.clauses.values():
        if clause.id[1:].partition("-")[0] != clause.section:
            ledger.fault_at("H010", f"stands in section {clause.section}", clause.id)
        if (clause.source == "handbook") != clause.id.startswith("H"):
            ledger.fault_at("H010", "an H clause, and only an H clause, has the handbook as its source", clause.id)


def _check_marks(book: Handbook, ledger: Ledger) -> None:
    for table in (book.clauses, book.signals, book.cases, book.laws):
        for row in table.values():
            due = _MARKS[max(_LEVEL_OF_SOURCE.get(part, 0) for part in row.source.split())]
            if row.mark is not due:
                ledger.fault_at("H011", f"the source {row.source} makes the mark {due}, not {row.mark}", row.id)


def _check_texts(book: Handbook, ledger: Ledger) -> None:
    """Look through the files as written: whatever is mentioned must exist, and English is English."""
    known = {*book.fraud_types, *book.procedures, *book.signals, *book.phrases}
    for path, text in ledger.texts.items():
        for mention in _MENTION.finditer(text):
            if mention[0] not in known:
                ledger.fault("H004", f"there is no {mention[0]}", path, text.count("\n", 0, mention.start()) + 1)
        for english in _ENGLISH.finditer(text):
            said = english[1] or english[2] or ""
            han = _HAN.search(said) and _HAN.search(_QUOTED.sub("", said))
            if han:
                line = text.count("\n", 0, english.start()) + 1
                ledger.fault("H007", f"the English holds Chinese outside quotation marks: {han[0]}", path, line)


def _sections_named(book: Handbook) -> Iterator[tuple[str, str]]:
    """Every section a row names, with the row's id."""
    for fraud in book.fraud_types.values():
        yield from ((fraud.id, each) for each in (fraud.section, *fraud.follow))
    for procedure in book.procedures.values():
        yield from ((procedure.id, each) for each in procedure.sections)
    for table in (book.signals, book.phrases, book.questions):
        yield from ((row.id, row.section) for row in table.values())


def _is_complete(procedure: Procedure) -> bool:
    return bool(procedure.sections and procedure.steps and procedure.evidence and procedure.prohibited)


def _is_answerable(question: Question) -> bool:
    """Whether a question's options and answer are of its kind's shape."""
    answer, options = question.answer, len(question.options)
    if question.kind is QuestionKind.FREE:
        return question.model is not None and not answer and not options
    fits = {
        QuestionKind.SINGLE: options >= 2 and len(answer) == 1,
        QuestionKind.MULTIPLE: options >= 3 and 2 <= len(answer) <= options,
        QuestionKind.TRUE_FALSE: options == 0 and answer in {(0,), (1,)},
        QuestionKind.ORDER: options == 0 and len(answer) >= 2 and sorted(answer) == list(range(1, len(answer) + 1)),
    }
    inside = not options or all(1 <= each <= options for each in answer)
    return question.model is None and fits[question.kind] and inside and len(set(answer)) == len(answer)
