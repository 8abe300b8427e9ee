"""Identifiers: finding them in a text, taking them out of it, and checking the form of one that was given.

`find` names what a folded text holds, `redact` gives the text without it. The formal checks say whether a number has
the form it ought to have, never whether it is true: a bad form is a reason to ask again ("格式不符，请核对"), not to
refuse service and not to accuse anybody. Each check is a pure function of the values a person gave, answers one word,
and raises nothing. Handbook 3.1, 3.4; DOMAIN 3.1.3, 4.3.1 and appendix A.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from kedun.guard.entities import bank_card, courier_number, email, mobile, order_number, resident_id, uscc
from kedun.guard.entities.finding import find
from kedun.guard.entities.hit import KINDS, RED_LINE, Hit
from kedun.guard.entities.hotline import owner_of
from kedun.guard.entities.redaction import REMOVED, redact_folded
from kedun.guard.fold import fold

__all__ = ["GUARD_CHECKS", "KINDS", "RED_LINE", "REMOVED", "Check", "Hit", "find", "owner_of", "redact"]

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


def redact(text: str, *, language: Literal["zh", "en"] = "zh") -> str:
    """The text with red-line data removed and other personal data masked (DOMAIN 4.3.1); once is as good as twice.

    >>> redact("我是张三,电话13800138000,验证码是482913")
    '我是张*,电话138****8000,验证码是〔已删除〕'
    """
    for _ in range(_ROUNDS):
        shorter = redact_folded(fold(text), language)
        if shorter == text:
            break
        text = shorter
    return text


_ROUNDS = 6
