"""Alipay's trade numbers: twenty-eight digits that begin with the day. Longer ones are a ledger's (DOMAIN A.5)."""

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run
from kedun.guard.entities.payment_number import holds_day

__all__ = ["read"]


def read(run: Run) -> Hit | None:
    """Twenty-eight digits, the first eight of which are a day."""
    number = run.value
    if not (run.digits and len(number) == 28 and holds_day(number)):
        return None
    return Hit("alipay_trade", run.start, run.end, number, 0.95, "alipay_trade.day", f"{number[:8]}****{number[-4:]}")
