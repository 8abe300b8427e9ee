"""What a comparison found."""

from typing import Any, Final

import msgspec

from kedun.lab.parity.oracle import Judgement

__all__ = ["Mismatch", "ParityResult", "RecordsResult", "differences", "same"]

_VERDICT: Final = ("live", "shadow", "action", "risk", "grade")


class Mismatch(msgspec.Struct, frozen=True):
    """One event that two engines judge differently. `seed` repeats the trial; `what` is the feature or verdict."""

    seed: int
    event: int
    engine: str
    what: str
    expected: str
    got: str


class RecordsResult(msgspec.Struct, frozen=True):
    """Real records: how many events, how many features and verdicts compared, and what differed."""

    events: int
    features: int
    verdicts: int
    mismatches: int
    shown: tuple[Mismatch, ...]
    took_s: float


class ParityResult(msgspec.Struct, frozen=True):
    """How much was compared and what differed; the first differences stand in `shown`."""

    policies: int
    events: int
    features: int
    verdicts: int
    mismatches: int
    shown: tuple[Mismatch, ...]
    took_s: float
    records: RecordsResult | None = None


def same(one: Any, other: Any) -> bool:
    """Equal and of one nature; a whole number may come as a float of the same value and the reverse."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def differences(wanted: Judgement, judged: Judgement, *, event: int, engine: str, seed: int = 0) -> list[Mismatch]:
    """Where an engine's judgement is not the one wanted; features it was not asked for are passed over."""
    found = [
        Mismatch(seed, event, engine, name, repr(wanted.features[name]), repr(value))
        for name, value in judged.features.items()
        if name in wanted.features and not same(wanted.features[name], value)
    ]
    for what in _VERDICT:
        one, other = getattr(wanted, what), getattr(judged, what)
        if one != other:
            found.append(Mismatch(seed, event, engine, what, _plain(one, other), _plain(other, one)))
    return found


def _plain(value: object, other: object) -> str:
    """A verdict in words; of two sets of rules only what the other lacks."""
    if isinstance(value, frozenset) and isinstance(other, frozenset):
        return ", ".join(sorted(value - other))
    return str(value)
