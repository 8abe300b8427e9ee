"""A first look over the data: which fields are given on which types of events, and which may hold a wrong value.

One scan and a few short ones; only what looks suspicious is then tested value by value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kedun.engine.events import MAX_NUMBER, MAX_WHOLE
from kedun.engine.policy.tree import Type
from kedun.lab.backtest.convert import EARLIEST_US, LATEST_US, Field
from kedun.lab.backtest.frame import identifier

__all__ = ["Survey", "survey"]

_LIMITS: Final[Mapping[tuple[Type, str], tuple[float, float]]] = {
    (Type.INT, "BIGINT"): (-MAX_WHOLE, MAX_WHOLE),
    (Type.FLOAT, "DOUBLE"): (-MAX_NUMBER, MAX_NUMBER),
    (Type.TIME, "BIGINT"): (EARLIEST_US, LATEST_US),
}
_SAFE: Final = {(Type.BOOL, "BOOLEAN"), (Type.STRING, "VARCHAR")}


@dataclass(frozen=True, slots=True)
class Survey:
    """`given` counts values per field and event type; `suspects` are the fields to test value by value."""

    given: Mapping[str, Mapping[str, int]]
    suspects: frozenset[str]

    def misplaced(self, fields: Mapping[str, Field]) -> tuple[str, ...]:
        """Facts given on events of types that do not carry them."""
        return tuple(
            name
            for name, counts in self.given.items()
            if fields[name].types is not None
            and any(count for kind, count in counts.items() if kind not in (fields[name].types or ()))
        )


def survey(
    run: Callable[[str], list[tuple[Any, ...]]],
    fields: Mapping[str, Field],
    sources: Mapping[str, str],
    event_type: str,
) -> Survey:
    """Look over the relation `raw`; `sources` are its columns' types, `event_type` the SQL of an event's type."""
    columns, spans = [], []
    for name in fields:
        column = identifier(name)
        columns.append(f"count({column})")
        if (fields[name].kind, sources[name]) in _LIMITS:
            columns += [f"min({column})", f"max({column})"]
            spans.append(name)
    rows = run(f"SELECT {event_type} AS kind, {', '.join(columns)} FROM raw GROUP BY kind")
    given: dict[str, dict[str, int]] = {name: {} for name in fields}
    suspects = {name for name, field in fields.items() if field.required}
    for kind, *row in rows:
        cells = iter(row)
        for name, field in fields.items():
            given[name][kind] = next(cells)
            if name in spans:
                low, high = next(cells), next(cells)
                least, most = _LIMITS[field.kind, sources[name]]
                if low is not None and not (least <= low and high <= most):
                    suspects.add(name)
    for name, field in fields.items():
        if any(given[name].values()) and _may_be_wrong(run, field, sources[name]):
            suspects.add(name)
    return Survey(given, frozenset(suspects))


def _may_be_wrong(run: Callable[[str], list[tuple[Any, ...]]], field: Field, source: str) -> bool:
    """Whether the field needs a test of its own kind: a closed set of values, or a conversion."""
    if (field.kind, source) in _LIMITS:
        return False
    if field.values and source == "VARCHAR":
        found = {value for (value,) in run(f"SELECT DISTINCT {identifier(field.name)} FROM raw")}
        return not found <= {*field.values, None}
    return (field.kind, source) not in _SAFE
