"""Reading what was written gives the same tree again: that is in `test_parse`; here is how it looks."""

import pytest

from kedun.engine.policy.tree import And, Arithmetic, Expression, FactRef, Literal, Negate, Not, Or, Type
from kedun.engine.policy.write import write

A, B = FactRef("a", Type.INT), FactRef("b", Type.INT)
X, Y, Z = (FactRef(name, Type.BOOL) for name in "xyz")


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(TypeError):
        write("a > b")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Or((And((X, Y)), Z)), "x AND y OR z"),
        (And((Or((X, Y)), Z)), "(x OR y) AND z"),
        (Not(And((X, Y))), "NOT (x AND y)"),
        (Arithmetic("-", A, Arithmetic("-", A, B, Type.INT), Type.INT), "a - (a - b)"),
        (Arithmetic("*", Arithmetic("+", A, B, Type.INT), B, Type.INT), "(a + b) * b"),
        (Arithmetic("-", Literal(-1, Type.INT), Literal(-2.5, Type.FLOAT), Type.FLOAT), "-1 - -2.5"),
        (Negate(Negate(A, Type.INT), Type.INT), "-(-(a))"),
        (Literal(-0.0, Type.FLOAT), "-0.0"),
        (Literal(1e300, Type.FLOAT), "1e+300"),
        (Literal("it's", Type.STRING), "'it''s'"),
        (Literal(None, Type.INT), "NULL"),
        (Literal(1_500_000, Type.TIME), "TIMESTAMP '1970-01-01T00:00:01.500000Z'"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(node: Expression, text: str) -> None:
    assert write(node) == text
