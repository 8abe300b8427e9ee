"""The scam types of DOMAIN 2.1.1 that leave a footprint in a shop's events, and how often each is dealt."""

from kedun.lab.shopday.honest import Story
from kedun.lab.shopday.scams import accounts, chats, claims, money

__all__ = ["SCAMS"]

_OFTEN = {"T01": 2, "T16": 2, "T19": 2, "T25": 3, "T26": 2}

SCAMS: tuple[tuple[int, tuple[str, Story]], ...] = tuple(
    (_OFTEN.get(code, 1), (code, getattr(room, code.lower())))
    for code, room in sorted((name.upper(), room) for room in (chats, accounts, money, claims) for name in room.__all__)
)
"""(cards in the deck, (code, story)), T01 to T38."""
