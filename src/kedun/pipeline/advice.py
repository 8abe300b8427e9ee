"""What the handbook advises for what was seen: its procedure, phrases, must-nots, checks, and whom to tell.

    type, stage, direction, concepts, verdict ─► advise() ─► Advice ─► filled({"order": …}) ─► lines("zh")

Every word comes from the handbook, or, for a better wording of an outbound message, from the lexicon's concept. An
advice is put together once for each kind of case and shared; looking it up again costs less than a microsecond.
Handbook 4.2 to 4.4, 5; DOMAIN 2.1.3 and 4.4.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from kedun import handbook
from kedun.guard import lexicon
from kedun.guard.lexicon import Concept
from kedun.handbook import FraudType, Phase, Phrase, Procedure, Text

__all__ = ["Advice", "Point", "advise"]


class Point(msgspec.Struct, frozen=True):
    """One sentence of the handbook with its id: a clause, a phrase, or a step's "PB-05.1"."""

    id: str
    text: Text
    within: str | None = None
    """The step's own time limit, such as "30s", where it has one."""


class Advice(msgspec.Struct, frozen=True):
    """What to do now, in both languages; phrases keep their {variables} until `filled`.

    `steps` are those of the first five minutes; `verify` says what to check and how; `tell` whom to tell and how fast
    (Handbook 4.4), nobody when empty. `better` is a wording an agent can send in place of the one refused.
    """

    procedure: str | None = None
    title: Text | None = None
    better: Text | None = None
    steps: tuple[Point, ...] = ()
    phrases: tuple[Point, ...] = ()
    must_nots: tuple[Text, ...] = ()
    verify: tuple[Point, ...] = ()
    tell: tuple[Point, ...] = ()

    def filled(self, variables: Mapping[str, str]) -> "Advice":
        """This advice with its phrases' variables filled in; one that is not given stays visible as 〔…〕.

        >>> advice = advise("T25", "P2", "in", (), "advise")
        >>> advice.filled({"time": "明天 10 点"}).phrases[0].text.zh
        '这笔金额较大且在夜间，我们会在明天 10 点前完成安全复核后发货，感谢理解。'
        """
        phrases = tuple(
            msgspec.structs.replace(
                phrase, text=Text(_fill(phrase.text.zh, variables, 0), _fill(phrase.text.en, variables, 1))
            )
            for phrase in self.phrases
        )
        return msgspec.structs.replace(self, phrases=phrases)

    def lines(self, language: str) -> list[dict[str, Any]]:
        """The advice in one language ("zh" or "en"), part by part: `{"kind", "id"?, "title", "items"}`."""
        place = 0 if language.startswith("zh") else 1
        shown = self.filled({})
        parts: list[dict[str, Any]] = []
        if self.better is not None:
            parts.append({"kind": "better", "title": _HEADS["better"][place], "items": [_of(self.better, place)]})
        if self.procedure is not None and self.title is not None:
            title = f"{self.procedure} {_of(self.title, place)}"
            steps = [_of(step.text, place) for step in self.steps]
            parts.append({"kind": "procedure", "id": self.procedure, "title": title, "items": steps})
        for kind, items in (
            ("say", [phrase.text for phrase in shown.phrases]),
            ("never", list(self.must_nots)),
            ("verify", [point.text for point in self.verify]),
            ("tell", [point.text for point in self.tell]),
        ):
            if items:
                parts.append(
                    {"kind": kind, "title": _HEADS[kind][place], "items": [_of(item, place) for item in items]}
                )
        return parts


