"""Random expressions of a wanted type, every node of the tree among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from kedun.engine.policy.bounds import LARGEST, magnitude
from kedun.engine.policy.tree import (
    And,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    DatePart,
    Expression,
    In,
    InList,
    Is,
    IsNull,
    Like,
    Literal,
    Negate,
    Not,
    NullIf,
    Or,
    Type,
)

__all__ = ["NUMBERS", "TEXTS", "WHOLES", "Names", "expression"]

WHOLES: Final = (-3, -2, -1, 0, 0, 1, 2, 3, 5, 7, 12, 100, 2**31, -(2**31) - 1, 2**53 - 1, -(2**53) + 1)
NUMBERS: Final = (0.0, -0.0, 0.1, 0.5, 1.0, 1.5, -2.25, 3.0, 7.75, 1e15, -1e15, 5e-324, 1e-300)
TEXTS: Final = ("", "a", "b", "ab", "A", "AB", "İ", "ß", "ΑΣ", "中文", "😀a", "a%b", "a_b", "a\\b", "o'k", "a\nb", "Ａ")
_PATTERNS: Final = (
    "",
    "%",
    "a",
    "a%",
    "%b",
    "%a%",
    "_",
    "__",
    "a_b",
    "a%b",
    "a\\%b",
    "%\\%",
    "%中_",
    "%%",
    "_%_",
    "a\n%",
)
_PARTS: Final = ("year", "month", "day", "hour", "minute", "weekday")
_COMPARISONS: Final = ("=", "<>", "<", "<=", ">", ">=")
_TIMES: Final = (1_780_000_000_000_000, 1_780_000_010_000_000, 0, -1_000_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name, by type, and the zone and lists it may use."""

    by_type: Mapping[Type, Sequence[Expression]]
    zone: str
    lists: tuple[str, ...]


def expression(dice: Random, kind: Type, depth: int, names: Names, *, largest: int = LARGEST) -> Expression:
    """An expression that yields `kind`, `depth` levels deep at most, no whole number in it beyond `largest`."""
    if depth <= 0 or dice.random() < 0.12:
        return _leaf(dice, kind, names)
    for _ in range(4):
        node = _Maker(dice, depth, names).make(kind)
        if magnitude(node) <= largest and not _too_large(node, largest):
            return node
    return _leaf(dice, kind, names)


def _too_large(node: Expression, largest: int) -> bool:
    from kedun.engine.policy.tree import children  # noqa: PLC0415

    return any(magnitude(child) > largest or _too_large(child, largest) for child in children(node))


def _leaf(dice: Random, kind: Type, names: Names) -> Expression:
    known = names.by_type[kind]
    if known and dice.random() < 0.75:
        return dice.choice(known)
    if dice.random() < 0.1:
        return Literal(None, kind)
    return _literal(dice, kind)


def _literal(dice: Random, kind: Type) -> Literal:
    match kind:
        case Type.BOOL:
            return Literal(dice.random() < 0.5, kind)
        case Type.INT:
            return Literal(dice.choice(WHOLES), kind)
        case Type.FLOAT:
            return Literal(dice.choice(NUMBERS), kind)
        case Type.STRING:
            return Literal(dice.choice(TEXTS), kind)
        case Type.TIME:
            return Literal(dice.choice(_TIMES), kind)


