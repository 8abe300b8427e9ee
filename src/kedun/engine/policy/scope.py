"""Which names a condition may use, and what is said when it uses another."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kedun.engine.policy.tree import Fact, Listing, Privacy, Text, Type

__all__ = ["ENVELOPE", "RESERVED", "FeatureName", "Interval", "Scope", "nearest"]


def _envelope(name: str, kind: Type, zh: str, en: str, entity: str | None = None) -> Fact:
    privacy = Privacy.PERSONAL if entity == "customer" else Privacy.INTERNAL
    return Fact(name, kind, Text(zh, en), nullable=kind is not Type.TIME, privacy=privacy, entity=entity)


ENVELOPE: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        _envelope("at", Type.TIME, "发生时间", "When it happened"),
        _envelope("channel", Type.STRING, "渠道", "Channel"),
        _envelope("shop", Type.STRING, "店铺", "Shop", "shop"),
        _envelope("customer_id", Type.STRING, "客户编号", "Customer's identifier", "customer"),
        _envelope("order_id", Type.STRING, "订单编号", "Order's identifier", "order"),
        _envelope("agent_id", Type.STRING, "坐席编号", "Agent's identifier", "agent"),
        _envelope("conversation_id", Type.STRING, "会话编号", "Conversation's identifier", "conversation"),
    )
}
"""What every event carries beside its facts, usable in every condition."""

RESERVED = frozenset(
    (
        *(
            "and",
            "or",
            "not",
            "in",
            "between",
            "like",
            "is",
            "case",
            "when",
            "then",
            "else",
            "end",
            "from",
            "timestamp",
        ),
        *("true", "false", "null", "coalesce", "nullif", "abs", "least", "greatest", "length", "lower", "starts_with"),
        *("year", "month", "day", "hour", "minute", "weekday", "extract", "list"),
    )
)
"""Words of the language, in lower case; no fact or feature may be called so."""


Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FeatureName:
    """A feature as a condition sees it; `range` is the least and the greatest of a whole number, where known.

    One that is not `read` is defined, but has a fault of its own, which is told there; its type means nothing.
    """

    id: str
    type: Type
    unit: str | None = None
    range: Interval | None = None
    read: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one condition: facts (the envelope's included), features, lists, and the zone of date parts.

    `event` is the type of event it is evaluated on, for messages; `elsewhere` holds, by name, the event types
    that do carry a fact this one does not; `broken_facts` are defined, with a fault that is told there. Where
    `features_barred` the condition may name no feature, and `features` is only what to say so by.
    """

    facts: Mapping[str, Fact] = field(default_factory=lambda: ENVELOPE)
    features: Mapping[str, FeatureName] = field(default_factory=dict)
    lists: Mapping[str, Listing] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    event: str = ""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    features_barred: bool = False
    broken_facts: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """Every name that may be written."""
        return (*self.facts, *self.broken_facts, *(() if self.features_barred else self.features))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, or None when none is near.

    >>> nearest("amout_fen", ["amount_fen", "quantity"])
    'amount_fen'
    """
    if len(name) > 100:
        return None
    cutoff = 0.5 if len(name) <= 3 and not name.isascii() else 0.7  # one of two Han characters is half the word
    found = difflib.get_close_matches(name.lower(), tuple(known), n=1, cutoff=cutoff)
    return found[0] if found else None
