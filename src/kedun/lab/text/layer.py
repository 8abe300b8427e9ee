"""Train the second layer: what concepts, pairs of concepts and the text model's evidence amount to.

The text model's evidence for a row always comes from a model that saw nothing of the row's family, so the layer learns
how far the text model can be trusted on texts of a kind it has never seen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kedun.guard.weigh import NUMBERS, Weights

__all__ = ["Case", "train"]

_LEAST = 6
_LEAST_PAIR = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation at some message: what was said so far, its numbers, its label, its worth."""

    said: frozenset[str]
    numbers: tuple[tuple[str, float], ...]
    fraud: bool
    family: str
    source: str


def train(cases: Sequence[Case], *, strength: float = 0.3) -> Weights:
    """The layer's weights; `alarm` is 0 until it is set from honest conversations. Deterministic."""
    singles, pairs = _names(cases)
    names = [*NUMBERS, *singles, *pairs]
    matrix = _matrix(cases, {name: number for number, name in enumerate(names)})
    labels = np.array([case.fraud for case in cases])
    model = LogisticRegression(C=strength, solver="liblinear", random_state=1, max_iter=500)
    model.fit(matrix, labels, sample_weight=_worth(cases))
    found = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    by_first: dict[str, dict[str, float]] = {}
    for name in pairs:
        first, second = name.split("&")
        if abs(found[name]) >= 0.02:
            by_first.setdefault(first, {})[second] = found[name]
    return Weights(
        format=1,
        bias=round(float(model.intercept_[0]), 4),
        alarm=0.0,
        slope=8.0,
        numbers={name: found[name] for name in NUMBERS},
        single={name: found[name] for name in singles if abs(found[name]) >= 0.005},
        pairs=by_first,
    )


def _names(cases: Sequence[Case]) -> tuple[list[str], list[str]]:
    """Concepts met often enough, and pairs of them."""
    singles = Counter(name for case in cases for name in case.said)
    known = {name for name, times in singles.items() if times >= _LEAST}
    pairs = Counter(pair for case in cases for pair in combinations(sorted(case.said & known), 2))
    return sorted(known), sorted("&".join(pair) for pair, times in pairs.items() if times >= _LEAST_PAIR)


def _matrix(cases: Sequence[Case], number_of: dict[str, int]) -> csr_matrix:
    indices, values, starts = [], [], [0]
    for case in cases:
        row = {number_of[name]: value for name, value in case.numbers if value}
        row |= {number_of[name]: 1.0 for name in case.said if name in number_of}
        pairs = ("&".join(pair) for pair in combinations(sorted(case.said), 2))
        row |= {number_of[pair]: 1.0 for pair in pairs if pair in number_of}
        indices += row.keys()
        values += row.values()
        starts.append(len(indices))
    return csr_matrix((values, indices, starts), shape=(len(cases), len(number_of)))


def _worth(cases: Sequence[Case]) -> np.ndarray:
    """Every source and label counts by the root of its size; honest and fraud alike in all."""
    sizes = Counter((case.source, case.fraud) for case in cases)
    raw = np.array([sizes[case.source, case.fraud] ** -0.5 for case in cases])
    labels = np.array([case.fraud for case in cases])
    for label in (True, False):
        part = labels == label
        raw[part] *= len(cases) / 2 / raw[part].sum()
    return raw
