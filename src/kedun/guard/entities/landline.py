"""Landlines: an area code and seven or eight digits, or those alone beside a word such as 座机.

The area codes are the national numbering plan's; a local number begins with 2 to 8. Handbook 3.1; DOMAIN 4.3.1 (L3).
"""

import re

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["area_code", "read"]

_AREA = re.compile(
    r"010|02[0-57-9]|03(?:1[0-9]|35|49|5[0-9]|7[0-79]|9[1-8])|04(?:1[0-9]|2[179]|3[1-9]|5[1-9]|6[4789]|7[0-9]|8[23])"
    r"|05(?:1[0-9]|2[37]|3[0-9]|4[36]|5[0-9]|6[1-6]|7[0-9]|80|9[1-9])|06(?:3[1-5]|6[0238]|9[12])"
    r"|07(?:01|1[0-9]|2[248]|3[0-9]|4[3-6]|5[0-9]|6[02368]|69|7[0-69]|9[0-9])"
    r"|08(?:1[2-8]|2[5-7]|3[0-9]|5[1-9]|7[0-9]|8[3678]|9[1-8])|09(?:0[1-3689]|1[1-9]|3[0-9]|4[13]|5[1-5]|7[0-9]|9[0-9])"
)
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_EXTENSION = re.compile(r"(?:-|转|分机|转分机|,转){1,2}:?[0-9]{1,6}(?![0-9])")
_PHONE = frozenset({"phone"})
_COUNTED = frozenset("元块个次件万-")
_ASKED = frozenset({"phone", "landline", "hotline", "name"})
_ELSEWHERE = frozenset(
    {"order", "number", "courier", "goods", "code", "qq", "wechat", "card", "id", "password", "trade"}
)


def area_code(number: str) -> str:
    """The area code a number begins with; empty when none.

    >>> area_code("075586013388"), area_code("01062671188"), area_code("0260000000")
    ('0755', '010', '')
    """
    found = _AREA.match(number)
    return found[0] if found else ""


def read(run: Run) -> Hit | None:
    """A landline in one run, or broken up by a dash or a blank; an extension behind it belongs to it."""
    number = run.value
    if not run.digits or run.is_called(_ELSEWHERE):
        return None
    asked = bool(_ASKED.intersection(run.near[:2]))
    code = area_code(number) if number[0] == "0" else ""
    if code:
        local = number[len(code) :]
        if not _LOCAL.fullmatch(local) or (len(code) == 3 and len(local) == 7 and not asked):
            return None
        if run.parts[1:] and sum(run.parts[:1]) != len(code) and run.parts[0] != len(number):
            return None
        confidence = 0.9 if run.parts[1:] or asked else 0.75
    elif _is_local(run):
        code, local, confidence = "", number, 0.7 if "landline" in run.near else 0.5
    else:
        return None
    extension = _EXTENSION.match(run.page.text, run.end)
    end = extension.end() if extension else run.end
    shown = f"{code}-" if code else ""
    return Hit(
        "landline",
        run.start,
        end,
        number,
        confidence,
        "landline.area" if code else "landline.said",
        f"{shown}****{local[-4:]}",
    )


def _is_local(run: Run) -> bool:
    """Whether seven or eight digits right behind a word for telephones are a number without its area code."""
    if (
        not _LOCAL.fullmatch(run.value)
        or run.right in _COUNTED
        or (run.parts[1:] and run.parts not in {(4, 4), (3, 4)})
    ):
        return False
    return "landline" in run.near or run.is_called(_PHONE, 3)
