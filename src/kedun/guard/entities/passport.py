"""Passports and permits to travel: a letter or two and seven to nine digits, with a word beside them.

China's ordinary passports are E or G and eight digits, or E, a letter and seven digits; diplomatic and service ones
begin with D, S or P. The form alone is too common (a product may be called E12345678), so a bare number counts only
when nothing else is in the message. DOMAIN 4.3.1 (L4).
"""

import re

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["read"]

_ORDINARY = re.compile(r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}")
_ANY = re.compile(
    r"E[0-9]{8}|E[A-Z][0-9]{7}|[GDSPKTHM][0-9]{8,10}|(?:DE|SE|PE|MA|KJ|14|15)[0-9]{7}|[A-Z]{1,2}[0-9]{7}|[CW][0-9]{8}"
)


def read(run: Run) -> Hit | None:
    """A passport's number beside a word for it, or alone in the message."""
    number = run.value.upper()
    if run.digits or len(number) > 11:
        return None
    if "passport" in run.near or "passport" in run.page.after(run.end, 6):
        if run.topic != "passport" or not _ANY.fullmatch(number):
            return None
        confidence = 0.95
    elif _ORDINARY.fullmatch(run.value) and (run.topic == "id" or run.page.text.strip() == run.value):
        confidence = 0.5
    else:
        return None
    return Hit(
        "passport",
        run.start,
        run.end,
        number,
        confidence,
        "passport.form",
        f"{number[0]}{'*' * (len(number) - 4)}{number[-3:]}",
    )
