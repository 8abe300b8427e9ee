"""Courier tracking numbers, by the company they claim.

The patterns are what shops see in practice, not published standards (DOMAIN appendix A.7), so a match says which
company a number could belong to, never that the parcel exists. Handbook 3.4.
"""

import re

from kedun.guard.entities.base import fold
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "read"]

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


_LETTERED = re.compile(
    r"SF[0-9A-Z][0-9]{12}|YT[0-9]{13}|JT[0-9]{12,13}|JD(?:[0-9A-Z]{2}[0-9]{11}|[XK][0-9]{12})|DPK[0-9]{12,18}"
    r"|[A-Z]{2}[0-9]{9}(?:CN|US|JP|HK|GB|KR|SG|DE|FR|AU|CA|RU|TW|MY|NZ|NL)"
)
_COMPANY_OF = (("SF", "SF"), ("YT", "YTO"), ("JT", "JT"), ("JD", "JD"), ("DPK", "DPK"))
_BROKEN_UP = re.compile(
    r"(?<![0-9A-Za-z])(?:[Ss][Ff]|[Yy][Tt]|[Jj][TtDd]|[Dd][Pp][Kk])(?:[ -]?[0-9A-Za-z]){10,16}(?![0-9A-Za-z])"
)
_PREFIX = re.compile(r"(?<![0-9A-Za-z])(SF|YT|JT|DPK)[ :-]$", re.IGNORECASE)
_ZTO = re.compile(r"7[3-8][0-9]{12}")
_STO = re.compile(r"77[0-9]{13}")
_SAID = frozenset({"courier", "courierw", *_FORMS})
_OTHERS = frozenset({"order", "card", "id", "goods", "company", "trade", "orderw", "paycode", "phone"})


def read(run: Run) -> Hit | None:
    """A tracking number: by its letters, or digits of a company's form beside that company's or a parcel's name.

    `why` names the companies whose form it is, the named one first.
    """
    if not run.digits:
        return _lettered(run)
    if run.parts[1:] and not (_SAID.intersection(run.near) and run.topic in {"courier", *_FORMS}):
        return None
    number = run.value
    lettered = _PREFIX.search(run.page.text, max(0, run.start - 4), run.start)
    if lettered is not None and _LETTERED.fullmatch(lettered[1].upper() + number):
        company = next(name for letters, name in _COMPANY_OF if lettered[1].upper().startswith(letters))
        return _hit(lettered.start(1), run.end, lettered[1].upper() + number, company, 0.95)
    if not 8 <= len(number) <= 18:
        return None
    topic = run.topic
    company = next((kind for kind in run.near if kind in _FORMS), "")
    owners = [name for name, form in _FORMS.items() if form.fullmatch(number)]
    if topic in _OTHERS or not owners:
        return None
    if topic in {"courier", *_FORMS} or (topic == "number" and company) or (topic == "courierw" and company in owners):
        named = company in owners
        if not named and (len(number) < 10 or (topic != "courier")):
            return None
        if len(number) < 10 and topic != "courier" and company != "DPK":
            return None
        return _hit(run.start, run.end, number, company if named else owners[0], 0.9 if named else 0.75)
    if topic == "courierw" and len(number) in {12, 13, 14, 15} and number[0] != "1":
        return _hit(run.start, run.end, number, owners[0], 0.6)
    if topic in {"", "number"} and (_ZTO.fullmatch(number) or _STO.fullmatch(number)):
        return _hit(run.start, run.end, number, "ZTO" if len(number) == 14 else "STO", 0.5)
    return None


def _lettered(run: Run) -> Hit | None:
    number, end = run.value.upper(), run.end
    if not _LETTERED.fullmatch(number):
        broken = _BROKEN_UP.match(run.page.text, run.start) if run.right in {" ", "-"} else None
        if broken is None:
            return None
        number, end = fold(broken[0]), broken.end()
        if not _LETTERED.fullmatch(number):
            return None
    if run.near and run.near[0] in {"goods", "id", "company"}:
        return None
    company = next((name for letters, name in _COMPANY_OF if number.startswith(letters)), "EMS")
    return _hit(run.start, end, number, company, 0.95)


def _hit(start: int, end: int, number: str, company: str, confidence: float) -> Hit:
    masked = f"{number[:4]}****{number[-4:]}"
    return Hit("courier_number", start, end, number, confidence, f"courier_number.{company}", masked)
