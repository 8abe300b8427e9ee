"""The two character tables of `fold`: what a character is (`glyphs`), and what of it is left in bare text (`strokes`).

Both are lists by code point for `str.translate`, which is fastest when every common character is found. They end at
U+20000; what lies beyond is handled by `fold`.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

from kedun.guard.tables import read_pairs, read_traditional

__all__ = ["LIMIT", "Table", "bare_table", "clean_table", "kept_emoji"]

Table = list[int | str | None]
LIMIT = 0x20000

_OWN = {
    "\t": " ", "\r": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\u2800": " ",
    "丶": "·", "︰": ":", "∶": ":", "ː": ":", "﹒": ".", "․": ".", "‧": "·", "・": "·", "⁄": "/", "∕": "/", "╱": "/",
    "‐": "-", "‑": "-", "‒": "-", "−": "-", "﹣": "-", "⼁": "|", "∣": "|", "│": "|",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "ŧ": "t",
    "🔟": "10", "⺅": "亻", "⺡": "氵", "⺘": "扌", "⻌": "辶", "⻍": "辶", "⺾": "艹", "⻏": "阝",
    "⻖": "阝", "⺉": "刂", "⺖": "忄", "⺨": "犭", "⺮": "竹", "⺼": "月", "⻈": "讠", "⻊": "足",
    "⻐": "钅", "⻠": "饣", "⻢": "马", "⻉": "贝", "⻅": "见", "⻋": "车", "⻓": "长", "⻔": "门",
    "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻥": "鱼", "⻦": "鸟", "⻩": "黄",
}  # fmt: skip
_INVISIBLE = "\u3164\u115f\u1160\uffa0"
_ENDS = "。！？!?；;\n"
_COMMAS = "，,、"
_INK = "丶丨灬彡丿乁〆"
_WHOLE = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xE000, 0xF900), range(0x17000, 0x1B000))
"""Blocks in which a character is what it is, but for the traditional forms."""


@cache
def clean_table() -> Table:
    """Code point → the plain character, without width, style, marks, script tricks or traditional form.

    >>> "ｖ𝐱 轉賬①".translate(clean_table())
    'vx 转账1'
    """
    known = _known()
    table: Table = list(range(LIMIT))
    for code in _others():
        new = _settled(chr(code), known)
        table[code] = new or None
        if len(new) == 1:
            table[code] = ord(new)
    for old, new in known.items():
        if ord(old) < LIMIT:
            table[ord(old)] = ord(new) if len(new) == 1 else new or None
    return table


@cache
def bare_table() -> Table:
    """Code point of clean text → small letter, one kind of stop and of comma, nothing for symbols and blanks.

    A plus sign and the emoji that may stand for a word stay; `fold` decides on them last.

    >>> "加 V_x！转*账".translate(bare_table())
    '加vx。转账'
    """
    table: Table = list(range(LIMIT))
    for code in _others():
        char = chr(code)
        table[code] = code if char.isalnum() else None
        if char.isupper():
            lower = char.lower()
            table[code] = ord(lower) if len(lower) == 1 else code
    table[0xE000:0xF900] = [None] * 0x1900
    for chars, new in ((_ENDS, ord("。")), (_COMMAS, ord("，")), (_INK, None)):
        for char in chars:
            table[ord(char)] = new
    for char in (*kept_emoji(), "+"):
        table[ord(char)] = ord(char)
    return table


@cache
def kept_emoji() -> dict[str, str]:
    """The emoji that stand for a word only where it makes sense, and that word."""
    return {sign: word for sign, word in read_pairs("emoji.txt") if " " not in word}


def _others() -> Iterator[int]:
    at = 0
    for block in (*_WHOLE, range(LIMIT, LIMIT)):
        yield from range(at, block.start)
        at = block.stop


@cache
def _known() -> dict[str, str]:
    """What our own tables say, each already in its last form."""
    known = dict(_OWN) | dict.fromkeys(_INVISIBLE, "")
    for letter, others in read_pairs("homoglyphs.txt"):
        known |= {other: letter for other in others if other != letter}
    simple = {old: new for new, olds in read_traditional().items() for old in olds}
    known |= {old: simple.get(new, new) for old, new in simple.items()}
    for sign, word in read_pairs("emoji.txt"):
        if word.endswith(" always"):
            known[sign] = word.partition(" ")[0]
    return known


def _settled(char: str, known: dict[str, str]) -> str:
    """A character's plain form: compatibility decomposition, then our tables, until nothing changes."""
    if char in known:
        return known[char]
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Mn", "Me"):
        return char if char == "\n" else ""
    if category == "Cs":
        return "\ufffd"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    form = unicodedata.normalize("NFKC", char)
    base = unicodedata.normalize("NFKD", char)[0]
    if base.isascii() and base.isalpha() and len(form) == 1:
        return base
    return form if form == char else "".join(_settled(part, known) for part in form)
