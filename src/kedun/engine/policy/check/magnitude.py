"""K015: a whole number that could leave the range every engine computes in."""

from collections.abc import Iterator

from kedun.engine.policy.bounds import FEATURE, LARGEST, magnitude
from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.check.walk import nodes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Aggregate, Feature, Text

__all__ = ["magnitudes"]


def magnitudes(draft: Draft) -> Iterator[Finding]:
    """The smallest expression of each part that could grow too large: 2^126, or 2^80 as a feature's value."""
    for part in draft.parts:
        is_feature = isinstance(part.owner, Feature) and part.owner.aggregate is Aggregate.EXPR
        large = [node for node in nodes(part.expression) if magnitude(node) > LARGEST]
        if large:
            yield Finding(
                "K015",
                part.source,
                Text("整数可能超过 2^126", "the whole number could exceed 2^126"),
                large[-1].span,
                Text("少乘几次，或乘以 1.0 改用小数", "multiply less, or by 1.0 to go on in decimals"),
            )
        elif is_feature and magnitude(part.expression) > FEATURE:
            yield Finding(
                "K015",
                part.source,
                Text("特征的整数值可能超过 2^80", "the feature's whole number could exceed 2^80"),
                part.expression.span,
                Text("乘以 1.0 改用小数", "multiply by 1.0 to go on in decimals"),
            )
