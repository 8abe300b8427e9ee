"""How times are taken: the collector off, quantiles, microseconds."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter_ns
from typing import Any

__all__ = ["Progress", "no_collector", "quantile", "timed", "us"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far, of how much."""


@contextmanager
def no_collector() -> Iterator[None]:
    """Python's collector of cyclic garbage off, what is held already frozen."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def quantile(times: list[int], share: float) -> int:
    """The time that `share` of the times do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def us(nanoseconds: float) -> float:
    """Nanoseconds as microseconds, two decimals."""
    return round(nanoseconds / 1_000, 2)


def timed(run: Callable[[Any], Any], inputs: list[Any]) -> tuple[int, list[Any]]:
    """The lesser of two runs over all inputs, in ns, and the answers."""
    best = 0
    answers: list[Any] = []
    for _ in range(2):
        start = perf_counter_ns()
        answers = [run(one) for one in inputs]
        spent = perf_counter_ns() - start
        best = min(best, spent) if best else spent
    return best, answers
