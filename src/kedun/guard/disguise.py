"""Words in disguise: which forms stand for which word, under what condition, and what to write instead.

The listed disguises come from `tables/disguises.toml`; for the words of `tables/sensitive.txt` forms are made: initials
and syllables (z账, zhuan账), one lookalike, sound-alikes that are no words, characters written as their parts. A form
is a whole word, so ordinary text is never merged or mended by accident. One automaton finds them all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import ahocorasick_rs

from kedun.guard.glyphs import bare_table, clean_table
from kedun.guard.origins import Edit
from kedun.guard.tables import read_lines, read_shapes, read_sounds, read_splits, read_toml

__all__ = ["disguise_edits"]


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a word, and what must hold around it."""

    word: str
    near: re.Pattern[str] | None = None
    within: int = 0
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    latin_left: bool = False
    latin_right: bool = False

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether the form at `[start, end)` means the word."""
        if self.latin_left and start and _is_letter(text[start - 1]):
            return False
        if (
            self.latin_right
            and end < len(text)
            and _is_letter(text[end])
            and not (self.near and _NAME.match(text, end))
        ):
            return False
        if self.not_after and self.not_after.match(text, end):
            return False
        if self.not_before and self.not_before.search(text, max(0, start - 4), start):
            return False
        if self.near is None:
            return True
        before = self.near.search(text, max(0, start - self.within), start)
        return bool(before or self.near.search(text, end, end + self.within))


_NAME = re.compile(r"[a-z]{1,12}[0-9]|[a-z0-9_]{6}")
"""What follows a short name when its separator is gone: an account's id (vx:abc123)."""


def disguise_edits(text: str) -> list[Edit]:
    """What to write for the disguises in bare text; a longer form goes before a shorter one.

    >>> disguise_edits("加我薇信，z账给我")
    [(2, 4, '微信'), (5, 7, '转账')]
    >>> disguise_edits("维信的诚意")
    []
    """
    forms, automaton = _compiled()
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    if not hits:
        return []
    edits: list[Edit] = []
    done = 0
    for number, start, end in sorted(hits, key=_first_and_longest):
        if start >= done and forms[number].holds(text, start, end):
            edits.append((start, end, forms[number].word))
            done = end
    return edits


def _first_and_longest(hit: tuple[int, int, int]) -> tuple[int, int]:
    return hit[1], -hit[2]


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


@cache
def _compiled() -> tuple[tuple[_Form, ...], ahocorasick_rs.AhoCorasick]:
    forms: dict[str, _Form] = {}
    words = tuple(dict.fromkeys(_words()))
    for form, rule in (*_listed(), *_made(words), *_joined()):
        if form not in words and form not in forms:
            forms[form] = rule
    return tuple(forms.values()), ahocorasick_rs.AhoCorasick(list(forms))


def _words() -> Iterator[str]:
    for line in read_lines("sensitive.txt"):
        yield from line.split()


# What is listed


def _listed() -> Iterator[tuple[str, _Form]]:
    table = read_toml("disguises.toml")
    conditions = {name: re.compile(pattern) for name, pattern in table["context"].items()}
    for group in table["group"]:
        near = conditions[group["near"]] if "near" in group else None
        for item in group["words"].split():
            form, _, word = item.partition("=")
            yield form, _rule(form, word or _meaning(form, group), near, group)


def _meaning(form: str, group: dict[str, Any]) -> str:
    return form + str(group["canon"]) if group.get("keep") else str(group["canon"])


def _rule(form: str, word: str, near: re.Pattern[str] | None, group: dict[str, Any]) -> _Form:
    after, before = group.get("unless_after"), group.get("unless_before")
    return _Form(
        word=word,
        near=near,
        within=group.get("within", 0),
        not_after=re.compile(after) if after else None,
        not_before=re.compile(f"(?:{before})$") if before else None,
        latin_left=_is_letter(form[0]),
        latin_right=_is_letter(form[-1]),
    )


# What is made


def _made(words: Iterable[str]) -> Iterator[tuple[str, _Form]]:
    for word in words:
        for form in (*_spelled(word), *_parted(word), *_mistaken(word)):
            yield form, _Form(word, latin_left=_is_letter(form[0]), latin_right=_is_letter(form[-1]))


def _spelled(word: str) -> Iterator[str]:
    """Some characters by their initial or syllable, at least one as it is (two where the word is long enough)."""
    sounds = read_sounds()
    ways = [(char, sounds[char][0], sounds[char]) for char in word if char in sounds]
    if len(ways) < len(word) or len(word) > 5:
        return
    for parts in product(*ways):
        kept = sum(part == char for part, char in zip(parts, word, strict=True))
        initials = sum(len(part) == 1 for part in parts) - kept
        if 0 < kept < len(word) and _is_clear(word, parts, kept, initials):
            yield "".join(parts)


def _is_clear(word: str, parts: tuple[str, ...], kept: int, initials: int) -> bool:
    """Whether the form can be nothing else: a lone letter beside one character may be a size, a style or a brand."""
    if initials and len(word) == 2:
        return "".join(parts) not in _UNCLEAR and parts[1] not in _AFTER_LETTERS
    return kept * 3 >= len(word) or initials == 0


_AFTER_LETTERS = frozenset("码号款件证员单群本金站费券价信卡站包位户球图车司流领约")
_UNCLEAR = frozenset({"打k", "收k", "会y", "下z", "解d"})


def _joined() -> Iterator[tuple[str, _Form]]:
    """Characters written as parts of which one is a radical that never stands alone: 讠正 can only be 证."""
    for char, ways in read_splits().items():
        for way in ways:
            if not _is_rare(char) and any(part in _RADICALS for part in way) and _in_bare_form(way):
                yield way, _Form(char)


_RADICALS = frozenset("亻冫讠刂阝扌氵忄辶饣犭纟彳艹宀冖疒钅礻衤攵虍廴卩罒丬")


def _parted(word: str) -> Iterator[str]:
    """Some characters written as their parts."""
    splits = read_splits()
    ways = [(char, *splits.get(char, ())[:2]) for char in word]
    if len(word) > 4:
        return
    yield from (form for form in map("".join, product(*ways)) if form != word and _in_bare_form(form))


def _in_bare_form(form: str) -> bool:
    return form.translate(clean_table()).translate(bare_table()) == form


def _mistaken(word: str) -> Iterator[str]:
    """One character by a lookalike: any in a long word, one that nobody writes by chance in a short one."""
    shapes = read_shapes()
    for at, char in enumerate(word):
        for other in shapes.get(char, ""):
            if _is_rare(other) or len(word) > 3:
                yield word[:at] + other + word[at + 1 :]


def _is_rare(char: str) -> bool:
    """Whether a character is outside GB2312 level 1, the 3 755 most used."""
    try:
        return not 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return True
