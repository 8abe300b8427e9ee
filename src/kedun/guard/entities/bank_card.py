"""Card numbers (ISO/IEC 7812-1): thirteen to nineteen digits that pass the Luhn sum.

Handbook 3.1, 3.3; DOMAIN appendix A.4. The number itself is red-line data: check it, mask it, let it go.
"""

from kedun.guard.entities.base import fold, luhn_holds

__all__ = ["check"]


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
