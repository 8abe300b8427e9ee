"""The one door: a message and the conversation so far → what was seen, and the conversation after it.

    text → fold → entities · links ─┐
                 → lexicon ─────────┼─► Reading ─► carry into the conversation ─► weigh ─► Findings
                 → text model ──────┘

Pure and without input or output. A risk is the conversation's; a message that adds nothing keeps a low one of its own.
Handbook 3.4, 4.2, 4.3; DOMAIN 2.2, appendix C.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from kedun.guard import classify, lexicon, weigh
from kedun.guard.classify import Evidence, TextModel
from kedun.guard.conversation import NEW, Conversation, kept, remembered
from kedun.guard.findings import HIGH, MEDIUM, Direction, Finding, Level, Text, Verdict, level_of
from kedun.guard.fold import Folded, fold, initials, sound
from kedun.guard.lexicon import Lexicon, Said
from kedun.guard.marks import Mark, marks_of
from kedun.guard.outbound import judge
from kedun.guard.stages import advance, name
from kedun.guard.weigh import Weights, features, risk_of

__all__ = ["Findings", "Guard", "Reading", "guard", "screen"]

_QUIET = 25
"""The most risk a message has that adds nothing to its conversation."""
_HINT = 15
"""In a message of low risk only findings of this weight are told."""
_SPEAKS = 0.35
"""From this score on the text model alone makes a message one that adds something."""
_DENIABLE = ("ask_", "move_", "money_", "out_ask_", "text_en_", "text_screen_")
_DENIAL = re.compile("(?:不会|不做|不提供|绝不|从不|不需要您?|无需|切勿|请勿|不得|严禁).{0,2}$")
_DENIAL_REACH = 12
_ENGLISH_DENIAL = re.compile(
    "(?:do not|don't|will not|won't|cannot|need not|never|nobody|there is no|no (?:password|card|link|code))[^.!?]*$",
    re.IGNORECASE,
)
_ENGLISH_REACH = 80
_TEXT_WHY = Text("用语与诈骗文本相近", "Worded like fraud")
_TEXT_CLAUSE = "C4.1-05"


class Findings(msgspec.Struct, frozen=True):
    """What was seen in a message. `risk` and `level` are the message's; `type` and `stage` the conversation's.

    `concepts` are the ids of what was said in this message; `conversation` goes in with the next one.
    """

    risk: int
    level: Level
    type: str | None
    stage: str | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    concepts: tuple[str, ...]
    conversation: Conversation


@dataclass(slots=True)
class Reading:
    """One message read by itself, before its conversation is looked at."""

    folded: Folded
    heard: str
    direction: Direction
    said: Sequence[Said]
    marks: Sequence[Mark]
    concepts: tuple[str, ...]
    evidence: Evidence
    met: Collection[int] = ()


class Guard:
    """A lexicon, a text model and weights at work. Thread-safe: nothing changes after it is built."""

    def __init__(self, lexicon_: Lexicon, model: TextModel, weights: Weights) -> None:
        self.lexicon = lexicon_
        self.model = model
        self.weights = weights
        lexicon_.hear(sound)
        concepts = lexicon_.concepts
        self._ids = tuple(concept.id for concept in concepts)
        self._stage = {c.id: int(c.stage[1]) for c in concepts if c.stage is not None and c.weight > 0}
        self._levers = {c.id: c.levers for c in concepts if c.levers}
        self._types = {c.id: (c.types, c.weight) for c in concepts if c.types and c.weight > 0}
        self._weight = {c.id: c.weight for c in concepts}
        self.speaking = {c.id: c.weight or c.out_weight for c in concepts}
        self._adds = frozenset(c.id for c in concepts if c.weight > 0)
        self._can_deny = frozenset(n for n, c in enumerate(concepts) if c.id.startswith(_DENIABLE))
        self._wrong_way = {
            way: frozenset(n for n, c in enumerate(concepts) if c.direction not in (way, "both"))
            for way in ("in", "out")
        }

    def screen(self, text: str, conversation: Conversation = NEW, direction: Direction = "in") -> Findings:
        """Read one message in its conversation. Never raises for any text; linear in its length."""
        reading = self.read(text, direction)
        after, *counts = self.step(conversation, reading.concepts, reading.evidence)
        said = [concept for concept, _ in after.said]
        total = self.weights.total(said, features(after, *counts))
        risk = risk_of(total, after.turns, self.weights)
        if risk > _QUIET and not self.speaks(reading):
            risk = _QUIET
        verdict: Verdict = "stop" if risk >= HIGH else "advise" if risk >= MEDIUM else "pass"
        if direction == "out":
            risk, verdict = judge(self.lexicon, reading.concepts, reading.marks, risk)
        if risk < MEDIUM and not reading.concepts:
            return Findings(risk, level_of(risk), after.type, name(after.stage), verdict, (), (), after)
        type_ = after.type
        if risk >= max(MEDIUM, after.risk) or (type_ is None and risk >= MEDIUM):
            type_ = self._type(reading, after, risk) or type_
        after = msgspec.structs.replace(after, risk=max(after.risk, risk), type=type_)
        told = tuple(self._told(reading, risk))
        return Findings(risk, level_of(risk), type_, name(after.stage), verdict, told, reading.concepts, after)

    def read(self, text: str, direction: Direction = "in") -> Reading:
        """Read one message by itself."""
        folded = fold(text)
        bare = folded.bare
        heard = sound(bare)
        said = self.lexicon.said(bare, heard)
        marks = marks_of(folded)
        if said:
            wrong, concept_of = self._wrong_way[direction], self.lexicon.concept_of
            said = [
                hit
                for hit in said
                if concept_of[hit[0]] not in wrong
                and not (concept_of[hit[0]] in self._can_deny and _denied(folded, *hit[1:]))
            ]
        concepts: tuple[str, ...] = ()
        if said or marks:
            ids, concept_of = self._ids, self.lexicon.concept_of
            names = [ids[concept_of[hit[0]]] for hit in said]
            concepts = tuple(dict.fromkeys([*names, *(mark.concept for mark in marks)]))
        met = self.model.met(bare, heard, initials(bare))
        return Reading(folded, heard, direction, said, marks, concepts, self.model.evidence(met), met)

    def step(
        self, before: Conversation, concepts: Sequence[str], evidence: Evidence
    ) -> tuple[Conversation, int, int, int]:
        """The conversation after a message, its risk not yet set; what the lexicon gives it, its levers and stages."""
        turn = before.turns + 1
        said = remembered(before)
        stage, jumped = before.stage, before.jumped
        if concepts:
            said.update(dict.fromkeys(concepts, turn))
            stage, jump = advance(stage, {self._stage[concept] for concept in concepts if concept in self._stage})
            jumped = jumped or jump
        logit = evidence.logit()
        after = Conversation(
            turns=turn,
            stage=stage,
            jumped=jumped,
            risk=before.risk,
            said=kept(said),
            text_total=before.text_total * weigh.FADE + evidence.total,
            text_count=before.text_count * weigh.FADE + evidence.count,
            recent_total=before.recent_total * weigh.RECENT + evidence.total,
            recent_count=before.recent_count * weigh.RECENT + evidence.count,
            peak=max(before.peak, logit) if before.turns else logit,
            type=before.type,
        )
        if not said:
            return after, 0, 0, 0
        levers = {lever for concept in said for lever in self._levers.get(concept, ())}
        stages = {self._stage[concept] for concept in said if concept in self._stage}
        weight = self._weight
        return after, sum([weight.get(concept, 0) for concept in said]), len(levers), len(stages)

    def speaks(self, reading: Reading) -> bool:
        """Whether a message adds anything to its conversation."""
        return (
            reading.evidence.logit() > _SPEAKS
            or not self._adds.isdisjoint(reading.concepts)
            or any(mark.weight > 0 for mark in reading.marks)
        )

    def _type(self, reading: Reading, after: Conversation, risk: int) -> str | None:
        """The likeliest fraud type: what was said votes, and the text model where it matters."""
        votes: dict[str, float] = {}
        for concept in remembered(after):
            types, weight = self._types.get(concept, ((), 0))
            for place, type_ in enumerate(types[:4]):
                votes[type_] = votes.get(type_, 0.0) + weight / (20.0 * (place + 1))
        if risk >= HIGH or not votes:
            for type_, score in self.model.types(reading.met).items():
                votes[type_] = votes.get(type_, 0.0) + score
        return max(votes, key=lambda type_: (votes[type_], type_)) if votes else None

    def _told(self, reading: Reading, risk: int) -> Sequence[Finding]:
        """The findings of a message, in the order of its text; of little risk only what weighs something alone."""
        folded, concepts, patterns = reading.folded, self.lexicon.concepts, self.lexicon.patterns
        least = 1 if risk >= MEDIUM or reading.direction == "out" else _HINT
        found: dict[str, Finding] = {}
        for number, start, end in reading.said:
            concept = concepts[self.lexicon.concept_of[number]]
            usual = concept.out_weight if reading.direction == "out" and concept.out else concept.weight
            weight = usual if (own := patterns[number].weight) is None else own
            if abs(weight) < least:
                continue
            found.setdefault(
                concept.id,
                Finding(f"said.{concept.id}", concept.clause, folded.in_bare(start, end), concept.title, weight),
            )
        found.update((f"{mark.code} {mark.span}", mark.finding()) for mark in reading.marks)
        if (risk >= HIGH or not found) and risk >= MEDIUM and reading.evidence.logit() > 0:
            for start, end, strength in self.model.because(folded.bare, reading.heard):
                points = max(1, min(20, round(strength * 5)))
                span = folded.in_bare(start, end)
                found[f"text {span}"] = Finding("text.model", _TEXT_CLAUSE, span, _TEXT_WHY, points)
        return sorted(found.values(), key=lambda finding: finding.span or (0, 0))


def _denied(folded: Folded, start: int, end: int) -> bool:
    """Whether what is said there is said not to be so: we never ask for codes."""
    if folded.bare[start].isascii():
        first, last = folded.in_bare(start, end)
        return _ENGLISH_DENIAL.search(folded.text, max(0, first - _ENGLISH_REACH), last) is not None
    return _DENIAL.search(folded.bare, max(0, start - _DENIAL_REACH), start + 1) is not None


@lru_cache(maxsize=1)
def guard() -> Guard:
    """The shipped guard, built once for the process."""
    return Guard(lexicon.load(), classify.load(), weigh.load())


def screen(text: str, conversation: Conversation = NEW, direction: Direction = "in") -> Findings:
    """Read one message with the shipped guard: direction "in" from the other party, "out" about to be sent.

    >>> screen("把验证码发给我，我帮您退款").level in ("high", "critical")
    True
    """
    return guard().screen(text, conversation, direction)
