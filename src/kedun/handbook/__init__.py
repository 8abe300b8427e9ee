"""The handbook as data: chapters, clauses, fraud types, stages, procedures and signals, in Chinese and English.

It knows nothing about events or decisions; rules, rooms and tests point at it by the clause's number.
"""

from kedun.handbook.model import (
    Asks,
    Chapter,
    Clause,
    Effect,
    Escalation,
    FraudType,
    Handbook,
    Mark,
    Phase,
    Procedure,
    Section,
    Signal,
    Stage,
    Step,
    Text,
    Victim,
)
from kedun.handbook.read import HandbookError, load, read

__all__ = [
    "Asks",
    "Chapter",
    "Clause",
    "Effect",
    "Escalation",
    "FraudType",
    "Handbook",
    "HandbookError",
    "Mark",
    "Phase",
    "Procedure",
    "Section",
    "Signal",
    "Stage",
    "Step",
    "Text",
    "Victim",
    "load",
    "read",
]
