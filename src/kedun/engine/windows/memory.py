"""Windows in this process's memory.

The common case runs in functions written out for the policy (`codegen.py`); this file holds them together and does
what is rare: unknown entities, late events, full lanes, forgetting, snapshots. `scan` is the plain meaning of every
feature and the reference the fast path is tested against.

Memory is bounded: a lane holds at most `Limits.rows_per_lane` rows (older ones are dropped and decisions that would
have needed them are marked `capped:KEY`); an entity that nothing has touched for the longest window is forgotten.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kedun.engine.events import Event
from kedun.engine.policy.emit import Constants, Matcher
from kedun.engine.policy.tree import Aggregate, Feature, Policy
from kedun.engine.windows.codegen import ObserveSource, lane_source
from kedun.engine.windows.layout import DROPPED, LONG_AGO, ROWS, UNTIL, Layout, Rated, Tally
from kedun.engine.windows.plan import Plan
from kedun.engine.windows.port import Observation
from kedun.kernel.errors import InputError

__all__ = ["Limits", "MemoryWindows", "Observation", "Observer", "scan"]

_Lane = list[Any]
_Row = tuple[Any, ...]
Observer = Callable[[Event], tuple[tuple[Any, ...], tuple[str, ...]]]
"""From an event to its features' values and what is degraded."""

