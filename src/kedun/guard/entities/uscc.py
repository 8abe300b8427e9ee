"""Unified social credit codes of organisations (GB 32100): eighteen characters of a thirty-one letter alphabet.

Handbook 3.1; DOMAIN appendix A.2. Old registration numbers of fifteen digits answer "length".
"""

import re

from kedun.guard.entities.base import fold

__all__ = ["check"]

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
