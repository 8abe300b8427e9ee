"""Windows in this process's memory.

The common case runs in functions written out for the policy (`codegen.py`); this file holds them together and does
what is rare: unknown entities, late events, forgetting, snapshots.

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
from kedun.engine.policy.tree import Policy
from kedun.engine.windows.codegen import ObserveSource, lane_source
from kedun.engine.windows.lane import LaneState, Row, compact, counts_bad, rebuild, scan, shed, time_of
from kedun.engine.windows.layout import DROPPED, LONG_AGO, ROWS, UNTIL, Layout, Rated
from kedun.engine.windows.plan import Plan
from kedun.engine.windows.port import Observation
from kedun.kernel.errors import InputError

__all__ = ["Limits", "MemoryWindows", "Observation", "Observer"]

Observer = Callable[[Event], tuple[tuple[Any, ...], tuple[str, ...]]]
"""From an event to its features' values and what is degraded."""

_TURN_AFTER = 64
_BURIED_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps: rows per lane (one key's events of one type); an 8-byte reference each, plus about 200 bytes an event.

    `forget_idle` drops entities that no event has touched for the longest window. It is exact while events come in
    order of time but for `lateness`; a replay of records in no order keeps everything instead.
    """

    rows_per_lane: int = 20_000
    forget_idle: bool = True


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
        self._young: list[dict[Any, list[LaneState | None]]] = [{} for _ in plan.tables]
        self._old: list[dict[Any, list[LaneState | None]]] = [{} for _ in plan.tables]
        self._graves: deque[dict[Any, list[LaneState | None]]] = deque()
        self._clock = [LONG_AGO]
        self._ahead = 0
        self._earliest_ahead = 0
        self._horizon_us = max((lane.span_us for lanes in plan.lanes for lane in lanes), default=0) + policy.lateness_us
        self._awaiting: dict[str, tuple[Row, list[tuple[int, int, Any]]]] = {}
        self._await_us = max((feature.delay_us for feature in policy.features.values()), default=0)
        self._observe, self._fresh, self.source = self._write(constants)

    @property
    def features(self) -> Mapping[str, tuple[str, ...]]:
        """Per event type, the feature ids that `observe` answers, in order."""
        return self._needed

    def observe(self, event: Event) -> Observation:
        """Count the event and answer its type's features as of its time, itself included."""
        return Observation(*self._observe[event.type](event))

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
        rows: dict[int, tuple[int, Row]] = {}
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
    def _number(row: Row, rows: dict[int, tuple[int, Row]]) -> int:
        return rows.setdefault(id(row), (len(rows), row))[0]

    def _shape(self) -> list[str]:
        return [
            repr((lane.by, lane.on, lane.span_us, self._plan.columns[lane.on]))
            for lanes in self._plan.lanes
            for lane in lanes
        ]

    def _rates(self, table: int, index: int) -> Iterable[Rated]:
        return self._layouts[table, index].rates.values()

    def _lane_at(self, table: int, index: int, key: Any) -> LaneState | None:
        entity = self._young[table].get(key) or self._old[table].get(key)
        return entity[index] if entity is not None else None

    def _revived(self, table: int, index: int, lane: list[Any], rows: list[Row]) -> LaneState:
        numbers, until, dropped = lane
        revived = self._fresh[table, index]()
        revived[ROWS], revived[UNTIL], revived[DROPPED] = [rows[number] for number in numbers], until, dropped
        self._rebuild(table, index, revived)
        return revived

    # -- what is rare -------------------------------------------------------------------------------------------------

    def _fetch(self, table: int, key: Any, create: bool) -> list[LaneState | None] | None:  # noqa: FBT001 # called from generated source
        entity = self._old[table].pop(key, None)
        if entity is None:
            if not create:
                return None
            entity = [None] * len(self._plan.lanes[table])
        self._young[table][key] = entity
        return entity

    def _turn(self, at: int) -> None:
        """Forget what nothing has touched for a horizon; one event far ahead of the others is not enough."""
        if not self._limits.forget_idle:
            self._clock[0] = -LONG_AGO
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

    def _await_label(self, event_id: str, row: Row, touched: list[tuple[int, int, Any]]) -> None:
        awaiting = self._awaiting
        awaiting[event_id] = row, touched
        limit = row[0] - self._await_us - self._policy.lateness_us
        for _ in range(2):
            first = next(iter(awaiting))
            if limit <= awaiting[first][0][0] <= row[0]:
                break
            ahead = awaiting.pop(first)
            if ahead[0][0] > row[0]:
                awaiting[first] = ahead

    def _late(  # noqa: PLR0913, PLR0917 # called from generated source
        self,
        table: int,
        index: int,
        lane: LaneState,
        row: Row | None,
        at: int,
        wanted: tuple[str, ...],
        bad: tuple[str, ...],
    ) -> Any:
        """An event older than the lane's state: answered from the rows; its row is put in its place and counted."""
        rows: list[Row] = lane[ROWS]
        plan = self._plan.lanes[table][index]
        if rows and at < rows[-1][0] - self._policy.lateness_us:
            return self._answered((None,) * len(wanted), (*bad, f"late:{'+'.join(plan.by)}"))
        features = [self._policy.features[feature] for feature in wanted]
        place = bisect_right(rows, at, key=time_of)
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

    def _shed(self, table: int, index: int, lane: LaneState) -> None:
        gone = max(1, self._limits.rows_per_lane // 100)
        shed(lane, self._layouts[table, index], gone, self._fresh[table, index]())

    def _compact(self, table: int, index: int, lane: LaneState) -> None:
        compact(lane, self._layouts[table, index], self._policy.lateness_us)

    def _rebuild(self, table: int, index: int, lane: LaneState) -> None:
        rebuild(lane, self._layouts[table, index], self._fresh[table, index]())

    # -- writing the fast path ----------------------------------------------------------------------------------------

    def _write(
        self, constants: Constants
    ) -> tuple[dict[str, Any], dict[tuple[int, int], Callable[[], LaneState]], str]:
        sources = []
        makers: dict[tuple[int, int], Callable[[], LaneState]] = {}
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
            "counts_bad": counts_bad,
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


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
