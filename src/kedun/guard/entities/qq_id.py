"""QQ numbers and groups' numbers: five to eleven digits behind a word for QQ or a group."""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find"]

_AFTER = re.compile(r"(?P<between>[^0-9A-Za-z。！!？?;；\n]{0,10})(?P<id>[1-9][0-9]{4,10})(?![0-9A-Za-z@]|\.[0-9])")
_BROKEN_UP = re.compile(
    r"(?P<between>[^0-9A-Za-z。！!？?;；\n]{0,8})(?P<id>[1-9][0-9]{0,4}(?:[ -][0-9]{1,4}){1,10})(?![0-9A-Za-z@-])"
)
_BEFORE = re.compile(r"(?<![0-9A-Za-z.])([1-9][0-9]{4,10})(?:这个|是我的|是我|的|\s|\(|我的){0,2}$")
_NOT_THEN = re.compile(
    r"音乐|邮箱|游戏|会员|飞车|钱包|币|浏览器|里|订单|单号|价|元|充|买|电话|手机|微信|验证|密码|银行|卡|等级|人|不|没|截图|发|转|红包|付|已经|有|满|超"
)
_COUNTED = frozenset("元块个人位次条年月日天级张分秒点折币万件")


_SHORT = re.compile(r"(?<![0-9A-Za-z])[Qq](?:[裙群])?\s?:?\s?(?P<id>[1-9][0-9]{5,10})(?![0-9A-Za-z@]|\.[0-9])")


def find(page: Page) -> Iterator[Hit]:
    """The numbers behind words for QQ; a mobile given as one stays a mobile."""
    text = page.text
    for kind, start, end in page.cues:
        if kind != "qq" or (
            start and text[start].isascii() and text[start - 1].isascii() and text[start - 1].isalnum()
        ):
            continue
        if text.startswith(("@", ".", "邮箱", "音乐", "会员", "飞车", "币"), end):
            continue
        found = _BROKEN_UP.match(text, end) or _AFTER.match(text, end)
        if found is None or _NOT_THEN.search(found["between"]) or text[found.end() : found.end() + 1] in _COUNTED:
            continue
        number = re.sub(r"[ -]", "", found["id"])
        if end - start == 1 and (len(number) < 7 or len(found["between"]) > 2):
            continue
        if not 5 <= len(number) <= 11 or (len(number) == 11 and number[0] == "1"):
            continue
        yield _hit(found.start("id"), found.end("id"), number, 0.9)
    for short in _SHORT.finditer(text) if "Q" in text or "q" in text else ():
        yield _hit(short.start("id"), short.end("id"), short["id"], 0.75)


def _hit(start: int, end: int, number: str, confidence: float) -> Hit:
    return Hit("qq_id", start, end, number, confidence, "qq_id.said", f"{number[:2]}****{number[-1]}")
