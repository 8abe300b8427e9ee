"""One link → its risk and the reasons, from the string alone. Nothing is fetched, resolved or opened."""

import msgspec

from kedun.guard.links import checks
from kedun.guard.links.domains import is_house, is_known, is_open, is_shortener, owner_of
from kedun.guard.links.model import chance
from kedun.guard.links.parse import Link, parse
from kedun.guard.links.popular import is_popular
from kedun.guard.links.reason import Reason, combined, reason
from kedun.guard.links.suffixes import Place, place

__all__ = ["LinkRisk", "assess"]

_HARD = frozenset(
    f"url.{name}" for name in ("scheme", "userinfo", "port", "redirect", "disguise", "shortener", "program")
)
"""Grounds that hold on an honest site too."""
_NEWCOMER = frozenset(f"url.{name}" for name in ("lookalike", "brand_added", "brand_elsewhere", "random", "suffix"))
"""Grounds that say nothing of a site that much of the world visits."""
_OFFICIAL_CAP, _KNOWN_CAP = 40, 50
_TURNING, _WORTH_SAYING = 0.385, 20


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
    elsewhere = is_open(link.host) or is_shortener(link.host)
    official = owner is not None and not elsewhere
    known = official or (is_known(link.host) and not elsewhere) or _is_front(link)
    reasons = [*checks.form(link)]
    if link.host:
        reasons += checks.host(link, spot)
        reasons += checks.rest(link)
        if not known and not link.ip and owner_of(spot.domain) is None:
            reasons += checks.lookalike(link, spot)
    popular = is_popular(spot) and (not is_open(link.host) or spot.owner != spot.domain)
    if popular:
        reasons = [one for one in reasons if one.code not in _NEWCOMER]
    if known:
        reasons = [one for one in reasons if one.code in _HARD]
        risk = min(combined(reasons), _OFFICIAL_CAP if official else _KNOWN_CAP)
    else:
        reasons += _unlisted(link, spot)
        model = max((one.weight for one in reasons if one.code == "url.model"), default=0)
        risk = max(combined(one for one in reasons if one.code != "url.model"), model)
        if (
            popular
            and not is_open(link.host)
            and not link.rest.strip("/")
            and not _HARD & {one.code for one in reasons}
        ):
            risk = min(risk, _KNOWN_CAP)
    kept = tuple(sorted(reasons, key=lambda one: -one.weight))
    return LinkRisk(link.url, link.host, spot.domain, risk, official, kept)


def _unlisted(link: Link, spot: Place) -> list[Reason]:
    """What is said of a host that stands on no list: that, and how much the link reads like phishing."""
    if not link.host:
        return []
    listed = [reason("url.not_official", 10, "不在官方渠道清单", "Not on the list of official channels")]
    likely = chance(link, spot)
    if likely is None:
        return listed
    weight = _weight(likely)
    if weight < _WORTH_SAYING:
        return listed
    zh, en = f"写法像钓鱼网址（模型 {likely:.0%}）", f"Reads like phishing (model {likely:.0%})"
    return [*listed, reason("url.model", weight, zh, en)]


def _weight(likely: float) -> int:
    """The model's chance as a risk: _TURNING becomes 60, so that an alarm is where both errors cost least."""
    if likely < _TURNING:
        return round(60 * likely / _TURNING - 0.5) if likely else 0
    return round(60 + 40 * (likely - _TURNING) / (1 - _TURNING))


def _is_front(link: Link) -> bool:
    """Whether this is the front page of a house where others publish: the house itself, none of its guests."""
    host = link.host.removeprefix("www.")
    return is_house(host) and not link.rest.strip("/")
