"""What a policy means, worked out in the plainest way: the judge of the fast engines.

It reads the values of `tree` and nothing else of Kedun. Nothing is precompiled, no state is kept: every window is
counted anew from all events that arrived before. Slow on purpose.
"""

import math
import operator
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from kedun.engine.policy import tree

__all__ = ["Judgement", "Lists", "evaluate", "judge", "judge_last"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ENVELOPE: Final = ("channel", "shop", "customer_id", "order_id", "agent_id", "conversation_id")

Lists = Mapping[str, Sequence[tuple[str, int | None, int | None]]]
"""Per list the entries: value, since (µs, inclusive) and until (µs, exclusive)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One event's features, the rules that are TRUE (live and on trial), and what follows."""

    features: Mapping[str, Any]
    live: frozenset[str]
    shadow: frozenset[str]
    action: int
    risk: int
    grade: str


def judge(policy: tree.Policy, lists: Lists, events: Sequence[Mapping[str, Any]]) -> dict[int, Judgement]:
    """Judge every event but repeats, by its place in the stream."""
    seen: set[str] = set()
    history: list[Mapping[str, Any]] = []
    found = {}
    for place, event in enumerate(events):
        if event["id"] not in seen:
            seen.add(event["id"])
            history.append(event)
            found[place] = judge_last(policy, lists, history)
    return found


def judge_last(policy: tree.Policy, lists: Lists, history: Sequence[Mapping[str, Any]]) -> Judgement:
    """Judge the last of the events that have arrived, none of them a repeat."""
    event = history[-1]
    features: dict[str, Any] = {}
    for feature in policy.features.values():
        if feature.aggregate is not tree.Aggregate.EXPR:
            features[feature.id] = _window(policy, lists, feature, history)
    for feature in policy.features.values():
        if feature.aggregate is tree.Aggregate.EXPR:
            _compute(policy, feature, event, features, lists)
    fired = [
        rule
        for rule in policy.rules
        if rule.mode is not tree.Mode.OFF
        and rule.on == event["type"]
        and evaluate(rule.when, event, features, lists) is True
    ]
    live = [rule for rule in fired if rule.mode is tree.Mode.LIVE and _rolled_out(rule, event)]
    percents = _percents(policy, event, features, lists)
    risk = _risk(policy.scoring, live, percents)
    grade = [
        grade for grade in sorted(policy.scoring.grades, key=lambda grade: grade.at_least) if grade.at_least <= risk
    ][-1]
    return Judgement(
        features=features,
        live=frozenset(rule.id for rule in live),
        shadow=frozenset(rule.id for rule in fired if rule not in live),
        action=max(_due(policy.scoring, live), int(grade.action)),
        risk=risk,
        grade=grade.name,
    )


def _compute(
    policy: tree.Policy, feature: tree.Feature, event: Mapping[str, Any], features: dict[str, Any], lists: Lists
) -> None:
    """Work a computed feature out, those it is made of first."""
    if feature.id in features or feature.value is None:
        return
    for reference in tree.references(feature.value):
        if isinstance(reference, tree.FeatureRef):
            _compute(policy, policy.features[reference.id], event, features, lists)
    features[feature.id] = evaluate(feature.value, event, features, lists)


# -- conditions -------------------------------------------------------------------------------------------------------


def evaluate(node: tree.Expression, event: Mapping[str, Any], features: Mapping[str, Any], lists: Lists) -> Any:
    """The value of an expression; None is unknown."""

    def of(child: tree.Expression) -> Any:
        return evaluate(child, event, features, lists)

    match node:
        case tree.Literal(value=value, type=kind):
            return float(value) if kind is tree.Type.FLOAT and value is not None else value
        case tree.FactRef(name=name):
            return _fact(event, name)
        case tree.FeatureRef(id=feature):
            return features[feature]
        case tree.And(items=items):
            values = [of(item) for item in items]
            return False if False in values else None if None in values else True
        case tree.Or(items=items):
            values = [of(item) for item in items]
            return True if True in values else None if None in values else False
        case tree.Not(operand=operand):
            value = of(operand)
            return None if value is None else not value
        case tree.IsNull(operand=operand):
            return of(operand) is None
        case tree.Is(operand=operand, value=wanted):
            return of(operand) is wanted
        case tree.Case(branches=branches, otherwise=otherwise, type=kind):
            for condition, then in branches:
                if of(condition) is True:
                    return _typed(of(then), kind)
            return _typed(of(otherwise), kind)
        case tree.Coalesce(items=items, type=kind):
            return _typed(next((value for value in map(of, items) if value is not None), None), kind)
        case tree.NullIf(operand=operand, other=other):
            value, avoided = of(operand), of(other)
            return None if value is not None and avoided is not None and value == avoided else value
    return _strict(node, [of(child) for child in tree.children(node)], event, lists)


def _strict(node: tree.Expression, values: list[Any], event: Mapping[str, Any], lists: Lists) -> Any:
    """What is unknown as soon as one operand is; LEAST and GREATEST alone pass over unknowns."""
    if isinstance(node, tree.Call) and node.name in {"LEAST", "GREATEST"}:
        known = [_typed(value, node.type) for value in values if value is not None]
        return None if not known else min(known) if node.name == "LEAST" else max(known)
    if None in values:
        return None
    match node:
        case tree.Compare(op=op):
            return _compare(op, *values)
        case tree.Arithmetic():
            return _arithmetic(node, *values)
        case tree.Negate():
            return -values[0]
        case tree.In():
            return any(values[0] == item for item in values[1:])
        case tree.Like(pattern=pattern):
            return _like(values[0], pattern)
        case tree.DatePart(part=part, zone=zone):
            return _part(part, values[0], zone)
        case tree.InList(list_id=list_id):
            return _listed(lists[list_id], values[0], event["at"])
        case tree.Call(name="ABS"):
            return abs(values[0])
        case tree.Call(name="LENGTH"):
            return len(values[0])
        case tree.Call(name="LOWER"):
            return "".join(map(_lower, values[0]))
        case tree.Call(name="STARTS_WITH"):
            return values[0][: len(values[1])] == values[1]
    raise TypeError(type(node).__name__)


def _fact(event: Mapping[str, Any], name: str) -> Any:
    if name == "at":
        return event["at"]
    return event.get(name) if name in _ENVELOPE else event["facts"].get(name)


def _typed(value: Any, kind: tree.Type) -> Any:
    return float(value) if kind is tree.Type.FLOAT and value is not None else value


def _compare(op: str, left: Any, right: Any) -> bool:
    match op:
        case "=":
            return bool(left == right)
        case "<>":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _arithmetic(node: tree.Arithmetic, left: Any, right: Any) -> Any:
    if getattr(node.left, "type", None) is tree.Type.TIME:
        return (left - right) // 1_000_000
    if node.op == "%":
        return None if right == 0 else int(math.copysign(1, left)) * (abs(left) % abs(right))
    if node.op == "/" and right == 0:
        return None
    if node.type is tree.Type.FLOAT:
        left, right = float(left), float(right)
    operators = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    try:
        value = operators[node.op](left, right)
    except OverflowError:
        return None
    return value if not isinstance(value, float) or math.isfinite(value) else None


def _like(text: str, pattern: str) -> bool:
    """Every way to match, character by character: reachable[i] says the pattern so far can end before text[i]."""
    reachable = [True] + [False] * len(text)
    for mark in pattern:
        if mark == "%":
            first = reachable.index(True) if True in reachable else len(reachable)
            reachable = [place >= first for place in range(len(reachable))]
        else:
            reachable = [False] + [
                reachable[place] and (mark == "_" or text[place] == mark) for place in range(len(text))
            ]
    return reachable[-1]


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else lowered[0]


def _part(part: str, at: int, zone: str) -> int:
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))
    return local.isoweekday() if part == "weekday" else int(getattr(local, part))


