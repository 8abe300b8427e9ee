"""The type of an expression, and the unit of a number."""

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

__all__ = ["is_null", "kind_of"]

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