@lru_cache(maxsize=8192)
def advise(
    type: str | None,  # noqa: A002 - the field's word
    stage: str | None,
    direction: str,
    concepts: frozenset[str] | tuple[str, ...],
    verdict: str,
) -> Advice | None:
    """What to do about a message in which these things were said; None when nothing is to be done.

    An unknown type, stage or concept counts as none: the guard's data may be newer than the handbook.

    >>> advise("T01", "P5", "in", ("victim_transferred",), "stop").procedure
    'PB-05'
    >>> advise(None, None, "in", (), "pass") is None
    True
    """
    if direction == "out":
        against = _against(concepts)
        if against:
            return _outbound(tuple(concept.id for concept in against))
    lost = not _LOST.isdisjoint(concepts)
    infected = not _INFECTED.isdisjoint(concepts)
    if verdict == "pass" and not lost and not infected:
        return None
    known = type if type in handbook.load().fraud_types else None
    said = None if known else _procedure_said(concepts)
    return _inbound(known, said, paying=stage in _PAYING, lost=lost, infected=infected)


@lru_cache(maxsize=512)
def _inbound(type_: str | None, said: str | None, *, paying: bool, lost: bool, infected: bool) -> Advice:
    """Advice about the other party: which procedure, by the type, by what is already lost, by what was said."""
    book = handbook.load()
    fraud = book.fraud_types[type_] if type_ else None
    procedure = book.procedures[_procedure(fraud, said, paying=paying, lost=lost, infected=infected)]
    phrases = (
        *(_PAID if lost else _STOP if paying and procedure.id == "PB-05" else ()),
        *_PHRASES.get(type_ or "", ()),
    )
    grade = fraud.level if fraud else "L2"
    tell = _TELL_INFECTED if infected else max(_TELL[grade], _TELL_LOST if lost else "")
    return Advice(
        procedure=procedure.id,
        title=procedure.title,
        steps=_first_steps(procedure),
        phrases=tuple(_phrase(book.phrases[each]) for each in dict.fromkeys(phrases or _SAFE)),
        must_nots=(*((fraud.never,) if fraud else ()), *procedure.prohibited),
        verify=tuple(_clause(each) for each in _VERIFY.get(type_ or "", _FIVE_STEPS)),
        tell=(_clause(tell), _clause(_BOTH_WAYS)),
    )


@lru_cache(maxsize=1024)
def _outbound(ids: tuple[str, ...]) -> Advice:
    """Advice to the agent who wrote a message in which these concepts were said, weightiest first."""
    book = handbook.load()
    concepts = [_concept(each) for each in ids]
    worst = concepts[0]
    procedure = book.procedures.get(worst.procedure or "")
    phrases = dict.fromkeys(phrase for concept in concepts for phrase in concept.phrases)
    clauses = dict.fromkeys(concept.clause for concept in concepts)
    return Advice(
        procedure=procedure.id if procedure else None,
        title=procedure.title if procedure else None,
        better=Text(worst.better.zh, worst.better.en) if worst.better else None,
        phrases=tuple(_phrase(book.phrases[each]) for each in list(phrases)[:_SAID_AT_MOST] if each in book.phrases),
        must_nots=tuple(_clause(each).text for each in clauses if each in book.clauses),
        tell=(_clause(_TELL["L3"]), _clause(_BOTH_WAYS)) if worst.out == "stop" else (),
    )


def _procedure(fraud: FraudType | None, said: str | None, *, paying: bool, lost: bool, infected: bool) -> str:
    if infected:
        return "PB-09"
    if lost or (fraud and paying and "PB-05" in fraud.procedures):
        return "PB-05"
    if fraud and fraud.procedures:
        return fraud.procedures[0]
    return said or ("PB-20" if fraud else "PB-01")


def _first_steps(procedure: Procedure) -> tuple[Point, ...]:
    """The steps of the first five minutes, or of the earliest phase there is."""
    phases = [step.phase for step in procedure.steps]
    first = next(phase for phase in Phase if phase in phases)
    return tuple(
        Point(f"{procedure.id}.{number}", Text(step.zh, step.en), step.within)
        for number, step in enumerate(procedure.steps, 1)
        if step.phase is first
    )


