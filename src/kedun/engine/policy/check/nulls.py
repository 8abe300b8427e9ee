"""K030, K031: comparisons with NULL, and negations that an unknown value silences."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.walk import nodes, operator_span
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.kinds import is_null
from kedun.engine.policy.tree import (
    And,
    Compare,
    Expression,
    FactRef,
    In,
    InList,
    IsNull,
    Like,
    Not,
    Or,
    Text,
)

__all__ = ["nulls"]


def nulls(draft: Draft) -> Iterator[Finding]:
    """Every comparison with NULL, and per condition the first negation whose fact may be unknown unsaid."""
    for part in draft.parts:
        for node in nodes(part.expression):
            if isinstance(node, Compare) and (is_null(node.left) or is_null(node.right)):
                yield _with_null(part, node)
        if part.is_condition:
            yield from _silent(part)


def _with_null(part: Part, node: Compare) -> Finding:
    other = node.left if is_null(node.right) else node.right
    text = part.source.text[other.span.start : other.span.end]
    shown = text if len(text) <= 40 else "…"
    instead = f"{shown} IS NULL" if node.op == "=" else f"{shown} IS NOT NULL"
    return Finding(
        "K030",
        part.source,
        Text(f"与 NULL 比较（{node.op}）的结果总是未知", f"a comparison ({node.op}) with NULL is always unknown"),
        operator_span(part.source.text, node.left, node.right),
        Text(f"写 {instead}", f"write {instead}"),
    )


def _silent(part: Part) -> Iterator[Finding]:
    minded = {node.operand for node in nodes(part.expression) if isinstance(node, IsNull)}
    names = {node.name for node in minded if isinstance(node, FactRef)}
    for node in _required(part.expression):
        fact = _negated_fact(node)
        if fact is None or fact.name in names or not part.scope.facts[fact.name].nullable:
            continue
        if isinstance(node, Not) and isinstance(node.operand, FactRef):
            hint = Text(
                f"写 {fact.name} IS FALSE（未知不算）或 {fact.name} IS NOT TRUE（未知也算）",
                f"write {fact.name} IS FALSE to leave unknowns out, or {fact.name} IS NOT TRUE to take them in",
            )
        else:
            hint = Text(
                f"加 {fact.name} IS NOT NULL AND（未知不算）或 {fact.name} IS NULL OR（未知也算）",
                f"add {fact.name} IS NOT NULL AND to leave unknowns out, or {fact.name} IS NULL OR to take them in",
            )
        message = Text(f"{fact.name} 未知时，这个否定不成立", f"where {fact.name} is unknown this negation is not true")
        yield Finding("K031", part.source, message, node.span, hint, severity="warning")
        return


def _required(node: Expression) -> Iterator[Expression]:
    """The parts whose truth makes the condition's."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from _required(item)
    else:
        yield node


def _negated_fact(node: Expression) -> FactRef | None:
    match node:
        case Compare(op="<>", left=FactRef() as fact) | Compare(op="<>", right=FactRef() as fact):
            return fact
        case Not(operand=FactRef() as fact):
            return fact
        case Not(
            operand=In(operand=FactRef() as fact) | Like(operand=FactRef() as fact) | InList(operand=FactRef() as fact)
        ):
            return fact
        case _:
            return None
