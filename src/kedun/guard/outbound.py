"""What may leave: a message an agent is about to send, judged before it is sent (Handbook 4.2, 4.3).

pass      nothing against it
advise    a better wording is at hand
stop      not to be sent; an override needs a reason
"""

from collections.abc import Sequence

from kedun.guard.findings import HIGH, MEDIUM, Verdict
from kedun.guard.lexicon import Lexicon
from kedun.guard.marks import Mark

__all__ = ["judge"]

_STOP_RISK = 70
_ADVISE_RISK = 40


def judge(
    lexicon: Lexicon, concepts: Sequence[str], marks: Sequence[Mark], risk: int, verdict: Verdict
) -> tuple[int, Verdict]:
    """The risk and verdict of an outbound message in which these things were said or shown.

    The fraud risk of the conversation counts only where the message itself says something: an agent answering a
    scammer is not to be stopped for the scammer's words.
    """
    meanings: set[str] = {lexicon.concepts[lexicon.index[name]].out for name in concepts if name in lexicon.index}
    meanings |= {mark.out for mark in marks}
    if "stop" in meanings:
        return max(risk, _STOP_RISK), "stop"
    if "advise" in meanings:
        return max(
            min(risk, HIGH - 1), _ADVISE_RISK
        ) if verdict != "stop" else risk, "advise" if verdict != "stop" else "stop"
    return risk, verdict if risk >= MEDIUM else "pass"
