"""What a recogniser answers: one thing found in a text."""

import msgspec

__all__ = ["KINDS", "RED_LINE", "Hit"]

RED_LINE = frozenset({"verification_code", "password", "cvv", "payment_code"})
"""Kinds that may never be kept, not even masked (DOMAIN 4.3.1, level L5)."""

KINDS = RED_LINE | {
    "mobile", "landline", "hotline", "resident_id", "uscc", "passport", "bank_card", "alipay_trade", "wechat_trade",
    "order_number", "courier_number", "email", "url", "ip", "wechat_id", "qq_id", "amount", "date", "person_name",
    "address",
}  # fmt: skip
"""Every kind there is."""


class Hit(msgspec.Struct, frozen=True):
    """One thing found.

    `start` and `end` (half-open) count characters of the folded text's `clean`. `value` is the normal form: digits
    without separators, an amount in fen, a date as ISO 8601. `confidence` is 0 to 1, `why` a short code, and
    `masked` what may be shown of it; an amount, a date, a link or a hotline may be shown whole.
    """

    kind: str
    start: int
    end: int
    value: str
    confidence: float
    why: str
    masked: str
