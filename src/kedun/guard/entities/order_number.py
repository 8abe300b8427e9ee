"""Order numbers, by the platform they claim.

The patterns are what shops see, not published standards (DOMAIN appendix A.6): a mismatch asks whether the
order is ours at all, and "ok" says only that nothing speaks against it. Handbook 3.1, 3.4.
"""

import datetime as dt
import re

from kedun.guard.entities.base import fold
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "masked", "read"]

_FORMS = {
    "taobao": re.compile(r"[1-9][0-9]{17,18}"),
    "pdd": re.compile(r"([0-9]{6})(?:[0-9]{15}|[0-9]{13})"),
    "jd": re.compile(r"[1-9][0-9]{10,12}"),
    "douyin": re.compile(r"[1-9][0-9]{18}"),
    "amazon": re.compile(r"(?:[0-9]{3}|D[0-9]{2})[0-9]{14}"),
}


def check(value: str, platform: str) -> str:
    """One of ok, mismatch; a platform without a known form is always ok.

    >>> check("260513-123456789012345", "pdd"), check("261399-123456789012345", "pdd"), check("SF123", "other")
    ('ok', 'mismatch', 'ok')
    """
    form = _FORMS.get(platform)
    if form is None:
        return "ok"
    found = form.fullmatch(fold(value))
    if found is None:
        return "mismatch"
    return "ok" if platform != "pdd" or _is_day(found[1]) else "mismatch"


def _is_day(yymmdd: str) -> bool:
    try:
        dt.date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True


_PDD = re.compile(r"(?<![0-9A-Za-z-])[0-9]{6}-[0-9]{15}(?![0-9A-Za-z]|-[0-9])")
_PDD_SHORT = re.compile(r"(?<![0-9A-Za-z-])[0-9]{6}-[0-9]{13}(?![0-9A-Za-z]|-[0-9])")
_AMAZON = re.compile(r"(?<![0-9A-Za-z-])(?:[0-9]{3}|[Dd][0-9]{2})-[0-9]{7}-[0-9]{7}(?![0-9A-Za-z]|-[0-9])")
_NAMED = frozenset({"order", "number", "trade"})
_NEVER = frozenset({"card", "id", "company", "goods", "paycode", "passport", "courier"})


def read(run: Run) -> Hit | None:
    """An order's number: by a platform's form, or any long number right behind a word for one.

    `why` names the platform as far as the form tells it. Eighteen and nineteen digits count also alone in the
    talk, since nothing else people type there is so long, unless a word says what else it is.
    """
    number, topic = run.value, run.topic
    dashed = _dashed(run)
    if dashed is not None:
        return dashed
    if not run.digits:
        return _lettered(run)
    length = len(number)
    named = topic in _NAMED or (topic == "orderw" and length >= 11)
    platform = _platform(number)
    if not named and (topic in _NEVER or platform not in {"taobao", "douyin", "pdd"} or run.parts[1:]):
        return None
    if run.parts[1:] or not 8 <= length <= 32 or (length < 11 and topic not in _NAMED):
        return None
    if named and number.count(number[0]) == length:
        return None
    confidence = 0.9 if named and platform else 0.7 if named else 0.6
    return Hit(
        "order_number", run.start, run.end, number, confidence, f"order_number.{platform or 'other'}", masked(number)
    )


def masked(number: str) -> str:
    """The first and last four characters.

    >>> masked("2345678901234567890")
    '2345****7890'
    """
    return f"{number[:4]}****{number[-4:]}" if len(number) >= 12 else f"{number[:2]}****{number[-2:]}"


def _platform(number: str) -> str:
    """Whose form digits without dashes have; empty when nobody's."""
    length = len(number)
    if number[0] == "0":
        return ""
    if length == 19:
        return "douyin" if number.startswith(("69", "48", "49", "50", "57", "58")) else "taobao"
    if length == 18:
        return "taobao"
    if length == 21:
        return "pdd" if check(number, "pdd") == "ok" and number.startswith("2") else ""
    return "jd" if 11 <= length <= 13 else ""


def _dashed(run: Run) -> Hit | None:
    if run.page.text[run.end : run.end + 1] != "-":
        return None
    for platform, form in (("pdd", _PDD), ("amazon", _AMAZON), ("pdd", _PDD_SHORT)):
        found = form.match(run.page.text, run.start)
        if found is not None and check(found[0], platform) == "ok":
            value = found[0].upper()
            return Hit("order_number", run.start, found.end(), value, 0.9, f"order_number.{platform}", masked(found[0]))
    return None


_LETTERED = re.compile(r"[A-Za-z]{1,8}[0-9]{8,28}|[0-9]{6,20}[A-Za-z]{1,4}[0-9]{2,20}")


def _lettered(run: Run) -> Hit | None:
    """A shop's own number with letters, only right behind a word for an order."""
    if run.topic not in {"order", "trade"} or not _LETTERED.fullmatch(run.value):
        return None
    return Hit("order_number", run.start, run.end, run.value, 0.6, "order_number.other", masked(run.value))
