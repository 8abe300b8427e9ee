"""What the formal checks share."""

import unicodedata

__all__ = ["fold", "luhn_holds"]

_SEPARATORS = str.maketrans("", "", " \t\r\n-‐‑‒–—−·.\u200b\u200c\u200d\ufeff")


def fold(value: str) -> str:
    """The value as one would key it: half-width, capitals, no spaces, dashes, dots or zero-width characters.

    >>> fold("１１０１０１ 1990－0307 002ｘ")
    '11010119900307002X'
    """
    if value.isascii() and value.isalnum():
        return value.upper()
    return unicodedata.normalize("NFKC", value).translate(_SEPARATORS).upper()


def luhn_holds(digits: str) -> bool:
    """Whether ASCII digits pass the Luhn sum (ISO/IEC 7812-1 annex B).

    >>> luhn_holds("4111111111111111"), luhn_holds("4111111111111112")
    (True, False)
    """
    odd = sum(map(int, digits[-1::-2]))
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0
