"""WeChat Pay's transaction numbers: twenty-eight digits, 4200 first, with the day inside (DOMAIN appendix A.5)."""

import re

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Run
from kedun.guard.entities.payment_number import holds_day

__all__ = ["read"]

_FORM = re.compile(r"(?:4200|1000|1009)[0-9]{24}")


def read(run: Run) -> Hit | None:
    """Twenty-eight digits that begin with 4200, or with the older 1000 and 1009 beside a word for payments."""
    number = run.value
    if not (run.digits and len(number) == 28 and _FORM.fullmatch(number)):
        return None
    day = holds_day(number[10:18])
    called = run.topic in {"trade", "wechat", "number", "order"}
    if not (number.startswith("4200") or called):
        return None
    confidence = 0.95 if day else 0.8
    why = "wechat_trade.day" if day else "wechat_trade.form"
    return Hit("wechat_trade", run.start, run.end, number, confidence, why, f"{number[:4]}****{number[-4:]}")
