"""Mobile numbers: mainland segments by table, foreign ones (written with + or 00) by libphonenumber.

Handbook 3.1; DOMAIN appendix A.3. The segment never tells the operator: numbers can be carried over.
Which segments are in use changes; the table follows libphonenumber 9.0 and a test holds the two together.
"""

import re

from kedun.guard.entities.base import fold

__all__ = ["check"]

# 400 and 800 numbers, short codes of operators, banks, couriers and government, bulk-message senders.
_SERVICE = re.compile(
    r"[48]00[0-9]{7}|9[56][0-9]{3,6}|100[0-9]{2,5}|106[0-9]{5,17}|10[1-57-9][0-9]{2,3}|1[12][0-9]{1,4}"
)
_IN_USE = re.compile(
    r"1(?:3[0-35-9]|4[57]|5[0-35-9]|66|7[235-8]|8[0-9]|9[0-35-9])[0-9]{8}"
    r"|(?:134[0-8]|1610|1740)[0-9]{7}"  # 1349 and 1749 are satellites'
)
_VIRTUAL = re.compile(r"1(?:6[257]|7[01]|4[0-4689])[0-9]{8}")
_BRACKETS = str.maketrans("", "", "()/")


def check(value: str) -> str:
    """One of ok, length, segment, virtual, service.

    "virtual" is a virtual operator's (162, 165, 167, 170, 171) or a machine's (14x but 145 and 147) number:
    a reason to look twice, never to refuse. "service" is a hotline, not a person's number.

    >>> check("138 0013 8000"), check("+86 17012345678"), check("95188"), check("12345678901"), check("1380013")
    ('ok', 'virtual', 'service', 'segment', 'length')
    """
    raw = fold(value).translate(_BRACKETS)
    number = _national(raw)
    if number is None:
        return _abroad(raw)
    if _SERVICE.fullmatch(number):
        return "service"
    if len(number) != 11 or not (number.isascii() and number.isdigit()):
        return "length"
    if _VIRTUAL.fullmatch(number):
        return "virtual"
    return "ok" if _IN_USE.fullmatch(number) else "segment"


def _national(number: str) -> str | None:
    """The number without China's country code, or None for a number of another country."""
    for prefix in ("+86", "0086"):
        if number.startswith(prefix):
            return number.removeprefix(prefix)
    if number.startswith("86") and len(number) == 13:
        return number[2:]
    return None if number.startswith(("+", "00")) else number


def _abroad(number: str) -> str:
    import phonenumbers  # noqa: PLC0415  # 17 ms to import, and only foreign numbers need it

    try:
        parsed = phonenumbers.parse("+" + number.lstrip("+").removeprefix("00"))
    except phonenumbers.NumberParseException:
        return "length"
    if not phonenumbers.is_possible_number(parsed):
        return "length"
    return "ok" if phonenumbers.is_valid_number(parsed) else "segment"
