"""The checks of a policy: one file each, each a function over a `Draft` that yields what it finds.

`names`, `lists` and `types` come first; where one of them finds an error the checks that reason about values are
left out, as they would only repeat it in other words.
"""

from collections.abc import Callable, Iterator

from kedun.engine.policy.check.division import division
from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.lists import lists
from kedun.engine.policy.check.magnitude import magnitudes
from kedun.engine.policy.check.names import names
from kedun.engine.policy.check.never import never
from kedun.engine.policy.check.nulls import nulls
from kedun.engine.policy.check.twice import shadowed, twice
from kedun.engine.policy.check.types import types
from kedun.engine.policy.check.units import units
from kedun.engine.policy.check.unused import unused
from kedun.engine.policy.check.values import values
from kedun.engine.policy.check.windows import windows
from kedun.engine.policy.faults import Finding

__all__ = ["FIRST", "THEN", "Draft", "Part", "run"]

Check = Callable[[Draft], Iterator[Finding]]

FIRST: tuple[Check, ...] = (names, lists, windows, types, twice, unused)
"""The checks that need nothing but a draft."""

THEN: tuple[Check, ...] = (units, values, division, magnitudes, nulls, never, shadowed)
"""The checks that need operands of the right types; a part with a fault of type is left out of them."""


def run(draft: Draft) -> tuple[Finding, ...]:
    """Everything the checks find, in the order of checks."""
    found = [finding for check in FIRST for finding in check(draft)]
    wrong = {finding.source for finding in found if finding.code == "K011"}
    sound = draft.without(wrong)
    return (*found, *(finding for check in THEN for finding in check(sound)))
