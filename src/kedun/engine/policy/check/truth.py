"""What a condition can come to: TRUE, FALSE or unknown, found without any event.

Sound, not complete: a value is left out only where no event can bring it about. It sees constants, the ranges of
whole numbers (`bounds`), a side compared with itself, and what several conjuncts ask of one operand together.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from kedun.engine.policy.bounds import interval
from kedun.engine.policy.check.walk import normal
from kedun.engine.policy.kinds import is_null, kind_of
from kedun.engine.policy.scope import Scope
from kedun.engine.policy.tree import (
    And,
    Case,
    Compare,
    Expression,
    FactRef,
    In,
    Is,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
    Type,
)

__all__ = ["Outcomes", "outcomes"]

Outcomes = frozenset[bool | None]
"""The values a condition can take; None is unknown."""

_ANY: Outcomes = frozenset({True, False, None})
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOST = 32


def outcomes(node: Expression, scope: Scope) -> Outcomes:
    """Every value the condition can take on some event.

    >>> from kedun.engine.policy.tree import Literal, Type
    >>> outcomes(Literal(None, Type.BOOL), Scope())
    frozenset({None})
    """
    match node:
        case Literal(value=bool() | None as value):
            return frozenset({value})
        case And(items=items):
            found = _both([outcomes(item, scope) for item in items], ends=False)
            return found - {True} if _contradict(items, scope) else found
        case Or(items=items):
            found = _both([outcomes(item, scope) for item in items], ends=True)
            return found - {False} if _contradict([Not(item) for item in items], scope) else found
        case Not(operand=operand):
            found = frozenset(None if one is None else not one for one in outcomes(operand, scope))
            return found - {True} if isinstance(operand, In) and _contradict([node], scope) else found
        case Is(operand=operand, value=value):
            return frozenset(one is value for one in outcomes(operand, scope))
        case IsNull(operand=operand):
            return _is_null(operand, scope)
        case Compare():
            return _compare(node, scope)
        case In(operand=Literal(value=value), items=items) if value is not None:
            return frozenset({any(item.value == value for item in items)})
        case Like(pattern=pattern, operand=operand) if pattern and not pattern.strip("%"):
            return frozenset({True}) | _unknown(operand, scope)
        case Case(branches=branches, otherwise=otherwise):
            values = (*(then for _, then in branches), otherwise)
            return frozenset().union(*(outcomes(value, scope) for value in values))
        case FactRef():
            return frozenset({True, False}) | _unknown(node, scope)
        case _:
            return _ANY


def _both(of: Iterable[Outcomes], *, ends: bool) -> Outcomes:
    """AND (`ends` False) or OR (`ends` True) over what each side can be."""
    found: Outcomes = frozenset({not ends})
    for side in of:
        found = frozenset(ends if ends in pair else None if None in pair else not ends for pair in product(found, side))
    return found


def _is_null(operand: Expression, scope: Scope) -> Outcomes:
    if kind_of(operand) is Type.BOOL and not isinstance(operand, FactRef):
        return frozenset(one is None for one in outcomes(operand, scope))
    return frozenset({True, False}) if _unknown(operand, scope) else frozenset({False})


def _unknown(operand: Expression, scope: Scope) -> Outcomes:
    """None where the operand can be unknown, else nothing."""
    if isinstance(operand, Literal):
        return frozenset({None}) if operand.value is None else frozenset()
    if isinstance(operand, FactRef) and operand.name in scope.facts:
        return frozenset({None}) if scope.facts[operand.name].nullable else frozenset()
    return frozenset({None})


def _compare(node: Compare, scope: Scope) -> Outcomes:
    left, right = node.left, node.right
    if is_null(left) or is_null(right):
        return frozenset({None})
    decide = _OPERATORS[node.op]
    maybe = _unknown(left, scope) | _unknown(right, scope)
    if isinstance(left, Literal) and isinstance(right, Literal):
        return frozenset({decide(left.value, right.value)}) if _comparable(left, right) else _ANY
    if normal(left) == normal(right):
        return frozenset({decide(0, 0)}) | maybe
    first, second = interval(left, scope.features), interval(right, scope.features)
    if first is None or second is None:
        return _ANY if maybe else frozenset({True, False})
    corners = {decide(a, b) for a in first for b in second}
    overlap = first[0] <= second[1] and second[0] <= first[1]
    if node.op in {"=", "<>"} and overlap:
        return frozenset({True, False}) | maybe
    return frozenset(corners) | maybe


def _comparable(left: Literal, right: Literal) -> bool:
    numbers = {Type.INT, Type.FLOAT}
    return left.type is right.type or {left.type, right.type} == numbers


# ---------------------------------------------------------------------------------------------------------------------
# Conjuncts together.


@dataclass(slots=True)
class _Demands:
    """What the conjuncts ask of one operand: a range, values it must be among, values it must not be."""

    low: object = None
    low_open: bool = False
    high: object = None
    high_open: bool = False
    among: set[object] | None = None
    not_among: set[object] = field(default_factory=set)
    known: bool = False
    null: bool = False

    def must(self, op: str, value: object) -> None:
        """The operand stands so to the value."""
        self.known = True
        match op:
            case "=":
                self.one_of({value})
            case "<>":
                self.not_among.add(value)
            case "<" | "<=":
                if self.high is None or value < self.high or (value == self.high and op == "<"):  # type: ignore[operator]  # values of one operand have one type
                    self.high, self.high_open = value, op == "<"
            case _:
                if self.low is None or value > self.low or (value == self.low and op == ">"):  # type: ignore[operator]  # as above
                    self.low, self.low_open = value, op == ">"

    def one_of(self, values: set[object]) -> None:
        """The operand is among the values."""
        self.known = True
        self.among = values if self.among is None else self.among & values

    def impossible(self, *, whole: bool) -> bool:
        """Whether nothing can meet them all."""
        if self.null and self.known:
            return True
        if self.low is not None and self.high is not None:
            low, high = self.low, self.high
            if whole and isinstance(low, int) and isinstance(high, int):
                low, high = low + self.low_open, high - self.high_open
                if low > high:
                    return True
            elif low > high or (low == high and (self.low_open or self.high_open)):  # type: ignore[operator]  # as above
                return True
        return self.among is not None and not any(self._within(value) for value in self.among)

    def _within(self, value: object) -> bool:
        if value in self.not_among:
            return False
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)  # type: ignore[operator]  # as above
        below = self.high is None or value < self.high or (value == self.high and not self.high_open)  # type: ignore[operator]  # as above
        return above and below


def _contradict(items: Iterable[Expression], scope: Scope) -> bool:
    """Whether no event can make all of them TRUE, by what they ask of the same operands."""
    atoms = [atom for item in items for atom in _atoms(item)]
    if len(atoms) > 50 * _MOST:
        return False
    demands: dict[Expression, _Demands] = {}
    positive: set[Expression] = set()
    negative: set[Expression] = set()
    for atom in atoms:
        inner = atom.operand if isinstance(atom, Not) else atom
        (negative if isinstance(atom, Not) else positive).add(normal(inner))
        _demand(inner, demands, negated=isinstance(atom, Not))
    if positive & negative:
        return True
    for operand, found in demands.items():
        if isinstance(operand, FactRef) and operand.name in scope.facts:
            fact = scope.facts[operand.name]
            if fact.values and (found.not_among or found.among is not None):
                found.one_of({*fact.values} if found.among is None else found.among)
        if found.impossible(whole=kind_of(operand) is Type.INT):
            return True
    return False


def _atoms(node: Expression) -> Iterable[Expression]:
    """The conjuncts, negations pushed down: NOT (a OR b) asks both NOT a and NOT b."""
    match node:
        case And(items=items):
            for item in items:
                yield from _atoms(item)
        case Not(operand=Or(items=items)):
            for item in items:
                yield from _atoms(Not(item))
        case Not(operand=Not(operand=operand)):
            yield from _atoms(operand)
        case Is(operand=operand, value=value):
            yield node
            yield from _atoms(operand if value else Not(operand))
        case _:
            yield node


def _demand(atom: Expression, demands: dict[Expression, _Demands], *, negated: bool) -> None:
    def of(operand: Expression) -> _Demands:
        return demands.setdefault(normal(operand), _Demands())

    match atom:
        case Compare(op=op, left=left, right=Literal(value=value)) if value is not None:
            of(left).must(_OPPOSITE[op] if negated else op, value)
        case Compare(op=op, left=Literal(value=value), right=right) if value is not None:
            of(right).must(_OPPOSITE[_MIRRORED[op]] if negated else _MIRRORED[op], value)
        case In(operand=operand, items=items):
            if negated:
                of(operand).not_among |= {item.value for item in items}
                of(operand).known = True
            else:
                of(operand).one_of({item.value for item in items})
        case IsNull(operand=operand):
            if negated:
                of(operand).known = True
            else:
                of(operand).null = True
        case Like(operand=operand):
            of(operand).known = True
        case FactRef(type=Type.BOOL):
            of(atom).must("=", not negated)
        case _:
            pass
