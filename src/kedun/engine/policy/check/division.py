"""K014: a division whose divisor could be 0."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.check.walk import nodes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Arithmetic, Call, Coalesce, Expression, Literal, Negate, NullIf, Text

__all__ = ["division"]


def division(draft: Draft) -> Iterator[Finding]:
    """Every `/` whose right side is neither a constant other than 0 nor NULLIF(…, 0)."""
    for part in draft.parts:
        for node in nodes(part.expression):
            if isinstance(node, Arithmetic) and node.op == "/" and not _is_never_zero(node.right):
                text = part.source.text[node.right.span.start : node.right.span.end]
                shown = text if len(text) <= 40 else "…"
                message = Text("除数可能是 0", "the divisor could be 0")
                hint = Text(f"写 NULLIF({shown}, 0)", f"write NULLIF({shown}, 0)")
                if _is_zero(node.right):
                    message = Text("除数就是 0", "the divisor is 0")
                    hint = Text("换一个除数", "divide by something else")
                yield Finding("K014", part.source, message, node.right.span, hint)


def _is_zero(node: Expression) -> bool:
    match node:
        case Literal(value=value):
            return value == 0
        case Negate(operand=operand) | Call(name="ABS", arguments=(operand,)):
            return _is_zero(operand)
        case _:
            return False


def _is_never_zero(node: Expression) -> bool:
    match node:
        case Literal(value=value):
            return value != 0
        case NullIf(other=Literal(value=0)):
            return True
        case Negate(operand=operand) | Call(name="ABS", arguments=(operand,)):
            return _is_never_zero(operand)
        case Coalesce(items=items):
            return all(map(_is_never_zero, items))
        case Call(name="GREATEST", arguments=arguments):
            return any(
                isinstance(one, Literal) and isinstance(one.value, int | float) and one.value > 0 for one in arguments
            )
        case _:
            return False
