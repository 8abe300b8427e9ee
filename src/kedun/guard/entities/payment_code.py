"""Payment codes, the numbers under a wallet's bar code. Red-line data: never kept (DOMAIN 4.3.1, L5).

WeChat's are eighteen digits from 10 to 15 on, Alipay's sixteen to twenty-four from 25 to 30 on; without a word for
one they look like orders, so the word decides.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find"]

_AFTER = re.compile(
    r"[^0-9A-Za-z。！!？?;；\n]{0,12}(?P<code>(?:1[0-5]|2[5-9]|30|62)(?:[ -]?[0-9]){14,22})(?![0-9A-Za-z])"
)


def find(page: Page) -> Iterator[Hit]:
    """The codes behind words for one."""
    for kind, _, end in page.cues:
        found = _AFTER.match(page.text, end) if kind == "paycode" else None
        if found is not None:
            code = re.sub(r"[^0-9]", "", found["code"])
            yield Hit("payment_code", found.start("code"), found.end("code"), code, 0.95, "payment_code.said", "******")
