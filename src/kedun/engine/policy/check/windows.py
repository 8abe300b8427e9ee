"""K050, K051: windows too short or too long, and aggregates over what they cannot aggregate."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.check.walk import TYPE_WORDS
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.kinds import kind_of
from kedun.engine.policy.tree import Aggregate, Feature, Span, Text, Type

__all__ = ["LONGEST_US", "SHORTEST_US", "windows"]

SHORTEST_US = 1_000_000
LONGEST_US = 180 * 86_400 * 1_000_000

_WITHOUT_VALUE = (Aggregate.COUNT, Aggregate.SECONDS_SINCE_LAST, Aggregate.RATE)
_TAKES = {
    Aggregate.SUM: (Type.INT,),
    Aggregate.AVG: (Type.INT,),
    Aggregate.MIN: (Type.INT, Type.FLOAT, Type.TIME),
    Aggregate.MAX: (Type.INT, Type.FLOAT, Type.TIME),
    Aggregate.DISTINCT: (Type.INT, Type.STRING, Type.TIME, Type.BOOL),
}


def windows(draft: Draft) -> Iterator[Finding]:
    """Every window feature that could not be kept as written."""
    for feature in draft.policy.features.values():
        if feature.aggregate is not Aggregate.EXPR:
            yield from _lengths(draft, feature)
            yield from _value(draft, feature)


def _lengths(draft: Draft, feature: Feature) -> Iterator[Finding]:
    is_rate = feature.aggregate is Aggregate.RATE
    for key, length in (("over", feature.over_us), *([("delay", feature.delay_us)] if is_rate else ())):
        if not SHORTEST_US <= length <= LONGEST_US:
            source = draft.place("feature", feature.id, key)
            message = Text(f"{key} 要在 1s 到 180d 之间", f"{key} must be from 1s to 180d")
            yield Finding("K050", source, message, Span(0, len(source.text)))
    if not is_rate and ("feature", feature.id, "delay") in draft.places:
        source = draft.place("feature", feature.id, "delay")
        message = Text("只有 rate 用 delay", "only rate takes a delay")
        yield Finding("K051", source, message, Span(0, len(source.text)))


def _value(draft: Draft, feature: Feature) -> Iterator[Finding]:
    word = feature.aggregate.value
    if feature.value is None:
        return
    source = draft.place("feature", feature.id, "value")
    kind = kind_of(feature.value)
    span = Span(0, len(source.text))
    if feature.aggregate in _WITHOUT_VALUE:
        message = Text(f"{word} 不用 value", f"{word} takes no value")
        yield Finding("K051", source, message, span, Text("要筛选事件，写 where", "to choose events, write where"))
    elif kind not in _TAKES[feature.aggregate]:
        wanted = _TAKES[feature.aggregate]
        zh = "、".join(TYPE_WORDS[one].zh for one in wanted)
        en = ", ".join(TYPE_WORDS[one].en for one in wanted)
        message = Text(f"{word} 不能用于{TYPE_WORDS[kind].zh}", f"{word} cannot take {TYPE_WORDS[kind].en}")
        yield Finding("K051", source, message, span, Text(f"可用：{zh}", f"it takes: {en}"))
