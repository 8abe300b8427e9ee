"""Train the second layer: what concepts, pairs of concepts and the text model's evidence amount to.

The text model's evidence for a row always comes from a model that saw nothing of the row's family, so the layer learns
how far the text model can be trusted on texts of a kind it has never seen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from kedun.guard.weigh import NUMBERS, Weights
from kedun.lab.text.grams import cells

__all__ = ["Case", "train"]

_LEAST = 6
_LEAST_PAIR = 12
_LEAST_WEIGHT = 0.01
_PAIR_PENALTY = 3.0
_PAIR_BOUNDS = (-0.8, 2.0)
_NUMBER_BOUNDS = {
    "text": (0.0, 3.0),
    "recent": (0.0, 3.0),
    "peak": (0.0, 3.0),
    "given": (0.0, 3.0),
    "levers": (0.0, 1.0),
    "jump": (0.0, 1.0),
    "stages": (0.0, 1.0),
    "turns": (-3.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation at some message: what was said so far, its numbers, its label, its worth."""

    said: frozenset[str]
    numbers: tuple[tuple[str, float], ...]
    fraud: bool
    family: str
    source: str


def train(cases: Sequence[Case], speaks: Mapping[str, int], *, strength: float = 0.3) -> Weights:
    """The layer's weights; `alarm` is 0 until it is set from honest conversations. Deterministic.

    `speaks` says of a concept whether it speaks of fraud (above 0), of honesty (below 0) or of neither: the first may
    only raise the sum, the second only lower it, and only pairs of the first are looked at. That keeps chance
    meetings in the corpora from becoming rules.
    """
    singles, pairs = _names(cases, speaks)
    names = [*NUMBERS, *singles, *pairs]
    matrix = _matrix(cases, {name: number for number, name in enumerate(names)})
    labels = np.where([case.fraud for case in cases], 1.0, -1.0)
    bounds = [_NUMBER_BOUNDS[name] for name in NUMBERS] + [_bounds(speaks.get(name, 0)) for name in singles]
    bounds += [_PAIR_BOUNDS] * len(pairs)
    penalty = np.array([1.0] * (len(names) - len(pairs)) + [_PAIR_PENALTY] * len(pairs)) / strength
    weights, bias = _fit(matrix, labels, cells(cases), penalty, bounds)
    found = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    by_first: dict[str, dict[str, float]] = {}
    for name in pairs:
        first, second = name.split("&")
        if abs(found[name]) >= _LEAST_WEIGHT:
            by_first.setdefault(first, {})[second] = found[name]
    return Weights(
        format=1,
        bias=round(bias, 4),
        alarm=0.0,
        alarm_later=0.0,
        slope=14.0,
        numbers={name: found[name] for name in NUMBERS},
        single={name: found[name] for name in singles if abs(found[name]) >= _LEAST_WEIGHT},
        pairs=by_first,
    )


def _fit(
    matrix: csr_matrix, labels: np.ndarray, worth: np.ndarray, penalty: np.ndarray, bounds: list[tuple[float, float]]
) -> tuple[np.ndarray, float]:
    """Logistic regression with a ridge and bounds on every weight; the bias is free."""

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = point[:-1], point[-1]
        margins = labels * (matrix @ weights + bias)
        pull = -labels * worth * expit(-margins)
        value = worth @ np.logaddexp(0.0, -margins) + 0.5 * penalty @ weights**2
        return float(value), np.append(matrix.T @ pull + penalty * weights, pull.sum())

    start = np.zeros(matrix.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 400})
    return found.x[:-1], float(found.x[-1])


def _bounds(speaks: int) -> tuple[float, float]:
    return (0.0, 4.0) if speaks > 0 else (-3.0, 0.0) if speaks < 0 else (-1.5, 1.5)


def _names(cases: Sequence[Case], speaks: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Concepts met often enough, and pairs of those that speak of fraud."""
    singles = Counter(name for case in cases for name in case.said)
    known = {name for name, times in singles.items() if times >= _LEAST}
    grave = {name for name in known if speaks.get(name, 0) > 0}
    pairs = Counter(pair for case in cases for pair in combinations(sorted(case.said & grave), 2))
    return sorted(known), sorted("&".join(pair) for pair, times in pairs.items() if times >= _LEAST_PAIR)


def _matrix(cases: Sequence[Case], number_of: dict[str, int]) -> csr_matrix:
    indices: list[int] = []
    values: list[float] = []
    starts = [0]
    for case in cases:
        row = {number_of[name]: value for name, value in case.numbers if value}
        row |= {number_of[name]: 1.0 for name in case.said if name in number_of}
        pairs = ("&".join(pair) for pair in combinations(sorted(case.said), 2))
        row |= {number_of[pair]: 1.0 for pair in pairs if pair in number_of}
        indices += row.keys()
        values += row.values()
        starts.append(len(indices))
    return csr_matrix((values, indices, starts), shape=(len(cases), len(number_of)))
