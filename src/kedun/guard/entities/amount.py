"""Amounts of money: 30元, ¥30.00, 1.5w, 3千多, 三百块, 两千五. `value` is in fen.

A unit that counts other things as well (万, w, k, 块) needs a word for money nearby or a break behind it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page, Run

__all__ = ["find_han", "may_hold_han", "read"]

_NUMBER = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,2})?)"
_FIGURES = re.compile(
    rf"{_NUMBER}\s?(?P<about>多|来|几)?(?P<scale>个亿|亿|万|千|百|[wWkK](?![0-9A-Za-z]))?"
    r"(?P<more>[0-9](?![0-9.])[千百]?)?(?P<about2>多|来)?\s?"
    r"(?P<unit>块钱|元钱|元人民币|人民币|元整|RMB|rmb|CNY|cny|元(?![旦素件宵器首凶])|圆(?![形通珠柱规])"
    r"|块(?![板砖布面])|毛钱|毛(?![毯巾衣线孩笔尖])|角钱|角(?![度色落]))?"
    r"(?P<rest>[0-9](?:毛|角)?(?![0-9.A-Za-z件个折年月日号]))?"
)
_DIGIT = {
    **{sign: value for value, signs in enumerate(("零〇", "一壹", "二两贰", "三叁几", "四肆")) for sign in signs},
    **{sign: value for value, signs in enumerate(("五伍", "六陆", "七柒", "八捌", "九玖"), start=5) for sign in signs},
}
_SCALE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
_HAN = re.compile(
    r"(?P<number>[一二两三四五六七八九十百千万亿零〇半几壹贰叁肆伍陆柒捌玖拾佰仟]{1,14})(?P<about>多|来)?(?:个)?"
    r"(?P<unit>块钱|元钱|元整|元(?![旦素件宵器首凶老])|圆整|块(?![板砖布面儿])|毛钱|毛(?![毯巾衣线孩笔尖])|角钱)"
    r"(?:零?(?P<rest>[一二三四五六七八九])(?:毛|角)?(?![一二三四五六七八九十百千万件个折年月日号]))?"
)
_ROUND = re.compile(
    r"(?<![0-9一二两三四五六七八九十百千万亿零几半第])(?P<number>(?=[^万千百亿]{0,9}[万千百亿])[一二两三四五六七八九十几半]"
    r"[一二两三四五六七八九十百千万亿零半]{1,9})(?P<about>多|来)?"
)
_UNITS = re.compile("[元块毛角圆万千]")
_MAY_HAN = re.compile(
    r"[一二两三四五六七八九十百千万半几多来拾佰仟圆零][元块毛角圆]|[一二两三四五六七八九十几][万千]|[十百千万拾佰仟壹贰叁肆伍陆柒捌玖]个?[元圆块]"
)
_ALONG = frozenset("去来儿起走玩看吃聊发买")
_THINGS = re.compile(
    r"电池|巧克力|蛋糕|饼|肉|屏|表|手表|豆腐|地|木|石|肥皂|香皂|布|板|砖|电路|硬盘|主板|显卡|腹肌|玻璃|毛巾|面膜|面料|区域|地毯|拼图|积木|瓷砖|排骨|姜|冰|奶酪|糖|抹布|海绵|腕表|移动|一起|去|儿|发|买|走|吃|寄|拼|结|下单|付款"
)
_PEOPLE = re.compile(
    r"人|件|次|台|个|粉|条|字|步|公里|里|米|名|用户|播放|销量|单|份|张|好评|评价|亩|毫安|像素|家|款|位|多人|余|点|赞|收藏|平|吨|斤|只|瓶|盒|转|级|股|年|天|小时|左右的?人|册|本|套|种|倍|卡|伏|瓦|mAh|以上的?人|辆|里程|门店|粒|颗|支|片|双|回|遍|一遍|能|事|不|别|千|万|分|无|全|般|象|物|幸|岁|圣|达"
)
_POWER = re.compile(
    r"充|功率|灯|适配|头|电源|氮化镓|插|输出|风扇|吹风|烧水|锅|[瓦机屏幕]|电视|音|显示|分辨|高清|视频|画质|粉"
)
_SIGN = re.compile(r"(?:[¥￥]|RMB|rmb|CNY|人民币)\s?$")
_BREAK = re.compile(
    r"\s*(?:$|[,，.。!！?？;；:：~…)）\]】、\n]|[到给过就后了呢吗吧呀啊的就还可去来您你我他她对是左够试怎]|定金|押金|佣金|现金|本金|保证金|运费|红包)"
)
_MONEY_NEAR = frozenset({"money", "card"})


def read(run: Run) -> Hit | None:
    """The amount that begins with a run: by a sign before it, a unit after it, or a word for money right before it."""
    text, start = run.page.text, run.start
    found = _FIGURES.match(text, start)
    if found is None:
        return None
    if start > 1 and text[start - 1] in "-.:/+" and text[start - 2].isalnum():
        ranged = found["unit"] and text[start - 1] in "-/+" and text[start - 2].isdigit()
        if not ranged:
            return None
    sign = _SIGN.search(text, max(0, start - 5), start)
    unit, scale = found["unit"], found["scale"]
    end = found.end() if unit or scale else found.end("number")
    if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return None
    certain = _certainty(run, found, end, sign is not None)
    if not certain:
        return None
    fen = _fen(found) if unit or scale else Decimal(found["number"].replace(",", "")) * 100
    if scale and not fen:
        return None
    first = sign.start() if sign else start
    return Hit("amount", first, end, str(int(fen)), certain, "amount.figures", text[first:end])


def _certainty(run: Run, found: "re.Match[str]", end: int, signed: bool) -> float:  # noqa: FBT001  # private, one caller
    text, unit, scale = run.page.text, found["unit"], found["scale"]
    right = text[end : end + 6]
    if signed:
        return 0.95
    near = run.page.before(run.start, 8)
    money = bool(near) and near[0] in _MONEY_NEAR
    if unit:
        if unit == "块" and not scale and not found["rest"] and not money and _THINGS.match(right):
            return 0
        if unit in {"毛", "角"} and not money and not _BREAK.match(right):
            return 0
        return 0.9
    if scale is None:
        return _plain(run, found, near[:1] == ("money",), right)
    if scale in {"w", "W", "k", "K"}:
        if _POWER.match(right) or _PEOPLE.match(right) or (not money and not _BREAK.match(right)):
            return 0
        before = text[max(0, run.start - 6) : run.start]
        if not money and (scale in {"W", "K", "k"} or _POWER.search(before) or "." not in found["number"]):
            return 0
        return 0.7 if money else 0.5
    if found["about2"] is None and _PEOPLE.match(right):
        return 0
    if scale == "百" and not money:
        return 0
    if money or _BREAK.match(right):
        return 0.75 if money else 0.55
    return 0


def _plain(run: Run, found: "re.Match[str]", money: bool, right: str) -> float:  # noqa: FBT001  # private, one caller
    """A number without a unit is money only right behind a word for paying and before a break."""
    number = found["number"].replace(",", "")
    if not money or not 1 < len(number) <= 9 or (number.startswith("0") and "." not in number):
        return 0
    if run.start - run.page.last_end(run.start) > 3 or not _BREAK.match(right):
        return 0
    between = run.page.text[run.page.last_end(run.start) : run.start]
    return 0.5 if set(between) <= set("了我您你他她给: ：是为个") else 0


def _fen(found: "re.Match[str]") -> Decimal:
    number = Decimal(found["number"].replace(",", ""))
    unit, scale, more, rest = found["unit"], found["scale"], found["more"], found["rest"]
    factor = {
        "个亿": 10**8,
        "亿": 10**8,
        "万": 10**4,
        "w": 10**4,
        "W": 10**4,
        "千": 1000,
        "k": 1000,
        "K": 1000,
        "百": 100,
    }.get(scale or "", 1)
    total = number * factor
    if more and scale:
        total += int(more[0]) * ({"千": 1000, "百": 100}[more[1]] if more[1:] else factor // 10)
    if unit and unit[0] in "毛角":
        return total * 10
    total *= 100
    if rest and unit and unit[0] in "块元圆":
        total += int(rest[0]) * 10
    return total


def may_hold_han(text: str) -> bool:
    """Whether it is worth looking for amounts in Han figures."""
    return _UNITS.search(text) is not None and _MAY_HAN.search(text) is not None


def find_han(page: Page) -> Iterator[Hit]:
    """Amounts in Han figures: with a unit, or round ones (两千五, 三万) behind a word for money."""
    text = page.text
    for found in _HAN.finditer(text):
        number, unit, right = found["number"], found["unit"], text[found.end() : found.end() + 4]
        if text[found.start() - 1 : found.start()] in {"第", "单", "同", "大"} and found.start():
            continue
        if unit == "块" and len(number) == 1 and not found["rest"]:
            money = "money" in page.before(found.start(), 6)
            if number == "一" and not (money and not right.strip("。，,!！?？ ")):
                continue
            if _THINGS.match(right) or not (money or _BREAK.match(right)):
                continue
        right = text[found.end("unit") : found.end() + 4]
        if unit in {"毛", "元"} and len(number) == 1 and (right[:1] in {"一", "二", "次"} or _THINGS.match(right)):
            continue
        value = _of_han(number)
        if value is None or (found.start() and text[found.start() - 1].isdigit()):
            continue
        fen = value * (10 if unit[0] in "毛角" else 100) + (
            10 * _DIGIT[found["rest"]] if found["rest"] and unit == "块" else 0
        )
        yield Hit("amount", found.start(), found.end(), str(int(fen)), 0.85, "amount.han", found[0])
    for found in _ROUND.finditer(text):
        value = _of_han(found["number"])
        right = text[found.end() : found.end() + 6]
        said = "money" in page.before(found.start(), 5) or found[0] == text.strip()
        if value is not None and said and _BREAK.match(right):
            yield Hit("amount", found.start(), found.end(), str(int(value * 100)), 0.6, "amount.round", found[0])


def _of_han(number: str) -> Decimal | None:
    """The number in Han figures, or None when they are no number. 两千五 is 2500.

    >>> _of_han("两千五"), _of_han("三百"), _of_han("一万零五十")
    (Decimal('2500'), Decimal('300'), Decimal('10050'))
    """
    total = section = digit = 0
    last, half = 1, False
    for sign in number:
        if sign in _DIGIT:
            if digit and _DIGIT[sign]:
                return None
            digit = _DIGIT[sign]
            last = 10 if sign in "零〇" else last
        elif sign == "半":
            half = True
        else:
            scale = _SCALE[sign]
            if scale >= 10_000:
                total = (total + section + digit + (1 if section + digit + total == 0 else 0)) * scale
                section = 0
            else:
                section += (digit or 1) * scale
            digit, last = 0, scale
    value = Decimal(total + section + digit * (last // 10 if last >= 100 else 1))
    if half:
        value += Decimal(last) / 2 if value else Decimal("0.5")
    return value or None