def _listed(entries: Sequence[tuple[str, int | None, int | None]], value: str, at: int) -> bool:
    """Lists of kind text: compared without regard to case, width and surrounding space."""

    def form(text: str) -> str:
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()

    return any(
        form(entry) == form(value) and (since is None or since <= at) and (until is None or at < until)
        for entry, since, until in entries
    )


# -- windows ----------------------------------------------------------------------------------------------------------


def _window(policy: tree.Policy, lists: Lists, feature: tree.Feature, history: Sequence[Mapping[str, Any]]) -> Any:
    event = history[-1]
    key = _key(policy, feature, event)
    if key is None:
        return None
    counted: list[Mapping[str, Any]] = []
    for other in history:
        if _key(policy, feature, other) != key:
            continue
        newest = max((one["at"] for one in counted), default=other["at"])
        if other["at"] < newest - policy.lateness_us:
            if other is event:
                return None
        elif other["type"] == feature.on:
            counted.append(other)
    matching = [
        other for other in counted if feature.where is None or evaluate(feature.where, other, {}, lists) is True
    ]
    return _aggregate(feature, event, matching, lists)


def _aggregate(feature: tree.Feature, event: Mapping[str, Any], matching: list[Mapping[str, Any]], lists: Lists) -> Any:
    at, kind = event["at"], feature.aggregate
    if kind is tree.Aggregate.RATE:
        old = [one for one in matching if at - feature.delay_us - feature.over_us < one["at"] <= at - feature.delay_us]
        return sum(_bad(one, feature.delay_us) for one in old) / len(old) if old else None
    inside = [one for one in matching if at - feature.over_us < one["at"] <= at]
    if kind is tree.Aggregate.COUNT:
        return len(inside)
    if kind is tree.Aggregate.SECONDS_SINCE_LAST:
        earlier = [one["at"] for one in inside if one is not event]
        return (at - max(earlier)) // 1_000_000 if earlier else None
    if feature.value is None:
        raise ValueError(f"{feature.id} has no value")
    values = [value for one in inside if (value := evaluate(feature.value, one, {}, lists)) is not None]
    match kind:
        case tree.Aggregate.DISTINCT:
            return len(set(values))
        case _ if not values:
            return None
        case tree.Aggregate.SUM:
            return sum(values)
        case tree.Aggregate.AVG:
            return float(sum(values)) / len(values)
        case tree.Aggregate.MIN:
            return min(values)
        case _:
            return max(values)


