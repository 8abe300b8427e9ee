"""The handbook as data, in Chinese and English: clauses, fraud types, procedures, signals, phrases, laws and more.

It knows nothing about events or decisions; rules, rooms and tests point at it by the clause's number.
"""

from kedun.handbook.book import Handbook
from kedun.handbook.model import (
    Asks,
    Audience,
    Case,
    Chapter,
    Clause,
    Effect,
    Escalation,
    FraudType,
    Law,
    LawKind,
    Mark,
    Phase,
    Phrase,
    Procedure,
    Question,
    QuestionKind,
    Section,
    Signal,
    Stage,
    Step,
    Text,
    Victim,
)
from kedun.handbook.tables import HandbookError, load, read

__all__ = [
    "Asks",
    "Audience",
    "Case",
    "Chapter",
    "Clause",
    "Effect",
    "Escalation",
    "FraudType",
    "Handbook",
    "HandbookError",
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
    "load",
    "read",
]
