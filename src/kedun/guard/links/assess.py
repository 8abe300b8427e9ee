"""One link → its risk and the reasons, from the string alone. Nothing is fetched, resolved or opened."""

import msgspec

from kedun.guard.links import checks
from kedun.guard.links.domains import is_known, is_open, owner_of
from kedun.guard.links.parse import Link, parse
from kedun.guard.links.reason import Reason, combined, reason
from kedun.guard.links.suffixes import place

__all__ = ["LinkRisk", "assess"]

_HARD = frozenset(
    f"url.{name}" for name in ("scheme", "userinfo", "port", "redirect", "disguise", "shortener", "program")
)
"""Grounds that hold on an honest site too."""
_OFFICIAL_CAP, _KNOWN_CAP = 40, 50


class LinkRisk(msgspec.Struct, frozen=True):
    """What a link is worth: `domain` the registrable one (none of an address), `risk` 0–100; 60 and more alarms."""

    url: str
    host: str
    domain: str
    risk: int
    official: bool
    reasons: tuple[Reason, ...]


def assess(url: str) -> LinkRisk:
    """Judge one link, however it is written.

    >>> assess("https://item.taobao.com/item.htm?id=1").risk < 30, assess("http://taoba0.top/tuikuan").risk >= 60
    (True, True)
    """
    link = parse(url)
    spot = place("" if link.ip else link.host)
    owner = owner_of(link.host)
    official = owner is not None and not is_open(link.host)
    known = official or (is_known(link.host) and not is_open(link.host))
    reasons = [*checks.form(link)]
    if link.host:
        reasons += checks.host(link, spot)
        reasons += checks.rest(link)
        if not known and not link.ip and owner_of(spot.domain) is None:
            reasons += checks.lookalike(link, spot)
    if known:
        reasons = [one for one in reasons if one.code in _HARD]
        risk = min(combined(reasons), _OFFICIAL_CAP if official else _KNOWN_CAP)
    else:
        reasons += _unknown(link)
        risk = combined(reasons)
    kept = tuple(sorted(reasons, key=lambda one: -one.weight))
    return LinkRisk(link.url, link.host, spot.domain, risk, official, kept)


def _unknown(link: Link) -> list[Reason]:
    if not link.host:
        return []
    return [reason("url.not_official", 10, "不在官方渠道清单", "Not on the list of official channels")]
