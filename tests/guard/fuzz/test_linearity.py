"""Eight times the length may cost at most twenty times the time: a guard against the quadratic, no measure of speed."""

import time
from collections.abc import Callable

import pytest
from tests.guard.fuzz.doors import guard

from kedun.guard import files, links
from kedun.guard.entities import find, redact
from kedun.guard.fold import fold, sound

_SHORT, _LONG, _MOST = 2_000, 16_000, 20
_UNITS = (
    "您好，我的订单今天能发货吗？",
    "v",
    "加我薇信",
    "+🐧",
    "\u0300",
    "\u200b",
    "一3",
    "1-",
    "1 ",
    "yi ",
    "。，",
    "\ud800",
    "微",
    "家我",
    "扫",
    "a.",
    "http://",
    "a@",
    "a@b.",
    "www.",
    "/",
    ".",
    "张",
    "市",
    "省",
    "区",
    "号",
    "¥1,",
    "2026-",
    "验证码",
    "转账",
    "不",
    "密码",
    "[",
    "(",
    "%",
    "0",
)
_DOORS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "spans": lambda text: fold(text).in_bare(0, 1),
    "sound": lambda text: sound(fold(text).bare),
    "entities": lambda text: find(fold(text)),
    "redact": redact,
    "link": links.assess,
    "links": lambda text: list(links.find(text)),
    "file name": files.assess,
    "file": lambda text: files.assess("a.zip", b"PK\x03\x04" + text.encode(errors="replace")),
    "screen": lambda text: guard().screen(text),
}


def _cost(call: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    call(text)
    return time.thread_time() - begun


def _grown(call: Callable[[str], object], unit: str) -> float:
    """How much dearer the long text is; measured again when it seems too dear, for the machine may have been busy."""
    short, long = (unit * (length // len(unit)) for length in (_SHORT, _LONG))
    times = _MOST + 1.0
    for _ in range(3):
        least = max(min(_cost(call, short) for _ in range(5)), 50e-6)  # what takes no time at all has not grown
        costs = (_cost(call, long) for _ in range(5))
        times = next((cost / least for cost in costs if cost <= least * _MOST), times)
        if times <= _MOST:
            break
    return times


@pytest.mark.parametrize("door", _DOORS)
def test_eight_times_the_text_costs_no_more_than_twenty_times(door: str) -> None:
    call = _DOORS[door]
    call("加我微信，电话13800138000")  # what is built once is built
    grown = {unit: _grown(call, unit) for unit in _UNITS}
    assert {unit: times for unit, times in grown.items() if times > _MOST} == {}


def test_a_quadratic_call_is_noticed() -> None:
    def quadratic(text: str) -> int:
        return sum(len(text[at:]) > 0 for at in range(0, len(text), 8) for _ in range(0, len(text), 64))

    assert _grown(quadratic, "v") > _MOST
