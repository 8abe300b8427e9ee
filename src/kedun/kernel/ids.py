"""Typed identifiers, and new ones that sort by the time they were made."""

from collections.abc import Callable
from typing import NewType

from kedun.kernel.clock import Clock
from kedun.kernel.errors import InputError

__all__ = [
    "AgentId",
    "ConversationId",
    "CustomerId",
    "DecisionId",
    "EventId",
    "FeatureId",
    "ListId",
    "OrderId",
    "RandomBits",
    "RuleId",
    "new_id",
]

AgentId = NewType("AgentId", str)
ConversationId = NewType("ConversationId", str)
CustomerId = NewType("CustomerId", str)
DecisionId = NewType("DecisionId", str)
EventId = NewType("EventId", str)
FeatureId = NewType("FeatureId", str)
ListId = NewType("ListId", str)
OrderId = NewType("OrderId", str)
RuleId = NewType("RuleId", str)

RandomBits = Callable[[int], int]
"""Gives a whole number of that many random bits, as `secrets.randbits` and `random.Random().getrandbits` do."""

_LARGEST_MS = 2**48 - 1


def new_id(clock: Clock, random: RandomBits) -> str:
    """Make a UUID of version 7 (RFC 9562, method 3): text order is the order of `clock`'s microseconds.

    48 bits of milliseconds, 12 bits of the millisecond's fraction, 62 random bits. Two made in the same
    microsecond are in no order. Raises InputError for a clock before 1970.

    >>> new_id(lambda: 1_000, lambda bits: 0)
    '00000000-0001-7000-8000-000000000000'
    """
    ms, us = divmod(clock(), 1000)
    if not 0 <= ms <= _LARGEST_MS:
        raise InputError("the clock is outside the years an identifier can hold", zh="时钟超出标识可表示的年份")
    fraction = us * 4096 // 1000
    digits = f"{ms << 80 | 7 << 76 | fraction << 64 | 0b10 << 62 | random(62):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
