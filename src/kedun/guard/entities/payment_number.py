"""What the two payment-number recognisers share: a day inside a number."""

import datetime as dt

__all__ = ["holds_day"]


def holds_day(digits: str) -> bool:
    """Whether eight digits are a day from 2004, when such payments began, to 2099.

    >>> holds_day("20260513"), holds_day("20261399"), holds_day("19990101")
    (True, False, False)
    """
    if not "2004" <= digits[:4] <= "2099":
        return False
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
