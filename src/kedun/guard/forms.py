"""Ways to write the words of `tables/sensitive.txt` that nobody writes by chance: made, not listed.

Initials and syllables (z账, zhuan账), sound-alikes and lookalikes of one character or rare ones, emoji, parts (车专账),
a character left out of a longer word. What occurs in ordinary text (`tables/ordinary.txt`) is no form.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from kedun.guard.glyphs import bare_table, clean_table, kept_emoji
from kedun.guard.tables import read_lines, read_pairs, read_shapes, read_sounds, read_splits

__all__ = ["candidates", "in_bare_form", "made_forms", "sensitive_words"]

_AFTER_LETTERS = frozenset("码号款件证员单群本金站费券价信卡包位户球图车司流领约")
"""After a lone letter these make a size, a style, a brand (M码, A款, K金)."""
_UNCLEAR = frozenset({"打k", "收k", "会y", "下z", "解d", "征x", "扫扫"})
_RADICALS = frozenset("亻冫讠刂阝扌氵忄辶饣犭纟彳艹宀冖疒钅礻衤攵虍廴卩罒丬")
"""Parts that never stand alone."""
_EVERYDAY = frozenset(
    "的了是在我你他她它不有这那个就都也和到说要会与及为于可没吗呢吧啊一人大上下来去后前里时年月日中多好很"
)


def made_forms() -> Iterator[tuple[str, str]]:
    """Form and word; forms that are sensitive words themselves or occur in ordinary text are left out.

    >>> dict(made_forms())["z账"]
    '转账'
    """
    plain = {*sensitive_words(), *_ordinary()}
    return ((form, word) for form, word in candidates() if form not in plain)


def candidates() -> Iterator[tuple[str, str]]:
    """Form and word, before ordinary text is consulted."""
    for word in sensitive_words():
        for way in (_spelled, _pictured, _parted, _looking_alike, _sounding_alike, _shortened, _broken):
            for form in way(word):
                if form != word and form not in _UNCLEAR:
                    yield form, word
    yield from _joined()


@cache
def sensitive_words() -> tuple[str, ...]:
    """The words, longest first: their forms win over the forms of the words in them."""
    words = dict.fromkeys(word for line in read_lines("sensitive.txt") for word in line.split())
    return tuple(sorted(words, key=len, reverse=True))


def in_bare_form(form: str) -> str:
    """As the form stands in bare text before disguises are looked for."""
    return form.translate(clean_table()).translate(bare_table())


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(form for line in read_lines("ordinary.txt") for form in line.split())


def _spelled(word: str) -> Iterator[str]:
    """Some characters by their initial or syllable, at least one as it is."""
    sounds = read_sounds()
    ways = [(char, sounds[char][0], sounds[char]) for char in word if char in sounds]
    if len(ways) < len(word) or len(word) > 5:
        return
    for parts in product(*ways):
        kept = sum(part == char for part, char in zip(parts, word, strict=True))
        initials = sum(len(part) == 1 for part in parts) - kept
        if 0 < kept < len(word) and _is_clear(parts, kept, initials):
            yield "".join(parts)


def _is_clear(parts: tuple[str, ...], kept: int, initials: int) -> bool:
    """Whether the form can be nothing else: a lone letter beside one character may be a size, a style or a brand."""
    if initials and len(parts) == 2:
        return parts[1] not in _AFTER_LETTERS
    return kept * 3 >= len(parts) or initials == 0


def _pictured(word: str) -> Iterator[str]:
    """A character, or a word in the word, by its emoji."""
    for sign, meaning in kept_emoji().items():
        if meaning in word and meaning != word:
            yield word.replace(meaning, sign, 1)
    pictures = {char: tuple(sign for sign, meaning in kept_emoji().items() if meaning == char) for char in word}
    if len(word) < 5:
        yield from map("".join, product(*((char, *pictures[char]) for char in word)))


def _parted(word: str) -> Iterator[str]:
    """Some characters written as their parts."""
    if len(word) < 5:
        splits = read_splits()
        forms = map("".join, product(*((char, *splits.get(char, ())[:2]) for char in word)))
        yield from (form for form in forms if form == in_bare_form(form))


def _joined() -> Iterator[tuple[str, str]]:
    """Any common character written as parts of which one is a radical that never stands alone: 讠正 can only be 证."""
    for char, ways in read_splits().items():
        for way in ways:
            if not _is_rare(char) and any(part in _RADICALS for part in way) and way == in_bare_form(way):
                yield way, char


def _looking_alike(word: str) -> Iterator[str]:
    """One character by a lookalike, two in a longer word or where one is rare."""
    shapes = read_shapes()
    likes = [_bare(shapes.get(char, "")) for char in word]
    yield from _with_one(word, likes)
    for first in range(len(word) - 1):
        for second in range(first + 1, len(word)):
            for one, other in product(likes[first], likes[second]):
                if len(word) > 2 or _is_rare(one) or _is_rare(other):
                    yield word[:first] + one + word[first + 1 : second] + other + word[second + 1 :]


def _sounding_alike(word: str) -> Iterator[str]:
    """One character by a sound-alike; in longer words only by one of GB2312, for the view by sound finds those too."""
    if len(word) > 4:
        return
    sounds = read_sounds()
    others = [_bare(_alike().get(sounds.get(char, ""), "")) for char in word]
    if len(word) > 2:
        others = ["".join(other for other in choices if _level(other) < 3) for choices in others]
    yield from _with_one(word, others)


def _with_one(word: str, others: Iterable[str]) -> Iterator[str]:
    for at, choices in enumerate(others):
        for other in choices:
            if len(word) > 2 or other not in _EVERYDAY:
                yield word[:at] + other + word[at + 1 :]


def _shortened(word: str) -> Iterator[str]:
    """A character left out: never the first or last of a short word, for what is left is often a word."""
    if len(word) > 2:
        edge = 1 if len(word) < 5 else 0
        for at in range(edge, len(word) - edge):
            yield word[:at] + word[at + 1 :]


def _broken(word: str) -> Iterator[str]:
    """A comma between two of the characters: other signs between them are gone already."""
    if len(word) < 5:
        yield from (word[:at] + "，" + word[at:] for at in range(1, len(word)))


@cache
def _alike() -> dict[str, str]:
    return dict(read_pairs("sound.txt"))


def _bare(chars: str) -> str:
    """Those of the characters that bare text can hold."""
    return "".join(char for char in chars if in_bare_form(char) == char)


def _is_rare(char: str) -> bool:
    return _level(char) > 1


def _level(char: str) -> int:
    """1 for the 3 755 most used characters (GB2312 level 1), 2 for the other ones of GB2312, 3 for the rest."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 3
    return 1 if 0xB0 <= lead <= 0xD7 else 2
