"""What numbers, names and links in a message mean for the guard: entities and links as things said.

A mark is one of the pseudo-concepts below; the trained weights know them by name like the lexicon's concepts.
"""

import re

import msgspec

from kedun.guard import entities, links
from kedun.guard.findings import HIGH, Finding, Text
from kedun.guard.fold import Folded

__all__ = ["Mark", "marks_of"]


class Mark(msgspec.Struct, frozen=True):
    """One entity or link: its pseudo-concept, code, clause, span in the given text, why, weight, meaning outbound."""

    concept: str
    code: str
    clause: str
    span: tuple[int, int]
    why: Text
    weight: int = 0
    out: str = ""

    def finding(self) -> Finding:
        """The mark as a finding."""
        return Finding(self.code, self.clause, self.span, self.why, self.weight)


_KINDS: dict[str, tuple[str, str, Text, int, str]] = {
    # kind of entity: pseudo-concept, clause, why, weight inbound, meaning outbound
    "mobile": ("has_phone", "C4.3-01", Text("出现手机号", "A mobile number"), 0, "advise"),
    "landline": ("has_phone", "C5.1-01", Text("出现固定电话", "A landline number"), 0, ""),
    "resident_id": ("has_id", "C4.3-01", Text("出现身份证号", "A resident id number"), 0, "stop"),
    "bank_card": ("has_card", "C4.3-01", Text("出现银行卡号", "A bank card number"), 0, "stop"),
    "passport": ("has_id", "C4.3-01", Text("出现护照号", "A passport number"), 0, "stop"),
    "wechat_id": ("has_contact", "C5.1-05", Text("出现站外微信号", "An outside WeChat id"), 15, "stop"),
    "qq_id": ("has_contact", "C5.1-05", Text("出现站外 QQ 号", "An outside QQ number"), 15, "stop"),
    "verification_code": ("has_code", "C4.3-01", Text("出现验证码", "A verification code"), 0, "stop"),
    "address": ("has_address", "C4.3-01", Text("出现详细地址", "A full address"), 0, ""),
    "hotline": ("has_hotline", "C5.1-01", Text("出现服务热线号码", "A hotline number"), 0, ""),
    "email": ("has_email", "C4.3-01", Text("出现电子邮箱", "An e-mail address"), 0, ""),
    "ip": ("has_ip", "C5.2-01", Text("出现 IP 地址", "An IP address"), 0, ""),
}
_LINK_BAD = Text("链接有仿冒或恶意特征", "The link looks forged or harmful")
_LINK_UNKNOWN = Text("链接不在官方渠道清单", "The link is not on the list of official channels")
_LINK_OFFICIAL = Text("官方渠道链接", "A link of an official channel")
# No mark is shorter than five signs of a number, a name or a link, but for a code that is called one.
_GATE = re.compile(
    r"[0-9]{5}|[0-9]{3,4}[- ][0-9]{4}|[A-Za-z_][0-9A-Za-z_.:/@-]{4}|\.[a-z]{2}|码.{0,12}?[0-9]{4}|[0-9]{4}.{0,6}?码"
)


def marks_of(folded: Folded) -> tuple[Mark, ...]:
    """The entities and links of a message, as marks. Empty for most messages."""
    if _GATE.search(folded.clean) is None and _GATE.search(folded.bare) is None:
        return ()
    hits = entities.find(folded)
    return tuple([mark for hit in hits if (mark := _mark(folded, hit)) is not None]) if hits else ()


def _mark(folded: Folded, hit: entities.Hit) -> Mark | None:
    span = folded.in_clean(hit.start, hit.end)
    if hit.kind == "url":
        return _link(hit.value, span)
    row = _KINDS.get(hit.kind)
    if row is None:
        return None
    concept, clause, why, weight, out = row
    return Mark(concept, f"entity.{hit.kind}", clause, span, why, weight, out)


def _link(url: str, span: tuple[int, int]) -> Mark:
    risk = links.assess(url)
    if risk.risk >= HIGH:
        worst = max(risk.reasons, key=lambda reason: reason.weight)
        return Mark("link_bad", worst.code, "C5.2-04", span, Text(worst.why.zh, worst.why.en), 45, "stop")
    if risk.official:
        return Mark("link_official", "url.official", "C5.1-01", span, _LINK_OFFICIAL, 0, "")
    short = any(reason.code == "url.shortener" for reason in risk.reasons)
    return Mark("link_short" if short else "link_unknown", "url.unlisted", "C5.2-01", span, _LINK_UNKNOWN, 10, "advise")