class _Maker:
    """One node of a type, its parts one level less deep."""

    def __init__(self, dice: Random, depth: int, names: Names) -> None:
        self._dice, self._depth, self._names = dice, depth, names

    def make(self, kind: Type) -> Expression:
        if self._dice.random() < 0.2:
            return self._any(kind)
        match kind:
            case Type.BOOL:
                return self._condition()
            case Type.INT:
                return self._whole()
            case Type.FLOAT:
                return self._number()
            case Type.STRING:
                return Call("LOWER", (self._part(kind),), kind) if self._dice.random() < 0.6 else self._pick(kind)
            case Type.TIME:
                return self._pick(kind)

    def _part(self, kind: Type) -> Expression:
        return expression(self._dice, kind, self._depth - 1, self._names)

    def _numeric(self) -> Expression:
        return self._part(self._dice.choice((Type.INT, Type.FLOAT)))

    def _any(self, kind: Type) -> Expression:
        match self._dice.randrange(3):
            case 0:
                branches = tuple((self._part(Type.BOOL), self._arm(kind)) for _ in range(self._dice.randint(1, 2)))
                otherwise = Literal(None, kind) if self._dice.random() < 0.3 else self._arm(kind)
                return Case(branches, otherwise, kind)
            case 1:
                return Coalesce(tuple(self._arm(kind) for _ in range(self._dice.randint(2, 3))), kind)
            case _:
                return NullIf(self._part(kind), self._part(kind), kind)

    def _arm(self, kind: Type) -> Expression:
        """Where a number with a fraction is due, a whole one sometimes stands."""
        return self._part(Type.INT if kind is Type.FLOAT and self._dice.random() < 0.25 else kind)

    def _pick(self, kind: Type) -> Expression:
        arguments = tuple(self._arm(kind) for _ in range(self._dice.randint(2, 3)))
        return Call(self._dice.choice(("LEAST", "GREATEST")), arguments, kind)

    def _condition(self) -> Expression:
        dice = self._dice
        match dice.randrange(12):
            case 0 | 1:
                return And(tuple(self._part(Type.BOOL) for _ in range(dice.randint(2, 3))))
            case 2:
                return Or(tuple(self._part(Type.BOOL) for _ in range(dice.randint(2, 3))))
            case 3:
                return Not(self._part(Type.BOOL))
            case 4:
                return Is(self._part(Type.BOOL), dice.random() < 0.5)
            case 5:
                return IsNull(self._part(dice.choice(tuple(Type))))
            case 6:
                kind = dice.choice((Type.INT, Type.STRING, Type.FLOAT))
                return In(self._part(kind), tuple(_literal(dice, kind) for _ in range(dice.randint(1, 4))))
            case 7:
                return Like(self._part(Type.STRING), dice.choice(_PATTERNS))
            case 8:
                return InList(dice.choice(self._names.lists), self._part(Type.STRING))
            case 9:
                start = Literal(dice.choice(TEXTS), Type.STRING)
                return Call("STARTS_WITH", (self._part(Type.STRING), start), Type.BOOL)
            case _:
                return self._comparison()

    def _comparison(self) -> Expression:
        op = self._dice.choice(_COMPARISONS)
        kind = self._dice.choice((Type.INT, Type.INT, Type.FLOAT, Type.STRING, Type.TIME, Type.BOOL))
        if kind is Type.BOOL:
            return Compare(self._dice.choice(("=", "<>")), self._part(kind), self._part(kind))
        if kind in {Type.INT, Type.FLOAT}:
            return Compare(op, self._numeric(), self._numeric())
        return Compare(op, self._part(kind), self._part(kind))

    def _whole(self) -> Expression:
        dice = self._dice
        match dice.randrange(9):
            case 0 | 1 | 2:
                return Arithmetic(dice.choice("+-*"), self._part(Type.INT), self._part(Type.INT), Type.INT)
            case 3:
                return Arithmetic("%", self._part(Type.INT), self._part(Type.INT), Type.INT)
            case 4:
                return Arithmetic("-", self._part(Type.TIME), self._part(Type.TIME), Type.INT)
            case 5:
                return Negate(self._part(Type.INT), Type.INT)
            case 6:
                return Call("ABS", (self._part(Type.INT),), Type.INT)
            case 7:
                return DatePart(dice.choice(_PARTS), self._part(Type.TIME), self._names.zone)
            case _:
                return (
                    Call("LENGTH", (self._part(Type.STRING),), Type.INT)
                    if dice.random() < 0.5
                    else self._pick(Type.INT)
                )

    def _number(self) -> Expression:
        dice = self._dice
        match dice.randrange(6):
            case 0 | 1:
                return Arithmetic(dice.choice("+-*"), self._part(Type.FLOAT), self._numeric(), Type.FLOAT)
            case 2 | 3:
                return Arithmetic("/", self._numeric(), self._divisor(), Type.FLOAT)
            case 4:
                return Negate(self._part(Type.FLOAT), Type.FLOAT)
            case _:
                return (
                    Call("ABS", (self._part(Type.FLOAT),), Type.FLOAT)
                    if dice.random() < 0.5
                    else self._pick(Type.FLOAT)
                )

    def _divisor(self) -> Expression:
        """A literal other than 0, or something that is NULL where it would be 0."""
        if self._dice.random() < 0.3:
            return Literal(self._dice.choice((2, -3, 0.5, 5e-324, 1e15)), Type.FLOAT)
        kind = self._dice.choice((Type.INT, Type.FLOAT))
        return NullIf(self._part(kind), Literal(0, Type.INT), kind)
