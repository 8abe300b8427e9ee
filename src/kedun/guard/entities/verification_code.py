"""Verification codes: four to eight digits that a word nearby calls one. Red-line data: never kept (DOMAIN 4.3.1, L5).

Either the word comes first (验证码是123456) or last (123456是您的验证码). Talk about codes that holds none
(验证码60秒内有效, 验证码没收到) is left alone.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find"]

_CODE = r"(?:[0-9]{4,8}|[0-9](?:[ \-.,、*]{1,2}[0-9]){3,7}|[0-9]{2,4}[ -][0-9]{2,4})"
_AFTER = re.compile(
    rf"(?P<between>[^0-9A-Za-z。！!？?;；\n]{{0,14}}(?:is\s?:?\s?)?)(?P<code>{_CODE})(?![0-9A-Za-z]|[-./:~][0-9])"
)
_MIXED = re.compile(
    r"(?P<between>\s?(?:是|为|:|：)\s?|\s?(?=[A-Z]-)|\s(?=[A-Z0-9]{4,8}(?![0-9A-Za-z])))"
    r"(?P<code>(?=[A-Za-z]{0,7}[0-9])[0-9A-Za-z]{4,8}|[A-Z]-[0-9]{4,8})(?![0-9A-Za-z])"
)
_BEFORE = re.compile(
    rf"(?<![0-9A-Za-z.:/-])(?P<code>(?:[A-Z]-)?{_CODE})"
    r"(?:[\s,，()（）【】\[\]:是为就的您你我他她它这个此本次]|登录|登陆|支付|动态|短信|手机|刚才|刚刚|收到|账户|账号|注册|绑定|安全|银行|支付宝|微信|淘宝|京东|平台|is|your|Your|login|the|a){0,8}$"
)
_SAID = re.compile(
    r"(?:尾号|订单|单号|手机|电话|工号|客服|热线|拨打|来电|发到|发送到|后台|下午|上午|晚上|等了|金额|价格|年|共|第|每|密码是|卡号|邮编|型号|错误码|代码|超过|大概|大约|剩|还有|优惠|快递|群|￥|¥|转|充|付|退款|[0-9一二两三四五六七八十]位)"
)
_DENIED = re.compile(
    r"没|不|未|别|勿|错误|失败|过期|失效|收到了?几|怎么|为什么|多少|哪|告诉|泄露|提供|之后|以后|后,|然后"
)
_TIED = re.compile(r"(?:[是为:：]|就是|给你|给您|发你|收到了?|\()\s?$")
_COUNTED = frozenset("位秒分次个条元块年月日号点小时天遍款折人张件万%倍")


def find(page: Page) -> Iterator[Hit]:
    """The codes beside words for one."""
    text = page.text
    for kind, start, end in page.cues:
        if kind != "code":
            continue
        found = _following(text, end)
        if found is None:
            found = _BEFORE.search(text, max(0, start - 28), start)
            if (
                found is None
                or text[end : end + 1] in {"错", "输"}
                or _year(found["code"])
                or re.search("尾号|手机号|电话|工号|订单", text[max(0, found.start() - 8) : found.start()])
            ):
                continue
        code = re.sub(r"[^0-9A-Za-z]", "", found["code"])
        if len(code) <= 9:
            yield Hit(
                "verification_code",
                found.start("code"),
                found.end("code"),
                code,
                0.95,
                "verification_code.said",
                "******",
            )


def _following(text: str, end: int) -> "re.Match[str] | None":
    found = _AFTER.match(text, end)
    if found is None:
        return _MIXED.match(text, end)
    between, tied = found["between"], _TIED.search(found["between"])
    if text[found.end() : found.end() + 1] in _COUNTED:
        return None
    if _SAID.search(between) and not between.endswith(("是", "为", "位数字:", "位数:")):
        return None
    if re.search("尾号|手机号|电话|工号|订单|客服", between):
        return None
    if not tied and (_DENIED.search(between) or _year(found["code"]) or len(between) > 10):
        return None
    return found


def _year(code: str) -> bool:
    return len(code) == 4 and code.startswith(("19", "20")) and code < "2035"
