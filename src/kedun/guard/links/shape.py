"""How a URL is built, as facts for the model: what kits leave in paths, whose names stand there, what is random."""

import functools
import re
from collections.abc import Iterator
from itertools import pairwise

from kedun.guard.links.domains import targets

__all__ = ["shape"]

_CMS = re.compile(
    r"/(?:wp-(?:includes|admin|content)|administrator|modules|components|plugins|media/system|templates|libraries"
    r"|sites/default|sites/all|cgi-bin|xmlrpc|\.well-known|includes?|vendor)/"
)
_PAGE = re.compile(r"\.(?:php\d?|html?|jsp|aspx?|cgi|pl|cfm|shtml)$")
_HEX = re.compile(r"(?<![0-9a-z])[0-9a-f]{24,}(?![0-9a-z])")
_SHORT_HEX = re.compile(r"(?<![0-9a-z])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{10,23}(?![0-9a-z])")
_HOSTLIKE = re.compile(
    r"[/=@]?(?:www\d?\.[a-z0-9-]+\.[a-z]{2}|[a-z0-9-]{2,30}\.(?:com|net|org|fr|de|it|co\.[a-z]{2}|com\.[a-z]{2})(?![a-z0-9.]))"
)
_ADDRESS = re.compile(r"[a-z0-9._-]{2,40}(?:@|%40)[a-z0-9-]{2,40}\.")
_WORDS = re.compile(r"[a-z]{2,24}|[0-9]{1,24}")
_READ = 300


def shape(host: str, rest: str) -> Iterator[str]:
    """The facts; `host` without www., `rest` as given, in its own case."""
    wanted = targets()
    pieces = set(_WORDS.findall(host))
    if pieces & wanted:
        yield "target:host"
    elif _long().search(host):
        yield "target:within"
    if len(rest) < 2:
        return
    whole = rest[:_READ]
    path, _, query = whole.partition("?")
    low = path.lower()
    steps = [step for step in low.split("#", 1)[0].split("/") if step]
    met = {*_WORDS.findall(low)} & wanted
    if met:
        yield f"target:path:{min(len(met), 2)}"
    elif _long().search(low):
        yield "target:pathwithin"
    yield from _steps(steps, low, path)
    yield from _query(query.lower(), whole.lower())


def _steps(steps: list[str], low: str, path: str) -> Iterator[str]:
    page = bool(_PAGE.search(low))
    inner = _CMS.search(low)
    yield f"end:{_kind(steps, low)}"
    if inner and "/uploads/" not in low:
        yield "cms&page" if page else "cms&slash" if low.endswith("/") else "cms"
    elif inner:
        yield "uploads&page" if page else "uploads"
    if page:
        yield f"page:{min(len(steps), 6)}"
    if _HEX.search(low):
        yield "hex"
    elif _SHORT_HEX.search(low):
        yield "hex:short"
    if _HOSTLIKE.search(low):
        yield "host:path"
    if "//" in low:
        yield "slashes"
    if len(set(steps)) < len(steps):
        yield "again"
    if any(step[:1] == "." for step in steps):
        yield "hidden"
    yield from _letters(path)
    if steps:
        yield f"longest:{min(max(map(len, steps)) // 8, 8)}"
        yield f"short:{min(sum(len(step) <= 3 and step.isalpha() for step in steps), 4)}"


def _letters(path: str) -> Iterator[str]:
    if any(_stirred(step) for step in path.split("/")):
        yield "stirred"
    if path != path.lower():
        yield "upper"


def _query(query: str, whole: str) -> Iterator[str]:
    if query:
        longest = max(len(part.partition("=")[2]) for part in query.split("&"))
        yield f"value:{min(longest // 8, 6)}"
        if "=" not in query:
            yield "keyless"
        if _HEX.search(query):
            yield "hex:query"
    if _ADDRESS.search(whole):
        yield "address"


def _kind(steps: list[str], low: str) -> str:
    """What the path ends in."""
    last = steps[-1] if steps else ""
    if low.endswith("/"):
        return "slash" if len(steps) < 3 else "slash3"
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return "word" if last.replace("-", "").replace("_", "").isalpha() else "number" if last.isdigit() else "mixed"
    return f"{'index.' if stem == 'index' else ''}{ending}" if len(ending) < 6 else "dotted"


def _stirred(step: str) -> bool:
    """Whether capitals, small letters and digits are mixed without a separator, as tokens are."""
    if not 5 <= len(step) <= 80 or not step.isalnum() or step.isdigit():
        return False
    turns = ((a.islower() and b.isupper()) or a.isdigit() != b.isdigit() for a, b in pairwise(step))
    return sum(turns) >= 3


@functools.cache
def _long() -> re.Pattern[str]:
    """Names long enough to be looked for inside longer words."""
    return re.compile("|".join(sorted(word for word in targets() if len(word) > 5)))
