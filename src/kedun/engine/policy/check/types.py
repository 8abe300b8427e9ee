"""K011: operands whose types do not fit together."""

from collections.abc import Iterator, Sequence

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.walk import TYPE_WORDS, nodes, operator_span
from kedun.engine.policy.faults import Finding, Mark
from kedun.engine.policy.kinds import is_null, kind_of
from kedun.engine.policy.tree import (
    And,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    DatePart,
    Expression,
    In,
    InList,
    Is,
    Like,
    Negate,
    Not,
    NullIf,
    Or,
    Span,
    Text,
    Type,
)

__all__ = ["types"]

_NUMBERS = (Type.INT, Type.FLOAT)
_ORDERED = (*_NUMBERS, Type.TIME)
_ADVICE = {
    Type.TIME: Text("写 at - placed_at 得到秒数，或 HOUR(at)", "at - placed_at gives seconds, HOUR(at) the hour"),
    Type.BOOL: Text("真假写 x IS TRUE 或 NOT x", "for true-or-false write x IS TRUE or NOT x"),
    Type.STRING: Text("文本要加单引号 '…'", "text stands in quotes '…'"),
}


def types(draft: Draft) -> Iterator[Finding]:
    """Every operand that is of another type than its operator takes, inner ones first."""
    for part in draft.parts:
        for node in nodes(part.expression):
            yield from _node(node, part)
        if part.is_condition:
            yield from _wanted(part, part.expression, Type.BOOL)


def _node(node: Expression, part: Part) -> Iterator[Finding]:
    match node:
        case Arithmetic():
            yield from _arithmetic(node, part)
        case Compare():
            yield from _compare(node, part)
        case And(items=items) | Or(items=items):
            yield from _all_wanted(part, items, Type.BOOL)
        case Not(operand=operand) | Is(operand=operand):
            yield from _wanted(part, operand, Type.BOOL)
        case Negate(operand=operand):
            yield from _wanted(part, operand, *_NUMBERS)
        case Like(operand=operand) | InList(operand=operand):
            yield from _wanted(part, operand, Type.STRING)
        case DatePart(operand=operand):
            yield from _wanted(part, operand, Type.TIME)
        case In():
            yield from _in(node, part)
        case Case(branches=branches, otherwise=otherwise):
            yield from _all_wanted(part, [when for when, _ in branches], Type.BOOL)
            yield from _alike(part, [*(then for _, then in branches), otherwise])
        case Coalesce(items=items):
            yield from _alike(part, items)
        case NullIf(operand=operand, other=other):
            yield from _alike(part, [operand, other])
        case Call():
            yield from _call(node, part)
        case _:
            pass


def _arithmetic(node: Arithmetic, part: Part) -> Iterator[Finding]:
    kinds = (kind_of(node.left), kind_of(node.right))
    if node.op == "-" and kinds == (Type.TIME, Type.TIME):
        return
    wanted = (Type.INT,) if node.op == "%" else _NUMBERS
    if not all(kind in wanted for kind in kinds):
        yield _pair(part, node.left, node.right, Text(f"不能做 {node.op} 运算", f"cannot be joined by {node.op}"))


def _compare(node: Compare, part: Part) -> Iterator[Finding]:
    first, second = kind_of(node.left), kind_of(node.right)
    if is_null(node.left) or is_null(node.right):
        return
    alike = first is second or {first, second} == set(_NUMBERS)
    if not alike or (first is Type.BOOL and node.op not in {"=", "<>"}):
        yield _pair(part, node.left, node.right, Text("不能相比较", "cannot be compared"))


def _in(node: In, part: Part) -> Iterator[Finding]:
    kind = kind_of(node.operand)
    if kind is Type.BOOL:
        yield from _wanted(part, node.operand, *_NUMBERS, Type.STRING, Type.TIME)
    else:
        yield from _all_wanted(part, node.items, kind)


def _call(node: Call, part: Part) -> Iterator[Finding]:
    match node.name:
        case "ABS":
            yield from _all_wanted(part, node.arguments, *_NUMBERS)
        case "LEAST" | "GREATEST":
            found = tuple(_all_wanted(part, node.arguments, *_ORDERED))
            yield from found or _alike(part, node.arguments)
        case _:
            yield from _all_wanted(part, node.arguments, Type.STRING)


def _alike(part: Part, items: Sequence[Expression]) -> Iterator[Finding]:
    """All of one type, or all numbers; the first that differs from the first."""
    first, *others = [item for item in items if not is_null(item)] or [items[0]]
    family = _NUMBERS if kind_of(first) in _NUMBERS else (kind_of(first),)
    for item in others:
        if kind_of(item) not in family:
            yield _pair(part, first, item, Text("不能混用", "cannot stand for one another"), item.span)
            return


def _all_wanted(part: Part, items: Sequence[Expression], *wanted: Type) -> Iterator[Finding]:
    for item in items:
        yield from _wanted(part, item, *wanted)


def _wanted(part: Part, node: Expression, *wanted: Type) -> Iterator[Finding]:
    kind = kind_of(node)
    if kind in wanted or is_null(node):
        return
    zh = "或".join(TYPE_WORDS[one].zh for one in wanted)
    en = " or ".join(TYPE_WORDS[one].en for one in wanted)
    message = Text(f"这里要{zh}，得到的是{TYPE_WORDS[kind].zh}", f"{en} is needed here, this is {TYPE_WORDS[kind].en}")
    hint = Text("", "")
    if wanted == (Type.BOOL,):
        hint = Text("写一个比较，如 x > 0", "write a comparison, as x > 0")
    elif kind in _ADVICE:
        hint = _ADVICE[kind]
    yield Finding("K011", part.source, message, node.span, hint)


def _pair(part: Part, left: Expression, right: Expression, verb: Text, caret: Span | None = None) -> Finding:
    first, second = TYPE_WORDS[kind_of(left)], TYPE_WORDS[kind_of(right)]
    hint = next((_ADVICE[kind] for kind in (kind_of(left), kind_of(right)) if kind in _ADVICE), Text("", ""))
    return Finding(
        "K011",
        part.source,
        Text(f"{first.zh}与{second.zh}{verb.zh}", f"{first.en} and {second.en} {verb.en}"),
        caret or operator_span(part.source.text, left, right),
        hint,
        (Mark(left.span, _label(first)), Mark(right.span, _label(second))),
    )


def _label(words: Text) -> Text:
    return Text(words.zh, words.en.removeprefix("a "))
