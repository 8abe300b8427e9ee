"""Links inside running text, whether or not Chinese stands around them."""

import re
from collections.abc import Iterator

from kedun.guard.links.parse import parse
from kedun.guard.links.suffixes import place

__all__ = ["find"]

_SCHEMED = re.compile(
    r"(?:h(?:tt|xx)ps?(?:\[:\]|:)[/\\]{1,2}|javascript:|data:text/)"
    r"[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef<>\"“”]{2,4000}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![A-Za-z0-9@.\-_])(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(?:\.|\[\.\]|\(\.\)|。(?=[a-z]))){1,8}"
    r"(?:[A-Za-z]{2,18}|[0-9]{1,3}(?=[:/])|xn--[A-Za-z0-9\-]{2,59})(?![A-Za-z0-9@])"
    r"(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9\-._~%!$&'()*+,;=:@/?#\[\]]{0,2000})?"
)
_TAIL = ".,;:!?)]}'*"


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Each link in `text` as start, end and the link itself, in order and without overlap.

    A name without a scheme counts when its end is a real public suffix, so that a file's name or a decimal does not.

    >>> [link for _, _, link in find("亲，退款点taobao-kf.top/a1处理，价格3.5元，见readme.md")]
    ['taobao-kf.top/a1']
    """
    if "." not in text and ":" not in text and "。" not in text:
        return
    taken = 0
    spots = sorted((found.start(), found.end(), found[0], bare) for pattern, bare in ((_SCHEMED, False), (_BARE, True))
                   for found in pattern.finditer(text))  # fmt: skip
    for start, _, raw, bare in spots:
        if start < taken:
            continue
        link = _trimmed(raw)
        if bare and not _is_host(link):
            continue
        taken = start + len(link)
        yield start, taken, link


def _trimmed(raw: str) -> str:
    """Without the punctuation of the sentence around, but with the brackets of its own."""
    link = raw.rstrip(_TAIL)
    return link + ")" if raw.startswith(link + ")") and link.count("(") > link.count(")") else link


_FILES = frozenset({"md", "py", "rs", "zip", "mov", "ps", "sh", "so"})


def _is_host(link: str) -> bool:
    """Whether a name without a scheme ends in a public suffix and is not rather a file's name."""
    parts = parse(link)
    if parts.ip:
        return parts.ip_form == "dotted" and parts.host.count(".") == 3 and bool(parts.rest or parts.port)
    spot = place(parts.host)
    return bool(spot.domain) and (bool(parts.rest) or spot.suffix not in _FILES)
