"""Days: with year, month and day, in figures or Han, or month and day alone.

`value` is ISO 8601, `--05-13` without a year. A number such as 6.18 or 2024款 is no day; neither is 3号楼.
"""

import datetime as dt
import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page, Run

__all__ = ["find_han", "may_hold_han", "read"]

_WRITTEN = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})\s?年\s?)?(?P<month>1[0-2]|0?[1-9])\s?月\s?(?:份\s?)?(?P<day>3[01]|[12][0-9]|0?[1-9])(?:\s?[日号](?![楼线店院馆厅桌机仓库门柜])|(?![0-9.个天/~至-]|\s?[日号]))"
)
_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})\s?年\s?(?P<month>1[0-2]|0?[1-9])\s?月(?:份)?")
_DASHED = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<sign>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sign)(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9A-Za-z]|[-/.][0-9])"
)
_ENGLISH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])T")
_SOLID = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])")
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_HAN = re.compile(
    r"(?:(?P<year>[一二][〇零一二三四五六七八九]{3}|(?:19|20)[0-9]{2})年)?(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?![楼线店院馆厅桌机仓库门柜])"
)
_SPOKEN = re.compile(r"(?:上个?|下个?|这个?|本)月\s?(?P<day>3[01]|[12][0-9]|[1-9])[日号](?![楼线店院馆])")
_NOT_A_DAY = frozenset(
    {"order", "number", "courier", "goods", "card", "phone", "code", "qq", "wechat", "id", "trade", "password", "money"}
)


def read(run: Run) -> Hit | None:
    """The day that begins with a run."""
    text, start = run.page.text, run.start
    if start and text[start - 1] in ".-/" and start > 1 and text[start - 2].isdigit():
        return None
    found = _WRITTEN.match(text, start) or _DASHED.match(text, start) or _ENGLISH.match(text, start)
    if found is not None:
        end = found.end() - (found.re is _ENGLISH)
        return _hit(found, start, end, 0.9)
    month = _MONTH.match(text, start)
    if month is not None:
        value = f"{month['year']}-{int(month['month']):02}"
        return Hit("date", start, month.end(), value, 0.7, "date.month", month[0])
    if len(run.value) == 8 and run.digits and run.topic not in _NOT_A_DAY:
        solid = _SOLID.fullmatch(run.value)
        return _hit(solid, start, run.end, 0.6) if solid else None
    return None


def may_hold_han(text: str) -> bool:
    """Whether it is worth looking for a day in Han figures, or one of this or the next month."""
    return "月" in text


def find_han(page: Page) -> Iterator[Hit]:
    """Days in Han figures, and days of the last, this or the next month, which have no year and month."""
    for found in _HAN.finditer(page.text):
        year = "".join(_HAN_DIGITS.get(sign, sign) for sign in found["year"]) if found["year"] else None
        value = _value(year, _han(found["month"]), _han(found["day"]))
        if value:
            yield Hit("date", found.start(), found.end(), value, 0.8, "date.day", found[0])
    for found in _SPOKEN.finditer(page.text):
        day = int(found["day"])
        yield Hit("date", found.start(), found.end(), f"---{day:02}", 0.6, "date.spoken", found[0])


def _han(number: str) -> int:
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return int(_HAN_DIGITS[number])
    return 10 * (int(_HAN_DIGITS[tens]) if tens else 1) + (int(_HAN_DIGITS[ones]) if ones else 0)


def _hit(found: "re.Match[str]", start: int, end: int, confidence: float) -> Hit | None:
    year = found["year"]
    if year and len(year) == 2:
        year = "20" + year
    value = _value(year, int(found["month"]), int(found["day"]))
    return Hit("date", start, end, value, confidence, "date.day", found.string[start:end]) if value else None


def _value(year: str | None, month: int, day: int) -> str:
    """The day's normal form, or nothing when there is no such day."""
    try:
        when = dt.date(int(year or 2024), month, day)
    except ValueError:
        return ""
    return when.isoformat() if year else f"--{month:02}-{day:02}"
