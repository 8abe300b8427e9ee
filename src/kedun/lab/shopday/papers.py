"""Made-up numbers of the forms people give: identity cards, company codes, mailboxes. GB 11643, GB 32100.

They have the right shape and check digit and belong to nobody on purpose; `spoiled` is the same number mistyped.
"""

from kedun.lab.shopday.chance import Chance, between, pick

__all__ = ["company_code", "mailbox", "resident_id", "spoiled"]

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_AREAS = ("110105", "310115", "440106", "330106", "320102", "510104", "420106", "370102", "430102", "350203")
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_MAILS = ("example.com", "example.net", "example.org")


def resident_id(r: Chance) -> str:
    """A formally right identity number of an adult.

    >>> len(resident_id(lambda: 0.3))
    18
    """
    born = f"{between(r, 1955, 2004)}{between(r, 1, 12):02d}{between(r, 1, 28):02d}"
    body = f"{pick(r, _AREAS)}{born}{between(r, 1, 999):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_CHECKS[total % 11]


def company_code(r: Chance) -> str:
    """A formally right unified social credit code of a company; its organisation code's own digit is right too.

    >>> len(company_code(lambda: 0.3))
    18
    """
    body = "91" + pick(r, _AREAS) + _organisation(r)
    total = sum(_CODE_LETTERS.index(letter) * weight for letter, weight in zip(body, _CODE_WEIGHTS, strict=True))
    return body + _CODE_LETTERS[(31 - total % 31) % 31]


def _organisation(r: Chance) -> str:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = "MA" + "".join(letters[int(r() * 10)] for _ in range(6))
    total = sum(letters.index(letter) * weight for letter, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def mailbox(r: Chance, *, throw_away: bool = False) -> str:
    """An address at a name reserved for examples, or at a well-known throw-away service."""
    return f"u{between(r, 10_000, 99_999)}@{'mailinator.com' if throw_away else pick(r, _MAILS)}"


def spoiled(number: str) -> str:
    """The number with its last digit wrong."""
    last = number[-1]
    return number[:-1] + ("1" if last != "1" else "2")