def _against(concepts: Iterable[str]) -> list[Concept]:
    """What speaks against sending: concepts with a meaning outbound, what stops first, then by weight."""
    met = [concept for concept in map(_concept_or_none, concepts) if concept is not None and concept.out]
    return sorted(met, key=lambda concept: (concept.out != "stop", -concept.out_weight, concept.id))


def _procedure_said(concepts: Iterable[str]) -> str | None:
    """The procedure of the weightiest thing said, where it names one the handbook has."""
    met = [concept for concept in map(_concept_or_none, concepts) if concept is not None and concept.procedure]
    worst = max(met, key=lambda concept: (concept.weight, concept.id), default=None)
    return worst.procedure if worst is not None and worst.procedure in handbook.load().procedures else None


def _concept_or_none(id_: str) -> Concept | None:
    known = lexicon.load()
    return known.concepts[known.index[id_]] if id_ in known.index else None


def _concept(id_: str) -> Concept:
    known = lexicon.load()
    return known.concepts[known.index[id_]]


def _phrase(phrase: Phrase) -> Point:
    return Point(phrase.id, Text(phrase.zh, phrase.en))


def _clause(id_: str) -> Point:
    clause = handbook.load().clause(id_)
    return Point(id_, Text(clause.zh, clause.en))


def _of(text: Text, place: int) -> str:
    return text.en if place else text.zh


