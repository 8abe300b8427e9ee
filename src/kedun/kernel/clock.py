"""Time as whole microseconds since 1970-01-01T00:00Z, and its text form (RFC 3339).

Whoever needs the time takes a `Clock` as an argument, so that replays and tests can hold it still.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kedun.kernel.errors import InputError

__all__ = ["EARLIEST_US", "LATEST_US", "Clock", "format_time", "parse_time", "system_clock"]

Clock = Callable[[], int]
"""Tells the time in microseconds since 1970-01-01T00:00Z."""

EARLIEST_US = -2_208_988_800_000_000
"""1900-01-01T00:00:00Z, the earliest time Kedun takes."""

LATEST_US = 7_258_118_400_000_000
"""2200-01-01T00:00:00Z, the latest time Kedun takes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_LONGEST = len("2026-05-01T10:00:00.000000000+08:00")
_ZONELESS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?")
_LEAP_SECOND = re.compile(r"[^:]*:[0-9]{2}:60.*", re.DOTALL)


def system_clock() -> int:
    """The machine's own clock."""
    return time.time_ns() // 1000


def parse_time(text: str) -> int:
    """Read an RFC 3339 time with its offset into microseconds; digits after the sixth decimal are cut off.

    Raises InputError for any other form, a missing offset, a date that does not exist, a leap second and
    everything outside 1900-01-01 to 2200-01-01 UTC.

    >>> parse_time("2026-05-01T10:00:00+08:00")
    1777600800000000
    """
    if len(text) > _LONGEST or _SHAPE.fullmatch(text) is None:
        raise _wrong_shape(text[: _LONGEST + 1])
    try:
        since = datetime.fromisoformat(text.upper()) - _EPOCH
    except ValueError:
        raise InputError("time names a date that does not exist", zh="时间里的日期不存在") from None
    return _in_range(since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds)


def format_time(us: int) -> str:
    """Write microseconds as RFC 3339 in UTC, with six decimals when there is a fraction.

    >>> format_time(1777600800000000), format_time(1)
    ('2026-05-01T02:00:00Z', '1970-01-01T00:00:00.000001Z')
    """
    moment = _EPOCH + timedelta(microseconds=_in_range(us))
    return moment.isoformat().removesuffix("+00:00") + "Z"


def _in_range(us: int) -> int:
    if not EARLIEST_US <= us <= LATEST_US:
        raise InputError("time lies outside 1900-01-01 to 2200-01-01", zh="时间不在 1900-01-01 至 2200-01-01 之间")
    return us


def _wrong_shape(text: str) -> InputError:
    """Say which habit broke the time, without repeating what was written."""
    if _ZONELESS.fullmatch(text):
        return InputError(
            "time has no offset; end it with Z or one such as +08:00", zh="时间缺少时区，应以 Z 或 +08:00 结尾"
        )
    if _LEAP_SECOND.fullmatch(text):
        return InputError("time has a leap second (:60), which cannot be represented", zh="不支持闰秒（:60）")
    return InputError(
        "time is not in the form 2026-05-01T10:00:00+08:00 (RFC 3339)",
        zh="时间格式应为 2026-05-01T10:00:00+08:00（RFC 3339）",
    )
