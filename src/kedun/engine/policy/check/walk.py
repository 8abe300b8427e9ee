"""What several checks need: all nodes of an expression, its normal form, the place of an operator, words for people."""

from collections.abc import Iterator
from dataclasses import replace

from kedun.engine.policy.kinds import kind_of
from kedun.engine.policy.tree import (
    And,
    Call,
    Case,
    Coalesce,
    Compare,
    Expression,
    In,
    Literal,
    Or,
    Span,
    Text,
    Type,
    children,
)

__all__ = ["TYPE_WORDS", "conjuncts", "nodes", "normal", "operator_span", "unit_word"]

TYPE_WORDS = {
    Type.BOOL: Text("真假", "true-or-false"),
    Type.INT: Text("整数", "a whole number"),
    Type.FLOAT: Text("小数", "a decimal number"),
    Type.STRING: Text("文本", "text"),
    Type.TIME: Text("时间", "a time"),
}
"""Types as an analyst calls them."""

_UNIT_WORDS = {
    "fen": "分", "yuan": "元", "s": "秒", "ms": "毫秒", "min": "分钟", "h": "小时", "d": "天", "g": "克", "kg": "千克",
    "m": "米", "km": "千米", "count": "个数", "percent": "百分数", "permille": "千分数", "ratio": "比例",
}  # fmt: skip

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


def nodes(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, from left to right, outer before inner."""
    yield node
    for child in children(node):
        yield from nodes(child)


def conjuncts(node: Expression) -> tuple[Expression, ...]:
    """What must all be TRUE for the node to be TRUE."""
    return node.items if isinstance(node, And) else (node,)


def unit_word(unit: str) -> Text:
    """A unit as people say it."""
    return Text(_UNIT_WORDS.get(unit, unit), unit)


def operator_span(text: str, left: Expression, right: Expression) -> Span:
    """Where the operator stands between two operands in the text, brackets and space left aside."""
    start, end = left.span.end, right.span.start
    while start < end and (text[start].isspace() or text[start] in "()"):
        start += 1
    stop = start
    while stop < end and not text[stop].isspace() and text[stop] not in "()":
        stop += 1
    return Span(start, max(stop, start + 1))


def normal(node: Expression) -> Expression:
    """The node without spans, and with what may be swapped in one order: equal conditions become equal values."""
    match node:
        case And(items=items) | Or(items=items):
            return type(node)(tuple(sorted({normal(item) for item in items}, key=repr)))
        case In(operand=operand, items=literals):
            return In(normal(operand), tuple(sorted({_literal(item) for item in literals}, key=repr)))
        case Compare(op=op, left=left, right=right):
            first, second = normal(left), normal(right)
            if repr(first) > repr(second):
                first, second, op = second, first, _MIRRORED[op]
            return Compare(op, first, second)
        case Literal():
            return _literal(node)
        case Case(branches=branches, otherwise=otherwise, type=kind):
            return Case(tuple((normal(when), normal(then)) for when, then in branches), normal(otherwise), kind)
        case Coalesce(items=items):
            return Coalesce(tuple(map(normal, items)), node.type)
        case Call(name=name, arguments=arguments):
            return Call(name, tuple(map(normal, arguments)), node.type)
        case _:
            below = {
                name: normal(getattr(node, name))
                for name in ("operand", "other", "left", "right")
                if hasattr(node, name)
            }
            return replace(node, span=Span(0, 0), **below)  # type: ignore[arg-type]  # the fields that hold nodes


def _literal(node: Literal) -> Literal:
    value = node.value
    if kind_of(node) is Type.FLOAT and isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return Literal(int(value), Type.INT)
    return Literal(value, node.type)
