"""Names made to be misread: homoglyphs, swapped digits, one letter off, a brand with a word added.

A name's skeleton maps what looks alike to one letter (the idea of Unicode's UTS 39); two names that share a skeleton
look alike. Distances go through an index of deletions: a name costs a few look-ups however many brands there are.
"""

import functools
import unicodedata
from collections.abc import Iterator, Mapping

import msgspec

from kedun.guard.links.domains import Owner, brands

__all__ = ["Likeness", "inside", "likeness", "scripts", "skeleton"]

_GROUPS = {
    "a": "аɑαᴀ4@",
    "b": "ьвβƅ8",
    "c": "сϲꮯᴄ¢",
    "d": "ԁɗ",
    "e": "еєҽ3ə℮",
    "f": "ƒſ",
    "g": "ɡցɢ9",
    "h": "һհнʜ",
    "i": "ıіɩιӏ1l|!ɪⅰⅼӀ",
    "j": "јϳ",
    "k": "кκĸ",
    "m": "мⅿ",
    "n": "пռո",
    "o": "оοσօᴏ0ө",
    "p": "рρϱᴘ",
    "q": "ԛգ",
    "r": "гᴦ",
    "s": "ѕꜱƽ5$",
    "t": "тτ7ᴛ",
    "u": "υսцᴜ",
    "v": "ѵνᴠ",
    "w": "ѡԝωᴡшщ",
    "x": "хχӽ",
    "y": "уүγʏ",
    "z": "ʐᴢ2",
}
_ALIKE = {ord(mark): letter for letter, marks in _GROUPS.items() for mark in marks}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_NEAR_ONE, _NEAR_TWO, _INSIDE = 5, 9, 5
"""Letters a brand must have for one edit, two edits, and being found inside a longer word."""


class Likeness(msgspec.Struct, frozen=True):
    """A name that reads like a brand's. `how`: same, homoglyph, edit, inside."""

    brand: str
    owner: Owner
    how: str


@functools.lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """`name` with everything that looks alike made one letter.

    >>> skeleton("taоba0") == skeleton("taobao"), skeleton("arnazon") == skeleton("amazon")
    (True, True)
    """
    text = name.lower()
    if not text.isascii():
        text = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    text = text.translate(_ALIKE)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text


def scripts(name: str) -> frozenset[str]:
    """The alphabets in `name`: latin, cyrillic, greek, han and so on; digits and marks belong to none."""
    if name.isascii():
        return frozenset({"latin"})
    return frozenset(
        unicodedata.name(mark, "UNKNOWN").split(" ", 1)[0].split("-", 1)[0].lower() for mark in name if mark.isalpha()
    )


@functools.lru_cache(maxsize=4096)
def likeness(name: str) -> Likeness | None:
    """The brand that one `name` (a label, or a part of one between hyphens) is or looks like; the closest way first."""
    found = brands().get(name)
    if found:
        return Likeness(name, found, "same")
    if not 3 <= len(name) <= 63:
        return None
    bones = skeleton(name)
    alike = _bones().get(bones)
    if alike:
        return Likeness(alike, brands()[alike], "homoglyph")
    near = _near(bones)
    return Likeness(near, brands()[near], "edit") if near else None


@functools.lru_cache(maxsize=4096)
def inside(name: str) -> Likeness | None:
    """The longest brand that stands at the beginning or end of a longer `name` with something added."""
    bones = skeleton(name)
    sizes = range(min(len(bones) - 1, 24), _INSIDE - 1, -1)
    index = _bones()
    for size in sizes:
        for part in (bones[:size], bones[-size:]):
            word = index.get(part)
            if word and len(word) >= _INSIDE:
                return Likeness(word, brands()[word], "inside")
    return None


@functools.cache
def _bones() -> Mapping[str, str]:
    return {skeleton(word): word for word in brands() if not word.isdigit()}


@functools.cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Skeletons by what is left of them when one letter (of long ones: two) is taken away."""
    found: dict[str, list[str]] = {}
    for bones in _bones():
        if len(bones) >= _NEAR_ONE:
            for rest in {bones, *_less(bones, 2 if len(bones) >= _NEAR_TWO else 1)}:
                found.setdefault(rest, []).append(bones)
    return {rest: tuple(all_of) for rest, all_of in found.items()}


def _less(text: str, times: int) -> Iterator[str]:
    """`text` without any one of its letters, and with `times` 2 without any two of them too."""
    for place in range(len(text)):
        head, tail = text[:place], text[place + 1 :]
        yield head + tail
        if times > 1:
            for other in range(len(tail)):
                yield head + tail[:other] + tail[other + 1 :]


def _near(bones: str) -> str | None:
    if not _NEAR_ONE - 1 <= len(bones) <= 26:
        return None
    index = _index()
    best: tuple[int, str] | None = None
    for rest in {bones, *_less(bones, 2 if len(bones) >= _NEAR_TWO - 1 else 1)}:
        for other in index.get(rest, ()):
            limit = 2 if len(other) >= _NEAR_TWO else 1
            apart = _distance(bones, other)
            if 0 < apart <= limit and (best is None or apart < best[0]):
                best = apart, _bones()[other]
    return best[1] if best else None


def _distance(left: str, right: str) -> int:
    """Edits between two short words, a swap of neighbours counted as one."""
    before, row = [0] * (len(right) + 1), list(range(len(right) + 1))
    for down, mark in enumerate(left, 1):
        older, before, row = before, row, [down]
        for across, other in enumerate(right, 1):
            cost = min(before[across] + 1, row[-1] + 1, before[across - 1] + (mark != other))
            if down > 1 and across > 1 and mark == right[across - 2] and left[down - 2] == other:
                cost = min(cost, older[across - 2] + 1)
            row.append(cost)
    return row[-1]
