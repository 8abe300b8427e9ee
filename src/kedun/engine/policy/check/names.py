"""K010, K016, K017, K019: names outside conditions that mean nothing, or mean two things.

Names inside conditions are settled where they are read (`parse`), under the same codes.
"""

import re
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from unicodedata import normalize

from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.scope import ENVELOPE, RESERVED, nearest
from kedun.engine.policy.tree import Aggregate, FactRef, Feature, FeatureRef, Rule, Source, Span, Text, references

__all__ = ["names"]

_NAME = re.compile(r"[^\W\d_]\w{0,99}")
_RULE = re.compile(r"[^\W\d][\w.-]{0,99}")


def names(draft: Draft) -> Iterator[Finding]:
    """Every definition that is badly named, and every name used outside a condition that is not known."""
    yield from _definitions(draft)
    yield from _schema(draft)
    for feature in draft.policy.features.values():
        yield from _feature(draft, feature)
    for rule in draft.policy.rules:
        yield from _rule(draft, rule)
    for factor in draft.policy.scoring.factors:
        for kind in factor.on:
            yield from _event(draft, kind, factor.source)


def _definitions(draft: Draft) -> Iterator[Finding]:
    policy = draft.policy
    owned = [("fact", name) for name in policy.facts] + [("feature", name) for name in policy.features]
    for kind, name in owned:
        source = draft.place(kind, name)
        if not _NAME.fullmatch(name) or name != normalize("NFKC", name):
            yield _badly_named(
                source, name, Text("用字母、数字和下划线，字母开头", "use letters, digits and _, a letter first")
            )
        elif iskeyword(name):
            yield _clash(source, name, Text("是程序保留的词", "is a word programs keep to themselves"))
        elif name.lower() in RESERVED:
            yield _clash(source, name, Text("是条件语言的词", "is a word of the condition language"))
        elif name in ENVELOPE:
            yield _clash(source, name, Text("是每个事件都有的字段", "is a field every event has"))
        elif kind == "feature" and name in policy.facts:
            yield _clash(source, name, Text("既是事实又是特征", "is both a fact and a feature"))
    for kind, found in (
        ("rule", [rule.id for rule in policy.rules]),
        ("event", policy.events),
        ("list", policy.listings),
    ):
        for name in found:
            if not _RULE.fullmatch(name):
                yield _badly_named(
                    draft.place(kind, name), name, Text("用字母、数字和 _ . -", "use letters, digits and _ . -")
                )


def _schema(draft: Draft) -> Iterator[Finding]:
    policy = draft.policy
    for event in policy.events.values():
        for name in event.facts:
            if not draft.defines("fact", name):
                yield _unknown(draft.place("event", event.type, name), name, policy.facts)
    for fact in policy.facts.values():
        for name in fact.sources:
            if not draft.defines("fact", name):
                yield _unknown(draft.place("fact", fact.name, "from"), name, policy.facts)


def _feature(draft: Draft, feature: Feature) -> Iterator[Finding]:
    if feature.aggregate is Aggregate.EXPR:
        return
    if feature.on not in draft.policy.events:
        yield from _event(draft, feature.on, draft.place("feature", feature.id, "on"))
        return
    for name in feature.by:
        yield from _key(draft, name, feature.on, draft.place("feature", feature.id, "by"))


def _rule(draft: Draft, rule: Rule) -> Iterator[Finding]:
    if rule.on not in draft.policy.events:
        yield from _event(draft, rule.on, draft.place("rule", rule.id, "on"))
        return
    yield from _key(draft, rule.rollout_by, rule.on, draft.place("rule", rule.id, "rollout_by"))
    told = set()
    for found in references(rule.when):
        missing = _unanswerable(draft, found.id, rule.on) if isinstance(found, FeatureRef) else None
        if missing is not None and found not in told:
            told.add(found)
            message = Text(
                f"{rule.on} 事件没有 {missing}，特征 {_name(found)} 在这里永远未知",
                f"{rule.on} events do not carry {missing}, so the feature {_name(found)} is always unknown here",
            )
            yield Finding("K017", rule.source, message, found.span)


def _name(found: FactRef | FeatureRef) -> str:
    return found.id if isinstance(found, FeatureRef) else found.name


def _unanswerable(draft: Draft, identity: str, on: str) -> str | None:
    """The key the event lacks, without which the feature can have no value on it."""
    feature = draft.policy.features[identity]
    carried = {*ENVELOPE, *draft.policy.events[on].facts}
    if feature.aggregate is not Aggregate.EXPR:
        return next((name for name in feature.by if name not in carried), None)
    return None


def _key(draft: Draft, name: str, on: str, source: Source) -> Iterator[Finding]:
    event = draft.policy.events[on]
    if name in ENVELOPE or name in event.facts:
        return
    if name not in draft.policy.facts:
        if not draft.defines("fact", name):
            yield _unknown(source, name, (*ENVELOPE, *event.facts))
        return
    carriers = ", ".join(kind for kind, one in draft.policy.events.items() if name in one.facts)
    message = Text(f"{on} 事件没有事实 {name}", f"{on} events do not carry the fact {name}")
    yield Finding(
        "K017", source, message, _span(source), Text(f"带有它的事件：{carriers}", f"it is carried by: {carriers}")
    )


def _event(draft: Draft, kind: str, source: Source) -> Iterator[Finding]:
    if draft.defines("event", kind):
        return
    near = nearest(kind, draft.policy.events)
    known = ", ".join(draft.policy.events)
    hint = Text(f"是否想写 {near}？", f"did you mean {near}?") if near else Text(f"可用：{known}", f"known: {known}")
    yield Finding("K019", source, Text(f"没有事件类型 {kind}", f"there is no event type {kind}"), _span(source), hint)


def _unknown(source: Source, name: str, known: Iterable[str]) -> Finding:
    near = nearest(name, known)
    hint = Text(f"是否想写 {near}？", f"did you mean {near}?") if near else Text("", "")
    return Finding("K010", source, Text(f"没有名称 {name}", f"there is no name {name}"), _span(source), hint)


def _clash(source: Source, name: str, why: Text) -> Finding:
    return Finding(
        "K016",
        source,
        Text(f"{name} {why.zh}", f"{name} {why.en}"),
        _span(source),
        Text("改名", "call it something else"),
    )


def _badly_named(source: Source, name: str, how: Text) -> Finding:
    shown = name if len(name) <= 40 else name[:39] + "…"
    return Finding("K016", source, Text(f"{shown} 不能作名称", f"{shown} cannot be a name"), _span(source), how)


def _span(source: Source) -> Span:
    return Span(0, len(source.text))
