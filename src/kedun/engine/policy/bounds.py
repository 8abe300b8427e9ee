"""How large a whole number an expression can reach, so that no engine overflows where another does not.

Whole facts stay within 2^53, a window holds fewer than 2^27 events, so a sum stays within 2^80, which is taken for
every feature of which nothing else is known. An expression beyond 2^126 is refused by `check`, which knows all
features' ranges, so 128 bits hold everything that passes.
"""

from collections.abc import Mapping
from typing import Final

from kedun.engine.policy.scope import FeatureName, Interval
from kedun.engine.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    DatePart,
    Expression,
    FactRef,
    Feature,
    FeatureRef,
    Literal,
    Negate,
    NullIf,
    Type,
)

__all__ = ["FACT", "FEATURE", "LARGEST", "Interval", "feature_range", "interval", "magnitude"]

FACT: Final = 2**53
FEATURE: Final = 2**80
LARGEST: Final = 2**126

_EVENTS: Final = 2**27
_LONGEST_S: Final = 180 * 86_400
_NONE: Final[Mapping[str, FeatureName]] = {}

_PARTS: Final = {
    "year": (1, 9999),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "weekday": (1, 7),
}
_TEXT: Final = 2**21


def magnitude(node: Expression, features: Mapping[str, FeatureName] = _NONE) -> int:
    """The largest absolute value a whole-number expression can take; 0 for what is none.

    >>> from kedun.engine.policy.tree import FactRef
    >>> magnitude(Arithmetic("*", FactRef("a", Type.INT), Literal(3, Type.INT), Type.INT)) == 3 * 2**53
    True
    """
    found = interval(node, features)
    return max(abs(found[0]), abs(found[1])) if found is not None else 0


def feature_range(feature: Feature, features: Mapping[str, FeatureName]) -> Interval | None:
    """The least and the greatest value of a whole-number feature; `features` are those its value may name."""
    value = interval(feature.value, features) if feature.value is not None else None
    match feature.aggregate:
        case Aggregate.COUNT | Aggregate.DISTINCT:
            return (0, _EVENTS)
        case Aggregate.SECONDS_SINCE_LAST:
            return (0, _LONGEST_S)
        case Aggregate.SUM if value is not None:
            return (min(0, value[0] * _EVENTS), max(0, value[1] * _EVENTS))
        case Aggregate.MIN | Aggregate.MAX | Aggregate.EXPR:
            return value
        case _:
            return None


def interval(node: Expression, features: Mapping[str, FeatureName] = _NONE) -> Interval | None:
    """The least and the greatest value of a whole-number expression, or None for what is not one."""
    match node:
        case Literal(value=bool()):
            return None
        case Literal(value=int(value), type=Type.INT):
            return (value, value)
        case FactRef(type=Type.INT):
            return (-FACT, FACT)
        case FeatureRef(id=identity, type=Type.INT):
            known = features[identity].range if identity in features else None
            return known or (-FEATURE, FEATURE)
        case Arithmetic(type=Type.INT):
            return _arithmetic(node, features)
        case DatePart(part=part):
            return _PARTS[part]
        case Call(name="LENGTH"):
            return (0, _TEXT)
        case Negate(operand=operand, type=Type.INT):
            return _negated(interval(operand, features))
        case NullIf(operand=operand):
            return interval(operand, features)
        case Call(name=name, arguments=arguments, type=Type.INT):
            return _called(name, arguments, features)
        case Coalesce(items=items, type=Type.INT):
            return _hull([interval(item, features) for item in items])
        case Case(branches=branches, otherwise=otherwise, type=Type.INT):
            return _hull([interval(value, features) for value in (*(then for _, then in branches), otherwise)])
        case _:
            return None


def _arithmetic(node: Arithmetic, features: Mapping[str, FeatureName]) -> Interval | None:
    left, right = interval(node.left, features), interval(node.right, features)
    if left is None or right is None:  # a time less a time
        return (-FACT, FACT)
    match node.op:
        case "+":
            return (left[0] + right[0], left[1] + right[1])
        case "-":
            return (left[0] - right[1], left[1] - right[0])
        case "*":
            products = [a * b for a in left for b in right]
            return (min(products), max(products))
        case _:
            size = min(max(map(abs, left)), max(0, *(abs(edge) - 1 for edge in right)))
            return (-size if left[0] < 0 else 0, size if left[1] > 0 else 0)


def _called(name: str, arguments: tuple[Expression, ...], features: Mapping[str, FeatureName]) -> Interval | None:
    of = [interval(argument, features) for argument in arguments]
    known = [found for found in of if found is not None]
    if not known:
        return None
    if name == "ABS":
        low, high = known[0]
        return (0 if low <= 0 <= high else min(abs(low), abs(high)), max(abs(low), abs(high)))
    # an unknown argument is passed over, so any may be the answer; but a constant is never unknown
    low, high = min(low for low, _ in known), max(high for _, high in known)
    fixed = [found[0] for found, argument in zip(of, arguments, strict=True) if isinstance(argument, Literal) and found]
    if name == "LEAST":
        return (low, min(high, *fixed)) if fixed else (low, high)
    return (max(low, *fixed), high) if fixed else (low, high)


def _negated(found: Interval | None) -> Interval | None:
    return (-found[1], -found[0]) if found is not None else None


def _hull(of: list[Interval | None]) -> Interval | None:
    known = [found for found in of if found is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
