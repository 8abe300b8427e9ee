"""Hotlines: 400 and 800 numbers, 95 and 96 numbers, operators', authorities' and emergency numbers.

Whether a number is known to be published by an organisation, and by whom, is in `official_numbers.tsv`. An unlisted
number is not a false one; a listed one may still be faked on a caller's display. DOMAIN 5.2, A.3.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.landline import area_code
from kedun.guard.entities.page import Run

__all__ = ["EMERGENCY", "owner_of", "read"]

EMERGENCY = frozenset({"110", "119", "120", "122", "114"})
"""Three digits that are a telephone's number."""

_FREE = re.compile(r"[48]00[0-9]{7}")
_SERVICE = re.compile(
    r"9[56][0-9]{3,7}|1(?:00[0-9]{2,8}|01[0-9]{2,6}|06[0-9]{5,17}|1[02349]|2[02]|2[0-9]{3}|1[0-9]{3}|2[0-9]{7,9})"
)
_GROUPS = frozenset({(3, 3, 4), (4, 3, 3), (3, 7), (4, 6), (3, 4, 3), (3, 2, 5), (5, 5)})
_PLAIN = {
    "110",
    "119",
    "120",
    "122",
    "114",
    "10000",
    "10001",
    "10006",
    "10010",
    "10011",
    "10016",
    "10018",
    "12345",
    "10088",
}
_AUTHORITIES = {
    "110": "公安报警", "119": "消防", "120": "医疗急救", "122": "交通事故报警", "114": "查号",
    "12315": "市场监督管理局",
    "12377": "中央网信办举报中心", "12387": "网络安全事件报告", "12110": "公安短信报警", "12333": "人力资源和社会保障",
    "12389": "公安机关举报", "12388": "纪检监察举报", "12313": "商务举报", "12378": "银行保险消费者投诉",
    "12363": "人民银行金融消费权益保护", "12386": "证监会服务", "12305": "邮政业申诉", "11185": "中国邮政",
    "12301": "旅游服务", "12355": "青少年服务", "12338": "妇女维权", "12360": "海关", "12318": "文化市场举报",
    "12395": "水上遇险求救",
}  # fmt: skip
_ASKED = frozenset({"hotline", "phone", "landline"})
_ELSEWHERE = frozenset(
    {
        "order",
        "number",
        "courier",
        "goods",
        "code",
        "password",
        "money",
        "card",
        "qq",
        "wechat",
        "id",
        "tail",
        "cvv",
        "orderw",
    }
)
_COUNTED = frozenset("元块圆万个件次条位秒分年月日号斤克瓦只双套台%款米度折岁码级-/—·+")


@cache
def _owners() -> Mapping[str, str]:
    owners = dict(_AUTHORITIES)
    table = files("kedun.guard.entities").joinpath("official_numbers.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            owner, _, numbers = line.partition("\t")
            owners.update(dict.fromkeys(numbers.split(), owner))
    return MappingProxyType(owners)


def owner_of(number: str) -> str | None:
    """Who publishes a number (digits only) as its own, or None when the table does not know it.

    >>> owner_of("95588"), owner_of("4001234567")
    ('中国工商银行', None)
    """
    return _owners().get(number)


def read(run: Run) -> Hit | None:
    """A hotline in one run, a 400 number also broken up, a 95 number also behind an area code."""
    number = run.value
    if not run.digits or len(number) < 3:
        return None
    asked = _is_asked(run.near)
    if _FREE.fullmatch(number):
        if run.parts[1:] and run.parts not in _GROUPS:
            return None
        if (run.near and run.near[0] in _ELSEWHERE and not asked) or run.right in _COUNTED - {"-", "/", "号"}:
            return None
        return _hit(run, number, 0.97 if asked or owner_of(number) else 0.85)
    if run.parts[1:]:
        return _with_area_code(run)
    if run.right == "." and run.page.text[run.end + 1 : run.end + 2].isdigit():
        return None
    if not _SERVICE.fullmatch(number) or run.right in _COUNTED or run.left in {"¥", "￥", "-", ".", "/", "#"}:
        return None
    if run.near and run.near[0] in _ELSEWHERE and not asked and (run.near[0] != "money" or len(number) < 8):
        return None
    listed = owner_of(number) is not None
    if asked or "hotline" in run.page.after(run.end, 6):
        return _hit(run, number, 0.97 if listed else 0.75)
    return _hit(run, number, 0.8) if listed and number not in _PLAIN and len(number) >= 5 else None


def _is_asked(near: tuple[str, ...]) -> bool:
    """Whether the nearest cue that tells anything of a number speaks of telephones."""
    return bool(near) and (near[0] in _ASKED or (near[0] not in _ELSEWHERE and bool(_ASKED.intersection(near[1:2]))))


def _with_area_code(run: Run) -> Hit | None:
    code = area_code(run.value)
    rest = run.value[len(code) :]
    if not code or run.parts != (len(code), len(rest)) or not re.fullmatch(r"9[56][0-9]{3,4}", rest):
        return None
    return _hit(run, run.value, 0.8, rest)


def _hit(run: Run, number: str, confidence: float, bare: str = "") -> Hit:
    why = "hotline.official" if owner_of(number) or owner_of(bare) else "hotline.not_listed"
    return Hit("hotline", run.start, run.end, number, confidence, why, run.page.text[run.start : run.end])
