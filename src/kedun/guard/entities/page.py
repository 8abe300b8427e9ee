"""The text a recogniser reads: its numbers as runs, and what is said beside them.

A run is what a person would call one number: letters and digits without a break (`SF1234567890123`), or digits
broken up by blanks, dashes or dots (`138-0013-8000`). Nothing here knows any kind of number.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from kedun.guard.entities.cues import COMPANIES, Cue

__all__ = ["Page", "Run"]

_PIECE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]*+[0-9][0-9A-Za-z]*+")
_CLAUSE = re.compile("[,，。;；!！?？、\n]")
_GAP = frozenset(" \t-‐‑‒–—_.·・*~/,、|=#()")
_MOST_DIGITS = 26
_MOST_PARTS = 26
_JOINED_STARTS: dict[int, tuple[str, ...]] = {
    **dict.fromkeys((4, 5, 6, 7, 8), ("",)),
    10: ("0", "400", "800"),
    11: ("0", "1"),
    12: ("0",),
    13: ("86", "4", "7"),
    14: ("7",),
    15: ("34", "37", "0086"),
    **dict.fromkeys((16, 17, 19), ("2", "3", "4", "5", "6", "9", "1")),
    18: ("",),
    20: ("1", "2"),
    21: ("2",),
    24: ("2",),
}
"""By length, how a number begins that people break up: telephones, cards, identities, codes."""

_TOPICS = frozenset({
    "order", "number", "courier", "card", "id", "company", "passport", "phone", "landline", "trade", "wechat", "qq",
    "code", "password", "cvv", "paycode", "goods", "orderw", "courierw", *COMPANIES,
})  # fmt: skip


class Page:
    """A text and the cues in it, to be read by position."""

    __slots__ = ("_ends", "_starts", "classes", "cues", "text")

    def __init__(self, text: str, cues: list[Cue]) -> None:
        self.text = text
        self.cues = cues
        self.classes = frozenset([cue[0] for cue in cues])
        self._starts = [cue[1] for cue in cues]
        self._ends = [cue[2] for cue in cues]

    def before(self, place: int, reach: int = 14) -> tuple[str, ...]:
        """Classes of the cues that end at most `reach` characters before a place, nearest first."""
        last = bisect_right(self._ends, place)
        first = bisect_left(self._ends, place - reach, 0, last)
        return tuple([cue[0] for cue in self.cues[first:last]][::-1])

    def after(self, place: int, reach: int = 8) -> tuple[str, ...]:
        """Classes of the cues that start at most `reach` characters after a place, nearest first."""
        first = bisect_left(self._starts, place)
        last = bisect_right(self._starts, place + reach, first)
        return tuple([cue[0] for cue in self.cues[first:last]])

    def last_end(self, place: int) -> int:
        """Where the nearest cue before a place ends, or a place far away when there is none."""
        at = bisect_right(self._ends, place)
        return self._ends[at - 1] if at else -99

    def pieces(self) -> Iterator["Run"]:
        """Every word of ASCII letters and digits that holds a digit."""
        for found in _PIECE.finditer(self.text):
            yield Run(self, found.start(), found.end(), found.group(), ())


class Run:
    """One number as written: `value` without separators, `parts` the lengths between separators (empty if none)."""

    __slots__ = ("_near", "digits", "end", "page", "parts", "start", "value")

    def __init__(self, page: Page, start: int, end: int, value: str, parts: tuple[int, ...]) -> None:
        self.page = page
        self.start = start
        self.end = end
        self.value = value
        self.digits = value.isdigit()
        self.parts = parts
        self._near: tuple[str, ...] | None = None

    @property
    def near(self) -> tuple[str, ...]:
        """Classes of the cues just before, nearest first."""
        if self._near is None:
            self._near = self.page.before(self.start)
        return self._near

    @property
    def topic(self) -> str:
        """What the nearest telling cue announces; empty when none does."""
        for kind in self.near:
            if kind in _TOPICS:
                return kind
        for kind in self.page.after(self.end, 4):
            if kind in _TOPICS and kind not in {"orderw", "courierw", "phone"}:
                return kind
        return ""

    def is_called(self, kinds: frozenset[str], reach: int = 6) -> bool:
        """Whether the nearest cue before is one of these, close by and in the same clause."""
        if not self.near or self.near[0] not in kinds:
            return False
        end = self.page.last_end(self.start)
        return self.start - end <= reach and not _CLAUSE.search(self.page.text, end, self.start)

    @property
    def left(self) -> str:
        """The character before, or nothing at the start."""
        return self.page.text[self.start - 1 : self.start] if self.start else ""

    @property
    def right(self) -> str:
        """The character after, or nothing at the end."""
        return self.page.text[self.end : self.end + 1]


def joined(pieces: list[Run], first: int) -> Iterator[tuple[Run, int]]:
    """Runs that begin with a piece and go on over separators, shortest first, each with the place of its last piece.

    Only those whose length and first digits could be a number somebody breaks up.
    """
    page = pieces[first].page
    value, parts, end = pieces[first].value, [len(pieces[first].value)], pieces[first].end
    for place in range(first + 1, min(first + _MOST_PARTS, len(pieces))):
        piece = pieces[place]
        if piece.start - end > 3 or not piece.digits or len(value) + len(piece.value) > _MOST_DIGITS:
            return
        if not _GAP.issuperset(page.text[end : piece.start]):
            return
        value += piece.value
        parts.append(len(piece.value))
        end = piece.end
        if value.startswith(_JOINED_STARTS.get(len(value), ("x",))):
            yield Run(page, pieces[first].start, end, value, tuple(parts)), place
