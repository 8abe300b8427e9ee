"""Card numbers (ISO/IEC 7812-1): thirteen to nineteen digits that pass the Luhn sum.

Handbook 3.1, 3.3; DOMAIN appendix A.4. The number itself is red-line data: check it, mask it, let it go.
"""

import re

from kedun.guard.entities.base import fold, luhn_holds
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "masked", "read"]


def check(value: str) -> str:
    """One of ok, length, characters, checksum: the first that is wrong.

    No issuer's number begins with 0, so that is "characters"; so is a number already masked with stars.

    >>> check("6217 0000 0000 0000 004"), check("6217 0000 0000 0000 005"), check("6217 **** **** 0004")
    ('ok', 'checksum', 'characters')
    """
    number = fold(value)
    if not (number.isascii() and number.isdigit()):
        return "characters" if number else "length"
    if not 13 <= len(number) <= 19:
        return "length"
    if number[0] == "0":
        return "characters"
    return "ok" if luhn_holds(number) else "checksum"


_ISSUERS = re.compile(r"62|4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|35(?:2[89]|[3-8])|60(?:11|3367)|6[45]|9")
_GROUPS = frozenset(
    {
        (4, 4, 4, 4),
        (4, 4, 4, 4, 3),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 1),
        (4, 6, 5),
        (6, 13),
        (6, 10),
        (8, 8),
        (8, 8, 3),
        (8, 11),
        (4, 4, 11),
    }
    | {(4, 4, 4, 7), (6, 6, 7), (4, 15), (4, 4, 8), (6, 4, 4, 5), (4, 12), (3, 4, 4, 4, 4), (10, 9)}
)
_NOT_A_CARD = frozenset(
    {
        "order",
        "number",
        "courier",
        "goods",
        "trade",
        "paycode",
        "orderw",
        "courierw",
        "company",
        "SF",
        "ZTO",
        "YTO",
        "YUNDA",
        "STO",
    }
    | {"JT", "JD", "EMS", "DPK"}
)


def read(run: Run) -> Hit | None:
    """A card number: Luhn holds, the first digits are an issuer's, and no word nearby says it is something else.

    Without a word for a card, only the lengths in wide use count: sixteen, and UnionPay's sixteen to nineteen.
    """
    number, length = run.value, len(run.value)
    if not (run.digits and 13 <= length <= 19 and _ISSUERS.match(number)):
        return None
    topic = run.topic
    if topic in _NOT_A_CARD or number.count(number[0]) == length or not luhn_holds(number):
        return None
    if run.parts[1:] and run.parts not in _GROUPS and run.parts != (1,) * length:
        return None
    called = topic == "card"
    union = number.startswith("62") and length >= 16
    foreign = (length == 16 and number[0] in "45") or (length == 15 and number[:2] in {"34", "37"})
    if not (called or union or foreign):
        return None
    confidence = 0.97 if called else 0.9 if union else 0.8
    return Hit("bank_card", run.start, run.end, number, confidence, "bank_card.luhn", masked(number))


def masked(number: str) -> str:
    """The first and the last four digits (DOMAIN appendix A.4).

    >>> masked("6217000000000000004")
    '6217 **** **** 0004'
    """
    return f"{number[:4]} **** **** {number[-4:]}"
