"""Money in whole fen (1 yuan = 100 fen), never in floating point."""

import re
from typing import NewType

from kedun.kernel.errors import InputError

__all__ = ["MOST_FEN", "Fen", "fen", "yuan"]

Fen = NewType("Fen", int)

MOST_FEN = 2**53 - 1
"""The largest amount, in fen: what JSON readers that hold numbers as doubles still read exactly."""

_AMOUNT = re.compile(r"(-?)([0-9]{1,14})(?:\.([0-9]{1,2}))?")


def fen(text: str, *, allow_negative: bool = False) -> Fen:
    """Read an amount in yuan, written plainly: ASCII digits, at most 14, then at most two decimals.

    Scientific notation, thousands separators, signs of currency, a leading `+`, spaces and full-width digits
    are refused, as is a negative amount unless allowed. Raises InputError.

    >>> fen("12.34"), fen("12.3"), fen("12")
    (1234, 1230, 1200)
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise InputError(_why_not(text), zh="金额应写成 12.34 这样的数字：半角数字，最多 14 位整数、两位小数")
    sign, whole, part = match.groups(default="")
    amount = int(whole) * 100 + int(part.ljust(2, "0") or "0")
    if amount > MOST_FEN:
        raise InputError(f"amount exceeds {yuan(Fen(MOST_FEN))} yuan", zh=f"金额超过 {yuan(Fen(MOST_FEN))} 元")
    if sign and not allow_negative:
        raise InputError("amount is negative", zh="金额不能为负数")
    return Fen(-amount if sign else amount)


def yuan(amount: Fen) -> str:
    """Write fen as yuan with two decimals.

    >>> yuan(Fen(-5)), yuan(Fen(123456))
    ('-0.05', '1234.56')
    """
    whole, part = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{part:02d}"


def _why_not(text: str) -> str:
    """Say which habit broke the amount, without repeating what was written."""
    if not text:
        return "amount is empty"
    if not text.isascii():
        return "amount holds characters other than ASCII digits, '-' and '.'"
    if "," in text or "_" in text:
        return "amount holds a thousands separator; write 1234.50"
    if re.match(r"[^eE]*[0-9.][eE]", text[:40]):
        return "amount is in scientific notation; write 1234.50"
    if re.fullmatch(r"-?[0-9]{1,14}\.[0-9]{3,}", text):
        return "amount has more than two decimals; the smallest unit is 0.01 yuan"
    if re.fullmatch(r"-?[0-9]{15,}(\.[0-9]*)?", text):
        return f"amount exceeds {yuan(Fen(MOST_FEN))} yuan"
    return "amount is not a plain number such as 12.34"
