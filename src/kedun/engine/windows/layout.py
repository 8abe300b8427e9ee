"""Where a lane keeps its running state: numbered slots of one small list.

Slots 0 to 2 are the rows, the time the state is worked out for, and the time of the newest row dropped for the cap;
the rest depends on the lane's features. Features that need the same running value share it.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from kedun.engine.policy.tree import Aggregate, Feature
from kedun.engine.windows.plan import Lane, Plan

__all__ = ["DROPPED", "LONG_AGO", "ROWS", "UNTIL", "Extreme", "Group", "Layout", "Rated", "Tally"]

ROWS, UNTIL, DROPPED = 0, 1, 2
LONG_AGO = -(2**62)


@dataclass(frozen=True, slots=True)
class Tally:
    """A running value over a group's rows. `what` is count, sum or distinct; `known` counts the sum's values."""

    what: str
    where: int
    value: int
    slot: int
    known: int = -1


@dataclass(frozen=True, slots=True)
class Extreme:
    """A running minimum or maximum: candidates `(value, at)` in `slot` from index `head` on, best first."""

    largest: bool
    over_us: int
    where: int
    value: int
    slot: int
    head: int


@dataclass(slots=True)
class Group:
    """The features of one window length: `cursor` is the first row inside the window."""

    over_us: int
    cursor: int
    tallies: dict[Hashable, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rated:
    """A delayed rate: rows `[leave, enter)` are old enough and inside; `total` and `bad` count them."""

    over_us: int
    delay_us: int
    where: int
    label: int
    enter: int
    leave: int
    total: int
    bad: int


class Layout:
    """The slots of one lane."""

    def __init__(self, lane: Lane, plan: Plan) -> None:
        self.lane = lane
        self.fresh: list[str] = ["[]", str(LONG_AGO), str(LONG_AGO)]
        self.groups: dict[int, Group] = {}
        self.extremes: dict[Hashable, Extreme] = {}
        self.rates: dict[Hashable, Rated] = {}
        self.lasts: dict[int, int] = {}
        self._plan = plan
        for feature in lane.features:
            self._place(feature)

    def group(self, feature: Feature) -> Group:
        """The feature's window length."""
        return self.groups[feature.over_us]

    def tally(self, feature: Feature) -> Tally:
        """The running value of a count with a condition, a sum, an average or a distinct."""
        return self.groups[feature.over_us].tallies[self._key(feature)]

    def extreme(self, feature: Feature) -> Extreme:
        """The candidates of a minimum or maximum."""
        return self.extremes[self._extreme_key(feature)]

    def rate(self, feature: Feature) -> Rated:
        """The counts of a rate."""
        return self.rates[self._rate_key(feature)]

    def last(self, feature: Feature) -> int:
        """The slot that holds the time of the newest matching row."""
        return self.lasts[self._plan.where(feature)]

    def _slot(self, fresh: str) -> int:
        self.fresh.append(fresh)
        return len(self.fresh) - 1

    def _place(self, feature: Feature) -> None:
        where, value = self._plan.where(feature), self._plan.value(feature)
        match feature.aggregate:
            case Aggregate.SECONDS_SINCE_LAST:
                if where not in self.lasts:
                    self.lasts[where] = self._slot(str(LONG_AGO))
            case Aggregate.RATE:
                if self._rate_key(feature) not in self.rates:
                    slots = [self._slot("0") for _ in range(4)]
                    self.rates[self._rate_key(feature)] = Rated(feature.over_us, feature.delay_us, where, value, *slots)
            case Aggregate.MIN | Aggregate.MAX:
                if self._extreme_key(feature) not in self.extremes:
                    self.extremes[self._extreme_key(feature)] = Extreme(
                        feature.aggregate is Aggregate.MAX,
                        feature.over_us,
                        where,
                        value,
                        self._slot("[]"),
                        self._slot("0"),
                    )
            case _:
                self._place_tally(feature, where, value)

    def _place_tally(self, feature: Feature, where: int, value: int) -> None:
        if feature.over_us not in self.groups:
            self.groups[feature.over_us] = Group(feature.over_us, self._slot("0"))
        tallies = self.groups[feature.over_us].tallies
        key = self._key(feature)
        if key in tallies:
            return
        match feature.aggregate:
            case Aggregate.COUNT if where >= 0:
                tallies[key] = Tally("count", where, -1, self._slot("0"))
            case Aggregate.SUM | Aggregate.AVG:
                tallies[key] = Tally("sum", where, value, self._slot("0"), self._slot("0"))
            case Aggregate.DISTINCT:
                tallies[key] = Tally("distinct", where, value, self._slot("{}"))
            case _:  # a plain count is the number of rows inside the window
                pass

    def _key(self, feature: Feature) -> Hashable:
        kind = "sum" if feature.aggregate is Aggregate.AVG else feature.aggregate.value
        return kind, self._plan.where(feature), self._plan.value(feature)

    def _extreme_key(self, feature: Feature) -> Hashable:
        return feature.aggregate, feature.over_us, self._plan.where(feature), self._plan.value(feature)

    def _rate_key(self, feature: Feature) -> Hashable:
        return feature.over_us, feature.delay_us, self._plan.where(feature)
