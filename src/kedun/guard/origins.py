"""Where a character of a changed text comes from: built only when a span is asked for, linear in the text's length."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Edit", "Origins", "edited", "moves", "walked_back"]

Edit = tuple[int, int, str]
"""Characters `[start, end)` become a new text. Edits of one text are in order and do not overlap."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made."""
    parts: list[str] = []
    at = 0
    for start, end, new in edits:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Origins:
    """For each character of a text, the half-open span of the first text it comes from; both ends only rise."""

    starts: Sequence[int]
    ends: Sequence[int]
    size: int

    @classmethod
    def of(cls, text: str) -> "Origins":
        """The text itself."""
        return cls(range(len(text)), range(1, len(text) + 1), len(text))

    def translated(self, text: str, table: Sequence[int | str | None]) -> "Origins":
        """After `text.translate(table)`, where `text` is what these origins are of."""
        return self.edited(moves(text, table))

    def edited(self, edits: Sequence[Edit]) -> "Origins":
        """After the edits; a replacement of equal length keeps each character's own origin."""
        if not edits:
            return self
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in edits:
            kept = end if len(new) == end - start else start
            starts += self.starts[at:kept]
            ends += self.ends[at:kept]
            if kept == start:
                first, last = self.span(start, end)
                starts += (first,) * len(new)
                ends += (last,) * len(new)
            at = end
        starts += self.starts[at:]
        ends += self.ends[at:]
        return Origins(starts, ends, self.size)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the first text behind `[start, end)`; what lies outside is clipped, an empty span stays empty."""
        length = len(self.starts)
        start = min(max(start, 0), length)
        end = min(max(end, start), length)
        if start < end:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < length else self.size
        return at, at


def walked_back(layers: Sequence[Sequence[Edit]], start: int, end: int) -> tuple[int, int]:
    """The span of the first text behind a span that is not empty, after layers of edits; for few edits.

    It goes through the edits for this one span, where `Origins` looks at every character once.
    """
    last = end - 1
    for edits in reversed(layers):
        if edits:
            start = _before(edits, start)[0]
            last = _before(edits, last)[1] - 1
    return start, last + 1


def _before(edits: Sequence[Edit], at: int) -> tuple[int, int]:
    """The span of the text before the edits that one of its characters after them comes from."""
    shift = 0
    for start, end, new in edits:
        first = start + shift
        if at < first:
            break
        if at < first + len(new):
            return (start + at - first, start + at - first + 1) if len(new) == end - start else (start, end)
        shift += len(new) - (end - start)
    return at - shift, at - shift + 1


def moves(text: str, table: Sequence[int | str | None]) -> list[Edit]:
    """What `text.translate(table)` changes that moves other signs: those that vanish or become several."""
    key = id(table)
    if key not in _WIDTHS:
        _WIDTHS[key] = table, [_KEPT if isinstance(new, int) else _width(new) for new in table]
    widths = text.translate(_WIDTHS[key][1])
    if _MOVED not in widths:
        return []
    places = (found.start() for found in _MOVES.finditer(widths))
    return [(at, at + 1, str(table[ord(text[at])] or "")) for at in places]


def _width(new: str | None) -> str:
    return _KEPT if new is not None and len(new) == 1 else _MOVED


_KEPT, _MOVED = "\x01", "\x00"
_MOVES = re.compile(_MOVED)
_WIDTHS: dict[int, tuple[Sequence[int | str | None], list[str]]] = {}
"""For each table which signs move; the table is kept so that its id stays its own."""
