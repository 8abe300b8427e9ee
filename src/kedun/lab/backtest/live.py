"""The same backtest through the live engine, event by event: slower, and the proof of the fast one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from kedun.engine.decide import Decision
from kedun.engine.events import ENVELOPE, Event
from kedun.engine.lists import Lists
from kedun.engine.policy.tree import Action, Mode, Rule
from kedun.engine.windows import Limits
from kedun.lab.backtest.frame import Frame, identifier
from kedun.lab.backtest.replay import Progress
from kedun.pipeline import BAD_OUTCOMES, Kedun

__all__ = ["replay_live"]

_CHUNK: Final = 20_000
_ROWS_PER_LANE: Final = 1_000_000


def replay_live(frame: Frame, lists: Lists, rules: tuple[Rule, ...], count: int, *, progress: Progress) -> None:
    """Make `hits` and `verdicts` of the `count` loaded events as `decide_all` does, by deciding each."""
    policy = frame.policy
    tried = {rule.id for rule in rules if rule.mode is Mode.OFF}
    tested = tuple(replace(rule, mode=Mode.SHADOW) if rule.id in tried else rule for rule in policy.rules)
    kedun = Kedun(
        replace(policy, rules=tested),
        lists=lists,
        limits=Limits(rows_per_lane=_ROWS_PER_LANE, forget_idle=frame.in_order),
        remember=1,
        reads_chat=False,
    )
    frame.run("CREATE OR REPLACE TEMP TABLE hits (seq BIGINT, rule INTEGER, live BOOLEAN)")
    frame.run("CREATE OR REPLACE TEMP TABLE verdicts (seq BIGINT, action INTEGER, risk INTEGER, grade VARCHAR)")
    places = {rule.id: place for place, rule in enumerate(rules)}
    done = 0
    for chunk in _chunks(frame, kedun):
        hits: list[tuple[int, int, bool]] = []
        verdicts: list[tuple[int, int, int, str]] = []
        for seq, event, label, labelled_at in chunk:
            decision = kedun.decide(event)
            if label in BAD_OUTCOMES:
                kedun.windows.label(event.id, bad=True, at=event.at if labelled_at is None else labelled_at)
            if decision.reasons or decision.shadow:
                hits += [(seq, places[reason.rule], True) for reason in decision.reasons]
                hits += [(seq, places[reason.rule], False) for reason in decision.shadow]
            if decision.reasons:
                verdicts.append((seq, *_verdict(decision)))
        _insert(frame, "hits", hits)
        _insert(frame, "verdicts", verdicts)
        done += len(chunk)
        progress("live", done / max(count, 1))


def _verdict(decision: Decision) -> tuple[int, int, str]:
    return int(Action[decision.action.upper()]), decision.risk, decision.grade


def _chunks(frame: Frame, kedun: Kedun) -> Iterator[list[tuple[int, Event, str | None, int | None]]]:
    """The events in order of arrival, some thousands at a time."""
    makers = {kind: _Maker(frame, kind, kedun) for kind in frame.policy.events}
    ((first, last),) = frame.run("SELECT COALESCE(min(seq), 0), COALESCE(max(seq), -1) FROM arrivals")
    for start in range(first, last + 1, _CHUNK):
        chunk = [row for maker in makers.values() for row in maker.rows(start, start + _CHUNK)]
        chunk.sort(key=lambda row: row[0])
        yield chunk


class _Maker:
    """Makes events of one type from its table, with the facts that the backtest asks for."""

    def __init__(self, frame: Frame, event_type: str, kedun: Kedun) -> None:
        self._frame, self._type = frame, event_type
        columns = [name for name, *_ in frame.run(f"DESCRIBE {frame.table(event_type)}")]
        carried = frame.policy.events[event_type].facts
        self._facts = [name for name in carried if name in columns]
        self._envelope = [name for name in ENVELOPE if name in columns]
        kind = kedun.schema.facts_type(event_type)
        missing = dict.fromkeys(name for name in _required(kind) if name not in self._facts)
        self._make = kind
        self._missing: Mapping[str, Any] = missing

    def rows(self, start: int, end: int) -> list[tuple[int, Event, str | None, int | None]]:
        """The events with `start <= seq < end`: seq, event, label, when it was known."""
        envelope = "".join(f", e.{identifier(name)}" for name in self._envelope)
        facts = "".join(f", e.{identifier(name)}" for name in self._facts)
        width = 5 + len(self._envelope)
        found = []
        rows = self._frame.run(
            f"SELECT e.seq, a.id, e.at_us, e.label, e.labelled_at{envelope}{facts} "
            f"FROM {self._frame.table(self._type)} e JOIN arrivals a USING (seq) "
            f"WHERE e.seq >= {start} AND e.seq < {end}"
        )
        for row in rows:
            held = self._make(**dict(zip(self._facts, row[width:], strict=True)), **self._missing)
            around = dict(zip(self._envelope, row[5:width], strict=True))
            found.append((row[0], Event(id=row[1], type=self._type, at=row[2], facts=held, **around), row[3], row[4]))
        return found


def _required(kind: type) -> list[str]:
    return [field.name for field in msgspec.structs.fields(kind) if field.required]


def _insert(frame: Frame, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        frame.run(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
