"""The whole handbook and its look-ups."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

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
from kedun.kernel.errors import NotFoundError

__all__ = ["Handbook"]

_Value = TypeVar("_Value")


class Handbook(msgspec.Struct, frozen=True):
    """The whole rulebook, checked; mappings keep the handbook's order. Look-ups raise `NotFoundError`."""

    chapters: tuple[Chapter, ...]
    sections: Mapping[str, Section]
    clauses: Mapping[str, Clause]
    fraud_types: Mapping[str, FraudType]
    stages: Mapping[str, Stage]
    procedures: Mapping[str, Procedure]
    signals: Mapping[str, Signal]
    phrases: Mapping[str, Phrase]
    cases: Mapping[str, Case]
    laws: Mapping[str, Law]
    questions: Mapping[str, Question]

    def section(self, id: str) -> Section:  # noqa: A002 - the field's word
        """The section "3.1"."""
        return _found(self.sections, id, "section", "章节")

    def clauses_of(self, section: str) -> tuple[Clause, ...]:
        """A section's clauses in the handbook's order, its own sentences first."""
        self.section(section)
        return tuple(clause for clause in self.clauses.values() if clause.section == section)

    def clause(self, id: str) -> Clause:  # noqa: A002 - the field's word
        """The clause "C3.1-04" or "H3.1-01"."""
        return _found(self.clauses, id, "clause", "条款")

    def fraud_type(self, id: str) -> FraudType:  # noqa: A002 - the field's word
        """The fraud type "T01"."""
        return _found(self.fraud_types, id, "fraud type", "诈骗类型")

    def stage(self, id: str) -> Stage:  # noqa: A002 - the field's word
        """The stage "P3"."""
        return _found(self.stages, id, "stage", "阶段")

    def procedure(self, id: str) -> Procedure:  # noqa: A002 - the field's word
        """The procedure "PB-05"."""
        return _found(self.procedures, id, "procedure", "预案")

    def signal(self, id: str) -> Signal:  # noqa: A002 - the field's word
        """The signal "SIG-P03"."""
        return _found(self.signals, id, "signal", "信号")

    def phrase(self, id: str) -> Phrase:  # noqa: A002 - the field's word
        """The phrase "SC-011"."""
        return _found(self.phrases, id, "phrase", "话术")

    def section_of(self, reference: str) -> str | None:
        """The section that a section's or clause's id stands for ("3.2" and "C3.2-07" give "3.2"), or None.

        >>> import kedun.handbook
        >>> kedun.handbook.load().section_of("C3.1-04")
        '3.1'
        """
        if reference in self.sections:
            return reference
        clause = self.clauses.get(reference)
        return clause.section if clause else None


def _found(table: Mapping[str, _Value], key: str, kind: str, kind_zh: str) -> _Value:
    try:
        return table[key]
    except KeyError:
        raise NotFoundError(f"the handbook has no {kind} {key}", zh=f"手册中没有{kind_zh} {key}", id=key) from None
