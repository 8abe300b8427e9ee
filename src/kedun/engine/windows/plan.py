"""From a policy's features to what must be kept, for any store.

Features with the same keys share an entity; those that also count the same event type share a lane: one timeline
of rows `(at, column, …)`. A row is made once per event and shared by all lanes of its type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kedun.engine.policy.emit import Constants, Emitter
from kedun.engine.policy.tree import (
    ENVELOPE,
    Aggregate,
    Expression,
    FactRef,
    Feature,
    Policy,
    references,
)

__all__ = ["Column", "Lane", "Plan"]


@dataclass(frozen=True, slots=True)
class Column:
    """One value kept in a row: Python `source` over the event's locals. `is_label` is the place of the outcome."""

    source: str
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """The features of one event type under one key. `span_us` is the longest time a row matters to them."""

    by: tuple[str, ...]
    on: str
    features: tuple[Feature, ...]
    span_us: int


class Plan:
    """Entities, lanes and row columns of a policy.

    `tables` are the distinct keys, `lanes[table]` their lanes, `columns[event_type]` a row's columns after `at`.
    """

    def __init__(self, policy: Policy, constants: Constants) -> None:
        windows = [feature for feature in policy.features.values() if feature.aggregate is not Aggregate.EXPR]
        self.tables: tuple[tuple[str, ...], ...] = tuple(dict.fromkeys(feature.by for feature in windows))
        self.lanes: tuple[tuple[Lane, ...], ...] = tuple(_lanes(by, windows) for by in self.tables)
        self.locals = {
            event_type: _locals_for(event_type, windows, self.tables, policy) for event_type in policy.events
        }
        self.columns: dict[str, tuple[Column, ...]] = {}
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        for event_type in policy.events:
            self._lay_out(event_type, [feature for feature in windows if feature.on == event_type], constants)

    def where(self, feature: Feature) -> int:
        """The row place (1-based, 0 is `at`) of the feature's condition, or -1 when it counts every event."""
        return self._places[feature.on, feature.id][0]

    def value(self, feature: Feature) -> int:
        """The row place of the feature's value (of the label for a rate), or -1 when it has none."""
        return self._places[feature.on, feature.id][1]

    def keys(self, event_type: str, table: int) -> tuple[str, ...] | None:
        """The locals that make an entity's key on this event type, or None when the type does not carry them."""
        by = self.tables[table]
        found = self.locals[event_type]
        return tuple(found[name][0] for name in by) if all(name in found for name in by) else None

    def _lay_out(self, event_type: str, features: list[Feature], constants: Constants) -> None:
        names = {name: local for name, (local, _) in self.locals[event_type].items()}
        emitter = Emitter(names, frozenset({"at"}), constants)
        columns: dict[Column, int] = {}

        def place(column: Column) -> int:
            return columns.setdefault(column, len(columns) + 1)

        for feature in features:
            where = -1 if feature.where is None else place(Column(f"bool({emitter.true(feature.where)})"))
            value = -1
            if feature.aggregate is Aggregate.RATE:
                value = place(Column("[0, 0]", is_label=True))
            elif feature.value is not None:
                value = place(Column(emitter.value(feature.value)))
            self._places[event_type, feature.id] = where, value
        self.columns[event_type] = tuple(columns)


def _lanes(by: tuple[str, ...], windows: Iterable[Feature]) -> tuple[Lane, ...]:
    grouped: dict[str, list[Feature]] = {}
    for feature in windows:
        if feature.by == by:
            grouped.setdefault(feature.on, []).append(feature)
    return tuple(
        Lane(by, on, tuple(features), max(feature.over_us + feature.delay_us for feature in features))
        for on, features in grouped.items()
    )


def _locals_for(
    event_type: str, windows: list[Feature], tables: tuple[tuple[str, ...], ...], policy: Policy
) -> Mapping[str, tuple[str, str]]:
    """Fact or envelope name → (local, how it is read), for the keys and the columns of an event type."""
    carried = {*policy.events[event_type].facts, *ENVELOPE}
    wanted = [name for by in tables for name in by if name in carried]
    for feature in windows:
        if feature.on == event_type:
            wanted += [name for name in _facts_in((feature.where, feature.value)) if name in carried]
    found = {"at": ("at", "e.at")}
    for number, name in enumerate(dict.fromkeys(wanted)):
        found[name] = (f"a{number}", f"e.{name}" if name in ENVELOPE else f"f.{name}")
    return found


def _facts_in(expressions: Iterable[Expression | None]) -> Iterable[str]:
    for expression in expressions:
        if expression is not None:
            yield from (ref.name for ref in references(expression) if isinstance(ref, FactRef) and ref.name != "at")
