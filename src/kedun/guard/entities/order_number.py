"""Order numbers, by the platform they claim.

The patterns are what shops see, not published standards (DOMAIN appendix A.6): a mismatch asks whether the
order is ours at all, and "ok" says only that nothing speaks against it. Handbook 3.1, 3.4.
"""

import datetime as dt
import re

from kedun.guard.entities.base import fold

__all__ = ["check"]

_FORMS = {
    "taobao": re.compile(r"[1-9][0-9]{17,18}"),
    "pdd": re.compile(r"([0-9]{6})(?:[0-9]{15}|[0-9]{13})"),
    "jd": re.compile(r"[1-9][0-9]{10,12}"),
    "douyin": re.compile(r"[1-9][0-9]{18}"),
    "amazon": re.compile(r"(?:[0-9]{3}|D[0-9]{2})[0-9]{14}"),
}


def check(value: str, platform: str) -> str:
    """One of ok, mismatch; a platform without a known form is always ok.

    >>> check("260513-123456789012345", "pdd"), check("261399-123456789012345", "pdd"), check("SF123", "other")
    ('ok', 'mismatch', 'ok')
    """
    form = _FORMS.get(platform)
    if form is None:
        return "ok"
    found = form.fullmatch(fold(value))
    if found is None:
        return "mismatch"
    return "ok" if platform != "pdd" or _is_day(found[1]) else "mismatch"


def _is_day(yymmdd: str) -> bool:
    try:
        dt.date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True
