"""Postal addresses, as hints: from a province or city down to a road or a door, or a road with its number.

`masked` ends at the street, as DOMAIN 4.3.1 asks. A place alone (广东省内包邮, 北京烤鸭) is no address.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page

__all__ = ["find", "may_hold"]

_H = r"[一-龥]"
_ROADS = "大道|大街|街道|胡同|社区|公路|新村|路(?!上|过|由|径|线|程)|街|巷|弄|道(?!歉|理|具|谢)|镇|乡|村"
_SITES = (
    "小区|花园|花苑|家园|公寓|大厦|广场|中心|工业园|产业园|科技园|软件园|园区|仓库|新城|公馆|府|苑|城|园"
    "|学校|大学|学院|医院|宿舍|楼|厂"
)
_NOT_OF_A_SITE = "[我你您他在到的是了吗呢请麻烦谢送寄放给电话和改]"
_STREET = rf"{_H}{{1,8}}?(?:{_ROADS})(?:[东南西北中一二三四五六七八九十]段)?"
_PLACE = rf"(?:(?!{_NOT_OF_A_SITE})[一-龥0-9A-Za-z]){{0,12}}?(?:{_SITES})"
_UNITS = "号院|号楼|号|弄|栋|段|幢|座|单元|梯|楼|层|室|房|户|门|期|区|组|队"
_NUMBER = rf"(?:[0-9]{{1,5}}(?:-[0-9]{{1,4}}){{0,2}}|[一二三四五六七八九十百]{{1,5}}|[A-Za-z甲乙丙丁])(?:{_UNITS})"
_DOORS = rf"(?:(?:[东南西北]区|[A-Z]区)?(?:[,，\s]?{_NUMBER}|[0-9]{{3,4}}(?![0-9-]))){{0,7}}"
_FROM_PLACE = re.compile(
    rf"(?:省|市|自治区|特别行政区|壮族自治区|回族自治区|维吾尔自治区)?\s?(?P<city>{_H}{{2,5}}?(?:市|自治州|州|盟|地区)\s?)?"
    rf"(?P<district>{_H}{{1,6}}?(?:新区|开发区|高新区|区|县|旗|市)\s?)?(?P<street>(?:{_STREET}\s?){{0,3}})"
    rf"(?P<number>{_DOORS})(?P<place>(?:{_PLACE})?)(?P<door>{_DOORS})"
)
_ROAD = re.compile(
    rf"(?:路|街|巷|弄|大道|胡同)(?P<number>[0-9]{{1,5}}(?:-[0-9]{{1,4}})?(?:弄|号院?(?!线|店)))(?P<place>(?:{_PLACE})?)(?P<door>{_DOORS})"
)
_DISTRICT = re.compile("[区县市镇]")
_NAME = re.compile(rf"{_H}{{2,12}}$")
_DOOR = re.compile(
    r"(?P<number>[0-9A-Za-z]{1,4}(?:栋|幢|座|号楼|号院|期)(?:[0-9A-Za-z一二三四五六七八九]{1,4}(?:单元|门|梯|座|号楼|栋|幢)){0,2}"
    r"[0-9]{3,4}(?:室|房|号|户)?(?![0-9]))"
)
_LEAD = re.compile(r".*[到在寄是的住址至去往改为成送给,，:：;；、了]", re.DOTALL)
_MAY = re.compile(r"[0-9一二三四五六七八九十](?:号|弄|栋|幢|座|单元|室)")
_INSIDE = re.compile(
    r"包邮|发货|客服|价|快递|[吗呢吧了的是]|什么|怎么|订单|退款|商品|买|卖|没有|可以|银行|市场|消费者|分行|法院|公安|派出所|超市|上市|城市|网"
)


def may_hold(text: str) -> bool:
    """Whether it is worth looking for a road with a number or a building with a door."""
    return _MAY.search(text) is not None


def find(page: Page) -> Iterator[Hit]:
    """The addresses in a text. Each starts at a place, a road with a number, or a building with a door."""
    text, first, done = page.text, 0, 0
    for kind, start, end in page.cues:
        if kind == "place" and start >= done:
            hit = _from_place(text, start, end)
            if hit is not None:
                first, done = first if done else hit.start, hit.end
                yield hit
    if _MAY.search(text) is None:
        return
    for found in _ROAD.finditer(text):
        if first <= found.start() < done:
            continue
        name = _NAME.search(text, max(0, found.start("number") - 12), found.start("number"))
        if name is None:
            continue
        lead = _LEAD.match(name[0])
        start = name.start() + (lead.end() if lead else 0)
        if found.start("number") - start > 7 and not _DISTRICT.search(text, start, found.start("number")):
            start = found.start("number") - 5
        if found.start("number") - start >= 2 and not _INSIDE.search(text[start : found.start("number")]):
            yield _hit(text, start, found.end(), found.start("number"), 0.65 + (0.1 if found["door"] else 0))
    for found in _DOOR.finditer(text):
        if first <= found.start() < done:
            continue
        before = text[found.start() - 1 : found.start()]
        if not (found.start() and before.isascii() and before.isalnum()):
            yield _hit(text, found.start(), found.end(), found.start(), 0.6)


def _from_place(text: str, start: int, end: int) -> Hit | None:
    found = _FROM_PLACE.match(text, end)
    if found is None:
        return None
    name = text[end : found.end()]
    numbers = bool(found["number"] or found["door"])
    parts = bool(found["city"]) + bool(found["district"]) + bool(found["street"]) + bool(found["place"]) + numbers
    if not (found["street"] or found["place"]) or parts < 2 or _INSIDE.search(name):
        return None
    if not numbers and not (found["district"] and (found["street"] or found["place"])):
        return None
    if not numbers and parts < 3 and not (name.startswith(("省", "市")) or found["district"]):
        return None
    last = found.end("street") if found["street"] else found.start("place")
    return _hit(text, start, found.end(), last, min(0.95, 0.55 + 0.1 * parts))


def _hit(text: str, start: int, end: int, street_end: int, confidence: float) -> Hit:
    whole = text[start:end].rstrip(" ,，")
    shown = text[start:street_end].rstrip() + "****"
    return Hit(
        "address", start, start + len(whole), "".join(whole.split()), round(confidence, 2), "address.parts", shown
    )
