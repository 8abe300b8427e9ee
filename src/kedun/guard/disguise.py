"""Words in disguise: which forms stand for which word, under what condition, and what to write instead.

The listed disguises come from `tables/disguises.toml`, many others are made (`forms.py`). A form is a whole word, so
ordinary text is never merged or mended by accident. One automaton finds them all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick_rs

from kedun.guard.forms import in_bare_form, made_forms
from kedun.guard.origins import Edit
from kedun.guard.tables import read_toml

__all__ = ["disguise_edits"]


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a word, how many characters both begin with, and what must hold around it."""

    word: str
    same: int = 0
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
        if self.latin_right and end < len(text) and _is_letter(text[end]) and not _NAME.match(text, end):
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
        form = forms[number]
        if start >= done and form.holds(text, start, end):
            done = end
            edits.append((start + form.same, end, form.word[form.same :]))
    return edits


def _same(form: str, word: str) -> int:
    """How many characters both begin with; none where the whole form stays, for then the span is the form's."""
    same = next((at for at, (one, other) in enumerate(zip(form, word, strict=False)) if one != other), None)
    return same or 0


def _first_and_longest(hit: tuple[int, int, int]) -> tuple[int, int]:
    return hit[1], -hit[2]


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


@cache
def _compiled() -> tuple[tuple[_Form, ...], ahocorasick_rs.AhoCorasick]:
    forms: dict[str, _Form] = {}
    for form, rule in _listed():
        forms.setdefault(form, rule)
    for form, word in made_forms():
        if form not in forms:
            forms[form] = _Form(
                word, _same(form, word), latin_left=_is_letter(form[0]), latin_right=_is_letter(form[-1])
            )
    return tuple(forms.values()), ahocorasick_rs.AhoCorasick(list(forms))


# What is listed


def _listed() -> Iterator[tuple[str, _Form]]:
    table = read_toml("disguises.toml")
    conditions = {name: re.compile(pattern) for name, pattern in table["context"].items()}
    for group in table["group"]:
        near = conditions[group["near"]] if "near" in group else None
        for item in group["words"].split():
            written, _, word = item.partition("=")
            form = in_bare_form(written)
            yield form, _rule(form, word or _meaning(form, group), near, group)


def _meaning(form: str, group: dict[str, Any]) -> str:
    return form + str(group["canon"]) if group.get("keep") else str(group["canon"])


def _rule(form: str, word: str, near: re.Pattern[str] | None, group: dict[str, Any]) -> _Form:
    after, before = group.get("unless_after"), group.get("unless_before")
    return _Form(
        word=word,
        same=_same(form, word),
        near=near,
        within=group.get("within", 0),
        not_after=re.compile(after) if after else None,
        not_before=re.compile(f"(?:{before})$") if before else None,
        latin_left=_is_letter(form[0]),
        latin_right=_is_letter(form[-1]),
    )
