"""The recognisers' shared door: which of them look at a text, and which hit stays where several overlap.

Numbers are read once as runs and handed to the recognisers their length allows; words decide the rest. A message
without a digit, a Latin letter or a telling word costs one look.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from kedun.guard.entities import (
    address,
    alipay_trade,
    amount,
    bank_card,
    courier_number,
    cvv,
    date,
    email,
    hotline,
    ip,
    landline,
    mobile,
    order_number,
    passport,
    password,
    payment_code,
    person_name,
    qq_id,
    resident_id,
    url,
    uscc,
    verification_code,
    wechat_id,
    wechat_trade,
)  # fmt: skip
from kedun.guard.entities.cues import TELLING, Cue, cues_of, has_disguised_cue
from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page, Run, joined

__all__ = ["Foldable", "find"]

_DIGIT = re.compile("[0-9]")
_TIED = re.compile("[a-z]-?[0-9]")
_LATIN_OR_DIGIT = re.compile("[0-9A-Za-z]")

_RANK = {
    "payment_code": 100, "cvv": 99, "password": 97, "url": 96, "email": 95, "resident_id": 90, "uscc": 89,
    "alipay_trade": 88, "wechat_trade": 87, "bank_card": 85, "courier_number": 80, "mobile": 78, "passport": 76,
    "verification_code": 75, "order_number": 70, "ip": 68, "hotline": 66, "landline": 64, "date": 60, "address": 58,
    "qq_id": 67, "wechat_id": 54, "amount": 50, "person_name": 40,
}  # fmt: skip


class Foldable(Protocol):
    """What is needed of a folded text."""

    @property
    def text(self) -> str:
        """The text as given."""
        ...

    @property
    def clean(self) -> str:
        """The text in plain characters."""
        ...

    @property
    def bare(self) -> str:
        """The text without what stands between characters."""
        ...

    def in_clean(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` behind a span of `clean`."""
        ...

    def in_bare(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` behind a span of `bare`."""
        ...


_Reader = Callable[[Run], Hit | None]
_LONG: tuple[_Reader, ...] = (
    resident_id.read, uscc.read, alipay_trade.read, wechat_trade.read, bank_card.read, courier_number.read,
    order_number.read,
)  # fmt: skip
_PHONES: tuple[_Reader, ...] = (mobile.read, hotline.read, landline.read)
_BEFORE_POINT: tuple[_Reader, ...] = (ip.read, date.read, amount.read)
_BEFORE_DASH: tuple[_Reader, ...] = (date.read, order_number.read)
_BEFORE_DAY: tuple[_Reader, ...] = (date.read,)
_BEFORE_UNIT: tuple[_Reader, ...] = (amount.read,)
_SHORT: Mapping[str, tuple[_Reader, ...]] = {
    ".": _BEFORE_POINT,
    **dict.fromkeys("-/", _BEFORE_DASH),
    **dict.fromkeys("年月", _BEFORE_DAY),
    " ": (date.read, amount.read),
    **dict.fromkeys("元块圆万千百毛角亿个多来几人RrCc,", _BEFORE_UNIT),
}
"""Who reads one to four digits, by the character behind them."""
_MOST_CRUMBS = 12
"""How many pieces of a digit or two in a row may each begin a number broken up; beyond, it is a table or a trick."""
_SIGNS = frozenset("¥￥BbYy币 ")
_MIDDLE: tuple[_Reader, ...] = (
    date.read,
    hotline.read,
    landline.read,
    courier_number.read,
    order_number.read,
    amount.read,
)
_LETTERED: tuple[_Reader, ...] = (
    courier_number.read,
    uscc.read,
    resident_id.read,
    passport.read,
    mobile.read,
    order_number.read,
    amount.read,
    date.read,
    ip.read,
)
_PHONES_AND_LONG = (*_PHONES, *_LONG)
_JOINED: tuple[_Reader, ...] = (resident_id.read, bank_card.read, *_PHONES, courier_number.read)


def find(folded: Foldable) -> tuple[Hit, ...]:
    """What a folded text holds, in order and without overlap; spans are of `clean`.

    A word that tells what a number is counts also where only `bare` shows it, as in 验 证 码 482913.
    """
    text = folded.clean
    cues = cues_of(text)
    if not cues and not _LATIN_OR_DIGIT.search(text) and not amount.may_hold_han(text) and "月" not in text:
        return ()
    if _LATIN_OR_DIGIT.search(text) and has_disguised_cue(text, folded.bare):
        cues = _with_disguised(cues, folded)
    hits = list(_candidates(Page(text, cues)))
    if "**" in text:
        hits = [hit for hit in hits if not _is_masked(text, hit)]
    return _best(hits) if len(hits) > 1 else tuple(hits)


def _is_masked(text: str, hit: Hit) -> bool:
    """Whether a hit is what somebody left to be seen of a number, such as 8000 in 138****8000."""
    return text.endswith("**", 0, hit.start) or text.startswith("**", hit.end)


def _with_disguised(cues: list[Cue], folded: Foldable) -> list[Cue]:
    """The cues of the clean text and those of the bare one that it hides, by place."""
    places = range(len(folded.clean))
    found = []
    for kind, start, end in cues_of(folded.bare):
        if kind in TELLING:
            first, last = folded.in_bare(start, end)
            at = bisect_left(places, first, key=lambda place: folded.in_clean(place, place + 1)[0])
            until = bisect_left(places, last, at, key=lambda place: folded.in_clean(place, place + 1)[0])
            found.append((kind, at, until))
    told = {place for kind, start, end in cues if kind in TELLING for place in range(start, end)}
    hidden = [cue for cue in found if told.isdisjoint(range(cue[1], cue[2]))]
    taken = {place for _, start, end in hidden for place in range(start, end)}
    return sorted([cue for cue in cues if taken.isdisjoint(range(cue[1], cue[2]))] + hidden, key=_span)


def _span(cue: Cue) -> tuple[int, int]:
    return cue[1], cue[2]


def _candidates(page: Page) -> Iterator[Hit]:
    text = page.text
    classes = page.classes
    if _DIGIT.search(text):
        yield from _numbers(page)
        yield from _beside_words(page, classes)
    elif "wechat" in classes:
        yield from wechat_id.find(page)
    if "password" in classes:
        yield from password.find(page)
    if url.may_hold(text):
        yield from url.find(text)
    if "@" in text:
        yield from email.find(text)
    if text.count(":") > 1:
        yield from ip.find_six(page)
    if date.may_hold_han(text):
        yield from date.find_han(page)
    if amount.may_hold_han(text):
        yield from amount.find_han(page)
    if "title" in classes or "name" in classes:
        yield from person_name.find(page)
    if "place" in classes or address.may_hold(text):
        yield from address.find(page)


def _beside_words(page: Page, classes: frozenset[str]) -> Iterator[Hit]:
    if "code" in classes:
        yield from verification_code.find(page)
    if "cvv" in classes:
        yield from cvv.find(page)
    if "paycode" in classes:
        yield from payment_code.find(page)
    if "wechat" in classes or "wxid_" in page.text:
        yield from wechat_id.find(page)
    if "_" in page.text or _TIED.search(page.text):
        yield from wechat_id.find_loose(page)
    if "qq" in classes or "Q" in page.text or "q" in page.text:
        yield from qq_id.find(page)


def _numbers(page: Page) -> Iterator[Hit]:
    """What the runs are; a number broken up hides its pieces, except an amount's or a day's."""
    pieces = list(page.pieces())
    done, crumbs = -1, 0
    for place, run in enumerate(pieces):
        if place <= done:
            continue
        crumbs = crumbs + 1 if place and len(run.value) <= 2 and run.start - pieces[place - 1].end <= 3 else 0
        whole, last = _broken_up(pieces, place) if crumbs <= _MOST_CRUMBS else (None, place)
        if whole is not None:
            done = last
            yield whole
            continue
        for read in _readers(run):
            hit = read(run)
            if hit is not None:
                yield hit
                break


def _broken_up(pieces: list[Run], place: int) -> tuple[Hit | None, int]:
    run = pieces[place]
    if not run.digits or place + 1 == len(pieces) or not 0 < pieces[place + 1].start - run.end <= 3:
        return None, place
    best: tuple[Hit | None, int] = None, place
    for whole, last in joined(pieces, place):
        hit = next((hit for hit in (read(whole) for read in _JOINED) if hit is not None), None)
        if hit is not None:
            best = hit, last
    return best


def _readers(run: Run) -> tuple[_Reader, ...]:
    if not run.digits:
        return _LETTERED
    length = len(run.value)
    if length <= 4 and run.left != "+":
        return _short(run)
    if run.left == "+" or (length > 10 and run.value.startswith("00")):
        return (mobile.read, mobile.read_abroad, amount.read)
    if length <= 9:
        return _MIDDLE
    return _PHONES_AND_LONG if length <= 13 else _LONG


def _short(run: Run) -> tuple[_Reader, ...]:
    right = run.right
    if right != "." and run.value in hotline.EMERGENCY:
        return (hotline.read, amount.read)
    readers = _SHORT.get(right)
    if readers is not None:
        return readers
    return _BEFORE_UNIT if "money" in run.page.classes or run.left in _SIGNS else ()


def _best(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits that stay: of two that overlap, the more telling kind, then the surer, then the longer."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=_place):
        while kept and kept[-1].end > hit.start and _weight(hit) > _weight(kept[-1]):
            kept.pop()
        if not kept or kept[-1].end <= hit.start:
            kept.append(hit)
    return tuple(kept)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _weight(hit: Hit) -> tuple[int, float, int]:
    return _RANK[hit.kind], hit.confidence, hit.end - hit.start
