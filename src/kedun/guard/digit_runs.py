"""Digits written otherwise (幺三八, 壹叁捌, l38, yi san ba) become ASCII digits, but only in long runs of digits.

A run is at least five digit-like characters with at most two separators between neighbours. Han digits in ordinary
text (一二三, 三五天, 二零二四年) make no such run. Sound-alikes and letters count only among many real digits.
"""

import re
from collections.abc import Iterator
from functools import cache

from kedun.guard.origins import Edit
from kedun.guard.tables import read_pairs

__all__ = ["digit_edits"]

_SEPARATORS = r"[ \-_.·,，、/|*~^+=#]{0,2}"
_SYLLABLES = {"ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "san": "3", "si": "4", "wu": "5"} | {
    "liu": "6", "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9"
}  # fmt: skip
_SYLLABLE = re.compile("|".join(_SYLLABLES))
_SPELLED = re.compile(rf"(?:{_SYLLABLE.pattern})(?:[ .,\-_]?(?:{_SYLLABLE.pattern})){{4,}}")
_LETTERS = re.compile("[A-Za-z]{2}")
_PHONE = 11


def digit_edits(text: str) -> list[Edit]:
    """What to write as ASCII digits in clean text.

    >>> digit_edits("打幺三八零零幺三八")
    [(1, 2, '1'), (2, 3, '3'), (3, 4, '8'), (4, 5, '0'), (5, 6, '0'), (6, 7, '1'), (7, 8, '3'), (8, 9, '8')]
    >>> digit_edits("买了一二三件")
    []
    """
    edits: list[Edit] = []
    if _gate().search(text):
        edits = [edit for run in _loose().run.finditer(text) for edit in _loose_edits(text, run)]
        taken = {start for start, _, _ in edits}
        found = (edit for run in _strict().run.finditer(text) for edit in _strict_edits(text, run))
        edits += (edit for edit in found if edit[0] not in taken)
    if _LETTERS.search(text):
        edits += (edit for run in _SPELLED.finditer(text.lower()) for edit in _spelled_edits(text, run))
    return sorted(edits)


class _Digits:
    """Which characters are digits, and the runs they make."""

    __slots__ = ("run", "values")

    def __init__(self, *, values: dict[str, str], least: int) -> None:
        self.values = values
        digit = f"[0-9{re.escape(''.join(values))}]"
        self.run = re.compile(f"{digit}(?:{_SEPARATORS}{digit}){{{least - 1},}}")


@cache
def _gate() -> re.Pattern[str]:
    """Five characters together that a run could hold: cheap, and true of every run."""
    return re.compile(rf"[0-9{re.escape(''.join(_loose().values))} \-_.·,，、/|*~^+=#]{{5}}")


@cache
def _strict() -> _Digits:
    return _Digits(
        values={char: digit for digit, forms in read_pairs("digits.txt") for char in forms.split(" ")[0]}, least=5
    )


@cache
def _loose() -> _Digits:
    values = {char: digit for digit, forms in read_pairs("digits.txt") for char in forms if char not in " |"}
    return _Digits(values=values, least=8)


def _strict_edits(text: str, run: re.Match[str]) -> Iterator[Edit]:
    values = _strict().values
    start, end = run.span()
    odd = [at for at in range(start, end) if text[at] in values]
    if len(odd) == 1 and not _is_phone(text, start, end) and (text[odd[0]] == "一" or odd[0] in (start, end - 1)):
        return  # 100一200 is a range, 67028866三个 a number and a count
    yield from ((at, at + 1, values[text[at]]) for at in odd)


def _is_phone(text: str, start: int, end: int) -> bool:
    digits = [char for char in text[start:end] if char.isdigit() or char in _strict().values]
    return len(digits) == _PHONE and digits[0] in "1一壹幺"


def _loose_edits(text: str, run: re.Match[str]) -> Iterator[Edit]:
    """Sound-alikes and letters, where the run has the shape of a mobile number and no word goes on beside it."""
    values = _loose().values
    body = run.group()
    digits = [values.get(char, char) for char in body if char in values or char.isdigit()]
    real = sum(char.isdigit() or char in _strict().values for char in body)
    mobile = len(digits) == _PHONE and digits[0] == "1" and digits[1] in "3456789"
    if not mobile or real < 4 or _goes_on(text, run.start() - 1) or _goes_on(text, run.end()):
        return
    odd = ((run.start() + at, char) for at, char in enumerate(body) if char in values)
    yield from ((at, at + 1, values[char]) for at, char in odd)


def _goes_on(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


def _spelled_edits(text: str, run: re.Match[str]) -> Iterator[Edit]:
    if _goes_on(text, run.start() - 1) or _goes_on(text, run.end()):
        return
    for syllable in _SYLLABLE.finditer(run.group()):
        yield run.start() + syllable.start(), run.start() + syllable.end(), _SYLLABLES[syllable.group()]
