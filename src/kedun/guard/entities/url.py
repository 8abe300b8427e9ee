"""Links: with a scheme, with www, or a bare host under a suffix in common use. Judging them is the links' module's.

A link ends where ASCII ends, so that 点击https://t.cn/abc领取 gives the link alone. Dots written as [.] or 点 count.
DOMAIN 5.2.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit

__all__ = ["find", "may_hold"]

_SUFFIXES = (
    "com|cn|net|org|top|xyz|vip|cc|club|shop|site|online|icu|info|biz|me|io|co|tv|app|link|ink|work|fun|tech|store|live|pro|wang|"
    "ltd|group|asia|ren|mobi|us|uk|hk|tw|jp|kr|sg|my|ru|de|fr|cf|tk|ga|gq|ml|la|pw|ws|im|sh|gg|ly|to|win|bid|loan|red|space|"
    "website|press|host|cloud|life|world|today|news|center|company|services|support|help|money|cash|finance|credit|market|"
    "sale|gov|edu|xin|buzz|monster|cyou|sbs|rest|click|bond|dev|gs|vc|ai|fit|run|cfd|lol|page|win|eu|in|it|nl|es|pl|vn|th|ph|id|"
    "br|mx|ar|ca|au|nz|za|ir|at|ch|be|se|no|fi|dk|cz|gr|hu|ro|pt|ua|kz|ae|sa|il|tr|one|plus|art|design|city|luxe|beauty|wiki|"
    "games|game|bet|casino|poker|date|download|stream|review|party|trade|science|men|racing|faith|accountant|cricket|gdn|zone"
)
_TAIL = r"(?::[0-9]{1,5})?(?:[/?#][!-+\--;=?-Z\[\]_a-z{|}~]*)?"
_LINK = re.compile(
    r"(?P<scheme>(?<![A-Za-z0-9])(?:https?|hxxps?|ftp|wss?)\s?:\s?[/\\]{1,3}"
    r"(?:[\u4e00-\u9fff]{1,12}\.(?:中国|公司|网络|网址|com|cn)|[!-+\--;=?-Z\[\]_a-z{|}~]{2,})(?:[!-+\--;=?-Z\[\]_a-z{|}~]*))"
    r"|(?P<host>(?<![A-Za-z0-9@._/-])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61})(?:\.|\[\.\]|。(?=com|cn|top|net|cc|vip|xyz))){1,6}"
    rf"(?:{_SUFFIXES})(?![A-Za-z0-9_-]|\.[A-Za-z0-9]|@){_TAIL})"
    rf"|(?P<spelt>(?<![A-Za-z0-9@._/-])[A-Za-z0-9-]{{2,40}}点(?:com|cn|net|top|cc|vip|xyz)(?![A-Za-z0-9_-]){_TAIL})",
    re.IGNORECASE,
)
_MAY = re.compile(r"[A-Za-z0-9\u4e00-\u9fff\]](?:[.。]|\[\.\]|点)[A-Za-z]|:\s?[/\\]")
_TRAILING = ".,;:!?)]}[({'\"、，。"
_WORDS = frozenset({"node.js", "asp.net", "vue.js", "ph.d", "e.g", "i.e", "a.m", "p.m", "u.s"})
_HOSTED = re.compile(r"[/\\][^/\\]*[.:\[]|//localhost")
_NOT_HOSTS = re.compile(r"[0-9.]+(?:in|it|at|me|to|no|be|ch|ca|es|id|my|de|la|red|pro|plus|run|one)", re.IGNORECASE)


def may_hold(text: str) -> bool:
    """Whether it is worth looking for a link."""
    return ("." in text or ":/" in text or ": /" in text or "点" in text or "。" in text) and _MAY.search(
        text
    ) is not None


def find(text: str) -> Iterator[Hit]:
    """The links in a text, undone of brackets and 点 in `value`; without a scheme they are a little less certain."""
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_TRAILING)
        host = re.split(r"[/?#:]", link, maxsplit=1)[0].lower() if not found["scheme"] else ""
        if host in _WORDS or (host and _NOT_HOSTS.fullmatch(host)):
            continue
        if host and host.rpartition(".")[2].title() == _suffix_of(link):
            continue
        if found["scheme"] and not _HOSTED.search(link):
            continue
        value = re.sub(r"\s", "", link.replace("[.]", ".").replace("。", ".").replace("\\", "/"))
        value = re.sub(r"^hxxp", "http", value, flags=re.IGNORECASE)
        if found["spelt"]:
            value = value.replace("点", ".", 1)
        confidence = 0.97 if found["scheme"] or host.startswith("www.") else 0.85
        yield Hit(
            "url",
            found.start(),
            found.start() + len(link),
            value,
            confidence,
            "url.scheme" if found["scheme"] else "url.host",
            link,
        )


def _suffix_of(link: str) -> str:
    """The host's last label as written: Mr.Wang and iPhone15.Pro are no hosts."""
    return re.split(r"[/?#:]", link, maxsplit=1)[0].rpartition(".")[2]
