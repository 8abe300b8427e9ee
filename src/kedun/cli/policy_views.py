"""What `kedun policy show` and `diff` say of a pack, as data and as tables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from kedun.cli.language import pick
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Event,
    Fact,
    Factor,
    Feature,
    FeatureRef,
    Grade,
    Listing,
    Policy,
    Rule,
    Text,
    references,
)
from kedun.engine.policy.write import write
from kedun.kernel.errors import NotFoundError

__all__ = ["View", "changes", "overview", "plain", "rows_of_changes", "view_of"]

_EXPRESSIONS = {"when", "value", "where"}
_LENGTHS = ((86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"))


@dataclass(frozen=True, slots=True)
class View:
    """The same thing as JSON data and as what a terminal shows."""

    data: Mapping[str, Any]
    parts: tuple[RenderableType, ...]


def overview(policy: Policy) -> View:
    """The whole pack: its head, and a line for each rule, feature and list."""
    head = Line(f"{policy.id} {policy.version}  {_said(policy.title)}", style="bold")
    counts = pick(
        f"{len(policy.rules)} 条规则，{len(policy.features)} 个特征，{len(policy.facts)} 个事实，"
        f"{len(policy.events)} 种事件，{len(policy.listings)} 个名单；时区 {policy.timezone}",
        f"{len(policy.rules)} rules, {len(policy.features)} features, {len(policy.facts)} facts, "
        f"{len(policy.events)} event types, {len(policy.listings)} lists; time zone {policy.timezone}",
    )
    data = {
        "id": policy.id,
        "version": policy.version,
        "title": {"zh": policy.title.zh, "en": policy.title.en},
        "timezone": policy.timezone,
        "rules": [plain(rule) for rule in policy.rules],
        "features": [plain(feature) for feature in policy.features.values()],
        "lists": [plain(listing) for listing in policy.listings.values()],
        "events": {event.type: list(event.facts) for event in policy.events.values()},
    }
    return View(data, (head, counts, _rules_table(policy), _features_table(policy), _lists_table(policy)))


def view_of(policy: Policy, name: str) -> View:
    """One rule or feature, with what it uses and who uses it. Raises `NotFoundError`."""
    rule = next((one for one in policy.rules if one.id == name), None)
    found = rule if rule is not None else policy.features.get(name)
    if found is None:
        raise NotFoundError(f"the pack has no rule or feature {name}", zh=f"规则包没有规则或特征 {name}", id=name)
    data = {
        **plain(found),
        "uses": sorted(_used(found)),
        "used_by": [] if rule is not None else _users(policy, name),
        "path": found.source.path,
        "line": found.source.line,
    }
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in data.items():
        if value not in (None, "", [], ()):
            table.add_row(key, Line(_shown(value)))
    return View(data, (table,))


def changes(before: Policy, after: Policy) -> dict[str, dict[str, Any]]:
    """By kind of definition what was added, removed and changed, and from what to what."""
    return {
        "pack": _changed_head(before, after),
        "rules": _changed({one.id: one for one in before.rules}, {one.id: one for one in after.rules}),
        "features": _changed(before.features, after.features),
        "lists": _changed(before.listings, after.listings),
        "facts": _changed(before.facts, after.facts),
        "events": _changed(before.events, after.events),
        "factors": _changed(
            {one.id: one for one in before.scoring.factors}, {one.id: one for one in after.scoring.factors}
        ),
    }


def rows_of_changes(found: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """The changes as lines: + added, - removed, ~ changed with each field below."""
    rows = []
    for kind, change in found.items():
        rows += [Line(f"+ {kind} {name}", style="green") for name in change["added"]]
        rows += [Line(f"- {kind} {name}", style="red") for name in change["removed"]]
        for name, changed in change["changed"].items():
            rows.append(Line(f"~ {kind} {name}", style="yellow"))
            for field, (old, new) in changed.items():
                rows.append(Line(f"    {field}: {_shown(old)}", style="red"))
                rows.append(Line(f"    {' ' * len(field)}→ {_shown(new)}", style="green"))
    return rows


def plain(found: Rule | Feature | Listing | Fact | Event | Factor | Grade) -> dict[str, Any]:
    """A definition as JSON data; conditions as text, lengths of time as "10m", nothing about its place."""
    data: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if field.name == "source":
            continue
        if field.name in {"over_us", "delay_us"}:
            data[field.name.removesuffix("_us")] = _length(value)
        elif field.name in _EXPRESSIONS:
            data[field.name] = write(value) if value is not None else None
        else:
            data[field.name] = _value(value)
    return data


def _value(value: object) -> object:
    match value:
        case Action():
            return value.word
        case Enum():
            return value.value
        case Text(zh=zh, en=en):
            return {"zh": zh, "en": en}
        case tuple():
            return list(value)
        case _:
            return value


def _length(length_us: int) -> str | None:
    for size, letter in _LENGTHS:
        if length_us and length_us % size == 0:
            return f"{length_us // size}{letter}"
    return None


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    both = [name for name in before if name in after]
    changed = {name: _differences(plain(before[name]), plain(after[name])) for name in both}
    return {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": {name: found for name, found in changed.items() if found},
    }


def _changed_head(before: Policy, after: Policy) -> dict[str, Any]:
    def head(policy: Policy) -> dict[str, Any]:
        scoring = policy.scoring
        return {
            "id": policy.id,
            "version": policy.version,
            "title": _value(policy.title),
            "timezone": policy.timezone,
            "lateness": _length(policy.lateness_us),
            "grades": [plain(grade) for grade in scoring.grades],
            "fade": list(scoring.fade),
            "relief_limit": scoring.relief_limit,
            "hard_risk": scoring.hard_risk,
            "allow_beats": scoring.allow_beats.word,
        }

    found = _differences(head(before), head(after))
    return {"added": [], "removed": [], "changed": {after.id: found} if found else {}}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {key: [before[key], after[key]] for key in after if before[key] != after[key]}


def _used(found: Rule | Feature) -> set[str]:
    parts = [getattr(found, key, None) for key in _EXPRESSIONS]
    named = {one for part in parts if part is not None for one in references(part)}
    own = {one.id if isinstance(one, FeatureRef) else one.name for one in named}
    return own | set(getattr(found, "by", ()))


def _users(policy: Policy, name: str) -> list[str]:
    definitions: list[Rule | Feature] = [*policy.rules, *policy.features.values()]
    return [one.id for one in definitions if name in _used(one)]


def _rules_table(policy: Policy) -> Table:
    table = _table(pick("规则", "rule"), pick("条款", "clause"), pick("事件", "event"), pick("动作", "action"))
    table.add_column(pick("分", "points"), justify="right")
    table.add_column(pick("状态", "mode"))
    table.add_column(pick("标题", "title"), overflow="fold")
    for rule in policy.rules:
        table.add_row(
            rule.id, rule.clause, rule.on, rule.action.word, str(rule.points), rule.mode.value, Line(_said(rule.title))
        )
    return table


def _features_table(policy: Policy) -> Table:
    table = _table(pick("特征", "feature"), pick("事件", "event"), pick("算法", "agg"), pick("窗口", "over"))
    table.add_column(pick("标题", "title"), overflow="fold")
    for one in policy.features.values():
        over = "" if one.aggregate is Aggregate.EXPR else _length(one.over_us) or ""
        table.add_row(one.id, one.on, one.aggregate.value, over, Line(_said(one.title)))
    return table


def _lists_table(policy: Policy) -> Table:
    table = _table(pick("名单", "list"), pick("类别", "kind"), pick("作用", "effect"))
    table.add_column(pick("标题", "title"), overflow="fold")
    for listing in policy.listings.values():
        table.add_row(listing.id, listing.kind, listing.effect, Line(_said(listing.title)))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for other in others:
        table.add_column(other, no_wrap=True)
    return table


def _said(text: Text) -> str:
    return pick(text.zh, text.en)


def _shown(value: object) -> str:
    match value:
        case {"zh": zh, "en": en}:
            return f"{zh} / {en}"
        case list():
            return ", ".join(map(_shown, value))
        case Mapping():
            return ", ".join(f"{key} {_shown(one)}" for key, one in value.items())
        case None:
            return "-"
        case _:
            return str(value)
