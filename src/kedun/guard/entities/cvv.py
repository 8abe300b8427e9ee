"""Card security codes: three or four digits behind a word for one. Red-line data: never kept (DOMAIN 4.3.1, L5)."""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find"]

_AFTER = re.compile(
    r"(?:[3三四4]位(?:数字?|码)?|[^0-9A-Za-z。！!？?;；\n]){0,8}?"
    r"(?P<code>[0-9]{3,4}|[0-9](?:[ -][0-9]){2,3})(?![0-9A-Za-z]|[-./:][0-9]|\s?[位元块次个秒分])"
)


def find(page: Page) -> Iterator[Hit]:
    """The codes behind words for one."""
    for kind, _, end in page.cues:
        if kind != "cvv":
            continue
        found = _AFTER.match(page.text, end)
        if found is not None and not re.search("订单|尾号|手机|电话|单号", found[0]):
            code = re.sub(r"[^0-9]", "", found["code"])
            yield Hit("cvv", found.start("code"), found.end("code"), code, 0.9, "cvv.said", "***")
