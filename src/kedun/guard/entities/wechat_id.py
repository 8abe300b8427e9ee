"""WeChat ids: a letter and five to nineteen letters, digits, dashes, behind a word for WeChat.

People also give a mobile or a QQ number as their id; a mobile stays a mobile. DOMAIN 4.2.3, C4.3.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page
from kedun.guard.entities.words import words

__all__ = ["find", "find_loose"]

_AFTER = re.compile(
    r"(?P<between>(?:[-.·_*]?[xX](?![0-9A-Za-z]))?[^0-9A-Za-z。！!？?;；\n]{0,12})(?P<id>[A-Za-z][0-9A-Za-z_-]{5,19}|[1-9][0-9]{5,9})(?![0-9A-Za-z_@.-]|\.[A-Za-z])"
)
_OWN = re.compile(r"(?<![0-9A-Za-z_])wxid_[0-9a-z]{8,22}(?![0-9A-Za-z_])")
_LOOSE = re.compile(
    r"(?:加|客服|经理|老师|店长|助理|导师|顾问|专员|推给你|找)(?:他|她|我|一下|微|好友|老师|客服|店长)?[:\s]?"
    r"(?P<id>(?=[a-z-]{0,14}(?:_|[a-z-][0-9]{3}))[a-z][a-z_-]{1,14}[0-9a-z_-]{3,10})(?![0-9A-Za-z_@.-])"
)
_MODELS = ("iphone", "rtx", "gtx", "ddr", "usb", "mate", "redmi", "type", "http", "www", "vivo", "oppo", "nova", "pro")
_NOT_THEN = re.compile(
    r"支付|付款|下单|转账|红包|零钱|小程序|公众号|登录|登陆|扫码|提现|客户端|版本|里|购买|订单|快递|运单|单号|卖|不|没|收款|到账|余额|商城|商家|店|购物车|型号|手机是|电话|邮箱|QQ|元|群主|聊天|朋友圈|截图|退款|密码|验证|后台|文件|买|发货|尺码|电脑|链接|网址"
)
_LINK = re.compile(r"[号是:：为加搜➕+=叫扣\s]$|^$|加我|联系|备注")


def find(page: Page) -> Iterator[Hit]:
    """The ids behind words for WeChat. Letters alone need a word or a sign that ties them to it."""
    text = page.text
    for own in _OWN.finditer(text) if "wxid_" in text else ():
        yield _hit(own.start(), own.end(), own[0], 0.97)
    for kind, start, ends in page.cues:
        end = ends
        if kind != "wechat" or _inside_word(text, start):
            continue
        if text[start] == "微" and text[end - 1] in "xX" and text[end : end + 1].isalnum():
            end -= 1  # 微xiaomei: the letter is the id's
        found = _AFTER.match(text, end)
        if found is not None and _fits(found, text[start:end]):
            said = 0.85 if not found["id"].isdigit() else 0.6
            yield _hit(found.start("id"), found.end("id"), found["id"], said)


def find_loose(page: Page) -> Iterator[Hit]:
    """Ids behind 加, 找 or a person to be added, without a word for WeChat: small letters with digits or a sign."""
    for found in _LOOSE.finditer(page.text):
        if not found["id"].startswith(_MODELS):
            yield _hit(found.start("id"), found.end("id"), found["id"], 0.5)


def _inside_word(text: str, start: int) -> bool:
    """Whether the cue is the end of a longer ASCII word."""
    return start > 0 and text[start].isascii() and text[start - 1].isascii() and text[start - 1].isalnum()


def _fits(found: "re.Match[str]", cue: str) -> bool:
    between, name = found["between"], found["id"]
    if not between and cue[-1].isascii() and cue[-1].isalpha() and not name.isdigit():
        return False  # weixin followed by letters is one English word
    if _NOT_THEN.search(between) or name.lower() in words("wechat")["no_ids"]:
        return False
    if name.isdigit():
        return len(between) <= 6 and (
            "号" in between or "是" in between or ":" in between or cue.endswith(("号", "ID", "id"))
        )
    if re.search(r"[0-9_-]", name):
        return len(between) <= 8 or bool(_LINK.search(between))
    return (
        bool(_LINK.search(between))
        and len(between) <= 8
        and name.islower()
        and (bool(between) or not cue[-1].isascii())
    )


def _hit(start: int, end: int, name: str, confidence: float) -> Hit:
    return Hit("wechat_id", start, end, name, confidence, "wechat_id.said", f"{name[:2]}****{name[-1]}")
