"""Passwords somebody writes out. Red-line data: never kept (DOMAIN 4.3.1, L5)."""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find"]

_TIED = re.compile(
    r"\s{0,2}(?:[是为:：=]|就是|改成了?|改为|设成|设为|设置成|设置为|设的是|应该是|is|给你|发你)[\s:：'\"“「]{0,3}"
    r"(?:[0-9一二三四五六七八]{1,2}\s?位\s?(?:数字?)?\s?[:：是]?\s?)?(?P<word>[!-+\--~]{4,40})"
)
_BARE = re.compile(r"\s{0,2}(?P<word>(?=[!-~]{0,31}[0-9])[0-9A-Za-z][!-+\--~]{3,31})")
_NOT = re.compile(r"[0-9]{1,2}(?:[-~到至][0-9]{1,2})?$")
_COUNTED = frozenset("位次个秒分元块年月天遍点万")
_TRAILING = ".,;:!?)]}'\""


def find(page: Page) -> Iterator[Hit]:
    """What stands behind a word for a password, tied to it by 是, a colon or nothing at all."""
    text = page.text
    for kind, start, end in page.cues:
        if kind != "password" or (
            text[start].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum()
        ):
            continue
        found = _TIED.match(text, end)
        if found is None:
            found = None if text[end - 1].isascii() and text[end : end + 1].isalnum() else _BARE.match(text, end)
        if found is None:
            continue
        word = found["word"].rstrip(_TRAILING)
        right = text[found.start("word") + len(word) : found.start("word") + len(word) + 1]
        if len(word) < 4 or _NOT.fullmatch(word) or right in _COUNTED or word.startswith(("http", "***", "www.")):
            continue
        if word[0] in "{[<(" or sum(map(str.isalnum, word)) < 3:
            continue
        if set(word) <= set("*#xX.-_?"):
            continue
        where = found.start("word")
        yield Hit("password", where, where + len(word), word, 0.9, "password.said", "******")
