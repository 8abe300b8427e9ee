"""What the handbook holds, as plain values. Nothing here decides anything.

Every text comes in two languages, `zh` first and `en` complete. Ids are the handbook's own: sections "3.1",
clauses "H3.1-01" (a sentence of the handbook) and "C3.1-01" (a completed one), fraud types "T01", stages
"P0", procedures "PB-01", signals "SIG-O01".
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec

from kedun.kernel.errors import NotFoundError

__all__ = [
    "Asks",
    "Chapter",
    "Clause",
    "Effect",
    "Escalation",
    "FraudType",
    "Handbook",
    "Mark",
    "Phase",
    "Procedure",
    "Section",
    "Signal",
    "Stage",
    "Step",
    "Text",
    "Victim",
]

_Value = TypeVar("_Value")

Filled = Annotated[str, msgspec.Meta(min_length=1)]
SectionId = Annotated[str, msgspec.Meta(pattern=r"^\d{1,2}\.\d$")]
ClauseId = Annotated[str, msgspec.Meta(pattern=r"^[CH]\d{1,2}\.\d-\d{2}$")]
FraudTypeId = Annotated[str, msgspec.Meta(pattern=r"^T\d{2}$")]
StageId = Annotated[str, msgspec.Meta(pattern=r"^P\d$")]
ProcedureId = Annotated[str, msgspec.Meta(pattern=r"^PB-\d{2}$")]
SignalId = Annotated[str, msgspec.Meta(pattern=r"^SIG-[A-Z]\d{2}$")]
RiskGrade = Annotated[str, msgspec.Meta(pattern=r"^L[0-4]$")]
Length = Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d*[smhd]$")]
Citations = Annotated[str, msgspec.Meta(pattern=r"^(handbook|(house|[ABCDM]|S\d{2,3})( ([ABCDM]|S\d{2,3}))*)$")]


class Asks(StrEnum):
    """What a clause asks for: a check the machine makes, a step a person is led through, a text somebody must know."""

    MACHINE = "machine"
    STEP = "step"
    KNOWLEDGE = "knowledge"


class Mark(StrEnum):
    """How firm a statement is: it has a source, it is a suggested default, or it is still to be checked."""

    SOURCED = "sourced"
    SUGGESTED = "suggested"
    TO_CHECK = "to_check"


class Victim(StrEnum):
    """Who a fraud harms (DOMAIN 0.2)."""

    CUSTOMER = "customer"
    AGENT = "agent"
    COMPANY = "company"
    THIRD = "third"


class Phase(StrEnum):
    """When a step of a procedure is due: its time limit is the phase's, unless the step names a tighter one."""

    FIRST_5_MINUTES = "first_5_minutes"
    FIRST_30_MINUTES = "30_minutes"
    FIRST_24_HOURS = "24_hours"
    CLOSING = "closing"


class Effect(StrEnum):
    """What a signal may do: add points, raise an alert, show a hint, or only ask for more evidence."""

    POINTS = "points"
    ALERT = "alert"
    HINT = "hint"
    EVIDENCE = "evidence"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value read from a table, its fields exactly the table's."""


class Text(_Row, frozen=True):
    """One text in the two languages of the house."""

    zh: Filled
    en: Filled


class Clause(_Row, frozen=True):
    """One sentence of the handbook that asks something of somebody.

    `source` is "handbook", "house" (our own wording) or the letters and numbers of DOMAIN's references
    ("A", "D", "C S44"); the weakest of them decides `mark`.
    """

    id: ClauseId
    section: SectionId
    asks: Asks
    mark: Mark
    source: Citations
    zh: Filled
    en: Filled


class Section(_Row, frozen=True):
    """One of the 48 sections, "1.1" to "12.4"."""

    id: SectionId
    chapter: int
    title: Text


class Chapter(_Row, frozen=True):
    """One of the 12 chapters and the ids of its sections, in order."""

    number: int
    title: Text
    sections: tuple[SectionId, ...]


class Stage(_Row, frozen=True):
    """Where in a scam's script a conversation stands (Handbook 2.2).

    `weight` is in percent: 100 leaves points as they are.
    """

    id: StageId
    title: Text
    moves: Text
    seen: Text
    response: Text
    weight: int


class Escalation(_Row, frozen=True):
    """The grade a type takes instead of its default when `when` holds."""

    level: RiskGrade
    when: Text


class FraudType(_Row, frozen=True):
    """One type of fraud (Handbook 2.1).

    `section` is where it is chiefly dealt with, `follow` further sections to follow; `sign` says it in a line,
    `first_point` is the first thing by which it can be recognised, `never` what this post never does.
    """

    id: FraudTypeId
    name: Text
    victims: tuple[Victim, ...]
    section: SectionId
    sign: Text
    stages: tuple[StageId, ...]
    first_point: Text
    never: Text
    response: Text
    level: RiskGrade
    procedures: tuple[ProcedureId, ...] = ()
    follow: tuple[SectionId, ...] = ()
    escalation: Escalation | None = None


class Step(_Row, frozen=True):
    """One step of a procedure; `within` is its own time limit from the start ("2m", "4h"), where it has one."""

    phase: Phase
    zh: Filled
    en: Filled
    within: Length | None = None


class Procedure(_Row, frozen=True):
    """One procedure (Handbook 5.1 to 5.4, 8.2), its steps in the order they are taken. Time limits are suggestions."""

    id: ProcedureId
    title: Text
    sections: tuple[SectionId, ...]
    trigger: Text
    steps: tuple[Step, ...]
    evidence: tuple[Text, ...]
    prohibited: tuple[Text, ...]
    closing: Text


class Signal(_Row, frozen=True):
    """One observable sign of risk and its default points (Handbook 3.2 and 3.3; DOMAIN appendix C).

    `points` 0 to 100, 0 when `effect` is not points; `by` refines them where they depend on who or what
    ({"agent": 25, "customer": 12}). A `hard` signal is a red event whatever the sum.
    """

    id: SignalId
    name: Text
    section: SectionId
    test: Text
    points: Annotated[int, msgspec.Meta(ge=0, le=100)]
    mark: Mark
    source: Citations
    effect: Effect = Effect.POINTS
    hard: bool = False
    by: dict[str, int] = {}
    types: tuple[FraudTypeId, ...] = ()


class Handbook(msgspec.Struct, frozen=True):
    """The whole rulebook, checked; mappings keep the handbook's order. Look-ups raise `NotFoundError`."""

    chapters: tuple[Chapter, ...]
    sections: Mapping[str, Section]
    clauses: Mapping[str, Clause]
    fraud_types: Mapping[str, FraudType]
    stages: Mapping[str, Stage]
    procedures: Mapping[str, Procedure]
    signals: Mapping[str, Signal]

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
