"""Guard, windows and engine in order: the only place where the two libraries and the handbook meet.

decide.py    event → guard → windows → Decider → Decision
screening.py a chat message → guard → advice from the handbook
advice.py    what the handbook advises for a type, a stage, a direction
"""

from kedun.pipeline.decide import BAD_OUTCOMES, OUTCOMES, Kedun, find_pack, must_nots, open_pack
from kedun.pipeline.screening import Screening, Session, screen, screen_turns, screen_url

__all__ = [
    "BAD_OUTCOMES",
    "OUTCOMES",
    "Kedun",
    "Screening",
    "Session",
    "find_pack",
    "must_nots",
    "open_pack",
    "screen",
    "screen_turns",
    "screen_url",
]
