"""The report's words in both languages, and figures as people write them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["ACTIONS", "OUTCOMES", "Pair", "count", "moment", "percent", "yuan"]

Pair = tuple[str, str]
"""One text in Chinese and in English."""

ACTIONS: Final[dict[str, Pair]] = {
    "allow": ("放行", "allow"),
    "warn": ("提示", "warn"),
    "verify": ("核验", "verify"),
    "review": ("复核", "review"),
    "hold": ("暂停", "hold"),
    "block": ("阻断", "block"),
}
OUTCOMES: Final[dict[str, Pair]] = {
    "fraud": ("欺诈", "fraud"),
    "refunded": ("退款", "refunded"),
    "refused": ("拒绝", "refused"),
    "good": ("正常", "good"),
}

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def count(value: int) -> str:
    """A whole number with commas."""
    return f"{value:,}"


def percent(share: float | None, *, digits: int = 1) -> str:
    """A share as a percentage; a dash where there is none."""
    return "—" if share is None else f"{share * 100:.{digits}f}%"


def yuan(fen: int) -> str:
    """An amount in yuan, without fen from a thousand yuan on."""
    return f"¥{fen / 100:,.2f}" if abs(fen) < 100_000 else f"¥{round(fen / 100):,}"


def moment(at_us: int, zone: str) -> str:
    """A time of the data in the pack's zone, to the minute."""
    return (_EPOCH + timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


Format = Callable[[int], str]
