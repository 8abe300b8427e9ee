"""K040, K041: conditions that are never TRUE, or TRUE whatever happens."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.truth import outcomes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Or, Text

__all__ = ["never"]


def never(draft: Draft) -> Iterator[Finding]:
    """Every condition no event can make TRUE, or no event can make FALSE; and alternatives that can never help."""
    for part in draft.parts:
        if part.is_condition:
            yield from _condition(part)


def _condition(part: Part) -> Iterator[Finding]:
    found = outcomes(part.expression, part.scope)
    span = part.expression.span
    if True not in found:
        yield Finding(
            "K040", part.source, Text("条件永远不成立", "the condition is never true"), span,
            Text("几个部分互相矛盾，或与常量相矛盾", "its parts contradict each other, or a constant"),
        )  # fmt: skip
    elif False not in found:
        message = Text("条件总是成立", "the condition is always true")
        if None in found:
            message = Text("只要已知，条件就成立", "the condition is true whenever it is known")
        yield Finding(
            "K041", part.source, message, span,
            Text(
                "特征正要如此就删去 where；规则要有真正的条件",
                "a feature that means it leaves out where; a rule needs a real condition",
            ),
            severity="warning",
        )  # fmt: skip
    elif isinstance(part.expression, Or):
        for item in part.expression.items:
            if True not in outcomes(item, part.scope):
                yield Finding(
                    "K040", part.source, Text("这一部分永远不成立", "this alternative is never true"), item.span,
                    Text("删去或改正它", "take it out or mend it"), severity="warning",
                )  # fmt: skip
