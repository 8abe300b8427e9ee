"""Chance from one source: everything here takes `r`, a function giving the next uniform number in [0, 1).

Only `Random.random()` is drawn from, the one method whose sequence Python promises to keep, and every
distribution is a table of whole numbers, so a seed means the same stream on every version and platform.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

__all__ = ["DAY", "HOUR", "MINUTE", "SECOND", "Chance", "Deck", "Table", "between", "gap", "mix", "near", "pick"]

Chance = Callable[[], float]
T = TypeVar("T")

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_MASK = (1 << 64) - 1

# Thousandths of the mean: the exponential distribution's quantiles at (i + 1/2) / 32.
_EXPONENTIAL = (
    16, 48, 81, 116, 152, 189, 227, 267, 309, 352, 397, 445, 495, 548, 603, 662,
    724, 790, 862, 938, 1022, 1112, 1212, 1323, 1449, 1593, 1763, 1969, 2231, 2593, 3178, 4277,
)  # fmt: skip


def between(r: Chance, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included, all equally likely."""
    return low + int(r() * (high - low + 1))


def pick(r: Chance, items: Sequence[T]) -> T:
    """One of the items, all equally likely."""
    return items[int(r() * len(items))]


def near(r: Chance, middle: int, spread: int) -> int:
    """A whole number around `middle`, bell-shaped, with standard deviation `spread`, never more than 3 spreads off."""
    return middle + int(spread * 2 * (r() + r() + r() - 1.5))


def gap(r: Chance, mean: int) -> int:
    """A waiting time with an exponential's shape and this mean, at least 1."""
    return mean * _EXPONENTIAL[int(r() * 32)] // 1000 + 1


def mix(seed: int, number: int) -> int:
    """64 well-mixed bits from a seed and a number (splitmix64's finaliser), the same for ever.

    >>> mix(1, 2) == mix(1, 2) and mix(1, 2) != mix(1, 3)
    True
    """
    z = (number * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


class Table(Generic[T]):
    """Values with whole-number weights."""

    __slots__ = ("_edges", "_total", "_values")

    def __init__(self, *rows: tuple[int, T]) -> None:
        self._edges = list(accumulate(weight for weight, _ in rows))
        self._total = self._edges[-1]
        self._values = [value for _, value in rows]

    def draw(self, r: Chance) -> T:
        """One value, as likely as its weight."""
        return self._values[bisect_right(self._edges, int(r() * self._total))]

    def at(self, bits: int) -> T:
        """The value that these bits stand for: a draw that is the same every time."""
        return self._values[bisect_right(self._edges, bits % self._total)]


class Deck(Generic[T]):
    """Values dealt like cards: each comes as often as its weight in every round, in shuffled order.

    A short stream therefore still sees every kind, which independent draws would not promise.
    """

    __slots__ = ("_cards", "_rows")

    def __init__(self, *rows: tuple[int, T]) -> None:
        self._rows = rows
        self._cards: list[T] = []

    def deal(self, r: Chance) -> T:
        """The next card; the deck is shuffled anew when it is empty."""
        if not self._cards:
            self._cards = [value for weight, value in self._rows for _ in range(weight)]
        cards = self._cards
        at = int(r() * len(cards))
        cards[at], cards[-1] = cards[-1], cards[at]
        return cards.pop()
