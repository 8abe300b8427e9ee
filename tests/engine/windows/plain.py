"""Windows read straight off their definition: every event looks at all events before it. Slow on purpose."""

from dataclasses import dataclass
from typing import Any

from kedun.engine.policy.tree import Aggregate, Feature


@dataclass(frozen=True)
class Seen:
    """One event as the definition sees it: values by fact name, `where` and `value` by feature id, both worked out."""

    id: str
    type: str
    at: int
    facts: dict[str, Any]
    where: dict[str, bool]
    value: dict[str, Any]


def answer(
    feature: Feature, history: list[Seen], event: Seen, lateness_us: int, labels: dict[str, tuple[bool, int]]
) -> Any:
    """The feature's value on `event`; `history` are the earlier arrivals that windows counted for any feature."""
    key = tuple(event.facts.get(name) for name in feature.by)
    if None in key:
        return None
    same = [
        other
        for other in history
        if other.type == feature.on and tuple(other.facts.get(name) for name in feature.by) == key
    ]
    counted: list[Seen] = []
    for other in same:
        if not counted or other.at >= max(seen.at for seen in counted) - lateness_us:
            counted.append(other)
    if counted and event.at < max(seen.at for seen in counted) - lateness_us:
        return None
    mine = [event] if event.type == feature.on else []
    upper = event.at - feature.delay_us
    inside = [
        other for other in [*counted, *mine] if upper - feature.over_us < other.at <= upper and other.where[feature.id]
    ]
    match feature.aggregate:
        case Aggregate.COUNT:
            return len(inside)
        case Aggregate.RATE:
            bad = [other for other in inside if other.id in labels and labels[other.id][0]]
            bad = [other for other in bad if labels[other.id][1] <= other.at + feature.delay_us]
            return len(bad) / len(inside) if inside else None
        case Aggregate.SECONDS_SINCE_LAST:
            earlier = [other.at for other in inside if other is not event]
            return (event.at - max(earlier)) // 1_000_000 if earlier else None
    values = [other.value[feature.id] for other in inside if other.value[feature.id] is not None]
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