def _fill(text: str, variables: Mapping[str, str], place: int) -> str:
    """The text with {name} replaced once; what is filled in is not looked at again."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return variables[name] if name in variables else f"〔{_NAMES.get(name, (name, name))[place]}〕"

    return _VARIABLE.sub(value, text)


_VARIABLE = re.compile(r"\{(\w+)\}")
_SAID_AT_MOST = 4
_HEADS = {
    "better": ("建议改成", "Better say"),
    "say": ("可以这样说", "You can say"),
    "never": ("不可以", "Never"),
    "verify": ("核实", "Verify"),
    "tell": ("上报", "Tell"),
}
_NAMES = {
    "tail": ("订单尾号", "order tail"),
    "deadline": ("时限", "deadline"),
    "ticket": ("工单号", "ticket number"),
    "card": ("止付信息卡", "stop-payment card"),
    "date": ("日期", "date"),
    "time": ("时间", "time"),
    "payer": ("付款人", "payer"),
    "state": ("真实状态", "true state"),
    "order": ("订单号", "order number"),
    "shop": ("店铺", "shop"),
    "agent": ("工号", "staff number"),
    "facts": ("已确认的事实", "facts known"),
    "entrance": ("入口", "entrance"),
    "evidence": ("证据", "evidence"),
    "outcome": ("结果", "outcome"),
}

_LOST = frozenset(
    {"victim_transferred", "victim_shared_screen", "victim_gave_code", "victim_installed", "narrative_paid"}
)
"""Said by somebody who has already lost money, a code or control of the phone: stop-payment help at once (5.4)."""
_INFECTED = frozenset({"victim_file_opened"})
_PAYING = frozenset({"P5", "P6", "P7"})

_TELL = {"L0": "C4.4-01", "L1": "C4.4-01", "L2": "C4.4-01", "L3": "C4.4-02", "L4": "C4.4-03"}
_TELL_LOST = "C4.4-02"
_TELL_INFECTED = "C4.4-03"
_BOTH_WAYS = "C4.4-06"

_PAID = ("SC-020", "SC-021", "SC-022", "SC-023", "SC-025")
_STOP = ("SC-020", "SC-061", "SC-062")
_SAFE = ("SC-030",)
_PHRASES: dict[str, tuple[str, ...]] = {
    "T01": ("SC-010", "SC-011", "SC-012", "SC-013"),
    "T02": ("SC-011", "SC-013", "SC-012"),
    "T03": ("SC-010", "SC-011", "SC-014"),
    "T04": ("SC-011", "SC-132", "SC-014"),
    "T05": ("SC-011", "SC-012", "SC-035"),
    "T06": ("SC-012", "SC-011"),
    "T07": ("SC-030", "SC-012"),
    "T09": ("SC-030", "SC-025"),
    "T10": ("SC-112",),
    "T11": ("SC-114", "SC-035"),
    "T12": ("SC-114", "SC-035"),
    "T13": ("SC-115", "SC-032"),
    "T14": ("SC-116", "SC-110"),
    "T15": ("SC-034", "SC-117"),
    "T16": ("SC-003", "SC-001", "SC-006"),
    "T17": ("SC-122",),
    "T18": ("SC-101", "SC-004", "SC-102"),
    "T19": ("SC-040", "SC-041", "SC-045"),
    "T20": ("SC-042", "SC-044"),
    "T21": ("SC-044", "SC-041"),
    "T22": ("SC-040", "SC-041", "SC-045"),
    "T23": ("SC-050", "SC-051", "SC-120"),
    "T24": ("SC-043",),
    "T25": ("SC-130", "SC-031"),
    "T26": ("SC-103", "SC-104"),
    "T27": ("SC-105", "SC-106"),
    "T28": ("SC-107", "SC-106"),
    "T29": ("SC-108",),
    "T30": ("SC-109", "SC-011"),
    "T31": ("SC-110", "SC-061"),
    "T32": ("SC-118",),
    "T33": ("SC-118", "SC-119", "SC-002"),
    "T34": ("SC-115", "SC-032"),
    "T35": ("SC-111", "SC-013"),
    "T36": ("SC-113", "SC-025"),
    "T37": ("SC-032",),
    "T38": ("SC-032",),
}
"""What to say to whom the type harms, or to the other party, most useful first."""

_FIVE_STEPS = ("C3.4-01",)
_OWN_CALL = ("C5.4-01", "C5.4-04")
_VERIFY: dict[str, tuple[str, ...]] = {
    "T01": _OWN_CALL,
    "T02": (*_OWN_CALL, "C3.4-20"),
    "T03": (*_OWN_CALL, "C5.4-11"),
    "T04": ("C5.4-01", "C5.2-09"),
    "T05": ("C3.4-01", "C3.4-02", "C3.4-07"),
    "T06": ("C5.1-06", "C3.4-02"),
    "T07": ("C5.1-06", "C5.1-01"),
    "T08": ("C5.1-01", "C5.1-06"),
    "T10": ("C5.1-06", "C5.1-01"),
    "T11": ("C5.4-08", "C5.4-07"),
    "T12": ("C5.4-08", "C5.4-07"),
    "T13": ("C5.4-09", "C6.3-05"),
    "T14": ("C5.4-09", "C3.4-22", "C4.3-08"),
    "T15": ("C3.4-15", "C3.4-16"),
    "T16": ("C3.1-01", "C3.1-13"),
    "T17": ("C6.2-08", "C3.1-01"),
    "T18": ("C3.1-11", "C3.1-06"),
    "T19": ("C5.3-06", "C3.4-12"),
    "T20": ("C5.3-08", "C3.4-20"),
    "T21": ("C5.3-07", "C5.3-01"),
    "T22": ("C3.4-11", "C3.4-13", "C5.3-04"),
    "T23": ("C5.3-10",),
    "T25": ("C6.1-08", "C6.1-01"),
    "T26": ("C6.1-01", "C3.1-01"),
    "T27": ("C6.3-05", "C6.1-04"),
    "T28": ("C3.4-19", "C3.4-20", "C6.1-02"),
    "T29": ("C6.3-10",),
    "T30": ("C5.4-04", "C6.3-11"),
    "T31": ("C5.4-04", "C3.4-25"),
    "T32": ("C3.1-02", "C4.3-03"),
    "T33": ("C3.1-02", "C3.1-04"),
    "T34": ("C5.4-09",),
    "T35": ("C3.4-20", "C5.4-04"),
    "T36": ("C5.4-12",),
}
"""What to check and how, as clauses; the five steps of 3.4 where a type names nothing of its own."""
