"""Resident identity numbers (GB 11643): eighteen characters, region, birthday, serial, check character.

Handbook 3.1; DOMAIN appendix A.1. Old fifteen-digit numbers are out of use and answer "length". Permits of
Hong Kong, Macao and Taiwan residents (81, 82, 83) and foreigners' permits (9) use the same sum.
"""

import datetime as dt
import re
from functools import lru_cache

from kedun.guard.entities.base import fold
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "read"]

_FORM = re.compile(r"[0-9]{17}[0-9X]")
_CHINA = dt.timezone(dt.timedelta(hours=8))
_OLDEST = dt.date(1900, 1, 1)
_PERMITS = {"810000", "820000", "830000"}

# Digits typed to fill the box. A real number holds ten equal digits in a row at most (born 2011-11-11, serial 111).
_STAIRCASE = "0123456789" * 2
_FILLERS = tuple(
    [digit * 11 for digit in "0123456789"]
    + [_STAIRCASE[start : start + 11] for start in range(10)]
    + [_STAIRCASE[::-1][start : start + 11] for start in range(10)]
)


def check(value: str, at_us: int | None = None) -> str:
    """One of ok, length, characters, repeated, birthdate, checksum, region: the first that is wrong.

    `at_us` (µs since 1970 UTC) is the day a birthday may not lie after; without it the future is not judged.
    "region" only lowers trust: tables lose the codes of counties that became districts.

    >>> check("11010119900307002X"), check("110101199003070012"), check("990000199001010017")
    ('ok', 'checksum', 'region')
    """
    number = fold(value)
    if len(number) != 18:
        return "length"
    if not _FORM.fullmatch(number):
        return "characters"
    if _is_filler(number):
        return "repeated"
    born = _birthday(number[6:14])
    if born is None or born < _OLDEST or (at_us is not None and born > _day(at_us)):
        return "birthdate"
    if (1 - 2 * int(number[:-1], 13)) % 11 != (10 if number[-1] == "X" else int(number[-1])):
        return "checksum"
    return "ok" if _region_known(number[:6]) else "region"


def _is_filler(number: str) -> bool:
    """Also the serial 000, which is not given out, and 1900-01-01, which stands for an unknown birthday."""
    return number[14:17] == "000" or number[6:14] == "19000101" or any(map(number[:17].__contains__, _FILLERS))


def _birthday(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _day(at_us: int) -> dt.date:
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at_us)).astimezone(_CHINA).date()


@lru_cache(maxsize=4096)
def _region_known(code: str) -> bool:
    """Whether the division ever existed, whatever the year: people register long after they were born."""
    from stdnum import numdb  # noqa: PLC0415  # the table costs 30 ms, and most processes never need it

    if code in _PERMITS:
        return True
    if code[0] == "9":  # a foreigner's permit: 9, province that issued it, nationality
        return any("province" in props for _, props in numdb.get("cn/loc").info(code[1:3] + "0000"))
    return any("county" in props for _, props in numdb.get("cn/loc").info(code))


_BROKEN_UP = frozenset(
    {
        (6, 8, 4),
        (6, 4, 4, 4),
        (3, 3, 4, 4, 4),
        (6, 4, 2, 2, 4),
        (4, 4, 4, 4, 2),
        (6, 12),
        (14, 4),
        (10, 8),
        (3, 3, 8, 4),
        (6, 6, 6),
    }
    | {(3, 3, 4, 2, 2, 4), (3,) * 6, (1,) * 18, (2,) * 9}
)


def read(run: Run) -> Hit | None:
    """A number whose birthday and check character fit. A code that is no known division only lowers the confidence."""
    number = run.value.upper()
    if len(number) != 18 or not _FORM.fullmatch(number) or run.topic in {"paycode", "order", "trade"}:
        return None
    if run.parts[1:] and run.parts not in _BROKEN_UP:
        return None
    word = check(number)
    if word not in {"ok", "region"} or (word == "region" and run.topic != "id"):
        return None
    confidence = (0.95 if word == "ok" else 0.7) + (0.04 if run.topic == "id" else 0)
    return Hit(
        "resident_id",
        run.start,
        run.end,
        number,
        confidence,
        f"resident_id.{word}",
        f"{number[:3]}{'*' * 14}{number[-1]}",
    )
