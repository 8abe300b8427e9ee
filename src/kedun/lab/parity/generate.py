"""Random policies and streams of events, as hard on the engines as the language allows.

Everything is drawn from one `random.Random`, so a seed names a trial, and a property test can hand in a generator
of its own that shrinks. Policies use every node of the tree, every aggregate, lists that expire, roll-outs and every
part of scoring; streams have unknown values, ties, repeats, late events and ones too late to count.
"""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from kedun.engine.lists import Entry
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Event,
    Expression,
    Fact,
    Factor,
    FactRef,
    Feature,
    FeatureRef,
    Grade,
    IsNull,
    Level,
    Listing,
    Mode,
    Or,
    Policy,
    Rule,
    Scoring,
    Text,
    Type,
)
from kedun.lab.parity.expressions import NUMBERS, TEXTS, WHOLES, Names, expression

__all__ = ["START_US", "Trial", "trial"]

START_US: Final = 1_780_000_000_000_000
_S: Final = 1_000_000
_TEXT: Final = Text("试", "trial")
_FACTS: Final = {
    "n": Type.INT,
    "m": Type.INT,
    "x": Type.FLOAT,
    "y": Type.FLOAT,
    "s": Type.STRING,
    "w": Type.STRING,
    "p": Type.BOOL,
    "q": Type.BOOL,
    "t": Type.TIME,
    "key": Type.STRING,
    "other": Type.STRING,
}
_CARRIED: Final = {
    "order": tuple(_FACTS),
    "refund": ("n", "x", "s", "p", "key", "other"),
    "login": ("n", "x", "s", "p", "t", "key", "w"),
}
_COMMON: Final = ("n", "x", "s", "p", "key")
_ZONES: Final = ("Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
_SPANS: Final = (1 * _S, 5 * _S, 60 * _S, 3600 * _S)
_BYS: Final = (("key",), ("customer_id",), ("key", "customer_id"), ("other",), ("shop",))


@dataclass(frozen=True, slots=True)
class Trial:
    """A policy, its lists' entries, and events in order of arrival.

    Each event is a mapping of the shape of event JSON, with `at` in microseconds and beside it `label` and
    `labelled_at` (µs or None).
    """

    policy: Policy
    entries: tuple[Entry, ...]
    events: tuple[dict[str, Any], ...]


def trial(dice: Random, *, events: int = 40) -> Trial:
    """One trial, of up to `events` events."""
    zone = dice.choice(_ZONES)
    lists = ("blocked", "allowed")
    features = _features(dice, zone, lists)
    rules = tuple(_rule(dice, number, zone, lists, features) for number in range(dice.randint(1, 6)))
    policy = Policy(
        id="trial",
        version="1",
        title=_TEXT,
        timezone=zone,
        lateness_us=dice.choice((0, 1, 2 * _S, 30 * _S, 3600 * _S)),
        facts={name: Fact(name, kind, _TEXT) for name, kind in _FACTS.items()},
        events={name: Event(name, _TEXT, facts, moves_money=True) for name, facts in _CARRIED.items()},
        features=features,
        listings={name: Listing(name, "text", "block", _TEXT) for name in lists},
        rules=(*rules, *_askers(features)),
        scoring=_scoring(dice, zone, lists),
    )
    entries = tuple(_entry(dice, name) for name in lists for _ in range(dice.randint(0, 4)))
    return Trial(policy, entries, tuple(_stream(dice, dice.randint(0, events))))


def _names(zone: str, lists: tuple[str, ...], carried: tuple[str, ...], features: dict[str, Feature]) -> Names:
    found: dict[Type, list[Expression]] = {kind: [] for kind in Type}
    for name in carried:
        found[_FACTS[name]].append(FactRef(name, _FACTS[name]))
    found[Type.TIME].append(FactRef("at", Type.TIME))
    found[Type.STRING] += [FactRef(name, Type.STRING) for name in ("customer_id", "shop")]
    for feature in features.values():
        found[feature.type] += [FeatureRef(feature.id, feature.type)] * 2
    return Names(found, zone, lists)


def _features(dice: Random, zone: str, lists: tuple[str, ...]) -> dict[str, Feature]:
    found: dict[str, Feature] = {}
    for number in range(dice.randint(0, 6)):
        on = dice.choice(tuple(_CARRIED))
        plain = _names(zone, lists, _CARRIED[on], {})
        aggregate = dice.choice([kind for kind in Aggregate if kind is not Aggregate.EXPR])
        by = dice.choice([by for by in _BYS if all(name in (*_CARRIED[on], "customer_id", "shop") for name in by)])
        kind, value = _value(dice, aggregate, plain)
        found[f"f{number}"] = Feature(
            f"f{number}",
            aggregate,
            kind,
            _TEXT,
            on=on,
            by=by,
            over_us=dice.choice(_SPANS),
            delay_us=dice.choice((_S, 10 * _S, 60 * _S)) if aggregate is Aggregate.RATE else 0,
            value=value,
            where=expression(dice, Type.BOOL, 2, plain) if dice.random() < 0.5 else None,
        )
    for number in range(dice.randint(0, 2)):
        kind = dice.choice((Type.INT, Type.FLOAT, Type.BOOL, Type.STRING))
        body = expression(dice, kind, 2, _names(zone, lists, _COMMON, found))
        found[f"e{number}"] = Feature(f"e{number}", Aggregate.EXPR, kind, _TEXT, value=body)
    return found


def _value(dice: Random, aggregate: Aggregate, names: Names) -> tuple[Type, Expression | None]:
    match aggregate:
        case Aggregate.COUNT | Aggregate.SECONDS_SINCE_LAST:
            return Type.INT, None
        case Aggregate.RATE:
            return Type.FLOAT, None
        case Aggregate.SUM | Aggregate.AVG:
            kind = Type.INT if aggregate is Aggregate.SUM else Type.FLOAT
            value = expression(dice, Type.INT, 1, names, largest=2**60)
            return kind, value
        case Aggregate.MIN | Aggregate.MAX:
            kind = dice.choice((Type.INT, Type.FLOAT, Type.STRING, Type.TIME))
            return kind, expression(dice, kind, 1, names, largest=2**60)
        case _:
            kind = dice.choice((Type.INT, Type.FLOAT, Type.STRING, Type.BOOL, Type.TIME))
            return Type.INT, expression(dice, kind, 1, names, largest=2**60)


def _rule(dice: Random, number: int, zone: str, lists: tuple[str, ...], features: dict[str, Feature]) -> Rule:
    on = dice.choice(tuple(_CARRIED))
    action = dice.choice(tuple(Action))
    return Rule(
        f"r{number}",
        "3.1",
        on,
        expression(dice, Type.BOOL, dice.randint(1, 4), _names(zone, lists, _CARRIED[on], features)),
        action,
        _TEXT,
        _TEXT,
        points=-dice.randint(0, 30) if action is Action.ALLOW else dice.choice((0, 1, 12, 35, 60)),
        group=dice.choice(("", "g", "h")),
        mode=dice.choice((Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.SHADOW, Mode.OFF)),
        hard=dice.random() < 0.1,
        red_line=dice.random() < 0.1,
        rollout=dice.choice((100, 100, 100, 50, 0)),
        rollout_by=dice.choice(("customer_id", "key")),
    )


def _askers(features: dict[str, Feature]) -> list[Rule]:
    """A rule on trial per event type that asks for every feature, so that every one is compared on every type."""
    asked = tuple(IsNull(FeatureRef(feature.id, feature.type)) for feature in features.values())
    if not asked:
        return []
    when = asked[0] if len(asked) == 1 else Or(asked)
    return [Rule(f"ask.{on}", "", on, when, Action.WARN, _TEXT, _TEXT, mode=Mode.SHADOW) for on in _CARRIED]


def _scoring(dice: Random, zone: str, lists: tuple[str, ...]) -> Scoring:
    names = _names(zone, lists, _COMMON, {})
    levels = sorted(dice.sample(range(1, 101), dice.randint(1, 4)))
    grades = [Grade(0, "L0", Level.LOW, dice.choice((Action.ALLOW, Action.ALLOW, Action.WARN)))]
    grades += [
        Grade(least, f"L{place}", Level.HIGH, dice.choice(tuple(Action))) for place, least in enumerate(levels, 1)
    ]
    factors = tuple(
        Factor(
            f"x{number}",
            dice.choice(("stage", "asset")),
            expression(dice, Type.BOOL, 1, names),
            dice.choice((0, 50, 100, 110, 133, 150)),
            dice.choice(((), ("order",), ("order", "login"))),
        )
        for number in range(dice.randint(0, 3))
    )
    fade = dice.choice(((1000, 300, 90, 27), (1000,), (1000, 1000, 1)))
    return Scoring(
        tuple(grades), factors, fade, dice.choice((0, 10, 20)), dice.choice((50, 80)), dice.choice(tuple(Action)[:4])
    )


def _entry(dice: Random, list_id: str) -> Entry:
    since = None if dice.random() < 0.5 else START_US + dice.randint(-10, 60) * _S
    until = None if dice.random() < 0.5 else (since or START_US) + dice.randint(1, 60) * _S
    return Entry(list_id, dice.choice(("a", "b", "k1", "c1", "ab")), since_us=since, until_us=until)


# -- streams ----------------------------------------------------------------------------------------------------------


def _stream(dice: Random, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    now = START_US
    for number in range(count):
        if found and dice.random() < 0.05:
            found.append(_again(dice, dice.choice(found)))
            continue
        now += dice.choice((0, 0, 1, _S // 2, _S, 3 * _S, 20 * _S, 400 * _S))
        late = dice.choice((0,) * 8 + (1, _S, 2 * _S, 10 * _S, 40 * _S))
        found.append(_event(dice, f"e{number}", now - late))
    return found


def _again(dice: Random, event: dict[str, Any]) -> dict[str, Any]:
    """The same event once more, sometimes with another content."""
    if dice.random() < 0.5:
        return event
    return {**event, "at": event["at"] + _S}


def _event(dice: Random, event_id: str, at: int) -> dict[str, Any]:
    kind = dice.choice(tuple(_CARRIED))
    outcome = dice.choice((None, None, "fraud", "honest", "refunded", "chargeback"))
    known = None if outcome is None or dice.random() < 0.3 else at + dice.choice((0, 1, _S, 10 * _S, 60 * _S, 61 * _S))
    return {
        "id": event_id,
        "type": kind,
        "at": at,
        "customer_id": dice.choice((None, "c1", "c2", "c3")),
        "shop": dice.choice((None, "shop")),
        "facts": {name: value for name in _CARRIED[kind] if (value := _fact(dice, name, at)) is not None},
        "label": outcome,
        "labelled_at": known,
    }


def _fact(dice: Random, name: str, at: int) -> Any:
    if dice.random() < 0.15:
        return None
    match _FACTS[name]:
        case Type.INT:
            return dice.choice(WHOLES)
        case Type.FLOAT:
            return dice.choice(NUMBERS)
        case Type.BOOL:
            return dice.random() < 0.5
        case Type.TIME:
            return at + dice.choice((0, -1, 1, -_S, 86_400 * _S, -(10**15), 5 * 10**15))
        case Type.STRING if name in {"key", "other"}:
            return dice.choice(("k1", "k2", "K1"))
        case _:
            return dice.choice(TEXTS)
