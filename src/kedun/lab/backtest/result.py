"""What a backtest found, as plain values that become JSON as they are."""

import msgspec

__all__ = [
    "BacktestResult",
    "DayCount",
    "Difference",
    "Overlap",
    "Problem",
    "Reading",
    "RuleChange",
    "RuleResult",
    "Split",
    "Totals",
]


class Split(msgspec.Struct, frozen=True):
    """Events by what became of them: fraud (charge-backs included), refunded, refused, good (all the rest)."""

    fraud: int = 0
    refunded: int = 0
    refused: int = 0
    good: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.fraud + self.refunded + self.refused + self.good


class Problem(msgspec.Struct, frozen=True):
    """One value that was refused, and its event with it; `row` counts from 1 as an editor shows the file."""

    row: int
    column: str
    expected: str
    got: str


class Reading(msgspec.Struct, frozen=True):
    """How the data read: events used, rows refused (the first of them named), ids seen before, columns not known."""

    events: int
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    duplicates: int = 0
    conflicts: int = 0
    unknown_columns: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()


class RuleResult(msgspec.Struct, frozen=True):
    """What one rule caught.

    `hits` are the events on which it was TRUE, live or on trial, by what became of them; `live` how many counted.
    `precision` is the share of fraud among its hits, `recall` its share of all fraud on the events it looks at; None
    where there is none. `only` are hits on events no other live rule caught, `first` frauds among them: what would
    be missed without it. `money_fen` is the amount of the orders and payments among its frauds.
    """

    id: str
    clause: str
    on: str
    mode: str
    action: str
    title_zh: str
    title_en: str
    hits: int
    live: int
    split: Split
    precision: float | None
    recall: float | None
    only: int
    first: int
    money_fen: int


class Overlap(msgspec.Struct, frozen=True):
    """Two rules that fired on the same events: how often, and the share of the rarer one's hits that is."""

    one: str
    other: str
    both: int
    share: float


class DayCount(msgspec.Struct, frozen=True):
    """One day in the pack's time zone: events, frauds, those acted on at warn or above, frauds caught among them."""

    day: str
    events: int
    fraud: int
    acted: int
    caught: int
    actions: dict[str, int]


class Totals(msgspec.Struct, frozen=True):
    """The policy as a whole.

    `actions` and `grades` count verdicts; `by_action` splits each action by what became of the events.
    `caught` are frauds with an action of review or above, `money_stopped_fen` the orders' and payments' amounts
    among them (an order and its payments count once), `money_fraud_fen` the same of all frauds.
    `customers_troubled` are the distinct customers without any fraud who met verify or above.
    """

    actions: dict[str, int]
    grades: dict[str, int]
    split: Split
    by_action: dict[str, Split]
    caught: int
    precision: float | None
    recall: float | None
    money_stopped_fen: int
    money_fraud_fen: int
    customers: int
    customers_troubled: int


class RuleChange(msgspec.Struct, frozen=True):
    """How one rule's hits differ from the other pack's; a rule that only one pack has gains or loses all of them."""

    id: str
    title_zh: str
    title_en: str
    gained: Split
    lost: Split


class Difference(msgspec.Struct, frozen=True):
    """This pack against another (`pack`, `version`, `totals`): events that only one acts on at `review` or above.

    `gained` are those this pack acts on and the other does not, `lost` the reverse; `changed` counts every event
    whose action differs, as `other's>this one's`. `rules` are the rules whose hits differ.
    """

    pack: str
    version: str
    gained: Split
    lost: Split
    changed: dict[str, int]
    rules: tuple[RuleChange, ...]
    totals: Totals


class BacktestResult(msgspec.Struct, frozen=True):
    """A backtest of one pack over some data.

    Times are microseconds UTC; `took_s` covers reading to result. `rules` stand in the pack's order, `overlaps`
    by how often, both engines fill all of it alike.
    """

    pack: str
    version: str
    timezone: str
    engine: str
    first_at: int
    last_at: int
    took_s: float
    events_per_s: float
    reading: Reading
    totals: Totals
    rules: tuple[RuleResult, ...]
    overlaps: tuple[Overlap, ...]
    days: tuple[DayCount, ...]
    types: dict[str, int]
    difference: Difference | None = None
    focus: str | None = None
