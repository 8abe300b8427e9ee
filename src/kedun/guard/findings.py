"""What the guard says of a message: plain values, ready for JSON.

Findings
├─ risk, level, verdict, type, stage
├─ findings: Finding…      each with code, clause, span of the given text, why, weight
└─ conversation            the value to hand in with the next message
"""

from typing import Literal

import msgspec

from kedun.guard.lexicon.model import Text

__all__ = ["HIGH", "LEVELS", "MEDIUM", "VERDICTS", "Direction", "Finding", "Level", "Text", "Verdict", "level_of"]

Direction = Literal["in", "out"]
Level = Literal["low", "medium", "high", "critical"]
Verdict = Literal["pass", "advise", "stop"]

LEVELS: tuple[Level, ...] = ("low", "medium", "high", "critical")
VERDICTS: tuple[Verdict, ...] = ("pass", "advise", "stop")
MEDIUM = 30
"""Risk from which a level is medium: advice."""
HIGH = 60
"""Risk from which a level is high: an alarm."""

_LEVEL_OF: tuple[Level, ...] = ("low",) * 30 + ("medium",) * 30 + ("high",) * 25 + ("critical",) * 16


class Finding(msgspec.Struct, frozen=True):
    """One thing seen: `span` is half-open, in characters of the text as given; `weight` −100 to 100."""

    code: str
    clause: str
    span: tuple[int, int] | None
    why: Text
    weight: int


def level_of(risk: int) -> Level:
    """The level of a risk from 0 to 100.

    >>> level_of(29), level_of(30), level_of(60), level_of(85)
    ('low', 'medium', 'high', 'critical')
    """
    return _LEVEL_OF[risk]
