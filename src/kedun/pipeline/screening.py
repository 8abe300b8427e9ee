"""A chat message screened, with what the handbook advises: guard and handbook joined.

    message + conversation → guard.screen → Findings ─┐
                                   handbook → Advice ─┴► Screening

`screen_turns` goes through a whole conversation; `screen_url` judges a link alone.
"""

from collections.abc import Iterable

import msgspec

from kedun.guard import links
from kedun.guard.conversation import NEW, Conversation
from kedun.guard.findings import HIGH, MEDIUM, VERDICTS, Direction, Finding, Level, Text, Verdict, level_of
from kedun.guard.screen import Findings
from kedun.guard.screen import screen as read
from kedun.guard.stages import name
from kedun.pipeline.advice import Advice, advise

__all__ = ["Screening", "Session", "TurnRisk", "screen", "screen_turns", "screen_url"]


class Screening(Findings, frozen=True):
    """One message's findings and the advice for whoever must act."""

    advice: Advice | None


class TurnRisk(msgspec.Struct, frozen=True):
    """What one message of a conversation came to."""

    risk: int
    level: Level
    verdict: Verdict


class Session(msgspec.Struct, frozen=True):
    """A whole conversation screened. `first_alarm_turn` is 0-based; findings carry the turn they were made in."""

    risk: int
    level: Level
    type: str | None
    stage: str | None
    verdict: Verdict
    first_alarm_turn: int | None
    turns: tuple[TurnRisk, ...]
    findings: tuple[tuple[int, Finding], ...]
    advice: Advice | None
    conversation: Conversation


def screen(text: str, conversation: Conversation = NEW, direction: Direction = "in") -> Screening:
    """Screen one message: "in" from the other party, "out" about to be sent. Never raises for any text.

    >>> screen("请点击订单页申请退款，原路退回").verdict
    'pass'
    """
    found = read(text, conversation, direction)
    return Screening(
        found.risk,
        found.level,
        found.type,
        found.stage,
        found.verdict,
        found.findings,
        found.concepts,
        found.conversation,
        _advice(found, direction),
    )


def screen_turns(turns: Iterable[tuple[Direction, str]], conversation: Conversation = NEW) -> Session:
    """Screen a conversation message by message, each in the light of those before it."""
    risks: list[TurnRisk] = []
    findings: list[tuple[int, Finding]] = []
    worst: tuple[Findings, Direction] | None = None
    for number, (direction, text) in enumerate(turns):
        found = read(text, conversation, direction)
        conversation = found.conversation
        risks.append(TurnRisk(found.risk, found.level, found.verdict))
        findings += [(number, finding) for finding in found.findings]
        if worst is None or _gravity(found) >= _gravity(worst[0]):
            worst = found, direction
    top = max((turn.risk for turn in risks), default=0)
    first = next((number for number, turn in enumerate(risks) if turn.risk >= HIGH), None)
    return Session(
        top,
        level_of(top),
        conversation.type,
        name(conversation.stage),
        worst[0].verdict if worst else "pass",
        first,
        tuple(risks),
        tuple(findings),
        _advice(*worst) if worst else None,
        conversation,
    )


def screen_url(url: str) -> Screening:
    """Judge a link from its characters alone; nothing is ever fetched."""
    judged = links.assess(url)
    found = [
        Finding(reason.code, "C5.2-04", (0, len(url)), Text(reason.why.zh, reason.why.en), reason.weight)
        for reason in judged.reasons
    ]
    bad = judged.risk >= HIGH
    verdict: Verdict = "stop" if bad else "advise" if judged.risk >= MEDIUM else "pass"
    type_ = "T05" if bad else None
    stage = "P3" if bad else None
    advice = advise(type_, stage, "in", ("link_bad",) if bad else (), verdict)
    return Screening(judged.risk, level_of(judged.risk), type_, stage, verdict, tuple(found), (), NEW, advice)


def _gravity(found: Findings) -> tuple[int, int]:
    """By what the advice for a conversation is chosen: an agent's message may be stopped at no great risk of fraud."""
    return VERDICTS.index(found.verdict), found.risk


def _advice(found: Findings, direction: Direction) -> Advice | None:
    if found.verdict == "pass":
        return None
    return advise(found.type, found.stage, direction, found.concepts, found.verdict)
