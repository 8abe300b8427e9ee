"""The trained text model: which runs of characters speak of fraud, and of which type.

    bare text ────┐
    its sound ────┼► one automaton of weighted n-grams ─► sum of weights ÷ √(n-grams met + SHRINK)
    its initials ─┘

A linear model, so every answer can be taken apart into the characters that gave it. Each n-gram counts once a message.
The model is plain JSON (docs/reference/text-model.md); `kedun lab train-text` makes it. Digits are in no n-gram.
"""

from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files
from math import sqrt
from typing import Annotated

import msgspec
from ahocorasick_rs import AhoCorasick

from kedun.kernel.errors import InputError

__all__ = ["SHRINK", "Evidence", "TextModel", "TextModelFile", "load", "logit", "read"]

SHRINK = 30
"""Added to the number of n-grams met: a short message can say little."""
_FORMAT = 1
_SCALE = 1_000
_MOST_TYPES = 3
"""An n-gram votes for the few types it speaks for most."""
_PIECE = 20_000
_OVERLAP = 16


class TextModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model as stored. Weights are thousandths; `types[i]` maps gram numbers to weights for one fraud type."""

    format: int
    about: dict[str, str]
    grams: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=12)], ...]
    weights: tuple[int, ...]
    types: dict[str, dict[str, int]] = {}


def logit(total: float, count: float) -> float:
    """The score of a sum of weights over so many n-grams."""
    return total / sqrt(count + SHRINK)


class Evidence(msgspec.Struct, frozen=True, array_like=True):
    """What a message says to the model: the sum of weights and how many n-grams were met."""

    total: float
    count: float

    def logit(self) -> float:
        """Log-odds-like score; above 0 speaks of fraud."""
        return logit(self.total, self.count)


NOTHING = Evidence(0.0, 0)


class TextModel:
    """A model at work. Thread-safe: nothing changes after it is built."""

    def __init__(self, model: TextModelFile) -> None:
        if model.format != _FORMAT or len(model.grams) != len(model.weights):
            raise InputError("this text model cannot be read; train it anew", zh="无法读取该文本模型，请重新训练")
        self._weights = [weight / _SCALE for weight in model.weights]
        self._grams = AhoCorasick(list(model.grams) or ["\0"])
        self._types: dict[int, list[tuple[str, float]]] = {}
        for name, weights in model.types.items():
            for number, weight in weights.items():
                self._types.setdefault(int(number), []).append((name, weight / _SCALE))
        for gram, votes in self._types.items():
            self._types[gram] = sorted(votes, key=lambda vote: (-vote[1], vote[0]))[:_MOST_TYPES]
        self.size = len(model.grams)

    def weigh(self, *views: str) -> Evidence:
        """What a message says in its views: bare, sound, initials. Linear in its length."""
        return self.evidence(self.met(*views))

    def evidence(self, met: Collection[int]) -> Evidence:
        """What the n-grams met say together."""
        weights = self._weights
        return Evidence(sum([weights[gram] for gram in met]), len(met)) if met else NOTHING

    def types(self, met: Collection[int]) -> dict[str, float]:
        """Scores of the fraud types, the higher the likelier, from the n-grams met."""
        root = sqrt(len(met) + SHRINK)
        scores: dict[str, float] = {}
        for gram in met:
            for name, weight in self._types.get(gram, ()):
                scores[name] = scores.get(name, 0.0) + weight / root
        return scores

    def because(self, bare: str, sound: str, limit: int = 3) -> list[tuple[int, int, float]]:
        """The spans of the bare text that speak most for fraud: (start, end, weight), best first, not overlapping.

        Its sound is asked only where its characters say nothing.
        """
        return self._strongest(bare, limit) or self._strongest(sound, limit)

    def _strongest(self, view: str, limit: int) -> list[tuple[int, int, float]]:
        weights = self._weights
        hits = self._grams.find_matches_as_indexes(view[:_PIECE], overlapping=True)
        best: list[tuple[int, int, float]] = []
        strong = [(weights[g], s, e) for g, s, e in hits if weights[g] > 0 and e - s > 1]
        for weight, start, end in sorted(strong, reverse=True):
            if len(best) == limit:
                break
            if all(end <= left or start >= right for left, right, _ in best):
                best.append((start, end, weight))
        return best

    def met(self, *views: str) -> Collection[int]:
        """The numbers of the n-grams met, each once."""
        if len(views[0]) <= _PIECE:
            return {gram for gram, _, _ in self._grams.find_matches_as_indexes("\n".join(views), overlapping=True)}
        met: set[int] = set()
        for view in views:
            for start in range(0, len(view), _PIECE - _OVERLAP):
                piece = view[start : start + _PIECE]
                met.update(gram for gram, _, _ in self._grams.find_matches_as_indexes(piece, overlapping=True))
        return met


@lru_cache(maxsize=1)
def load() -> TextModel:
    """The shipped model, read once for the process."""
    return TextModel(read((files("kedun.guard") / "model" / "text.json").read_bytes()))


def read(content: bytes) -> TextModelFile:
    """A stored model. Raises InputError for what is none."""
    try:
        return msgspec.json.decode(content, type=TextModelFile)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InputError(f"not a text model: {error}", zh=f"不是文本模型：{error}") from None
