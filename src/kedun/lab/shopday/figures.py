"""What a replayed day comes to: counted while it runs, so that a million events need no more room than a day."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from kedun.engine.decide import Decision
from kedun.engine.policy.tree import Action
from kedun.lab.shopday.chance import MINUTE
from kedun.lab.shopday.rows import Row

__all__ = ["CAUGHT", "SLOT_US", "TROUBLED", "Figures", "Moment", "RuleCount", "StoryRecord", "TypeCount"]

CAUGHT = Action.REVIEW
"""From this action on a scam counts as caught: a person looks before anything moves."""

TROUBLED = Action.VERIFY
"""From this action on an honest customer notices something."""

SLOT_US = 15 * MINUTE
_RANK = {action.word: action for action in Action}
_STORIES = 2_000
_SAMPLES = 400
_SAMPLES_A_RULE = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """One event and what was decided."""

    row: Row
    decision: Decision

    @property
    def action(self) -> Action:
        """The decision's action as a rung of the ladder."""
        return _RANK[self.decision.action]


@dataclass(slots=True)
class StoryRecord:
    """One scam's events as decided, in order. `caught` is the place of the first event at review or above, `asked` of
    the first at verify or above.
    """

    number: int
    scenario: str
    moments: list[Moment] = field(default_factory=list)
    caught: int | None = None
    asked: int | None = None
    stopped_fen: int = 0
    lost_fen: int = 0
    first_money: int | None = None

    def add(self, moment: Moment) -> None:
        """Take the next event in."""
        place = len(self.moments)
        self.moments.append(moment)
        if self.asked is None and moment.action >= TROUBLED:
            self.asked = place
        # What a message tells has happened already; every other event can still be stopped itself.
        before = self.caught is not None
        if self.caught is None and moment.action >= CAUGHT:
            self.caught = place
        money = moment.row.money_fen
        if money:
            if self.first_money is None:
                self.first_money = place
            if before or (self.caught is not None and moment.row.type != "message"):
                self.stopped_fen += money
            else:
                self.lost_fen += money

    @property
    def in_time(self) -> bool:
        """Caught before any money moved."""
        return self.caught is not None and self.lost_fen == 0

    @property
    def lead_us(self) -> int | None:
        """How long before the first money the catch came; None when there was no money or no catch."""
        if self.caught is None or self.first_money is None:
            return None
        return self.moments[self.first_money].row.at - self.moments[self.caught].row.at


@dataclass(slots=True)
class RuleCount:
    """How often a rule was TRUE, and on whom."""

    hits: int = 0
    fraud: int = 0
    troubled: int = 0


@dataclass(slots=True)
class TypeCount:
    """One scam type's stories."""

    stories: int = 0
    caught: int = 0
    in_time: int = 0
    stopped_fen: int = 0
    lost_fen: int = 0


class Figures:
    """The running account of a replay."""

    def __init__(self) -> None:
        self.events = 0
        self.first_us = self.last_us = 0
        self.actions: Counter[Action] = Counter()
        self.honest_actions: Counter[Action] = Counter()
        self.fraud_actions: Counter[Action] = Counter()
        self.types: Counter[str] = Counter()
        self.slots: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self.rules: dict[str, RuleCount] = defaultdict(RuleCount)
        self.stories: dict[int, StoryRecord] = {}
        self.worst: dict[str, Action] = {}
        self.scammers: set[str] = set()
        self.samples: list[Moment] = []
        self.took_us: list[float] = []
        self._sampled: Counter[str] = Counter()
        self._begun_before: set[int] = set()

    def before(self, moment: Moment) -> None:
        """Note an event of before the day: the scam it belongs to is not one of this day's stories."""
        if moment.row.is_fraud:
            self._begun_before.add(moment.row.story)

    def after(self, moment: Moment) -> None:
        """Follow a scam of the day beyond the day's end; nothing else is counted."""
        record = self.stories.get(moment.row.story)
        if record is not None:
            record.add(moment)

    def add(self, moment: Moment) -> None:
        """Count one decided event."""
        row, action = moment.row, moment.action
        self.events += 1
        self.first_us = self.first_us or row.at
        self.last_us = row.at
        self.actions[action] += 1
        self.types[row.type] += 1
        self.took_us.append(moment.decision.took_us)
        slot = self.slots[row.at // SLOT_US]
        slot[0] += 1
        troubled = not row.is_fraud and action >= TROUBLED
        for reason in moment.decision.reasons:
            count = self.rules[reason.rule]
            count.hits += 1
            count.fraud += row.is_fraud
            count.troubled += troubled
        if row.is_fraud:
            self._add_scam(moment, slot)
        else:
            self._add_honest(moment, slot)

    def _add_scam(self, moment: Moment, slot: list[int]) -> None:
        row = moment.row
        self.fraud_actions[moment.action] += 1
        if row.customer_id is not None:
            self.scammers.add(row.customer_id)
        if row.story in self._begun_before:
            return
        record = self.stories.get(row.story)
        if record is None:
            if len(self.stories) >= _STORIES:
                return
            record = self.stories[row.story] = StoryRecord(row.story, row.scenario)
        before = record.caught
        record.add(moment)
        slot[1] += 1
        slot[2] += before is None and record.caught is not None

    def _add_honest(self, moment: Moment, slot: list[int]) -> None:
        action, customer = moment.action, moment.row.customer_id
        self.honest_actions[action] += 1
        if customer is not None:
            known = self.worst.get(customer)
            if known is None or action > known:
                self.worst[customer] = action
        if action >= TROUBLED:
            slot[3] += 1
            rule = moment.decision.reasons[0].rule if moment.decision.reasons else ""
            if len(self.samples) < _SAMPLES and self._sampled[rule] < _SAMPLES_A_RULE:
                self._sampled[rule] += 1
                self.samples.append(moment)

    # -- what it comes to ------------------------------------------------------------------------------------------

    def by_type(self) -> dict[str, TypeCount]:
        """Scam types in order of code."""
        found: dict[str, TypeCount] = defaultdict(TypeCount)
        for record in self.stories.values():
            count = found[record.scenario]
            count.stories += 1
            count.caught += record.caught is not None
            count.in_time += record.in_time
            count.stopped_fen += record.stopped_fen
            count.lost_fen += record.lost_fen
        return dict(sorted(found.items()))

    def customers(self) -> int:
        """Honest customers who did something."""
        return sum(customer not in self.scammers for customer in self.worst)

    def customers_at(self, least: Action) -> int:
        """Honest customers with at least this action against them."""
        return sum(action >= least for customer, action in self.worst.items() if customer not in self.scammers)

    def median_us(self) -> float:
        """Median time of a decision."""
        return self._quantile(50)

    def p99_us(self) -> float:
        """99th percentile of the time of a decision."""
        return self._quantile(99)

    def _quantile(self, percent: int) -> float:
        if not self.took_us:
            return 0.0
        return sorted(self.took_us)[min(len(self.took_us) * percent // 100, len(self.took_us) - 1)]
