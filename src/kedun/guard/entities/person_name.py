"""Names of people, as hints: a surname before a form of address (张女士), or a name behind a label (收件人：李晓明).

Without either nothing is guessed: Han names look like any two or three characters. `value` is the name alone.
"""

import re
from collections.abc import Iterator
from functools import cache

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page
from kedun.guard.entities.words import characters, words

__all__ = ["find", "masked"]

_HAN = re.compile(r"[一-龥]{2,6}")
_BETWEEN = re.compile(r"\s?(?:改成了?|改为|换成了?|是|为|叫|叫做|写|填|:|：|=|的是|就是|姓名){0,3}\s?[:：]?\s?")
_ALONE_AFTER = frozenset("共价额是部计数量结得之体有会要觉裁线监站局行台署")
_STOP = re.compile(r"[和与跟及或的是在给找向对让叫请位问被帮把到]")


def find(page: Page) -> Iterator[Hit]:
    """The names beside forms of address and labels."""
    for kind, start, end in page.cues:
        if kind == "title":
            hit = _before_title(page.text, start, end)
        elif kind == "name":
            hit = _after_label(page.text, page.text[start:end], end)
        else:
            continue
        if hit is not None:
            yield hit


def masked(name: str) -> str:
    """The surname and a star (DOMAIN 4.3.1).

    >>> masked("李晓明"), masked("欧阳娜娜")
    ('李*', '欧阳*')
    """
    return (name[:2] if name[:2] in _listed("compound") else name[:1]) + "*"


def _before_title(text: str, start: int, end: int) -> Hit | None:
    title = text[start:end]
    if len(title) == 1 and text[end : end + 1] in _ALONE_AFTER:
        return None
    if title in {"哥", "姐"} and text[end : end + 1] in {"哥", "姐", "妹", "弟"}:
        return None
    for length in (2, 1):
        first = start - length
        if first >= 0 and (text[first:start] in _listed("compound") if length == 2 else text[first] in _surnames()):
            longer = _full_name(text, start)
            name = longer or text[first:start]
            if length == 1 and not longer and _in_a_word(text, first, end):
                return None
            return Hit("person_name", start - len(name), end, name, 0.8, "person_name.title", masked(name) + title)
    whole = _full_name(text, start)
    if whole is None or whole in _listed("no_names") or len(title) == 1:
        return None
    return Hit("person_name", start - len(whole), end, whole, 0.7, "person_name.title", masked(whole) + title)


def _full_name(text: str, end: int) -> str | None:
    """A full name that ends at a place: one that begins where a word must, or is tied by no function word."""
    for length in (3, 2):
        first = end - length
        if first < 0 or text[first] not in _surnames() or _never_given().intersection(text[first + 1 : end]):
            continue
        before = text[first - 1 : first] if first else ""
        if "一" <= before <= "龥" and not _STOP.match(before):
            continue
        if text[first : first + 2] not in _listed("no_names") and _HAN.fullmatch(text, first, end):
            return text[first:end]
    return None


def _in_a_word(text: str, first: int, end: int) -> bool:
    """Whether the surname is a part of a common word, and so no surname. Rare ones must stand where a word begins."""
    if text[first - 1 : first + 1] in _listed("word_ends") or text[first:end] in _listed("no_names"):
        return True
    before = text[first - 1 : first] if first else ""
    rare = text[first] not in characters("names", "clear")
    return rare and "一" <= before <= "龥" and before not in "小老" and not _STOP.match(before)


def _after_label(text: str, label: str, end: int) -> Hit | None:
    between = _BETWEEN.match(text, end)
    at = between.end() if between else end
    if label in {"我是", "本人", "他叫", "她叫"} and at != end:
        return None
    run = _HAN.match(text, at)
    if run is None:
        return None
    name = _name_at(run[0], strict=label in _listed("strict"))
    if name is None:
        return None
    rest = text[at + len(name) : at + len(name) + 1]
    tied = label in _listed("strict") or at > end
    if not tied and "一" <= rest <= "龥":
        return None
    confidence = 0.85 if label in _listed("strict") else 0.65 if at > end else 0.5
    return Hit("person_name", at, at + len(name), name, confidence, "person_name.label", masked(name))


def _name_at(han: str, *, strict: bool) -> str | None:
    """The name Han characters begin with. One character after the surname when a second could not be given."""
    surname = 2 if han[:2] in _listed("compound") else 1 if han[0] in _surnames() else 0
    if (
        not surname
        or han[:2] in _listed("no_names")
        or han[surname : surname + 1] in _never_given()
        or len(han) <= surname
    ):
        return None
    if han.startswith(_titles(), surname):
        return han[:surname]
    two = han[surname : surname + 2]
    given = two if len(two) == 2 and two[1] not in _never_given() else two[:1]
    if not strict and len(han) > surname + len(given) and han[surname + len(given)] not in _never_given():
        return None
    return han[:surname] + given


def _surnames() -> frozenset[str]:
    return characters("names", "surnames")


def _never_given() -> frozenset[str]:
    return characters("names", "never_given")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(words("names")[name])


@cache
def _titles() -> tuple[str, ...]:
    return (*[title for title in words("cues")["title"] if len(title) > 1], "大爷", "大妈", "助理", "工程师")
