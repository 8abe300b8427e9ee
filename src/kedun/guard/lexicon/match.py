"""The lexicon compiled: one automaton over the bare text, one over its sound, and the near-by checks.

A message is first searched for all words at once. Only for an anchor that was met, and whose other groups were met
somewhere, distances are looked at. Long texts are taken in pieces, so that the work stays linear in length.
"""

from collections.abc import Callable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from kedun.guard.lexicon.model import Concept, Pattern, Said

__all__ = ["Lexicon", "Said"]

_PIECE = 1_000
_SOUND_HAN = 3
"""Words of at least so many Han characters are found by sound too; shorter ones would be met by accident."""
_BREAK = "。"
_ASKING = "吗嘛么"

Hit = tuple[int, int, int]  # word, start, end
Check = tuple[int, tuple[frozenset[int], ...], frozenset[int], int, int, str]
"""Reach, groups that must be near, words that must not, within, apart, order."""


class Lexicon:
    """Concepts and patterns, ready to search. Thread-safe: nothing changes after it is built.

    `concepts` and `patterns` are in the order of the files; `concept_of[i]` is the index of pattern i's concept.
    """

    def __init__(self, concepts: tuple[Concept, ...], patterns: tuple[Pattern, ...]) -> None:
        self.concepts = concepts
        self.patterns = patterns
        self.index = {concept.id: number for number, concept in enumerate(concepts)}
        self.concept_of = tuple(self.index[pattern.concept] for pattern in patterns)
        self.words = tuple(dict.fromkeys(_all_words(patterns)))
        number_of = {word: number for number, word in enumerate(self.words)}
        self._checks = tuple(_check(pattern, number_of) for pattern in patterns)
        self._anchored = _anchored(patterns, number_of)
        self._margin = max(map(_needs, patterns), default=0)
        self._anchors = frozenset(number for number, met in enumerate(self._anchored) if met)
        self._literal = AhoCorasick(list(self.words) or ["\0"])
        self._by_sound: AhoCorasick | None = None
        self._sound_words: tuple[int, ...] = ()

    def hear(self, sound: Callable[[str], str]) -> None:
        """Also find longer words of fraud by sound; `sound` gives the sound view, character for character."""
        grave = dict.fromkeys(_all_words([p for p in self.patterns if self._speaks_of_fraud(p)], spoilers=False))
        long = [n for n, word in enumerate(self.words) if word in grave and _han(word) >= _SOUND_HAN]
        if long:
            self._sound_words = tuple(long)
            self._by_sound = AhoCorasick([sound(self.words[number]) for number in long])

    def _speaks_of_fraud(self, pattern: Pattern) -> bool:
        concept = self.concepts[self.index[pattern.concept]]
        return concept.weight > 0 or bool(concept.out)

    def said(self, bare: str, sound: str | None = None) -> list[Said]:
        """The patterns met, each at its first place in a piece of text, by position."""
        if len(bare) <= _PIECE:
            return self._said(bare, sound, 0, _PIECE)
        found: list[Said] = []
        for start in range(0, len(bare), _PIECE):
            cut = max(0, start - self._margin)
            piece = slice(cut, start + _PIECE + self._margin)
            said = self._said(bare[piece], sound and sound[piece], start - cut, start - cut + _PIECE)
            found += [(pattern, left + cut, right + cut) for pattern, left, right in said]
        return sorted(found, key=lambda said: said[1])

    def _said(self, bare: str, sound: str | None, low: int, high: int) -> list[Said]:
        """The patterns whose anchors end after `low` and not after `high`; the rest is there to be looked at."""
        hits: list[Hit] = self._literal.find_matches_as_indexes(bare, overlapping=True)
        if self._by_sound is not None and sound is not None:
            heard = self._by_sound.find_matches_as_indexes(sound, overlapping=True)
            if heard:
                hits = self._joined(bare, hits, heard)
        if not hits:
            return []
        words = {hit[0] for hit in hits}
        if words.isdisjoint(self._anchors):
            return []
        return self._checked(bare, hits, words, low, high)

    def _joined(self, bare: str, hits: list[Hit], heard: list[Hit]) -> list[Hit]:
        """Hits by character and by sound; a question's 吗 is never heard as a 码."""
        words = self._sound_words
        also = {(words[number], start, end) for number, start, end in heard if bare[end - 1] not in _ASKING}.difference(
            hits
        )
        return sorted([*hits, *also], key=lambda hit: hit[2]) if also else hits

    def _checked(self, bare: str, hits: list[Hit], words: set[int], low: int, high: int) -> list[Said]:
        found: dict[int, Said] = {}
        anchored, checks = self._anchored, self._checks
        for place, (word, start, end) in enumerate(hits):
            for number in anchored[word]:
                if number in found:
                    continue
                check = checks[number]
                span: tuple[int, int] | None = start, end
                if check[1]:
                    if any(map(words.isdisjoint, check[1])):
                        continue
                    span = _near(check, hits, place, start, end)
                if (
                    span is not None
                    and low < end <= high
                    and not (check[2] and not words.isdisjoint(check[2]) and _spoiled(check, bare, hits, place, span))
                ):
                    found[number] = number, span[0], span[1]
        return sorted(found.values(), key=lambda said: said[1]) if found else []


