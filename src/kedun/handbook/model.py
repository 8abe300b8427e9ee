"""What the handbook holds, as plain values. Nothing here decides anything.

Every text comes in two languages, `zh` first and `en` complete. Ids are the handbook's own: sections "3.1",
clauses "H3.1-01" (a sentence of the handbook) and "C3.1-01" (a completed one), fraud types "T01", stages
"P0", procedures "PB-01", signals "SIG-O01", phrases "SC-001", cases "K01", questions "Q001".
"""

from enum import StrEnum
from typing import Annotated

import msgspec

__all__ = [
    "Asks",
    "Audience",
    "Case",
    "Chapter",
    "Clause",
    "Effect",
    "Escalation",
    "FraudType",
    "Law",
    "LawKind",
    "Mark",
    "Phase",
    "Phrase",
    "Procedure",
    "Question",
    "QuestionKind",
    "Section",
    "Signal",
    "Stage",
    "Step",
    "Text",
    "Victim",
]

Filled = Annotated[str, msgspec.Meta(min_length=1)]
SectionId = Annotated[str, msgspec.Meta(pattern=r"^\d{1,2}\.\d$")]
ClauseId = Annotated[str, msgspec.Meta(pattern=r"^[CH]\d{1,2}\.\d-\d{2}$")]
FraudTypeId = Annotated[str, msgspec.Meta(pattern=r"^T\d{2}$")]
StageId = Annotated[str, msgspec.Meta(pattern=r"^P\d$")]
ProcedureId = Annotated[str, msgspec.Meta(pattern=r"^PB-\d{2}$")]
SignalId = Annotated[str, msgspec.Meta(pattern=r"^SIG-[A-Z]\d{2}$")]
PhraseId = Annotated[str, msgspec.Meta(pattern=r"^SC-\d{3}$")]
CaseId = Annotated[str, msgspec.Meta(pattern=r"^K\d{2}$")]
LawId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
QuestionId = Annotated[str, msgspec.Meta(pattern=r"^Q\d{3}$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
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


class Audience(StrEnum):
    """To whom a phrase is said."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    PUBLIC = "public"


class LawKind(StrEnum):
    """What kind of text a law is, highest first."""

    LAW = "law"
    REGULATION = "regulation"
    INTERPRETATION = "interpretation"
    MEASURE = "measure"
    STANDARD = "standard"


class QuestionKind(StrEnum):
    """How a question is answered: one option, several, true or false, an order, or in one's own words."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDER = "order"
    FREE = "free"


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


class Phrase(_Row, frozen=True):
    """One phrase to say or send (Handbook 4.2, 11.3). `{name}` stands for what the system fills in."""

    id: PhraseId
    section: SectionId
    audience: Audience
    scene: Text
    zh: Filled
    en: Filled


class Case(_Row, frozen=True):
    """One publicly reported case and its lesson (Handbook 2.4), facts only; de-identify it before teaching."""

    id: CaseId
    place: Text
    facts: Text
    lesson: Text
    mark: Mark
    source: Citations
    types: tuple[FraudTypeId, ...] = ()


class Law(_Row, frozen=True):
    """One law or rule an agent must know (Handbook 7.1); it is no legal advice.

    `articles` are its points by number, `duty` what they ask of a shop, `penalty` what breaking them costs;
    `in_force` is the day it took effect as YYYY-MM-DD, None where it has no single one.
    """

    id: LawId
    kind: LawKind
    name: Text
    articles: Text
    mark: Mark
    source: Citations
    in_force: Day | None = None
    duty: Text | None = None
    penalty: Text | None = None


class Question(_Row, frozen=True):
    """One question (Handbook 9.2); a wrong answer to a `red_line` one fails the paper.

    `answer` counts options from 1; it is (1,) for true and (0,) for false, and for an order the numbers ①②③ of
    the text as they must follow. A free question has a `model` answer instead.
    """

    id: QuestionId
    section: SectionId
    kind: QuestionKind
    difficulty: Annotated[int, msgspec.Meta(ge=1, le=3)]
    ask: Text
    red_line: bool = False
    options: tuple[Text, ...] = ()
    answer: tuple[int, ...] = ()
    model: Text | None = None
