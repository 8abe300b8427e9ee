"""How far an expression's number can be from 0, so that SQL computes it in a type that holds it.

Whole facts are within ±2^53 and other numbers within ±1e15 (`engine.events`), so most conditions need nothing wider
than BIGINT and no double of theirs can overflow; only the rest pays for a wider type or a guard.
"""

from typing import Final

from kedun.engine.policy.bounds import magnitude
from kedun.engine.policy.tree import (
    Arithmetic,
    Call,
    Case,
    Coalesce,
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

_NUMBER_FACT: Final = 10.0**15
_INFINITE: Final = float("inf")
_SMALLEST: Final = 1e-280


def reach(node: Expression) -> float:
    """The largest absolute value a numeric expression can take; infinite where a double can overflow.

    A whole number's reach is exact as an int (`bounds.magnitude`).
    """
    if getattr(node, "type", None) is not Type.FLOAT:
        return magnitude(node)
    match node:
        case Literal(value=float() | int() as value):
            return abs(value)
        case FactRef() | FeatureRef():
            return _NUMBER_FACT
        case Arithmetic():
            return _arithmetic(node)
        case Negate(operand=operand) | NullIf(operand=operand):
            return reach(operand)
        case Case(branches=branches, otherwise=otherwise):
            return max(reach(part) for part in (*(then for _, then in branches), otherwise))
        case Coalesce(items=items):
            return max(map(reach, items))
        case Call(arguments=arguments):
            return max(map(reach, arguments))
        case _:
            return 0


def _arithmetic(node: Arithmetic) -> float:
    left, right = float(reach(node.left)), float(reach(node.right))
    match node.op:
        case "/":
            return _quotient(left, node.right)
        case "*":
            return left * right if left and right else 0.0
        case _:
            return left + right


def _quotient(dividend: float, divisor: Expression) -> float:
    if isinstance(divisor, NullIf):
        return _quotient(dividend, divisor.operand)
    if isinstance(divisor, Literal) and isinstance(divisor.value, int | float) and divisor.value:
        return dividend / abs(divisor.value) if abs(divisor.value) > _SMALLEST else _INFINITE
    return dividend if getattr(divisor, "type", None) is Type.INT else _INFINITE


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
