"""Courier tracking numbers, by the company they claim.

The patterns are what shops see in practice, not published standards (DOMAIN appendix A.7), so a match says which
company a number could belong to, never that the parcel exists. Handbook 3.4.
"""

import re

from kedun.guard.entities.base import fold

__all__ = ["check"]

_FORMS = {
    "SF": re.compile(r"SF[0-9A-Z][0-9]{12}|[0-9]{12}"),
    "ZTO": re.compile(r"7[34568][0-9]{12}|[0-9]{12}"),
    "YTO": re.compile(r"YT[0-9]{13}|[0-9]{10,12}|[0-9]{18}"),
    "YUNDA": re.compile(r"[34][0-9]{14}|[0-9]{13}"),
    "STO": re.compile(r"(?:77|43)[0-9]{12,15}|[0-9]{12,13}"),
    "JT": re.compile(r"JT[0-9]{12,13}"),
    "JD": re.compile(r"JD(?:[0-9A-Z]{2}[0-9]{11}|[XK][0-9]{12})(?:[0-9]{2,6})?"),
    "EMS": re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}|(?:9[0-9]|1[0-9])[0-9]{11}"),
    "DPK": re.compile(r"DPK[0-9]{12,18}|[0-9]{8,10}"),
}


def check(value: str, company: str) -> str:
    """One of ok, mismatch, unknown.

    "mismatch": the number has the form of other companies only. "unknown": nobody's form that we know, or a
    company whose form we do not know.

    >>> check("SF1234567890123", "SF"), check("SF1234567890123", "ZTO"), check("12345", "SF")
    ('ok', 'mismatch', 'unknown')
    """
    claimed = _FORMS.get(company)
    if claimed is None:
        return "unknown"
    number = fold(value)
    if claimed.fullmatch(number):
        return "ok"
    return "mismatch" if any(form.fullmatch(number) for form in _FORMS.values()) else "unknown"
