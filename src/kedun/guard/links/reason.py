"""Why a link or a file was judged as it was: a code for machines, a sentence in each language for people."""

from collections.abc import Iterable

import msgspec

__all__ = ["Reason", "Why", "combined", "reason"]


class Why(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    zh: str
    en: str


class Reason(msgspec.Struct, frozen=True):
    """One ground. `weight` is the risk, 0–100, that it would carry alone; below 0 it speaks for honesty."""

    code: str
    why: Why
    weight: int


def reason(code: str, weight: int, zh: str, en: str) -> Reason:
    """A reason in one line."""
    return Reason(code, Why(zh, en), weight)


def combined(reasons: Iterable[Reason]) -> int:
    """The risk, 0–100, of all grounds together, each taken as a chance of its own ("noisy or").

    >>> combined([reason("a", 50, "", ""), reason("b", 50, "", "")]), combined([])
    (75, 0)
    """
    honest = 1.0
    for one in reasons:
        honest *= 1 - max(0, min(one.weight, 100)) / 100
    return round(100 * (1 - honest))
