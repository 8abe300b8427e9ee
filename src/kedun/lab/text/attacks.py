"""Eight ways to disguise Chinese text, for training and for measuring what the guard withstands.

Every attack goes over the text once and changes each character that it can with probability `p`; the same generator
state gives the same text. They draw on the same tables that `kedun.guard.fold` undoes disguise with, and on more.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from types import MappingProxyType

from kedun.guard.tables import read_lines, read_shapes, read_sounds, read_traditional

__all__ = [
    "ATTACKS",
    "Attack",
    "deletion",
    "emoji",
    "full_width",
    "homophone",
    "lookalike",
    "pinyin",
    "symbol",
    "traditional",
]

Attack = Callable[..., str]
_SYMBOLS = "*-_.~/|·^ +=#@★☆●、…丶"
_DECORATION = "😀😊🙏👍🌹🎉✨🔥💪👏🥰😄⭐🍀🌟💯"


def homophone(text: str, rng: Random, p: float = 0.3) -> str:
    """Characters by others of the same toneless syllable (信 → 心)."""
    return _each(text, rng, p, lambda char: _other(_homophones().get(_sound(char), ""), char, rng))


def lookalike(text: str, rng: Random, p: float = 0.3) -> str:
    """Characters by others of nearly the same shape (账 → 帐)."""
    return _each(text, rng, p, lambda char: _other(read_shapes().get(char, ""), char, rng))


def traditional(text: str, rng: Random, p: float = 0.3) -> str:
    """Simplified characters by their usual traditional form (转 → 轉)."""
    return _each(text, rng, p, lambda char: read_traditional().get(char, char)[0])


def symbol(text: str, rng: Random, p: float = 0.3) -> str:
    """A symbol or blank after characters (微*信)."""
    return _each(text, rng, p, lambda char: char + rng.choice(_SYMBOLS))


def full_width(text: str, rng: Random, p: float = 0.3) -> str:
    """ASCII characters by full-width ones, Han characters followed by a wide blank."""
    return _each(text, rng, p, lambda char: chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char + "\u3000")


def emoji(text: str, rng: Random, p: float = 0.3) -> str:
    """Words by the emoji that stands for them (手机 → 📱), and emoji after other characters."""
    words = _emoji_words()
    out: list[str] = []
    at = 0
    while at < len(text):
        length = next((n for n in (3, 2, 1) if text[at : at + n] in words), 0)
        if length and rng.random() < p:
            out.append(rng.choice(words[text[at : at + length]]))
            at += length
            continue
        out.append(text[at])
        if _is_han(text[at]) and rng.random() < p:
            out.append(rng.choice(_DECORATION))
        at += 1
    return "".join(out)


def pinyin(text: str, rng: Random, p: float = 0.3) -> str:
    """Characters by the initial of their syllable, now and then by the whole syllable (验证码 → yzm)."""
    return _each(text, rng, p, lambda char: _sound(char)[: 1 if rng.random() < 0.75 else None] or char)


def deletion(text: str, rng: Random, p: float = 0.3) -> str:
    """Characters left out; never two together, for nobody could read that."""
    out: list[str] = []
    kept = True
    for char in text:
        kept = not (kept and _is_han(char) and rng.random() < p)
        if kept:
            out.append(char)
    return "".join(out) or text


def _each(text: str, rng: Random, p: float, change: Callable[[str], str]) -> str:
    return "".join(change(char) if _is_changed(char, rng, p) else char for char in text)


def _is_changed(char: str, rng: Random, p: float) -> bool:
    return (_is_han(char) or (char.isascii() and char.isalnum())) and rng.random() < p


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _other(candidates: str, char: str, rng: Random) -> str:
    choices = candidates.replace(char, "")
    return rng.choice(choices) if choices else char


def _sound(char: str) -> str:
    return read_sounds().get(char, "")


@cache
def _homophones() -> Mapping[str, str]:
    """Syllable → its characters, the thirty first ones of which most are common."""
    groups: dict[str, str] = defaultdict(str)
    for char, syllable in read_sounds().items():
        if len(groups[syllable]) < 30:
            groups[syllable] += char
    return {**groups, "": ""}


@cache
def _emoji_words() -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for line in read_lines("emoji.txt"):
        sign, word, *_ = line.split(" ")
        words[word] = (*words.get(word, ()), sign)
    return words


ATTACKS: Mapping[str, Attack] = MappingProxyType(
    {
        "homophone": homophone,
        "lookalike": lookalike,
        "traditional": traditional,
        "symbol": symbol,
        "full_width": full_width,
        "emoji": emoji,
        "pinyin": pinyin,
        "deletion": deletion,
    }
)
