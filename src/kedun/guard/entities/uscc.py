"""Unified social credit codes of organisations (GB 32100): eighteen characters of a thirty-one letter alphabet.

Handbook 3.1; DOMAIN appendix A.2. Old registration numbers of fifteen digits answer "length".
"""

import re

from kedun.guard.entities.base import fold
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run

__all__ = ["check", "read"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_FORM = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


def check(value: str) -> str:
    """One of ok, length, characters, checksum: the first that is wrong.

    >>> check("91110000600037341L"), check("91110000600037341M"), check("9111000060003734IL")
    ('ok', 'checksum', 'characters')
    """
    code = fold(value)
    if len(code) != 18:
        return "length"
    if not _FORM.fullmatch(code):
        return "characters"
    total = sum(_ALPHABET.index(letter) * weight for letter, weight in zip(code, _WEIGHTS, strict=False))
    return "ok" if code[-1] == _ALPHABET[-total % 31] else "checksum"


_ISSUED = re.compile(r"(?:1[1239]|5[1239]|9[1239]|Y1|[2-4678AN][1239])[0-9]{6}")


def read(run: Run) -> Hit | None:
    """A code that passes its check. One of digits alone needs a word such as 税号 beside it."""
    code = run.value.upper()
    if len(code) != 18 or not _ISSUED.match(code) or check(code) != "ok":
        return None
    called = run.topic == "company"
    if (code.isdigit() or code[0] not in "159Y" or code.endswith("XXX")) and not called:
        return None
    return Hit(
        "uscc", run.start, run.end, code, 0.98 if called else 0.9, "uscc.checksum", f"{code[:2]}{'*' * 12}{code[-4:]}"
    )
