"""The type of an expression, and the unit of a number."""

from collections.abc import Mapping, Sequence
from typing import Final

from kedun.engine.policy.scope import Scope
from kedun.engine.policy.tree import (
    Arithmetic,
    Call,
    Case,
    Coalesce,
    DatePart,
    Expression,
    FactRef,
    FeatureRef,
    Literal,
    Negate,
    NullIf,
    Type,
)

__all__ = ["ANY", "CONVERSIONS", "Units", "is_null", "kind_of", "single_unit", "unit_of"]

_TYPED = (Literal, FactRef, FeatureRef, Arithmetic, Negate, Case, Coalesce, NullIf, Call)


def kind_of(node: Expression) -> Type:
    """The type a node yields.

    >>> kind_of(Literal(1, Type.INT))
    <Type.INT: 'int'>
    """
    if isinstance(node, _TYPED):
        return node.type
    return Type.INT if isinstance(node, DatePart) else Type.BOOL


def is_null(node: Expression) -> bool:
    """Whether the node is the constant NULL."""
    return isinstance(node, Literal) and node.value is None


# ---------------------------------------------------------------------------------------------------------------------
# Units. A number may pass for several: market_price_yuan * 100 is fen, or a hundredfold of yuan.

Units = frozenset[str]

ANY: Final = None
"""Fits every unit: constants, and numbers whose unit nobody stated."""

CONVERSIONS: Mapping[tuple[str, str], int] = {
    ("yuan", "fen"): 100,
    ("percent", "permille"): 10,
    ("min", "s"): 60,
    ("h", "s"): 3600,
    ("d", "s"): 86_400,
    ("s", "ms"): 1000,
    ("kg", "g"): 1000,
    ("km", "m"): 1000,
}
"""How many of the second unit make one of the first."""

_PLAIN = frozenset({"count", "percent", "permille", "ratio"})


def unit_of(node: Expression, scope: Scope) -> Units | None:
    """The units a number may be in, or `ANY`. Where operands disagree it is the left's; the check says so."""
    match node:
        case FactRef(name=name):
            return _named(fact.unit if (fact := scope.facts.get(name)) else None)
        case FeatureRef(id=identity):
            return _named(feature.unit if (feature := scope.features.get(identity)) else None)
        case Arithmetic():
            return _arithmetic_unit(node, scope)
        case Negate(operand=operand) | NullIf(operand=operand):
            return unit_of(operand, scope)
        case Call(name="ABS" | "LEAST" | "GREATEST", arguments=items) | Coalesce(items=items):
            return _shared(items, scope)
        case Case(branches=branches, otherwise=otherwise):
            return _shared((*(value for _, value in branches), otherwise), scope)
        case _:
            return ANY


def single_unit(node: Expression | None, scope: Scope) -> str | None:
    """The one unit a number is in, or None."""
    found = unit_of(node, scope) if node is not None and kind_of(node) in {Type.INT, Type.FLOAT} else None
    return next(iter(found)) if found is not None and len(found) == 1 else None


def _named(unit: str | None) -> Units | None:
    return frozenset({unit}) if unit else ANY


def _shared(items: Sequence[Expression], scope: Scope) -> Units | None:
    return next((found for item in items if (found := unit_of(item, scope)) is not ANY), ANY)


def _arithmetic_unit(node: Arithmetic, scope: Scope) -> Units | None:
    if kind_of(node.left) is Type.TIME:
        return frozenset({"s"})
    left, right = unit_of(node.left, scope), unit_of(node.right, scope)
    match node.op:
        case "+" | "-":
            return left if left is not ANY else right
        case "%":
            return left
        case "*":
            return _product(node, left, right)
        case _:
            return _quotient(node, left, right)


def _product(node: Arithmetic, left: Units | None, right: Units | None) -> Units | None:
    if left is None:
        return right and right | _converted(right, node.left, 1)
    if right is None:
        return left | _converted(left, node.right, 1)
    if right <= _PLAIN:
        return left
    return right if left <= _PLAIN else ANY


def _quotient(node: Arithmetic, left: Units | None, right: Units | None) -> Units | None:
    if left is None or (right is not None and not right <= _PLAIN - left):
        return ANY
    return left | _converted(left, node.right, -1)


def _converted(units: Units, by: Expression, way: int) -> Units:
    factor = by.value if isinstance(by, Literal) else None
    pairs = [(pair if way > 0 else pair[::-1]) for pair, size in CONVERSIONS.items() if size == factor]
    return frozenset(into for of, into in pairs if of in units)
