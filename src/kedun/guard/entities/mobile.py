"""Mobile numbers: mainland segments by table, foreign ones (written with + or 00) by libphonenumber.

Handbook 3.1; DOMAIN appendix A.3. The segment never tells the operator: numbers can be carried over.
Which segments are in use changes; the table follows libphonenumber 9.0 and a test holds the two together.
"""

import re

from kedun.guard.entities.base import fold
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "masked", "read", "read_abroad"]

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


_SHAPES = frozenset(
    {(3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (3, 8), (7, 4), (5, 6), (3, 2, 2, 2, 2), (3, 4, 2, 2), (1,) * 11}
    | {(3, 3, 3, 2), (3, 2, 3, 3), (3, 2, 4, 2), (1, 10), (2, 9), (3, 2, 2, 4), (2, 3, 3, 3), (1, 3, 4, 3)}
)
_MAINLAND = re.compile(r"1[3-9][0-9]{9}")
_SPELT = re.compile(
    r"(?:tel|phone|mobile|call|wechat|weixin|dianhua|shouji|lianxi|dh|sj|vx|wx|v|w|q|qq)?(1[3-9][0-9]{9})",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?:\+|00)[1-9][0-9]{0,2}[ -]?[0-9](?:[ -]?[0-9]){5,12}(?![0-9A-Za-z])")
_ELSEWHERE = frozenset({"order", "number", "courier", "goods", "trade", "id", "company"})
_ASKED = frozenset({"phone", "wechat", "hotline", "name", "code", "qq", "card", "landline"})


def read(run: Run) -> Hit | None:
    """A mainland mobile in one run, also broken up, with 86 before it, or written onto a word such as tel.

    A number of no segment in use is left alone unless a word nearby calls it a telephone.
    """
    start, number = run.start, run.value
    if not run.digits:
        spelt = _SPELT.fullmatch(number)
        if spelt is None:
            return None
        start, number = start + spelt.start(1), spelt[1]
    parts = run.parts
    for code in ("0086", "86"):
        if number.startswith(code) and len(number) == 11 + len(code):
            number = number[len(code) :]
            parts = parts[1:] if parts and parts[0] == len(code) else parts
            break
    if len(number) != 11 or not _MAINLAND.fullmatch(number):
        return None
    asked = bool(_ASKED.intersection(run.near[:3]))
    if parts[1:] and parts not in _SHAPES and not asked:
        return None
    if run.is_called(_ELSEWHERE, 5):
        return None
    known = "virtual" if _VIRTUAL.fullmatch(number) else "ok" if _IN_USE.fullmatch(number) else "segment"
    if known == "segment" and not (asked and run.near[0] in {"phone", "wechat"}):
        return None
    if run.start and run.left == "+":
        start -= 1
    confidence = (0.85 if known != "ok" else 0.95) + (0.04 if asked else 0) - (0.15 if parts[1:] and not asked else 0)
    return Hit("mobile", start, run.end, number, confidence, f"mobile.{known}", masked(number))


def read_abroad(run: Run) -> Hit | None:
    """A number of another country, at a run right behind a plus sign or that begins with 00."""
    plus = run.left == "+"
    found = _ABROAD.match(run.page.text, run.start - plus)
    if found is None or not (plus or _ASKED.intersection(run.near)):
        return None
    number = "+" + fold(found[0]).lstrip("+0")
    if number.startswith("+86") or check(number) != "ok":
        return None
    return Hit("mobile", found.start(), found.end(), number, 0.8, "mobile.abroad", number[:4] + "****" + number[-4:])


def masked(number: str) -> str:
    """The number with its middle hidden (DOMAIN 4.3.1).

    >>> masked("13800138000")
    '138****8000'
    """
    return f"{number[:3]}****{number[7:]}"
