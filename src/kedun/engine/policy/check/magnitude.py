"""K015: a whole number that could leave the range every engine computes in."""

from collections.abc import Iterator

from kedun.engine.policy.bounds import LARGEST, magnitude
from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.check.walk import nodes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import FeatureRef, Text

__all__ = ["magnitudes"]


def magnitudes(draft: Draft) -> Iterator[Finding]:
    """Per condition or value the smallest expression that could exceed 2^126."""
    for part in draft.parts:
        features = part.scope.features
        large = [node for node in nodes(part.expression) if magnitude(node, features) > LARGEST]
        if large and not isinstance(large[-1], FeatureRef):  # the feature's own value is told already
            yield Finding(
                "K015",
                part.source,
                Text("整数可能超过 2^126", "the whole number could exceed 2^126"),
                large[-1].span,
                Text("少乘几次，或乘以 1.0 改用小数", "multiply less, or by 1.0 to go on in decimals"),
            )