_TURN_AFTER = 64
_BURIED_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps: rows per lane (one key's events of one type); an 8-byte reference each, plus about 200 bytes an event."""

    rows_per_lane: int = 20_000


class MemoryWindows:
    """Windows for one policy, kept in memory.

    `needed` lists, per event type, the features to answer (`Compiled.window_features`).
    """

    def __init__(
        self,
        policy: Policy,
        needed: Mapping[str, tuple[str, ...]],
        *,
        matchers: Mapping[str, Matcher] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._policy = policy
        self._limits = limits or Limits()
        self._needed = dict(needed)
        constants = Constants(matchers or {})
        self._plan = plan = Plan(policy, constants)
        self._layouts = {
            (table, index): Layout(lane, plan)
            for table, lanes in enumerate(plan.lanes)
            for index, lane in enumerate(lanes)
        }
        self._young: list[dict[Any, list[_Lane | None]]] = [{} for _ in plan.tables]
        self._old: list[dict[Any, list[_Lane | None]]] = [{} for _ in plan.tables]
        self._graves: deque[dict[Any, list[_Lane | None]]] = deque()
        self._clock = [LONG_AGO]
        self._ahead = 0
        self._earliest_ahead = 0
        self._horizon_us = max((lane.span_us for lanes in plan.lanes for lane in lanes), default=0) + policy.lateness_us
        self._awaiting: dict[str, tuple[_Row, list[tuple[int, int, Any]]]] = {}
        self._await_us = max((feature.delay_us for feature in policy.features.values()), default=0)
        self._observe, self._fresh, self.source = self._write(constants)

    @property
    def features(self) -> Mapping[str, tuple[str, ...]]:
        """Per event type, the feature ids that `observe` answers, in order."""
        return self._needed

    def observe(self, event: Event) -> Observation:
        """Count the event and answer its type's features as of its time, itself included."""
        return Observation(*self._observe[event.type](event))

    def observer(self, event_type: str) -> Observer:
        """The function behind `observe` for one type, for callers that count nanoseconds."""
        found: Observer = self._observe[event_type]
        return found

    def label(self, event_id: str, *, bad: bool, at: int) -> bool:
        """Say at `at` (µs) whether an observed event turned out bad.

        A rate with delay d counts it when `at` is at most d after the event; the last word in time stands.
        False when the event is unknown here or too old for any rate to wait for it.
        """
        found = self._awaiting.get(event_id)
        if found is None:
            return False
        row, touched = found
        cell = next(value for value in row if type(value) is list)
        cell[0], cell[1] = int(bad), at
        for table, index, key in touched:
            lane = self._lane_at(table, index, key)
            if lane is not None and any(row[0] <= lane[UNTIL] - rate.delay_us for rate in self._rates(table, index)):
                self._rebuild(table, index, lane)
        return True

    def counts(self) -> Mapping[str, int]:
        """How much is held: entities, lanes, rows referenced, labels awaited."""
        tables = [*self._young, *self._old]
        lanes = [lane for table in tables for entity in table.values() for lane in entity if lane is not None]
        return {
            "entities": sum(map(len, tables)),
            "lanes": len(lanes),
            "rows": sum(len(lane[ROWS]) for lane in lanes),
            "awaited": len(self._awaiting),
        }

    # -- snapshot and restore -----------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """Everything held, as MessagePack; `restore` on the same policy gives windows that answer the same."""
        rows: dict[int, tuple[int, _Row]] = {}
        tables = []
        for young, old in zip(self._young, self._old, strict=True):
            entities = []
            for key, entity in (*old.items(), *young.items()):
                lanes = [lane and [[self._number(row, rows) for row in lane[ROWS]], *lane[1:3]] for lane in entity]
                entities.append([key, lanes])
            tables.append(entities)
        awaited = [[event_id, self._number(row, rows), touched] for event_id, (row, touched) in self._awaiting.items()]
        return msgspec.msgpack.encode(
            {
                "policy": [self._policy.id, self._shape()],
                "clock": self._clock[0],
                "rows": [row for _, row in rows.values()],
                "tables": tables,
                "awaited": awaited,
            }
        )

    def restore(self, snapshot: bytes) -> None:
        """Replace what is held by a snapshot. Raises InputError when it is unreadable or of other features."""
        try:
            data = msgspec.msgpack.decode(snapshot)
            same = data["policy"] == [self._policy.id, self._shape()]
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise InputError("the windows' snapshot cannot be read; replay the log instead") from error
        if not same:
            raise InputError("the snapshot is of other features; replay the log instead")
        rows = [tuple(row) for row in data["rows"]]
        self._clock[0] = data["clock"]
        for table, entities in enumerate(data["tables"]):
            self._old[table].clear()
            self._young[table].clear()
            for key, lanes in entities:
                entity = [lane and self._revived(table, index, lane, rows) for index, lane in enumerate(lanes)]
                self._young[table][_key(key)] = entity
        self._awaiting.clear()
        for event_id, number, touched in data["awaited"]:
            self._awaiting[event_id] = rows[number], [(table, index, _key(key)) for table, index, key in touched]

    @staticmethod
    def _number(row: _Row, rows: dict[int, tuple[int, _Row]]) -> int:
        return rows.setdefault(id(row), (len(rows), row))[0]

    def _shape(self) -> list[str]:
        return [
            repr((lane.by, lane.on, lane.span_us, self._plan.columns[lane.on]))
            for lanes in self._plan.lanes
            for lane in lanes
        ]

    def _rates(self, table: int, index: int) -> Iterable[Rated]:
        return self._layouts[table, index].rates.values()

    def _lane_at(self, table: int, index: int, key: Any) -> _Lane | None:
        entity = self._young[table].get(key) or self._old[table].get(key)
        return entity[index] if entity is not None else None

    def _revived(self, table: int, index: int, lane: list[Any], rows: list[_Row]) -> _Lane:
        numbers, until, dropped = lane
        revived = self._fresh[table, index]()
        revived[ROWS], revived[UNTIL], revived[DROPPED] = [rows[number] for number in numbers], until, dropped
        self._rebuild(table, index, revived)
        return revived

    # -- what is rare -------------------------------------------------------------------------------------------------

    def _fetch(self, table: int, key: Any, create: bool) -> list[_Lane | None] | None:  # noqa: FBT001 # called from generated source
        entity = self._old[table].pop(key, None)
        if entity is None:
            if not create:
                return None
            entity = [None] * len(self._plan.lanes[table])
        self._young[table][key] = entity
        return entity

    def _turn(self, at: int) -> None:
        """Forget what nothing has touched for a horizon; one event far ahead of the others is not enough."""
        if self._clock[0] == LONG_AGO:
            self._clock[0] = at + self._horizon_us
            return
        self._earliest_ahead = min(self._earliest_ahead, at) if self._ahead else at
        self._ahead += 1
        if self._ahead >= _TURN_AFTER:
            self._clock[0] = self._earliest_ahead + self._horizon_us
            self._ahead = 0
            self._graves.extend(self._old)
            self._old = list(self._young)
            self._young[:] = [{} for _ in self._young]

    def _bury(self) -> None:
        oldest = self._graves[0]
        for _ in range(min(_BURIED_AT_ONCE, len(oldest))):
            oldest.popitem()
        if not oldest:
            self._graves.popleft()

    def _await_label(self, event_id: str, row: _Row, touched: list[tuple[int, int, Any]]) -> None:
        awaiting = self._awaiting
        awaiting[event_id] = row, touched
        limit = row[0] - self._await_us - self._policy.lateness_us
        for _ in range(2):
            first = next(iter(awaiting))
            if awaiting[first][0][0] >= limit:
                break
            del awaiting[first]

    def _late(  # noqa: PLR0913, PLR0917 # called from generated source
        self,
        table: int,
        index: int,
        lane: _Lane,
        row: _Row | None,
        at: int,
        wanted: tuple[str, ...],
        bad: tuple[str, ...],
    ) -> Any:
        """An event older than the lane's state: answered from the rows; its row is put in its place and counted."""
        rows: list[_Row] = lane[ROWS]
        plan = self._plan.lanes[table][index]
        if rows and at < rows[-1][0] - self._policy.lateness_us:
            return self._answered((None,) * len(wanted), (*bad, f"late:{'+'.join(plan.by)}"))
        features = [self._policy.features[feature] for feature in wanted]
        place = bisect_right(rows, at, key=_time_of)
        if row is not None:
            rows.insert(place, row)
        answers = tuple(scan(feature, self._plan, rows[: place + (row is not None)], row, at) for feature in features)
        if row is not None:
            if len(rows) > self._limits.rows_per_lane:
                self._shed(table, index, lane)
            else:
                self._rebuild(table, index, lane)
        if lane[DROPPED] > at - plan.span_us:
            bad = (*bad, f"capped:{'+'.join(plan.by)}")
        return self._answered(answers, bad)

    @staticmethod
    def _answered(answers: tuple[Any, ...], bad: tuple[str, ...]) -> Any:
        return (answers, bad) if answers else (None, bad)

    def _shed(self, table: int, index: int, lane: _Lane) -> None:
        """Drop a hundredth of a full lane's rows, oldest first, and note up to when it is now blind."""
        rows: list[_Row] = lane[ROWS]
        gone = max(1, self._limits.rows_per_lane // 100)
        last = rows[gone - 1][0]
        lane[DROPPED] = max(lane[DROPPED], last)
        if gone == len(rows) or rows[gone][0] == last:
            del rows[:gone]
            self._rebuild(table, index, lane)
            return
        layout = self._layouts[table, index]
        for group in layout.groups.values():
            for row in rows[lane[group.cursor] : gone]:
                for tally in group.tallies.values():
                    _take_out(tally, row, lane)
            lane[group.cursor] = max(lane[group.cursor], gone) - gone
        for extreme in layout.extremes.values():
            candidates: list[tuple[Any, int]] = lane[extreme.slot]
            while lane[extreme.head] < len(candidates) and candidates[lane[extreme.head]][1] <= last:
                lane[extreme.head] += 1
        for rate in layout.rates.values():
            for row in rows[lane[rate.leave] : min(gone, lane[rate.enter])]:
                if rate.where < 0 or row[rate.where]:
                    lane[rate.total] -= 1
                    lane[rate.bad] -= _counts_bad(row[rate.label], row[0] + rate.delay_us)
            lane[rate.enter] = max(lane[rate.enter], gone) - gone
            lane[rate.leave] = max(lane[rate.leave], gone) - gone
        del rows[:gone]

    def _compact(self, table: int, index: int, lane: _Lane) -> None:
        """Drop rows no window can reach any more."""
        rows: list[_Row] = lane[ROWS]
        layout = self._layouts[table, index]
        gone = bisect_right(rows, rows[-1][0] - layout.lane.span_us - self._policy.lateness_us, key=_time_of)
        del rows[:gone]
        for group in layout.groups.values():
            lane[group.cursor] -= gone
        for rate in layout.rates.values():
            lane[rate.enter] -= gone
            lane[rate.leave] -= gone

    def _rebuild(self, table: int, index: int, lane: _Lane) -> None:
        """Work the running state out anew from the rows, as of `lane[UNTIL]`."""
        layout, rows, until = self._layouts[table, index], lane[ROWS], lane[UNTIL]
        fresh = self._fresh[table, index]()
        lane[3:] = fresh[3:]
        for group in layout.groups.values():
            start = lane[group.cursor] = bisect_right(rows, until - group.over_us, key=_time_of)
            for tally in group.tallies.values():
                counted = [row for row in rows[start:] if tally.where < 0 or row[tally.where]]
                values = [row[tally.value] for row in counted if tally.value >= 0 and row[tally.value] is not None]
                if tally.what == "count":
                    lane[tally.slot] = len(counted)
                elif tally.what == "sum":
                    lane[tally.slot], lane[tally.known] = sum(values), len(values)
                else:
                    for value in values:
                        lane[tally.slot][value] = lane[tally.slot].get(value, 0) + 1
        for extreme in layout.extremes.values():
            candidates: list[tuple[Any, int]] = lane[extreme.slot]
            for row in rows[bisect_right(rows, until - extreme.over_us, key=_time_of) :]:
                value = row[extreme.value]
                if value is not None and (extreme.where < 0 or row[extreme.where]):
                    while candidates and (
                        candidates[-1][0] <= value if extreme.largest else candidates[-1][0] >= value
                    ):
                        candidates.pop()
                    candidates.append((value, row[0]))
        for where, slot in layout.lasts.items():
            lane[slot] = max((row[0] for row in rows if where < 0 or row[where]), default=LONG_AGO)
        for rate in layout.rates.values():
            lane[rate.enter] = bisect_right(rows, until - rate.delay_us, key=_time_of)
            lane[rate.leave] = bisect_right(rows, until - rate.delay_us - rate.over_us, key=_time_of)
            inside = [row for row in rows[lane[rate.leave] : lane[rate.enter]] if rate.where < 0 or row[rate.where]]
            lane[rate.total] = len(inside)
            lane[rate.bad] = sum(_counts_bad(row[rate.label], row[0] + rate.delay_us) for row in inside)

    # -- writing the fast path ----------------------------------------------------------------------------------------

    def _write(self, constants: Constants) -> tuple[dict[str, Any], dict[tuple[int, int], Callable[[], _Lane]], str]:
        sources = []
        makers: dict[tuple[int, int], Callable[[], _Lane]] = {}
        namespace = {
            **constants.namespace,
            "young": self._young,
            "graves": self._graves,
            "clock": self._clock,
            "fetch": self._fetch,
            "turn": self._turn,
            "bury": self._bury,
            "late": self._late,
            "shed": self._shed,
            "await_label": self._await_label,
            "counts_bad": _counts_bad,
        }
        for (table, index), layout in self._layouts.items():
            name = f"fresh_{table}_{index}"
            text = "\n".join(lane_source(layout, name))
            exec(compile(text, "<windows>", "exec"), namespace)  # noqa: S102 # written from the checked tree only
            makers[table, index] = namespace[name]  # type: ignore[assignment] # defined by the source above
            namespace[f"compact_{table}_{index}"] = lambda lane, table=table, index=index: self._compact(
                table, index, lane
            )
            sources.append(text)
        observers = {}
        for event_type in self._policy.events:
            wanted = tuple(self._policy.features[feature] for feature in self._needed.get(event_type, ()))
            writer = ObserveSource(
                event_type=event_type,
                plan=self._plan,
                layouts=self._layouts,
                wanted=wanted,
                cap=self._limits.rows_per_lane,
                lateness_us=self._policy.lateness_us,
            )
            text = "\n".join(writer.lines())
            exec(compile(text, "<windows>", "exec"), namespace)  # noqa: S102 # written from the checked tree only
            observers[event_type] = namespace["observe"]
            sources.append(text)
        return observers, makers, "\n\n".join(sources)


def scan(feature: Feature, plan: Plan, rows: Iterable[_Row], current: _Row | None, at: int) -> Any:
    """What a feature is at `at` over rows up to then, read plainly; `current` is the event's own row, if it has one."""
    where, value = plan.where(feature), plan.value(feature)
    newest = at - feature.delay_us
    inside = [row for row in rows if newest - feature.over_us < row[0] <= newest and (where < 0 or row[where])]
    if feature.aggregate is Aggregate.COUNT:
        return len(inside)
    if feature.aggregate is Aggregate.SECONDS_SINCE_LAST:
        earlier = [row for row in inside if row is not current]
        return (at - earlier[-1][0]) // 1_000_000 if earlier else None
    if feature.aggregate is Aggregate.RATE:
        bad = sum(_counts_bad(row[value], row[0] + feature.delay_us) for row in inside)
        return bad / len(inside) if inside else None
    values = [row[value] for row in inside if row[value] is not None]
    match feature.aggregate:
        case Aggregate.DISTINCT:
            return len(set(values))
        case Aggregate.SUM:
            return sum(values) if values else None
        case Aggregate.AVG:
            return float(sum(values)) / len(values) if values else None
        case Aggregate.MIN:
            return min(values, default=None)
        case _:
            return max(values, default=None)


def _take_out(tally: Tally, row: _Row, lane: _Lane) -> None:
    if tally.where >= 0 and not row[tally.where]:
        return
    value = row[tally.value] if tally.value >= 0 else None
    if tally.what == "count":
        lane[tally.slot] -= 1
    elif value is not None and tally.what == "sum":
        lane[tally.slot] -= value
        lane[tally.known] -= 1
    elif value is not None:
        counts = lane[tally.slot]
        counts[value] -= 1
        if not counts[value]:
            del counts[value]


def _counts_bad(label: list[int], limit: int) -> int:
    return 1 if label[0] and label[1] <= limit else 0


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def _time_of(row: _Row) -> int:
    at: int = row[0]
    return at
