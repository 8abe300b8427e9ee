"""K012: numbers of different units compared, added or mixed, as fen with yuan."""

from collections.abc import Iterator, Sequence

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.walk import nodes, operator_span, unit_word
from kedun.engine.policy.faults import Finding, Mark
from kedun.engine.policy.kinds import CONVERSIONS, unit_of
from kedun.engine.policy.tree import (
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    Expression,
    FactRef,
    FeatureRef,
    NullIf,
    Text,
    references,
)

__all__ = ["units"]


def units(draft: Draft) -> Iterator[Finding]:
    """Every operator whose two sides are in different units."""
    for part in draft.parts:
        for node in nodes(part.expression):
            match node:
                case Compare(left=left, right=right):
                    yield from _pair(part, left, right, Text("比较", "compared with"))
                case Arithmetic(op="+" | "-" as op, left=left, right=right):
                    verb = Text("相加", "added to") if op == "+" else Text("相减", "taken against")
                    yield from _pair(part, left, right, verb)
                case NullIf(operand=operand, other=other):
                    yield from _pair(part, operand, other, Text("比较", "compared with"))
                case Coalesce(items=items) | Call(name="LEAST" | "GREATEST", arguments=items):
                    yield from _all(part, items)
                case Case(branches=branches, otherwise=otherwise):
                    yield from _all(part, [*(then for _, then in branches), otherwise])
                case _:
                    pass


def _all(part: Part, items: Sequence[Expression]) -> Iterator[Finding]:
    stated = [item for item in items if unit_of(item, part.scope) is not None]
    for other in stated[1:]:
        yield from _pair(part, stated[0], other, Text("混用", "mixed with"))


def _pair(part: Part, left: Expression, right: Expression, verb: Text) -> Iterator[Finding]:
    first, second = unit_of(left, part.scope), unit_of(right, part.scope)
    if first is None or second is None or first & second:
        return
    one, other = min(first), min(second)
    bearer, opposite = _bearer(left, one, part), _bearer(right, other, part)
    yield Finding(
        "K012",
        part.source,
        Text(f"{unit_word(one).zh}与{unit_word(other).zh}{verb.zh}", f"{one} {verb.en} {other}"),
        operator_span(part.source.text, left, right),
        _hint(part, opposite, other, one) or _hint(part, bearer, one, other) or _PLAIN_HINT,
        (Mark(bearer.span, unit_word(one)), Mark(opposite.span, unit_word(other))),
    )


_PLAIN_HINT = Text("只比较同一单位的数", "compare numbers of one unit only")


def _bearer(node: Expression, unit: str, part: Part) -> Expression:
    """The one name in the expression that is in this unit, else the whole expression."""
    found = [one for one in references(node) if (of := unit_of(one, part.scope)) is not None and of == {unit}]
    return found[0] if len(found) == 1 else node


def _hint(part: Part, node: Expression, unit: str, wanted: str) -> Text | None:
    """How to bring `node` from its unit to the wanted one."""
    text = part.source.text[node.span.start : node.span.end]
    twin = _twin(part, node, unit, wanted)
    zh, en = [], []
    if twin:
        zh.append(f"写 {twin}")
        en.append(f"write {twin}")
    name = text if len(text) <= 40 else "it"
    if (unit, wanted) in CONVERSIONS:
        size = CONVERSIONS[unit, wanted]
        zh.append(f"把 {name} 乘以 {size}")
        en.append(f"multiply {name} by {size}")
    elif (wanted, unit) in CONVERSIONS:
        size = CONVERSIONS[wanted, unit]
        zh.append(f"把 {name} 除以 {size}")
        en.append(f"divide {name} by {size}")
    return Text("，或".join(zh), ", or ".join(en)) if en else None


def _twin(part: Part, node: Expression, unit: str, wanted: str) -> str | None:
    """The name that differs only by the wanted unit at its end, where there is one."""
    name = node.name if isinstance(node, FactRef) else node.id if isinstance(node, FeatureRef) else ""
    if not name.endswith(f"_{unit}"):
        return None
    twin = f"{name.removesuffix(unit)}{wanted}"
    return twin if twin in part.scope.names() else None
