"""What a policy is, as plain values: the schema of events, the expression tree, features, rules, lists, scoring.

Everything that reads a policy (checks, the Python and SQL back ends, windows, the backtest) reads these
values and nothing else, so the meaning of a condition is decided here once:

- a value is TRUE, FALSE or unknown as in SQL's three-valued logic; a rule fires only on TRUE;
- a number that leaves the range of a double is unknown, never infinite;
- `a / b` is a division of doubles and is unknown when `b` is 0;
- `LEAST` and `GREATEST` pass over unknowns, as PostgreSQL, DuckDB and Spark do;
- text compares by code point; a time minus a time is whole seconds, rounded down;
- a window is `(at - over, at]` in event time, ties in order of arrival, the current event counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

__all__ = [
    "ENVELOPE",
    "Action",
    "Aggregate",
    "And",
    "Arithmetic",
    "Call",
    "Case",
    "Coalesce",
    "Compare",
    "DatePart",
    "Event",
    "Expression",
    "Fact",
    "FactRef",
    "Factor",
    "Feature",
    "FeatureRef",
    "Grade",
    "In",
    "InList",
    "Is",
    "IsNull",
    "Level",
    "Like",
    "Listing",
    "Literal",
    "Mode",
    "Negate",
    "Not",
    "NullIf",
    "Or",
    "Policy",
    "Privacy",
    "Rule",
    "Scoring",
    "Source",
    "Span",
    "Text",
    "Type",
    "children",
    "references",
]


ENVELOPE = ("channel", "shop", "customer_id", "order_id", "agent_id", "conversation_id")
"""Fields of every event that conditions may name, beside `at` and the facts; all text, all nullable."""


class Type(StrEnum):
    """What a value is. `TIME` is microseconds since 1970-01-01T00:00Z wherever it is held as a number."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STRING = "string"
    TIME = "time"


class Action(IntEnum):
    """The one ladder of what must happen, mildest first."""

    ALLOW = 0
    WARN = 1
    VERIFY = 2
    REVIEW = 3
    HOLD = 4
    BLOCK = 5

    @property
    def word(self) -> str:
        """The lower-case word used in packs, decisions and SQL."""
        return self.name.lower()


class Level(StrEnum):
    """How bad, for people."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Mode(StrEnum):
    """Whether a rule counts (live), is only reported apart (shadow), or costs nothing (off)."""

    LIVE = "live"
    SHADOW = "shadow"
    OFF = "off"


class Aggregate(StrEnum):
    """What a feature computes over its window; `EXPR` is computed from other features and facts instead."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    DISTINCT = "distinct"
    SECONDS_SINCE_LAST = "seconds_since_last"
    RATE = "rate"
    EXPR = "expr"


class Privacy(StrEnum):
    """Confidentiality class of a fact (Handbook 4.3; DOMAIN 4.3.1 L1 to L5)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    RED_LINE = "red_line"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a condition's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the two languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition stands: `path` as the analyst named it, 1-based `line`, 1-based `column` of its text.

    `text` is the condition exactly as written, so that an error can draw a caret under it.
    """

    path: str
    line: int
    column: int = 1
    text: str = ""


