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

_STOP_RISK = 70
_ADVISE_RISK = 40
_A_PERSONS_DATA = frozenset({"has_phone", "has_address"})
"""Shown together in one message they are somebody's data (SIG-M15)."""


def judge(lexicon: Lexicon, concepts: Sequence[str], marks: Sequence[Mark], risk: int) -> tuple[int, Verdict]:
    """The risk and verdict of an outbound message in which these things were said or shown.

    Fraud risk stops a message only from an alarm on; below it what the message itself means decides, for an agent
    answering a scammer is not to be stopped for the scammer's words.
    """
    meanings = {lexicon.concepts[lexicon.index[name]].out for name in concepts if name in lexicon.index}
    shown = {mark.concept for mark in marks}
    if "stop" in meanings or any(mark.out == "stop" for mark in marks) or shown >= _A_PERSONS_DATA:
        return max(risk, _STOP_RISK), "stop"
    if risk >= HIGH:
        return risk, "stop"
    if "advise" in meanings or any(mark.out == "advise" for mark in marks):
        return max(risk, _ADVISE_RISK), "advise"
    return risk, "pass"
