"""Formal checks of identifiers: whether a number has the form it ought to have, never whether it is true.

A bad form is a reason to ask again ("格式不符，请核对"), not to refuse service and not to accuse anybody.
Each check is a pure function of the values a person gave, answers one word, and raises nothing.
Handbook 3.1, 3.4; DOMAIN 3.1.3 and appendix A.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kedun.guard.entities import bank_card, courier_number, email, mobile, order_number, resident_id, uscc

__all__ = ["GUARD_CHECKS", "Check"]

Check = Callable[..., str | None]
"""Takes the source facts' values in the order a pack names them; None when any of them is unknown."""


def _of_known(check: Callable[..., str]) -> Check:
    def of_known(*values: object) -> str | None:
        return None if None in values else check(*values)

    of_known.__doc__ = check.__doc__
    return of_known


GUARD_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "bank_card": _of_known(bank_card.check),
        "courier_number": _of_known(courier_number.check),
        "email": _of_known(email.check),
        "mobile": _of_known(mobile.check),
        "order_number": _of_known(order_number.check),
        "resident_id": _of_known(resident_id.check),
        "uscc": _of_known(uscc.check),
    }
)
"""The checks by the name a pack's `derive` gives them."""
