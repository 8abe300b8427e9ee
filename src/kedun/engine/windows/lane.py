"""One lane's rows and running state, handled plainly: the meaning of every feature, and what is rare.

`scan` reads a feature straight off the rows and is what the generated code is held to; `rebuild` works the running
state out anew; `shed` and `compact` let rows go.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from kedun.engine.policy.tree import Aggregate, Feature
from kedun.engine.windows.layout import DROPPED, LONG_AGO, ROWS, UNTIL, Layout, Tally
from kedun.engine.windows.plan import Plan

__all__ = ["LaneState", "Row", "compact", "counts_bad", "rebuild", "scan", "shed", "time_of"]

LaneState = list[Any]
"""The slots of a lane; see `layout`."""

Row = tuple[Any, ...]
"""`(at, column, …)`."""


def scan(feature: Feature, plan: Plan, rows: Iterable[Row], current: Row | None, at: int) -> Any:
    """What a feature is at `at` over rows up to then, read plainly; `current` is the event's own row, if it has one."""
    where, value = plan.where(feature), plan.value(feature)
    newest = at - feature.delay_us
    inside = [row for row in rows if newest - feature.over_us < row[0] <= newest and (where < 0 or row[where])]
    if feature.aggregate is Aggregate.COUNT:
        return len(inside)
    if feature.aggregate is Aggregate.SECONDS_SINCE_LAST:
        earlier = [row for row in inside if row is not current]
        return (at - earlier[-1][0]) // 1_000_000 if earlier else None
    if feature.aggregate is Aggregate.RATE:
        bad = sum(counts_bad(row[value], row[0] + feature.delay_us) for row in inside)
        return bad / len(inside) if inside else None
    values = [row[value] for row in inside if row[value] is not None]
    match feature.aggregate:
        case Aggregate.DISTINCT:
            return len(set(values))
        case Aggregate.SUM:
            return sum(values) if values else None
        case Aggregate.AVG:
            return float(sum(values)) / len(values) if values else None
        case Aggregate.MIN:
            return min(values, default=None)
        case _:
            return max(values, default=None)


def shed(lane: LaneState, layout: Layout, gone: int, fresh: LaneState) -> None:
    """Drop a full lane's `gone` oldest rows, and note up to when it is now blind."""
    rows: list[Row] = lane[ROWS]
    last = rows[gone - 1][0]
    lane[DROPPED] = max(lane[DROPPED], last)
    if gone == len(rows) or rows[gone][0] == last:
        del rows[:gone]
        rebuild(lane, layout, fresh)
        return
    for group in layout.groups.values():
        for row in rows[lane[group.cursor] : gone]:
            for tally in group.tallies.values():
                _take_out(tally, row, lane)
        lane[group.cursor] = max(lane[group.cursor], gone) - gone
    for extreme in layout.extremes.values():
        candidates: list[tuple[Any, int]] = lane[extreme.slot]
        while lane[extreme.head] < len(candidates) and candidates[lane[extreme.head]][1] <= last:
            lane[extreme.head] += 1
    for rate in layout.rates.values():
        for row in rows[lane[rate.leave] : min(gone, lane[rate.enter])]:
            if rate.where < 0 or row[rate.where]:
                lane[rate.total] -= 1
                lane[rate.bad] -= counts_bad(row[rate.label], row[0] + rate.delay_us)
        lane[rate.enter] = max(lane[rate.enter], gone) - gone
        lane[rate.leave] = max(lane[rate.leave], gone) - gone
    del rows[:gone]


def compact(lane: LaneState, layout: Layout, lateness_us: int) -> None:
    """Drop the rows that no window can reach any more, were an event `lateness_us` late."""
    rows: list[Row] = lane[ROWS]
    gone = bisect_right(rows, rows[-1][0] - layout.lane.span_us - lateness_us, key=time_of)
    del rows[:gone]
    for group in layout.groups.values():
        lane[group.cursor] -= gone
    for rate in layout.rates.values():
        lane[rate.enter] -= gone
        lane[rate.leave] -= gone


def rebuild(lane: LaneState, layout: Layout, fresh: LaneState) -> None:
    """Work the running state out anew from the rows, as of `lane[UNTIL]`; `fresh` is an empty lane's state."""
    rows, until = lane[ROWS], lane[UNTIL]
    lane[3:] = fresh[3:]
    for group in layout.groups.values():
        start = lane[group.cursor] = bisect_right(rows, until - group.over_us, key=time_of)
        for tally in group.tallies.values():
            counted = [row for row in rows[start:] if tally.where < 0 or row[tally.where]]
            values = [row[tally.value] for row in counted if tally.value >= 0 and row[tally.value] is not None]
            if tally.what == "count":
                lane[tally.slot] = len(counted)
            elif tally.what == "sum":
                lane[tally.slot], lane[tally.known] = sum(values), len(values)
            else:
                for value in values:
                    lane[tally.slot][value] = lane[tally.slot].get(value, 0) + 1
    for extreme in layout.extremes.values():
        candidates: list[tuple[Any, int]] = lane[extreme.slot]
        for row in rows[bisect_right(rows, until - extreme.over_us, key=time_of) :]:
            value = row[extreme.value]
            if value is not None and (extreme.where < 0 or row[extreme.where]):
                while candidates and (candidates[-1][0] <= value if extreme.largest else candidates[-1][0] >= value):
                    candidates.pop()
                candidates.append((value, row[0]))
    for where, slot in layout.lasts.items():
        lane[slot] = max((row[0] for row in rows if where < 0 or row[where]), default=LONG_AGO)
    for rate in layout.rates.values():
        lane[rate.enter] = bisect_right(rows, until - rate.delay_us, key=time_of)
        lane[rate.leave] = bisect_right(rows, until - rate.delay_us - rate.over_us, key=time_of)
        inside = [row for row in rows[lane[rate.leave] : lane[rate.enter]] if rate.where < 0 or row[rate.where]]
        lane[rate.total] = len(inside)
        lane[rate.bad] = sum(counts_bad(row[rate.label], row[0] + rate.delay_us) for row in inside)


def counts_bad(label: list[int], limit: int) -> int:
    """1 when a label `[bad, known at]` says bad and was known by `limit`, else 0."""
    return 1 if label[0] and label[1] <= limit else 0


def time_of(row: Row) -> int:
    """The row's time in microseconds."""
    at: int = row[0]
    return at


def _take_out(tally: Tally, row: Row, lane: LaneState) -> None:
    if tally.where >= 0 and not row[tally.where]:
        return
    value = row[tally.value] if tally.value >= 0 else None
    if tally.what == "count":
        lane[tally.slot] -= 1
    elif value is not None and tally.what == "sum":
        lane[tally.slot] -= value
        lane[tally.known] -= 1
    elif value is not None:
        counts = lane[tally.slot]
        counts[value] -= 1
        if not counts[value]:
            del counts[value]
