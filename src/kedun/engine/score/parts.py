"""The parts of a model as they run: a line and a forest, each from a row of numbers to a number and its reasons.

A row is one float per input, NaN for unknown. `walk` adds each input's share to `account` and returns where the
part starts before it knows the row, and where it ends; the shares add up to the difference.
"""

import math
from collections.abc import Callable, Sequence
from itertools import accumulate

from kedun.engine.score.format import Linear, Trees

__all__ = ["Forest", "Line", "logit", "moved", "sigmoid"]

_EDGE = 1e-12  # a forest may answer exactly 0 or 1, whose log-odds would be infinite


class Line:
    """A weighted sum, in log-odds. It starts from the mean of its training rows, where every term is 0."""

    __slots__ = ("_intercept", "_terms")

    probability = False

    def __init__(self, part: Linear) -> None:
        self._intercept = part.intercept
        self._terms = [
            (
                term.input,
                term.weight / term.scale,
                term.mean,
                term.missing,
                -math.inf if term.low is None else term.low,
                math.inf if term.high is None else term.high,
            )
            for term in part.terms
        ]

    def walk(self, row: Sequence[float], account: list[float]) -> tuple[float, float]:
        """Where it starts and ends, in log-odds; the shares go to `account`."""
        end = self._intercept
        for at, slope, mean, missing, low, high in self._terms:
            x = row[at]
            if x != x:  # noqa: PLR0124 - NaN is the one number unlike itself
                x = missing
            share = slope * (min(max(x, low), high) - mean)
            account[at] += share
            end += share
        return self._intercept, end


class Forest:
    """All trees of a part in one set of flat lists, so that the walk touches few objects."""

    __slots__ = ("_base", "_feature", "_left", "_missing", "_right", "_roots", "_threshold", "_value", "probability")

    def __init__(self, part: Trees) -> None:
        self.probability = part.output == "probability"
        sizes = [len(tree.feature) for tree in part.trees]
        self._roots = [0, *accumulate(sizes)][: len(sizes)]
        self._feature = [each for tree in part.trees for each in tree.feature]
        self._threshold = [each for tree in part.trees for each in tree.threshold]
        placed = list(zip(self._roots, part.trees, strict=True))
        self._left = [start + each for start, tree in placed for each in tree.left]
        self._right = [start + each for start, tree in placed for each in tree.right]
        self._missing = [
            start + (tree.left if to_left else tree.right)[node]
            for start, tree in placed
            for node, to_left in enumerate(tree.missing_left)
        ]
        self._value = [part.scale * each for tree in part.trees for each in tree.value]
        self._base = part.base

    def walk(self, row: Sequence[float], account: list[float]) -> tuple[float, float]:
        """Where it starts and ends; the shares go to `account`."""
        feature, threshold, value = self._feature, self._threshold, self._value
        left, right, missing = self._left, self._right, self._missing
        start = end = self._base
        for root in self._roots:
            node = root
            here = value[node]
            start += here
            at = feature[node]
            while at >= 0:
                x = row[at]
                if x <= threshold[node]:
                    node = left[node]
                elif x == x:  # noqa: PLR0124 - NaN is the one number unlike itself
                    node = right[node]
                else:
                    node = missing[node]
                there = value[node]
                account[at] += there - here
                here = there
                at = feature[node]
            end += here
        return start, end


def sigmoid(log_odds: float) -> float:
    """Log-odds to a probability, without overflow at either end."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    raised = math.exp(log_odds)
    return raised / (1.0 + raised)


def logit(probability: float) -> float:
    """A probability to log-odds, kept finite at 0 and 1."""
    held = min(max(probability, _EDGE), 1.0 - _EDGE)
    return math.log(held / (1.0 - held))


def moved(start: float, end: float, account: list[float], into: Callable[[float], float]) -> tuple[float, float]:
    """Carry a start, an end and the shares between them into another space, the shares in proportion."""
    start_there, end_there = into(start), into(end)
    ratio = (end_there - start_there) / (end - start) if end != start else 0.0
    for at, share in enumerate(account):
        account[at] = share * ratio
    return start_there, end_there
