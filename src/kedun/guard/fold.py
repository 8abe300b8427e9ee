"""Undoes disguise in a text and keeps the way back to the characters as they were given (DOMAIN appendix B).

`fold` gives two views. `clean` is the text in plain characters: no width, invisible characters, marks, letters of other
scripts that look Latin, traditional forms; long runs of digits in ASCII. `bare` is for matching words: small letters,
no symbols between characters, one stop and one comma, disguised words written as what they mean. No view ever holds a
lone surrogate. Any text is taken; the time is linear in its length.
"""

import re
from functools import cache

from kedun.guard.digit_runs import digit_edits
from kedun.guard.disguise import disguise_edits
from kedun.guard.glyphs import LIMIT, Table, bare_table, clean_table, kept_emoji
from kedun.guard.origins import Edit, Origins, edited, moves, walked_back
from kedun.guard.tables import read_sounds

__all__ = ["Folded", "fold", "initials", "sound"]

_Steps = tuple[list[Edit], ...]
"""What was changed, one list of edits after the other."""

_FAR = re.compile("[\U00020000-\U0010ffff]")
_HIDDEN = re.compile("[\U000e0000-\U0010ffff]")
_STOPS = ("。。", "，，", "。，", "，。")
_ROUNDS = 4
_FEW_EDITS = 48
_CONTACT = re.compile("我|你|您|个?好友|微|薇|威|v|w|扣|q|企|群|裙|联系|老师|客服|顾问|助理")


class Folded:
    """A text and its two plain views. Spans are half-open, in characters."""

    __slots__ = ("_bare_edits", "_bare_layers", "_clean_edits", "_layers", "_origins", "bare", "clean", "text")

    def __init__(self, text: str, clean: str, bare: str, clean_edits: _Steps, bare_edits: _Steps) -> None:
        self.text = text
        self.clean = clean
        self.bare = bare
        self._clean_edits = clean_edits
        self._bare_edits = bare_edits
        self._layers: _Steps | None = None
        self._bare_layers: _Steps | None = None
        self._origins: dict[int, Origins] = {}

    def __repr__(self) -> str:
        return f"Folded(text={self.text!r}, clean={self.clean!r}, bare={self.bare!r})"

    def in_clean(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text behind a span of `clean`."""
        return self._back(self._clean_layers(), len(self.clean), start, end)

    def in_bare(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text behind a span of `bare`."""
        if self._bare_layers is None:
            self._bare_layers = (*self._clean_layers(), moves(self.clean, bare_table()), *self._bare_edits)
        return self._back(self._bare_layers, len(self.bare), start, end)

    def _back(self, layers: _Steps, length: int, start: int, end: int) -> tuple[int, int]:
        """One span of a little changed text is walked back; else every character's origin is made once."""
        if 0 <= start < end <= length and sum(map(len, layers)) <= _FEW_EDITS:
            return walked_back(layers, start, end)
        origins = self._origins.get(len(layers))
        if origins is None:
            origins = Origins.of(self.text)
            for edits in layers:
                origins = origins.edited(edits)
            self._origins[len(layers)] = origins
        return origins.span(start, end)

    def _clean_layers(self) -> _Steps:
        if self._layers is None:
            self._layers = (moves(self.text, clean_table()), *self._clean_edits)
        return self._layers


def fold(text: str) -> Folded:
    """The text's plain views.

    >>> folded = fold("加我V-X，电话幺三⑧零零138OOO！")
    >>> folded.clean
    '加我V-X,电话13800138000!'
    >>> folded.bare
    '加我微信，电话13800138000。'
    >>> folded.in_bare(2, 4)
    (2, 5)
    """
    clean, clean_edits = _clean(text.translate(clean_table()))
    bare, bare_edits = _bare(clean.translate(bare_table()))
    return Folded(text, clean, bare, clean_edits, bare_edits)


def sound(bare: str) -> str:
    """Bare text with a private-use character for each Han character's syllable; the length stays.

    Tones do not count, nor do the pairs many people do not part: zh/z, ch/c, sh/s, ing/in, eng/en.

    >>> sound("微信") == sound("威心"), sound("银行") == sound("音航")
    (True, True)
    """
    return bare.translate(_sound_table())


def initials(bare: str) -> str:
    """Bare text with a capital for each Han character's and letter's first sound; the length stays.

    >>> initials("转账z账")
    'ZZZZ'
    """
    return bare.translate(_initial_table())


def _clean(text: str) -> tuple[str, _Steps]:
    """Hidden characters beyond the tables go; runs of digits become ASCII, again while that makes longer runs."""
    done: _Steps = ()
    if _FAR.search(text):
        hidden = [(found.start(), found.end(), "") for found in _HIDDEN.finditer(text)]
        text = edited(text, hidden)
        done = (hidden,)
    while len(done) < _ROUNDS and (edits := digit_edits(text)):
        text = edited(text, edits)
        done = (*done, edits)
    return text, done


def _bare(text: str) -> tuple[str, _Steps]:
    """Disguises by what they mean; what was kept for their sake, and is part of none, goes before."""
    done: _Steps = ()
    if _signs().search(text) or any(stops in text for stops in _STOPS):
        edits = _without_kept(text)
        text = edited(text, edits)
        done = (edits,)
    edits = disguise_edits(text)
    return (edited(text, edits), (*done, edits)) if edits else (text, done)


def _without_kept(text: str) -> list[Edit]:
    """Disguises that use a plus sign or an emoji; the other ones of these away, a plus before a contact read aloud."""
    signs = _signs()
    edits = [edit for edit in disguise_edits(text) if signs.search(text, edit[0], edit[1])]
    taken = {at for start, end, _ in edits for at in range(start, end)}
    for found in _kept().finditer(text):
        start, end = found.span()
        if start not in taken:
            sign = found.group()
            edits.append((start, end, _in_place_of(sign, text, end)))
    return sorted(edits)


def _in_place_of(sign: str, text: str, end: int) -> str:
    if sign[0] in "。，":
        return "。" if "。" in sign else "，"
    return "加" if sign == "+" and _CONTACT.match(text, end) else ""


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(f"[+{''.join(kept_emoji())}]")


@cache
def _kept() -> re.Pattern[str]:
    """What bare text must not hold at the end: plus signs, emoji of words, repeated stops."""
    return re.compile(f"[+{''.join(kept_emoji())}]|[。，]{{2,}}")


@cache
def _sound_table() -> Table:
    """Code point → private-use character of the syllable, numbered in the table's order."""
    numbers: dict[str, int] = {}
    table: Table = list(range(LIMIT))
    for char, syllable in read_sounds().items():
        table[ord(char)] = 0xE000 + numbers.setdefault(_plain_syllable(syllable), len(numbers))
    return table


@cache
def _initial_table() -> Table:
    """Code point → capital of the syllable's first letter; a letter's own capital."""
    table: Table = list(range(LIMIT))
    for char, syllable in read_sounds().items():
        table[ord(char)] = ord(syllable[0].upper())
    for code in range(ord("a"), ord("z") + 1):
        table[code] = code - 32
    return table


def _plain_syllable(syllable: str) -> str:
    flat = syllable[0] + syllable[2:] if syllable[:2] in ("zh", "ch", "sh") else syllable
    return flat[:-1] if flat.endswith(("ing", "eng")) else flat
