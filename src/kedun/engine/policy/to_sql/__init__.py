"""Expression tree → SQL with the tree's exact meaning, for the backtest and for analysts' warehouses.

The tree becomes a sqlglot tree, which is then written in a dialect: duckdb, spark, postgres, starrocks, doris or
clickhouse. What each dialect needs to keep the meaning is in `dialects`; the differences that remain are listed in
`docs/reference/sql-dialects.md`.
"""

from kedun.engine.policy.to_sql.build import Builder
from kedun.engine.policy.to_sql.dialects import DIALECTS, Dialect
from kedun.engine.policy.to_sql.rules import policy_sql, rule_sql
from kedun.engine.policy.tree import Expression

__all__ = ["DIALECTS", "Builder", "Dialect", "policy_sql", "rule_sql", "sql"]


def sql(expression: Expression, dialect: str = "duckdb", *, timestamps: bool = False) -> str:
    """One expression as SQL text over columns named as its facts and features.

    Times are whole microseconds since 1970 in BIGINT columns, or the warehouse's own timestamps in UTC where
    `timestamps` is true. Raises ValueError for a dialect not in `DIALECTS`.

    >>> from kedun.engine.policy.tree import Compare, FactRef, Literal, Type
    >>> sql(Compare(">", FactRef("amount_fen", Type.INT), Literal(100, Type.INT)))
    '"amount_fen" > 100'
    """
    return Builder(dialect, timestamps=timestamps).text(expression)
