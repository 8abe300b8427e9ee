"""Train the text model: runs of characters and of sounds, pruned by an L1 penalty, refitted over what is left.

A row is a conversation: each message counts each of its n-grams once, the sum is divided by the root of their number,
exactly as `kedun.guard.classify` does. No n-gram holds a digit, and none is longer than four signs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kedun.guard.classify import TextModelFile
from kedun.guard.fold import fold, sound

__all__ = ["Row", "cells", "grams_of", "train", "views"]

_LONGEST = 4
_SCALE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation to learn from: its messages' (bare, sound) views, its label, where it comes from, its weight."""

    views: tuple[tuple[str, str], ...]
    fraud: bool
    type: str | None
    family: str
    source: str


def views(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The views of messages that the model reads."""
    bares = [fold(text).bare for text in texts]
    return tuple((bare, sound(bare)) for bare in bares)


def grams_of(bare: str, heard: str) -> set[str]:
    """The n-grams of one message: 1 to 4 signs of the bare text with a Han character in them, 2 to 4 sounds.

    >>> sorted(grams_of("转账1", ""))
    ['账', '转', '转账']
    """
    found = {bare[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(bare) - n + 1)}
    found = {gram for gram in found if _fit(gram)}
    heard_runs = {heard[i : i + n] for n in range(2, _LONGEST + 1) for i in range(len(heard) - n + 1)}
    found |= {gram for gram in heard_runs if all("\ue000" <= sign <= "\uf8ff" for sign in gram)}
    return found


def train(
    rows: Sequence[Row],
    *,
    least: int = 4,
    strength: float = 1.0,
    types: bool = True,
    about: dict[str, str] | None = None,
) -> TextModelFile:
    """A text model from rows. Deterministic: the same rows in the same order give the same model."""
    counted = [Counter(gram for view in row.views for gram in grams_of(*view)) for row in rows]
    seen = Counter(gram for counts in counted for gram in counts)
    names = sorted(gram for gram, times in seen.items() if times >= least)
    labels = np.array([row.fraud for row in rows])
    weights = cells(rows)
    matrix = _matrix(counted, names)
    first = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=strength, random_state=1, max_iter=200)
    first.fit(matrix, labels, sample_weight=weights)
    kept = np.flatnonzero(first.coef_[0])
    names = [names[number] for number in kept]
    matrix = _matrix(counted, names)
    second = LogisticRegression(C=8.0 * strength, solver="lbfgs", random_state=1, max_iter=300)
    second.fit(matrix, labels, sample_weight=weights)
    found = np.rint(second.coef_[0] * _SCALE).astype(int)
    by_type = _types(rows, matrix) if types else {}
    return TextModelFile(1, about or {}, tuple(names), tuple(map(int, found)), by_type)


def cells(rows: Sequence[Row]) -> np.ndarray:
    """A weight for every row, so that no source and neither label rules: 1/√(rows of its source and label), scaled."""
    sizes = Counter((row.source, row.fraud) for row in rows)
    raw = np.array([sizes[row.source, row.fraud] ** -0.5 for row in rows])
    labels = np.array([row.fraud for row in rows])
    for label in (True, False):
        part = labels == label
        if part.any():
            raw[part] *= len(rows) / 2 / raw[part].sum()
    return raw


def _fit(gram: str) -> bool:
    if any("0" <= sign <= "9" for sign in gram) or "\n" in gram:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in gram)


def _matrix(counted: Sequence[Counter[str]], names: Sequence[str]) -> csr_matrix:
    """Counts of the named n-grams, each row divided by the root of its sum."""
    number_of = {name: number for number, name in enumerate(names)}
    indices, values, starts = [], [], [0]
    for counts in counted:
        met = [(number_of[gram], times) for gram, times in counts.items() if gram in number_of]
        root = sum(times for _, times in met) ** 0.5 or 1.0
        indices += [number for number, _ in met]
        values += [times / root for _, times in met]
        starts.append(len(indices))
    return csr_matrix((values, indices, starts), shape=(len(counted), len(names)))


def _types(rows: Sequence[Row], matrix: csr_matrix) -> dict[str, dict[str, int]]:
    """One model per fraud type, over the frauds whose type is known."""
    chosen = np.array([number for number, row in enumerate(rows) if row.fraud and row.type])
    names = np.array([rows[number].type for number in chosen])
    known = sorted({name for name in names if (names == name).sum() >= 3})
    found = {}
    for name in known:
        model = LogisticRegression(C=1.0, solver="liblinear", random_state=1, max_iter=100, class_weight="balanced")
        model.fit(matrix[chosen], names == name)
        coefficients = np.rint(model.coef_[0] * _SCALE).astype(int)
        strong = np.flatnonzero(np.abs(coefficients) >= 60)
        found[name] = {str(number): int(coefficients[number]) for number in strong}
    return found
