"""Train the text model: runs of characters and of sounds, the weightiest kept and fitted again.

A row is a conversation: each message counts each of its n-grams once, the sum is divided by the root of their number,
exactly as `kedun.guard.classify` does. No n-gram holds a digit, and none is longer than four signs.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kedun.guard.classify import SHRINK, TextModelFile

__all__ = ["Row", "Table", "cells", "grams_of"]

_LONGEST = 4
_LETTERS = 6
_INITIALS = 5
_SCALE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation to learn from: its messages' (bare, sound, initials) views, its label, where it comes from."""

    views: tuple[tuple[str, str, str], ...]
    fraud: bool
    type: str | None
    family: str
    source: str


def grams_of(bare: str, heard: str, first: str = "") -> set[str]:
    """The n-grams of one message: 1 to 4 signs of the bare text with a Han character in them, 2 to 4 sounds,
    5 initials; 6 letters where a message has nothing but ASCII.

    >>> sorted(grams_of("转账1", ""))
    ['账', '转', '转账']
    """
    found = {bare[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(bare) - n + 1)}
    found = {gram for gram in found if _fit(gram)}
    if bare.isascii():
        found |= {gram for i in range(len(bare) - _LETTERS + 1) if (gram := bare[i : i + _LETTERS]).isalpha()}
    heard_runs = {heard[i : i + n] for n in range(2, _LONGEST + 1) for i in range(len(heard) - n + 1)}
    found |= {gram for gram in heard_runs if all("\ue000" <= sign <= "\uf8ff" for sign in gram)}
    if not bare.isascii():
        found |= {run for i in range(len(first) - _INITIALS + 1) if _capitals(run := first[i : i + _INITIALS])}
    return found


class Table:
    """The n-grams of many rows, counted once; models are trained on any part of them.

    Deterministic: the same rows in the same order give the same models. N-grams met in fewer than `least` rows are
    left out.
    """

    def __init__(self, rows: Sequence[Row], *, least: int = 5) -> None:
        self.rows = rows
        number_of: dict[str, int] = {}
        indices, values, starts = array("i"), array("i"), array("q", [0])
        for row in rows:
            counts = Counter(gram for view in row.views for gram in grams_of(*view))
            indices.extend(number_of.setdefault(gram, len(number_of)) for gram in sorted(counts))
            values.extend(counts[gram] for gram in sorted(counts))
            starts.append(len(indices))
        shape = (len(rows), len(number_of))
        matrix = csr_matrix((np.asarray(values, dtype=float), np.asarray(indices), np.asarray(starts)), shape=shape)
        often = np.flatnonzero(np.bincount(matrix.indices, minlength=shape[1]) >= least)
        names = list(number_of)
        self.names = [names[number] for number in often]
        self._counts = matrix[:, often]

    def train(
        self,
        part: np.ndarray,
        *,
        strength: float = 5.0,
        keep: int = 12_000,
        types: bool = True,
        about: dict[str, str] | None = None,
    ) -> TextModelFile:
        """A text model from the rows of `part` (row numbers)."""
        rows = [self.rows[number] for number in part]
        counts = self._counts[part]
        labels = np.array([row.fraud for row in rows])
        weights = cells(rows)
        first = LogisticRegression(C=strength, solver="lbfgs", random_state=1, max_iter=150)
        first.fit(_normal(counts), labels, sample_weight=weights)
        kept = np.sort(np.argsort(-np.abs(first.coef_[0]), kind="stable")[:keep])
        matrix = _normal(counts[:, kept])
        second = LogisticRegression(C=strength, solver="lbfgs", random_state=1, max_iter=300)
        second.fit(matrix, labels, sample_weight=weights)
        found = np.rint(second.coef_[0] * _SCALE).astype(int)
        names = tuple(self.names[number] for number in kept)
        by_type = _types(rows, matrix) if types else {}
        return TextModelFile(1, about or {}, names, tuple(map(int, found)), by_type)


class Labelled(Protocol):
    """What has a source and a label."""

    @property
    def source(self) -> str:
        """Where it comes from."""
        ...

    @property
    def fraud(self) -> bool:
        """Its label."""
        ...


def cells(rows: Sequence[Labelled]) -> np.ndarray:
    """A weight for every row, so that no source and neither label rules: 1/√(rows of its source and label), scaled."""
    sizes = Counter((row.source, row.fraud) for row in rows)
    raw = np.array([sizes[row.source, row.fraud] ** -0.5 for row in rows])
    labels = np.array([row.fraud for row in rows])
    for label in (True, False):
        part = labels == label
        if part.any():
            raw[part] *= len(rows) / 2 / raw[part].sum()
    return raw


def _capitals(run: str) -> bool:
    return run.isascii() and run.isalpha()


def _fit(gram: str) -> bool:
    if any("0" <= sign <= "9" for sign in gram) or "\n" in gram:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in gram)


def _normal(counts: csr_matrix) -> csr_matrix:
    """Each row divided by the root of its sum and SHRINK, as the guard does."""
    sums = np.asarray(counts.sum(axis=1)).ravel()
    roots = np.repeat(np.sqrt(sums + SHRINK), np.diff(counts.indptr))
    return csr_matrix((counts.data / roots, counts.indices, counts.indptr), shape=counts.shape)


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
        strong = np.flatnonzero(coefficients >= 150)
        found[name] = {str(number): int(coefficients[number]) for number in strong}
    return found
