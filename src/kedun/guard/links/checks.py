"""The grounds on which a link is suspected, each by itself: from the string alone, never from the site.

Weights follow the signals SIG-F01 to SIG-F06 (DOMAIN appendix C.2, 3.4.2) where these name one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from kedun.guard.links.domains import is_open, is_shortener, risky_suffixes, words
from kedun.guard.links.lookalike import Likeness, inside, likeness, scripts
from kedun.guard.links.parse import Link
from kedun.guard.links.reason import Reason, reason
from kedun.guard.links.suffixes import Place, place

__all__ = ["form", "host", "lookalike", "rest"]

_DANGEROUS = {"data": 70, "javascript": 75, "vbscript": 75, "blob": 40, "file": 40}
_USUAL_PORTS = frozenset({None, 80, 443})
_PLAIN = frozenset({"www", "mail", "ing", "box", "wise", "visa", "meta"})
_CARRIERS = frozenset(
    f"{name}.net" for name in ("akadns", "akamai", "akamaiedge", "akamaized", "akamaihd", "edgekey", "edgesuite")
)
"""Networks whose names carry their customers' names, and honestly so."""
_PARTS = re.compile(r"[a-z0-9]+")
_TARGET = re.compile(r"[?&#;/=](?:https?(?::|%3a))?(?://|%2f%2f|\\\\)([a-z0-9.\-]{4,253})", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:apk|exe|msi|scr|bat|cmd|vbs|hta|jar|lnk|iso|img|dmg|zip|rar|7z|ps1)(?=$|[?#])")
_BLOB = re.compile(r"[A-Za-z0-9+/_\-]{80}|(?:%[0-9a-fA-F]{2}){12}")


def form(link: Link) -> Iterator[Reason]:
    """How the link is written: its scheme, disguises, user part and port."""
    if link.scheme in _DANGEROUS:
        yield reason("url.scheme", _DANGEROUS[link.scheme], f"链接会直接执行内容（{link.scheme}:）",
                     f"The link runs content of its own ({link.scheme}:)")  # fmt: skip
    if link.userinfo:
        yield reason("url.userinfo", 55, "用 @ 掩盖真正的域名", "An @ hides the real domain")
    if {"invisible", "width"} & {*link.disguises}:
        yield reason("url.disguise", 40, "链接里有隐形或全角字符", "Invisible or full-width characters in the link")
    if {"broken_dot", "broken_scheme"} & {*link.disguises}:
        yield reason("url.broken", 25, "链接被拆开写以躲避检查", "The link is broken up to slip through checks")
    if link.port not in _USUAL_PORTS:
        yield reason("url.port", 30, f"异常端口 {link.port}", f"Unusual port {link.port}")
    if link.cut:
        yield reason("url.long", 30, "链接过长", "The link is far too long")


def host(link: Link, spot: Place) -> Iterator[Reason]:
    """What kind of host it is."""
    if link.ip:
        odd = link.ip_form not in {"dotted", "v6"}
        yield reason("url.ip_host", 65 if odd else 45, "网址直接用 IP" + ("，还换了写法隐藏" if odd else ""),
                     "The host is a bare IP address" + (" in a form that hides it" if odd else ""))  # fmt: skip
        return
    if "xn--" in link.host:
        mixed = any(len(scripts(label) - {"unknown"}) > 1 for label in link.shown.split("."))
        if mixed:
            yield reason("url.mixed_script", 50, "域名混用多种文字", "The domain mixes alphabets")
        else:
            yield reason("url.punycode", 25, "域名含非英文字符（punycode）", "Letters beyond ASCII (punycode)")
    if is_shortener(link.host):
        yield reason("url.shortener", 25, "短链接，看不出去向", "A short link: where it leads cannot be seen")
    if is_open(link.host):
        yield reason("url.open_host", 15, "任何人都能在此发布页面", "Anybody can publish pages there")
    if spot.suffix.rpartition(".")[2] in risky_suffixes():
        yield reason("url.suffix", 15, f"常被滥用的后缀 .{spot.suffix}", f"An often abused suffix .{spot.suffix}")
    if not spot.domain:
        yield reason("url.no_domain", 10, "不是公网域名", "Not a public domain")
    if len(spot.labels) > 3:
        yield reason("url.subdomains", 20, "子域层级过多", "Too many subdomains")
    if _random(spot.name):
        yield reason("url.random", 20, "域名像随机生成", "The domain looks random")


def lookalike(link: Link, spot: Place) -> Iterator[Reason]:
    """Brands where they do not belong. Only for hosts that are nobody's official domain."""
    found = _in_name(spot, link)
    if found:
        yield _like(*found)
        return
    if spot.owner in _CARRIERS:
        return
    openly = is_open(link.host)
    for label in spot.labels:
        one = None if label in _PLAIN else _brand_among(label.split("-"))
        one = one or (inside(label) if openly else None)
        if one is not None:
            zh, en = (
                f"子域冒用「{one.owner.zh}」，主域却是 {spot.domain}",
                f"“{one.owner.en}” in a subdomain of {spot.domain}",
            )
            yield reason("url.brand_subdomain", 50 if openly else 45, zh, en)
            return
    path = set(_PARTS.findall(link.rest[:300].lower()))
    brand = next((part for part in path if len(part) > 4 and (hit := likeness(part)) and hit.how == "same"), None)
    if brand:
        yield reason(
            "url.brand_path",
            35 if openly else 15,
            f"路径里出现品牌词 {brand}",
            f"The brand word {brand} stands in the path",
        )


def rest(link: Link) -> Iterator[Reason]:
    """Path, query and fragment."""
    path = link.rest.lower()
    for found in _TARGET.finditer(path):
        there = place(found[1].strip(".")).domain
        if there and there != place(link.host).domain:
            yield reason("url.redirect", 30, f"会转到另一个域名 {there}", f"Leads on to another domain, {there}")
            break
    parts = set(_PARTS.findall(unquote(path[:600]).lower()))
    met = sorted(word for group in words().values() for word in group & parts)
    if met:
        listed = "、".join(met[:3]), ", ".join(met[:3])
        yield reason("url.words", min(10 + 5 * len(met), 25), f"路径含敏感词 {listed[0]}",
                     f"Words in the path that phishing uses: {listed[1]}")  # fmt: skip
    if _PROGRAM.search(path[:1000]):
        yield reason("url.program", 35, "直接下载程序或压缩包", "Downloads a program or an archive")
    if _BLOB.search(link.rest):
        yield reason("url.encoded", 10, "含大段编码内容", "Holds a long encoded part")


def _brand_among(parts: list[str]) -> Likeness | None:
    return next((hit for part in parts if len(part) > 2 and (hit := likeness(part))), None)


def _in_name(spot: Place, link: Link) -> tuple[Likeness, bool] | None:
    """A likeness in the registrable name, and whether something was added to it."""
    shown = link.shown.split(".")
    name = shown[len(spot.labels)] if spot.domain and len(shown) > len(spot.labels) else spot.name
    parts = name.split("-") if "-" in name else []
    whole = likeness(name) or (likeness(name.replace("-", "")) if parts else None)
    if whole:
        return whole, False
    part = next((hit for one in parts if len(one) > 1 and (hit := likeness(one)) and hit.how != "edit"), None)
    if part:
        return part, True
    held = inside(name)
    return (held, True) if held else None


def _like(one: Likeness, added: bool) -> Reason:  # noqa: FBT001 - a private pair taken apart
    zh, en = one.owner.zh, one.owner.en
    if one.how == "homoglyph":
        return reason("url.lookalike", 70, f"用形近字冒充「{zh}」", f"Look-alike letters imitate “{en}”")
    if one.how == "edit":
        return reason("url.lookalike", 50, f"与「{zh}」只差一两个字母", f"A letter or two from “{en}”")
    if added:
        return reason("url.brand_added", 40, f"在「{zh}」的名字上加了字", f"“{en}” with something added")
    return reason(
        "url.brand_elsewhere", 45, f"「{zh}」的名字，却不是其官方后缀", f"The name of “{en}” under a suffix not its own"
    )


def _random(name: str) -> bool:
    """Whether a name has no shape of a word: long without vowels, or letters and digits stirred together."""
    bare = name.replace("-", "")
    if len(bare) < 8:
        return False
    digits = sum(mark.isdigit() for mark in bare)
    vowels = sum(mark in "aeiouy" for mark in bare)
    turns = sum(left.isdigit() != right.isdigit() for left, right in pairwise(bare))
    letters = len(bare) - digits
    return turns >= 4 or (letters >= 8 and vowels / letters < 0.16) or (digits >= 8 and letters > 0)
