"""A text with what may not be kept taken out, and the rest of what is personal masked (DOMAIN 4.3.1)."""

import re
from typing import Literal

from kedun.guard.entities.finding import Foldable, find
from kedun.guard.entities.hit import RED_LINE, Hit

__all__ = ["REMOVED", "redact_folded"]

REMOVED = {"zh": "〔已删除〕", "en": "〔removed〕"}
"""What stands where red-line data stood, by language."""

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,39}(?![0-9A-Za-z])")


def redact_folded(folded: Foldable, language: Literal["zh", "en"] = "zh") -> str:
    """The text of `folded`, red-line data removed and the rest masked. Long numbers of no known kind are masked too."""
    clean = folded.clean
    hits = find(folded)
    spans = [(hit.start, hit.end, _shown(hit, language)) for hit in hits]
    spans += [(start, end, "****") for start, end in _unclaimed(clean, hits)]
    parts, done = [], 0
    for start, end, shown in sorted(spans):
        if shown == clean[start:end]:
            continue
        first, last = folded.in_clean(start, end)
        parts += [folded.text[done : max(first, done)], shown]
        done = max(last, done)
    return "".join(parts) + folded.text[done:]


def _shown(hit: Hit, language: str) -> str:
    return REMOVED[language] if hit.kind in RED_LINE else hit.masked


def _unclaimed(clean: str, hits: tuple[Hit, ...]) -> list[tuple[int, int]]:
    taken = iter(hits)
    hit = next(taken, None)
    free = []
    for found in _LONG_NUMBER.finditer(clean):
        while hit is not None and hit.end <= found.start():
            hit = next(taken, None)
        if hit is None or hit.start >= found.end():
            free.append(found.span())
    return free
