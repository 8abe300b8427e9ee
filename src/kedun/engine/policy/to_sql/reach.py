"""How far an expression's number can be from 0, so that SQL computes it in a type that holds it.

Whole facts are within ±2^53 and other numbers within ±1e15 (`engine.events`), so most conditions need nothing wider
than BIGINT and no double of theirs can overflow; only the rest pays for a wider type or a guard.
"""

from typing import Final

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

__all__ = ["BIGINT", "HUGEINT", "is_narrow", "reach"]

BIGINT: Final = 2**63 - 1
HUGEINT: Final = 2**127 - 1

_WHOLE_FACT: Final = 2**53
_NUMBER_FACT: Final = 10.0**15
_TIME: Final = 2**53
_SUM: Final = 2**80  # 2^27 events of 2^53 each
_PARTS: Final = {"year": 9999, "month": 12, "day": 31, "hour": 23, "minute": 59, "weekday": 7}
_TEXT: Final = 2_000_000
_INFINITE: Final = float("inf")


def reach(node: Expression) -> int | float:
    """The largest absolute value a numeric expression can take; infinite where a double can overflow."""
    match node:
        case Literal(value=bool() | str() | None):
            return 0
        case Literal(value=value):
            return abs(value)
        case FactRef(type=Type.FLOAT) | FeatureRef(type=Type.FLOAT):
            return _NUMBER_FACT
        case FactRef(type=Type.TIME) | FeatureRef(type=Type.TIME):
            return _TIME
        case FactRef():
            return _WHOLE_FACT
        case FeatureRef():
            return _SUM
        case Arithmetic():
            return _arithmetic(node)
        case Negate(operand=operand) | NullIf(operand=operand):
            return reach(operand)
        case Case(branches=branches, otherwise=otherwise):
            return max(reach(part) for part in (*(then for _, then in branches), otherwise))
        case Coalesce(items=items):
            return max(map(reach, items))
        case DatePart(part=part):
            return _PARTS[part]
        case Call(name="LENGTH"):
            return _TEXT
        case Call(arguments=arguments):
            return max(map(reach, arguments))
        case _:
            return 0


def _arithmetic(node: Arithmetic) -> int | float:
    left, right = reach(node.left), reach(node.right)
    match node.op:
        case "/":
            return _quotient(float(left), node.right)
        case "%":
            return min(left, right)
        case "*":
            return _times(left, right) if node.type is Type.FLOAT else left * right
        case _:
            return _float(left) + _float(right) if node.type is Type.FLOAT else left + right


def _quotient(dividend: float, divisor: Expression) -> float:
    if isinstance(divisor, NullIf):
        return _quotient(dividend, divisor.operand)
    if isinstance(divisor, Literal) and isinstance(divisor.value, int | float) and divisor.value:
        return dividend / abs(divisor.value) if abs(divisor.value) > 1e-290 else _INFINITE
    return dividend if getattr(divisor, "type", None) is Type.INT else _INFINITE


def _times(left: int | float, right: int | float) -> float:
    return 0.0 if not left or not right else _float(left) * _float(right)


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return _INFINITE


def is_narrow(node: Expression) -> bool:
    """Whether a database would compute the whole-number expression in 32 bits, all its leaves being literals."""
    match node:
        case Literal():
            return True
        case Negate(operand=operand) | NullIf(operand=operand):
            return is_narrow(operand)
        case Case(branches=branches, otherwise=otherwise):
            return is_narrow(otherwise) and all(is_narrow(then) for _, then in branches)
        case Coalesce(items=items):
            return all(map(is_narrow, items))
        case Call(name="ABS" | "LEAST" | "GREATEST", arguments=arguments):
            return all(map(is_narrow, arguments))
        case _:
            return False
