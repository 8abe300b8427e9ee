"""K013: a fact compared with a text that is not among the values it may hold."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.walk import nodes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.scope import nearest
from kedun.engine.policy.tree import Compare, Expression, FactRef, In, Literal, NullIf, Text

__all__ = ["values"]


def values(draft: Draft) -> Iterator[Finding]:
    """Every constant that its fact can never equal."""
    for part in draft.parts:
        for node in nodes(part.expression):
            match node:
                case Compare(op="=" | "<>", left=left, right=right) | NullIf(operand=left, other=right):
                    yield from _constant(part, left, right)
                    yield from _constant(part, right, left)
                case In(operand=operand, items=items):
                    for item in items:
                        yield from _constant(part, operand, item)
                case _:
                    pass


def _constant(part: Part, fact: Expression, constant: Expression) -> Iterator[Finding]:
    if not isinstance(fact, FactRef) or not isinstance(constant, Literal) or not isinstance(constant.value, str):
        return
    known = part.scope.facts[fact.name].values
    if not known or constant.value in known:
        return
    near = nearest(constant.value, known)
    zh, en = f"可用：{'、'.join(known)}", f"it may be: {', '.join(known)}"
    if near:
        zh, en = f"是否想写 '{near}'？{zh}", f"did you mean '{near}'? {en}"
    shown = constant.value if len(constant.value) <= 40 else constant.value[:39] + "…"
    message = Text(f"{fact.name} 不会是 '{shown}'", f"{fact.name} is never '{shown}'")
    yield Finding("K013", part.source, message, constant.span, Text(zh, en))