# ---------------------------------------------------------------------------------------------------------------------
# Expressions. Every node carries the span it was read from and the type it yields.


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant. `value` None is SQL's NULL; a TIME literal holds microseconds."""

    value: bool | int | float | str | None
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the event, or a field of its envelope (`at`, `shop`, `customer_id`, …)."""

    name: str
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class FeatureRef:
    """A feature's value, by the feature's id."""

    id: str
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right`, op one of `+ - * / %`. TIME - TIME is INT seconds; `/` is FLOAT; else FLOAT if either is.

    `%` takes whole numbers only; its result has the sign of the dividend, as in SQL, and is unknown for 0.
    """

    op: str
    left: "Expression"
    right: "Expression"
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Negate:
    """`-operand`."""

    operand: "Expression"
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`, op one of `= <> < <= > >=`; unknown when either side is."""

    op: str
    left: "Expression"
    right: "Expression"
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more; FALSE when any is FALSE, else unknown when any is unknown."""

    items: tuple["Expression", ...]
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more; TRUE when any is TRUE, else unknown when any is unknown."""

    items: tuple["Expression", ...]
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Not:
    """`NOT operand`; also what `<>`-like negations (`NOT IN`, `NOT LIKE`, `IS NOT NULL`) are read into."""

    operand: "Expression"
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class In:
    """`operand IN (literal, …)`; items are non-null literals of the operand's type."""

    operand: "Expression"
    items: tuple[Literal, ...]
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Like:
    """`operand LIKE pattern`: `%` any run, `_` one character, no escape; the pattern is a literal."""

    operand: "Expression"
    pattern: str
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class IsNull:
    """`operand IS NULL`; never unknown."""

    operand: "Expression"
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Is:
    """`operand IS TRUE` or `operand IS FALSE`; never unknown."""

    operand: "Expression"
    value: bool
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Case:
    """`CASE WHEN condition THEN value … ELSE otherwise END`; a missing ELSE is a NULL literal."""

    branches: tuple[tuple["Expression", "Expression"], ...]
    otherwise: "Expression"
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first item that is known."""

    items: tuple["Expression", ...]
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class NullIf:
    """`NULLIF(operand, other)`: unknown when they are equal, else the operand."""

    operand: "Expression"
    other: "Expression"
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the plain functions: ABS, LEAST, GREATEST, LENGTH, LOWER, STARTS_WITH (name in capitals)."""

    name: str
    arguments: tuple["Expression", ...]
    type: Type
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class DatePart:
    """`part` (year, month, day, hour, minute, weekday 1 = Monday … 7 = Sunday) of a time in an IANA `zone`."""

    part: str
    operand: "Expression"
    zone: str
    span: Span = Span(0, 0)

    @property
    def type(self) -> Type:
        """Always a whole number."""
        return Type.INT


@dataclass(frozen=True, slots=True)
class InList:
    """`list('id', operand)`: whether the list holds the value at the event's time; unknown for an unknown value."""

    list_id: str
    operand: "Expression"
    span: Span = Span(0, 0)


Expression = (
    Literal
    | FactRef
    | FeatureRef
    | Arithmetic
    | Negate
    | Compare
    | And
    | Or
    | Not
    | In
    | Like
    | IsNull
    | Is
    | Case
    | Coalesce
    | NullIf
    | Call
    | DatePart
    | InList
)


# ---------------------------------------------------------------------------------------------------------------------
# The schema of events.


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed fact. The same name means the same thing on every event type that carries it.

    `unit` is a word (`fen`, `s`, `g`, `count`, `percent`, …) or None for none; `values` are the only strings it
    may hold, or () for free text; `entity` names the kind of key it is (customer, device, ip, card, phone,
    address, payee, agent, …) or None; `derive` names the formal check that computes it from the facts in
    `sources`, or None for a fact the caller sends.
    """

    name: str
    type: Type
    about: Text
    unit: str | None = None
    nullable: bool = True
    privacy: Privacy = Privacy.INTERNAL
    entity: str | None = None
    values: tuple[str, ...] = ()
    derive: str | None = None
    sources: tuple[str, ...] = ()
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Event:
    """One type of event and the names of the facts it may carry. `moves_money` raises the floor when degraded."""

    type: str
    title: Text
    facts: tuple[str, ...]
    moves_money: bool = False
    source: Source = Source("", 0)


# ---------------------------------------------------------------------------------------------------------------------
# Features, lists, rules, scoring.


@dataclass(frozen=True, slots=True)
class Feature:
    """A value computed over an entity's history.

    `on` is the event type it counts, `by` one or two facts that key it, `over_us` the window's length
    (1 s to 180 d), `value` what is aggregated (None for count, seconds_since_last and rate), `where` which
    events count. `delay_us` is only for `rate`: a label counts when known by `at + delay`, over events in
    `(t - delay - over, t - delay]`. An `EXPR` feature has only `value`, over facts and other features.
    Sum, avg, min, max of no known value are unknown; count and distinct of nothing are 0; rate of nothing is
    unknown; any feature with an unknown key is unknown. `seconds_since_last` is whole seconds since the
    latest earlier matching event inside the window, or unknown. `purpose` is `model` for what a model reads
    though no rule may need it, else `rules`.
    """

    id: str
    aggregate: Aggregate
    type: Type
    title: Text
    on: str = ""
    by: tuple[str, ...] = ()
    over_us: int = 0
    delay_us: int = 0
    value: Expression | None = None
    where: Expression | None = None
    unit: str | None = None
    source: Source = Source("", 0)
    purpose: str = "rules"


@dataclass(frozen=True, slots=True)
class Listing:
    """A named list and its entries' kind. `effect` is what being on it means to a reader: block, allow or watch."""

    id: str
    kind: str  # phone, card, domain, address, cidr, text
    effect: str
    title: Text
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when `when` is TRUE on an event of type `on`, `action` is due and `points` are added.

    `hard` lifts the risk to the top grade whatever the sum; `red_line` can be neither silenced by an allow
    list nor offset by negative points. `group` is the family inside which repeated points fade. `rollout` is
    the share, in percent, of entities (stable hash of `rollout_by`) it is live for; the rest see it as shadow.
    `threshold` marks the default as sourced or suggested.
    """

    id: str
    clause: str
    on: str
    when: Expression
    action: Action
    title: Text
    reason: Text
    points: int = 0
    group: str = ""
    procedure: str | None = None
    fraud_types: tuple[str, ...] = ()
    signal: str | None = None
    mode: Mode = Mode.LIVE
    hard: bool = False
    red_line: bool = False
    rollout: int = 100
    rollout_by: str = "customer_id"
    threshold: str = "suggested"
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Grade:
    """Risk of at least `at_least` (0 to 100) has this name (L0 to L4), level and minimum action."""

    at_least: int
    name: str
    level: Level
    action: Action


@dataclass(frozen=True, slots=True)
class Factor:
    """When `when` is TRUE on events of the types in `on` (all when empty) the sum is multiplied by percent / 100.

    Factors of one `family` do not stack: the largest that applies is used.
    """

    id: str
    family: str
    when: Expression
    percent: int
    on: tuple[str, ...]
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Scoring:
    """How points become risk (Handbook 2.3; DOMAIN 2.3.1). All whole numbers, so every engine agrees.

    In each group the fired rules' points, largest first, count `fade` thousandths each (1000, 300, 90, 27, then 0);
    the groups' sums are multiplied by the factors; allow rules take off at most `relief_limit` points unless
    a red-line rule fired; the result is cut to 0…100. A hard rule lifts it to at least `hard_risk`.
    """

    grades: tuple[Grade, ...]
    factors: tuple[Factor, ...] = ()
    fade: tuple[int, ...] = (1000, 300, 90, 27)
    relief_limit: int = 20
    hard_risk: int = 80
    allow_beats: Action = Action.WARN


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole pack, checked. Order of rules is the order of files, then of lines."""

    id: str
    version: str
    title: Text
    timezone: str
    lateness_us: int
    facts: Mapping[str, Fact]
    events: Mapping[str, Event]
    features: Mapping[str, Feature]
    listings: Mapping[str, Listing]
    rules: tuple[Rule, ...]
    scoring: Scoring
    notes: Mapping[str, str] = field(default_factory=dict)


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct sub-expressions of a node, left to right."""
    match node:
        case Literal() | FactRef() | FeatureRef():
            return ()
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case And(items=items) | Or(items=items) | Coalesce(items=items):
            return items
        case In(operand=operand, items=literals):
            return (operand, *literals)
        case NullIf(operand=operand, other=other):
            return (operand, other)
        case Case(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            return (node.operand,)


def references(node: Expression) -> Iterator[FactRef | FeatureRef]:
    """Every fact and feature named in an expression, left to right, repeats included."""
    if isinstance(node, FactRef | FeatureRef):
        yield node
    for child in children(node):
        yield from references(child)
