"""What may leave: a message an agent is about to send, judged before it is sent (Handbook 4.2, 4.3).

pass      nothing against it
advise    a better wording is at hand
stop      not to be sent; an override needs a reason
"""

from collections.abc import Sequence

from kedun.guard.findings import HIGH, Verdict
from kedun.guard.lexicon import Lexicon
from kedun.guard.marks import Mark

__all__ = ["judge"]

_WARNS = frozenset({"honest_warning", "honest_education", "honest_deny", "victim_aid", "declined"})
"""What an agent says who warns of fraud, and so names it."""
_RED_LINE = 90
"""From this weight on what is said is a red line, and an alarm."""
_RED_LINE_RISK = 75
_STOP_RISK = 55
_ADVISE_RISK = 40
_A_PERSONS_DATA = frozenset({"has_phone", "has_address"})
"""Shown together in one message they are somebody's data (SIG-M15)."""


def judge(lexicon: Lexicon, concepts: Sequence[str], marks: Sequence[Mark], risk: int) -> tuple[int, Verdict]:
    """The risk and verdict of an outbound message in which these things were said or shown.

    Fraud risk stops a message only from an alarm on; below it what the message itself means decides, for an agent
    answering a scammer is not to be stopped for the scammer's words.
    """
    met = [lexicon.concepts[lexicon.index[name]] for name in concepts if name in lexicon.index]
    worst = max((concept.out_weight for concept in met if concept.out == "stop"), default=0)
    shown = {mark.concept for mark in marks}
    if worst or any(mark.out == "stop" for mark in marks) or shown >= _A_PERSONS_DATA:
        return max(risk, _RED_LINE_RISK if worst >= _RED_LINE else _STOP_RISK), "stop"
    if risk >= HIGH and _WARNS.isdisjoint(concepts):
        return risk, "stop"
    if any(concept.out == "advise" for concept in met) or any(mark.out == "advise" for mark in marks):
        return max(risk, _ADVISE_RISK), "advise"
    return min(risk, HIGH - 1), "pass"