def _near(check: Check, hits: Sequence[Hit], place: int, start: int, end: int) -> tuple[int, int] | None:
    """The region from the anchor to the nearest word of every group, or None."""
    reach, groups, _, within, _, order = check
    low, high = start, end
    for group in groups:
        best: tuple[int, int, int] | None = None
        for word, left, right in _around(hits, place, reach):
            if word not in group or (left < end and right > start):
                continue
            gap = left - end if left >= end else start - right
            wrong = (order == "after" and left < end) or (order == "before" and right > start)
            if gap <= within and not wrong and (best is None or gap < best[0]):
                best = gap, left, right
        if best is None:
            return None
        low, high = min(low, best[1]), max(high, best[2])
    return low, high


def _spoiled(check: Check, bare: str, hits: Sequence[Hit], place: int, span: tuple[int, int]) -> bool:
    """Whether a word that must not be near stands in the region or beside it, in the same sentence."""
    low, high = span
    apart = check[4]
    for word, left, right in _around(hits, place, check[0] + apart):
        if word not in check[2] or right < low - apart or left > high + apart:
            continue
        if right <= low and _BREAK in bare[right:low]:
            continue
        if left >= high and _BREAK in bare[high:left]:
            continue
        return True
    return False


def _around(hits: Sequence[Hit], place: int, reach: int) -> Iterator[Hit]:
    """Hits (sorted by end) that can lie within `reach` characters of the one at `place`."""
    middle = hits[place]
    first = middle[1] - reach
    for before in range(place - 1, -1, -1):
        if hits[before][2] < first:
            break
        yield hits[before]
    last = middle[2] + reach
    for after in range(place + 1, len(hits)):
        if hits[after][2] > last:
            break
        yield hits[after]


def _han(word: str) -> int:
    return sum("\u4e00" <= sign <= "\u9fff" for sign in word)


def _all_words(patterns: Sequence[Pattern], *, spoilers: bool = True) -> Iterator[str]:
    for pattern in patterns:
        yield from pattern.any
        for group in pattern.near:
            yield from group
        if spoilers:
            yield from pattern.not_near


def _check(pattern: Pattern, number_of: dict[str, int]) -> Check:
    """A pattern as numbers."""
    near = tuple(frozenset(number_of[word] for word in group) for group in pattern.near)
    longest = max((len(word) for group in (*pattern.near, pattern.not_near) for word in group), default=0)
    reach = (pattern.within + longest) * max(1, len(near)) + pattern.apart + longest
    unwanted = frozenset(number_of[word] for word in pattern.not_near)
    return reach, near, unwanted, pattern.within, pattern.apart, pattern.order


def _needs(pattern: Pattern) -> int:
    """How far from an anchor's end anything lies that a pattern looks at."""
    near = max((len(word) for group in pattern.near for word in group), default=0)
    unwanted = max(map(len, pattern.not_near), default=0)
    return max(map(len, pattern.any)) + pattern.within + near + pattern.apart + unwanted


def _anchored(patterns: Sequence[Pattern], number_of: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    anchored: list[list[int]] = [[] for _ in number_of]
    for number, pattern in enumerate(patterns):
        for word in pattern.any:
            anchored[number_of[word]].append(number)
    return tuple(map(tuple, anchored))