def _key(policy: tree.Policy, feature: tree.Feature, event: Mapping[str, Any]) -> tuple[Any, ...] | None:
    carried = {*policy.events[event["type"]].facts, *_ENVELOPE}
    values = tuple(_fact(event, name) if name in carried else None for name in feature.by)
    return None if None in values else values


def _bad(event: Mapping[str, Any], delay_us: int) -> bool:
    if event.get("label") not in {"fraud", "chargeback"}:
        return False
    known = event.get("labelled_at")
    return known is None or known <= event["at"] + delay_us


# -- scoring ----------------------------------------------------------------------------------------------------------


def _rolled_out(rule: tree.Rule, event: Mapping[str, Any]) -> bool:
    if rule.rollout >= 100:
        return True
    entity = _fact(event, rule.rollout_by)
    return entity is not None and zlib.crc32(f"{rule.id}:{entity}".encode()) % 100 < rule.rollout


def _percents(policy: tree.Policy, event: Mapping[str, Any], features: Mapping[str, Any], lists: Lists) -> list[int]:
    families: dict[str, list[int]] = {}
    for factor in policy.scoring.factors:
        applies = not factor.on or event["type"] in factor.on
        if applies and evaluate(factor.when, event, features, lists) is True:
            families.setdefault(factor.family, []).append(factor.percent)
    return [max(percents) for percents in families.values()]


def _risk(scoring: tree.Scoring, live: list[tree.Rule], percents: list[int]) -> int:
    """In thousandths of a point until the last step, then rounded down once."""
    groups: dict[str, list[int]] = {}
    for rule in live:
        if rule.action is not tree.Action.ALLOW and rule.points > 0:
            groups.setdefault(rule.group, []).append(rule.points)
    thousandths = 0
    for points in groups.values():
        for place, value in enumerate(sorted(points, reverse=True)):
            thousandths += value * (scoring.fade[place] if place < len(scoring.fade) else 0)
    risk = thousandths * math.prod(percents) // (1000 * 100 ** len(percents))
    relief = sum(abs(rule.points) for rule in live if rule.action is tree.Action.ALLOW and rule.points < 0)
    if not any(rule.red_line for rule in live):
        risk -= min(relief, scoring.relief_limit)
    if any(rule.hard for rule in live):
        risk = max(risk, scoring.hard_risk)
    return int(max(0, min(100, risk)))


def _due(scoring: tree.Scoring, live: list[tree.Rule]) -> int:
    excused = any(rule.action is tree.Action.ALLOW for rule in live)
    heard = [rule for rule in live if not excused or rule.red_line or rule.action > scoring.allow_beats]
    return max((int(rule.action) for rule in heard), default=0)
