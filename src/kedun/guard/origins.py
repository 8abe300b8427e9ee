"""Where a character of a changed text comes from: built only when a span is asked for, linear in the text's length."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Edit", "Origins", "edited"]

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
        """After `text.translate(table)`, where `text` is what these origins are of.

        Only signs that vanish or become several move the others; most texts have few.
        """
        edits = [(at, at + 1, table[ord(sign)] or "") for at, sign in _moving(text, table)]
        return self.edited([(start, end, new if isinstance(new, str) else chr(new)) for start, end, new in edits])

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


def _moving(text: str, table: Sequence[int | str | None]) -> Iterable[tuple[int, str]]:
    """The places of signs that a table does not turn into exactly one."""
    key = id(table)
    if key not in _WIDTHS:
        _WIDTHS[key] = table, [_KEPT if isinstance(new, int) else _width(new) for new in table]
    widths = text.translate(_WIDTHS[key][1])
    return ((found.start(), text[found.start()]) for found in _MOVES.finditer(widths))


def _width(new: str | None) -> str:
    return _KEPT if new is not None and len(new) == 1 else _MOVED


_KEPT, _MOVED = "\x01", "\x00"
_MOVES = re.compile(_MOVED)
_WIDTHS: dict[int, tuple[Sequence[int | str | None], list[str]]] = {}
"""For each table which signs move; the table is kept so that its id stays its own."""
