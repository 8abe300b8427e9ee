"""The checks of a policy: one file each, each a function over a `Draft` that yields what it finds."""

from collections.abc import Callable, Iterator

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.faults import Finding

__all__ = ["CHECKS", "Draft", "Part", "run"]

CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = ()
"""Every check, in the order they run."""


def run(draft: Draft) -> tuple[Finding, ...]:
    """Everything the checks find, in the order of checks."""
    return tuple(finding for check in CHECKS for finding in check(draft))
