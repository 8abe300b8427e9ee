"""The tables of one backtest: events by type, in an order that windows can use.

Each event type has its own table with just the facts that anything asks of it, so nothing is wide and nothing is
sparse. Beside its facts a row has `seq` (arrival), `at_us`, `tie` (its place among events of the same
microsecond) and `eff`, which is `at` and `tie` in one number.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

import duckdb
from sqlglot import exp

from kedun.engine.events import ENVELOPE
from kedun.engine.policy.to_sql import Builder
from kedun.engine.policy.tree import Expression, FactRef, FeatureRef, InList, Policy, Type, children, references

__all__ = ["Frame", "Intervals", "Order", "identifier", "quoted", "sql_type"]

_TYPES: Final = {
    Type.BOOL: "BOOLEAN",
    Type.INT: "BIGINT",
    Type.FLOAT: "DOUBLE",
    Type.STRING: "VARCHAR",
    Type.TIME: "BIGINT",
}
_ALWAYS: Final = (-(2**62), 2**62)

Intervals = Callable[[str, str], Iterable[tuple[int, int]]]
"""`(list id, value)` to the times in µs, from (inclusive) and to (exclusive), at which the list holds the value."""


def sql_type(kind: Type) -> str:
    """The DuckDB type that holds a fact."""
    return _TYPES[kind]


def identifier(name: str) -> str:
    """A column or table name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def quoted(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


class Order(Protocol):
    """What is known about the order of the events: see `source.Events`."""

    @property
    def in_order(self) -> bool:
        """That no event is older than one before it."""

    @property
    def ties_per_us(self) -> int:
        """By how much `eff` grows in a microsecond."""

    @property
    def count(self) -> int:
        """How many events there are."""


class Frame:
    """One policy over one connection's events.

    `intervals` resolves list entries. `in_order` says that no event is older than one that arrived before it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, policy: Policy, *, order: Order, intervals: Intervals
    ) -> None:
        self.policy = policy
        self.in_order = order.in_order
        self.ties_per_us = order.ties_per_us
        self.count = order.count
        self._connection = connection
        self._intervals = intervals
        self._resolved = 0

    def run(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """Run one statement and fetch what it gives."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters).fetchall()
        return found

    def table(self, event_type: str) -> str:
        """The table of an event type."""
        return identifier(f"events_{event_type}")

    def carries(self, event_type: str, name: str) -> bool:
        """Whether events of the type have the fact or envelope field."""
        return name in ENVELOPE or name == "at" or name in self.policy.events[event_type].facts

    @staticmethod
    def feature_column(feature_id: str) -> str:
        """The column of a feature's value."""
        return identifier(f"feature.{feature_id}")

    def builder(self, event_type: str, asked: Iterable[Expression | None], *, over: str = "") -> Builder:
        """A builder for expressions over events of a type; resolves the lists they ask first.

        `over` is the SQL of those events with their features, for lists that are asked about a feature.
        """
        tables: dict[tuple[str, str], tuple[str, bool]] = {}
        builder = Builder(column=_column, member=_Members(tables))
        for expression in asked:
            for node in _lists_in(expression) if expression is not None else ():
                key = node.list_id, builder.text(node.operand)
                if key not in tables:
                    of_facts = all(isinstance(reference, FactRef) for reference in references(node.operand))
                    rows = self.table(event_type) if of_facts else f"({over})"
                    tables[key] = self._resolve(node.list_id, key[1], rows)
        return builder

    def _resolve(self, list_id: str, operand: str, rows: str) -> tuple[str, bool]:
        """A table of the operand's values that are ever on the list; whether its times need to be looked at."""
        values = self.run(f"SELECT DISTINCT CAST({operand} AS VARCHAR) AS v FROM {rows} WHERE v IS NOT NULL")
        name = f"members_{self._resolved}"
        self._resolved += 1
        found = [(value, *times) for (value,) in values for times in self._intervals(list_id, value)]
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} (value VARCHAR, since BIGINT, until BIGINT)")
        if found:
            columns = [list(column) for column in zip(*found, strict=True)]
            self.run(f"INSERT INTO {name} SELECT unnest(?), unnest(?), unnest(?)", columns)
        return name, any(times[1:] != _ALWAYS for times in found)


class _Members:
    """List look-ups as tables resolved beforehand."""

    def __init__(self, tables: Mapping[tuple[str, str], tuple[str, bool]]) -> None:
        self._tables = tables

    def __call__(self, list_id: str, value: exp.Expr) -> exp.Expr:
        key = value.this if isinstance(value, exp.Paren) else value
        name, timed = self._tables[list_id, key.sql(dialect="duckdb")]
        if not timed:
            return exp.In(this=value, query=exp.Subquery(this=exp.select("value").from_(name)))
        at = exp.column("at_us")
        inside = exp.and_(
            exp.EQ(this=exp.column("value", table="l"), expression=value),
            exp.LTE(this=exp.column("since", table="l"), expression=at),
            exp.LT(this=at.copy(), expression=exp.column("until", table="l")),
            copy=False,
        )
        return exp.Exists(this=exp.select("1").from_(f"{name} AS l").where(inside))


def _column(node: FactRef | FeatureRef) -> exp.Expr:
    if isinstance(node, FeatureRef):
        return exp.column(f"feature.{node.id}", quoted=True)
    name = "at_us" if node.name == "at" else node.name
    return exp.column(name, quoted=True)


def _lists_in(expression: Expression) -> Iterable[InList]:
    """The look-ups in an expression, those inside another's operand first."""
    for child in children(expression):
        yield from _lists_in(child)
    if isinstance(expression, InList):
        yield expression
