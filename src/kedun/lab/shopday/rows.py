"""One thing that happened in the shop, compact (`Row`) and as kedun's event JSON has it (`ShopEvent`)."""

from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from kedun.engine.events import ENVELOPE

__all__ = ["ENVELOPE", "TIME_FACTS", "Row", "ShopEvent", "format_time"]

TIME_FACTS = frozenset({"placed_at", "paid_at", "requested_at", "return_created_at"})
"""Facts that are times: microseconds in a row, text in the event."""

_CHINA = timezone(timedelta(hours=8))
_DAY_S = 86_400
_days: dict[int, str] = {}


def format_time(us: int) -> str:
    """RFC 3339 in China's time zone, with microseconds when there are any.

    >>> format_time(1_780_000_000_000_000)
    '2026-05-29T04:26:40+08:00'
    """
    seconds, rest = divmod(us, 1_000_000)
    day, clock = divmod(seconds + 28_800, _DAY_S)
    text = _days.get(day)
    if text is None:
        if len(_days) > 1_000:
            _days.clear()
        text = _days[day] = datetime.fromtimestamp(day * _DAY_S - 28_800, _CHINA).strftime("%Y-%m-%dT")
    hour, clock = divmod(clock, 3_600)
    minute, second = divmod(clock, 60)
    if rest:
        return f"{text}{hour:02d}:{minute:02d}:{second:02d}.{rest:06d}+08:00"
    return f"{text}{hour:02d}:{minute:02d}:{second:02d}+08:00"


class Row(msgspec.Struct, gc=False):
    """One event, cheaply: times are whole microseconds UTC, unknown facts are absent from `facts`.

    `id` is given when the row leaves the stream. `label` is what came out (fraud, chargeback, refunded,
    honest) and `labelled_us` when that became known. `story` numbers the story the event belongs to and
    `scenario` names it: a code T01 … T38, or an honest story's name. `stage` is the scam's stage (P0 … P7)
    as it truly is, empty in honest stories. `money_fen` is what is lost when this event goes through.
    """

    at: int
    type: str
    channel: str
    shop: str
    customer_id: str | None
    order_id: str | None
    agent_id: str | None
    conversation_id: str | None
    facts: dict[str, Any]
    label: str
    labelled_us: int
    scenario: str
    stage: str
    story: int
    money_fen: int
    id: str = ""

    @property
    def is_fraud(self) -> bool:
        """Whether the event belongs to a scam."""
        return bool(self.stage)

    def event(self) -> dict[str, Any]:
        """The event as kedun reads it: times as text, unknown envelope fields left out."""
        found: dict[str, Any] = {"id": self.id, "type": self.type, "at": format_time(self.at)}
        found["channel"], found["shop"] = self.channel, self.shop
        if self.customer_id is not None:
            found["customer_id"] = self.customer_id
        if self.order_id is not None:
            found["order_id"] = self.order_id
        if self.agent_id is not None:
            found["agent_id"] = self.agent_id
        if self.conversation_id is not None:
            found["conversation_id"] = self.conversation_id
        facts = self.facts
        if not TIME_FACTS.isdisjoint(facts):
            facts = {k: format_time(v) if k in TIME_FACTS else v for k, v in facts.items()}
        found["facts"] = facts
        return found


class ShopEvent(msgspec.Struct, frozen=True, gc=False):
    """One event for people and tests: `event` is kedun's event JSON as a dict; the rest as in `Row`."""

    event: dict[str, Any]
    label: str
    labelled_at: str
    scenario: str
    stage: str
    story: int
    money_fen: int

    @classmethod
    def of(cls, row: Row) -> "ShopEvent":
        """The same event, times written out."""
        return cls(
            row.event(), row.label, format_time(row.labelled_us), row.scenario, row.stage, row.story, row.money_fen
        )
