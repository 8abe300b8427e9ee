"""SQL of conditions: written-out cases per dialect, and the tree's meaning on DuckDB against a plain evaluator."""

from __future__ import annotations  # a DuckDB type held by Hypothesis outlives it and is told as a leak

import math
from collections.abc import Iterator
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.policy.to_sql_cases import SCOPE, Golden, goldens

from kedun.engine.policy.parse import parse
from kedun.engine.policy.to_sql import DIALECTS, Builder, policy_sql, rule_sql, sql
from kedun.engine.policy.to_sql.reach import is_narrow, reach
from kedun.engine.policy.tree import (
    Action,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    Expression,
    FactRef,
    FeatureRef,
    Grade,
    Level,
    Literal,
    Mode,
    Negate,
    NullIf,
    Policy,
    Rule,
    Scoring,
    Source,
    Text,
    Type,
)
from kedun.lab.parity.expressions import NUMBERS, TEXTS, WHOLES, Names, expression
from kedun.lab.parity.oracle import evaluate

FACTS = {"n": Type.INT, "m": Type.INT, "x": Type.FLOAT, "s": Type.STRING, "p": Type.BOOL, "t": Type.TIME}
COLUMNS = {Type.INT: "BIGINT", Type.FLOAT: "DOUBLE", Type.STRING: "VARCHAR", Type.BOOL: "BOOLEAN", Type.TIME: "BIGINT"}
EMPTY = "(SELECT '' AS list_id, '' AS value, 0 AS since, 0 AS until WHERE FALSE)"


@pytest.fixture(scope="module")
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"CREATE TEMP VIEW kedun_list AS FROM {EMPTY}")
        yield connection


def asked(base: duckdb.DuckDBPyConnection, node: Expression, facts: dict[str, Any], at: int = 0) -> Any:
    columns = ", ".join(f'? :: {COLUMNS[kind]} AS "{name}"' for name, kind in FACTS.items())
    values = [facts.get(name) for name in FACTS]
    query = f'SELECT {sql(node)} FROM (SELECT ? :: BIGINT AS "at", {columns})'
    return base.execute(query, [at, *values]).fetchall()[0][0]


def read(condition: str) -> Expression:
    return parse(condition, SCOPE, Source("test", 1))


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match=r"oracle.*duckdb"):
        Builder("oracle")


def test_what_is_no_function_of_the_tree_is_refused_by_every_dialect() -> None:
    node = Literal(1, Type.INT)
    assert {sql(node, dialect) for dialect in DIALECTS} == {"1"}


@pytest.mark.parametrize("case", list(goldens()), ids=lambda case: f"{case.dialect}-{case.condition}")
def test_a_condition_is_written_as_in_its_case(case: Golden) -> None:
    assert sql(case.tree(), case.dialect, timestamps=case.timestamps) == case.expected


def names() -> Names:
    known: dict[Type, list[Expression]] = {kind: [] for kind in Type}
    for name, kind in FACTS.items():
        known[kind].append(FactRef(name, kind))
    known[Type.TIME].append(FactRef("at", Type.TIME))
    return Names(known, "Asia/Shanghai", ("none",))


def facts_of(dice: Random) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "n": dice.choice(WHOLES),
        "m": dice.choice(WHOLES),
        "x": dice.choice(NUMBERS),
        "s": dice.choice(TEXTS),
        "p": dice.random() < 0.5,
        "t": dice.choice((0, 1_780_000_000_000_000, -(10**15))),
    }
    return {name: None if dice.random() < 0.2 else value for name, value in drawn.items()}


@settings(max_examples=300)
@given(dice=st.randoms(use_true_random=False), kind=st.sampled_from(list(Type)))
def test_duckdb_gives_what_the_tree_means(base: duckdb.DuckDBPyConnection, dice: Random, kind: Type) -> None:
    node, facts = expression(dice, kind, 4, names()), facts_of(dice)
    at = 1_780_000_123_456_789
    assert asked(base, node, facts, at=at) == evaluate(node, {"at": at, "facts": facts}, {}, {"none": ()})


@pytest.mark.parametrize(
    ("condition", "facts", "meaning"),
    [
        ("n > 3", {}, None),
        ("n > 3 AND p", {"n": 1}, False),
        ("n > 3 OR p", {"p": True}, True),
        ("n * m > 0", {"n": 2**53 - 1, "m": 2**53 - 1}, True),
        ("n * m * 4 > 0", {"n": 2**53 - 1, "m": -(2**53) + 1}, False),
        ("x / NULLIF(x - x, 0) > 0", {"x": 1.0}, None),
        ("x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x * x > 0", {"x": 1e15}, None),
        ("n % m = -1", {"n": -7, "m": 3}, True),
        ("n % m = 1", {"n": 7, "m": 0}, None),
        ("at - t = -1", {"t": 1}, True),
        ("s LIKE 'a\\_b'", {"s": "a\\xb"}, True),
        ("s LIKE 'a\\_b'", {"s": "a_b"}, False),
        ("s LIKE '__'", {"s": "😀a"}, True),
        ("LENGTH(s) = 5", {"s": "🤦🏼‍♂️"}, True),
        ("LOWER(s) = 'i'", {"s": "İ"}, True),
        ("LOWER(s) = 'ασ'", {"s": "ΑΣ"}, True),
        ("s > 'z'", {"s": "中"}, True),
        ("LEAST(n, m) = 5", {"n": 5}, True),
        ("WEEKDAY(t) = 4 AND HOUR(t) = 8", {"t": 0}, True),
        ("p IS NOT TRUE", {}, True),
        ("NOT (s IN ('a', 'b'))", {}, None),
    ],
)
def test_a_condition_means_on_duckdb(
    base: duckdb.DuckDBPyConnection, condition: str, facts: dict[str, Any], meaning: object
) -> None:
    assert asked(base, read(condition), facts) is meaning


def test_lower_case_agrees_with_python_at_every_code_point(base: duckdb.DuckDBPyConnection) -> None:
    rows = base.execute(
        "SELECT i, lower(chr(i)) FROM (SELECT unnest(range(1, 1114112)) :: INTEGER AS i) "
        "WHERE i NOT BETWEEN 55296 AND 57343"
    ).fetchall()
    assert [hex(code) for code, lower in rows if lower != chr(code).lower()] == ["0x130"]
    assert "i" == dict(rows)[0x130] == chr(0x130).lower()[0]


def test_whole_numbers_are_compared_with_doubles_exactly(base: duckdb.DuckDBPyConnection) -> None:
    node = Compare(
        ">", Arithmetic("*", FactRef("n", Type.INT), FactRef("m", Type.INT), Type.INT), FactRef("x", Type.FLOAT)
    )
    large = Arithmetic("*", FactRef("x", Type.FLOAT), Literal(1e15, Type.FLOAT), Type.FLOAT)
    exact = Compare(">", node.left, large)
    facts = {"n": 2**52 + 1, "m": 2**8, "x": float(2**52 * 2**8) / 1e15}
    assert asked(base, exact, facts) is (facts["n"] * facts["m"] > facts["x"] * 1e15)
    assert "INT128" in sql(exact)


def test_a_wide_whole_number_becomes_the_nearest_double(base: duckdb.DuckDBPyConnection) -> None:
    wide = Arithmetic("*", FactRef("n", Type.INT), FactRef("m", Type.INT), Type.INT)
    node = Arithmetic("+", wide, FactRef("x", Type.FLOAT), Type.FLOAT)
    facts = {"n": 2**53 - 111, "m": 2**53 - 1, "x": 0.5}
    assert asked(base, node, facts) == float(facts["n"] * facts["m"]) + 0.5


def test_deep_division_stays_short(base: duckdb.DuckDBPyConnection) -> None:
    node: Expression = FactRef("x", Type.FLOAT)
    for _ in range(40):
        node = Arithmetic("/", node, NullIf(FactRef("x", Type.FLOAT), Literal(0, Type.INT), Type.FLOAT), Type.FLOAT)
    assert len(sql(node)) < 5_000
    assert math.isclose(asked(base, node, {"x": 2.0}), 2.0**-39)
    assert asked(base, node, {"x": 1e-300}) is None


def test_reach_follows_every_number() -> None:
    x, n = FactRef("x", Type.FLOAT), FactRef("n", Type.INT)
    whole = Literal(4, Type.INT)
    assert reach(x) == reach(FeatureRef("rate", Type.FLOAT)) == 1e15
    assert reach(Negate(x, Type.FLOAT)) == reach(Call("ABS", (x,), Type.FLOAT)) == 1e15
    assert reach(Arithmetic("/", x, n, Type.FLOAT)) == 1e15
    assert reach(Arithmetic("/", x, Literal(0.5, Type.FLOAT), Type.FLOAT)) == 2e15
    assert reach(Arithmetic("/", x, Literal(5e-324, Type.FLOAT), Type.FLOAT)) == math.inf
    assert reach(Arithmetic("*", x, Literal(0.0, Type.FLOAT), Type.FLOAT)) == 0
    assert reach(Case(((Literal(True, Type.BOOL), x),), whole, Type.FLOAT)) == 1e15
    assert reach(Coalesce((x, whole), Type.FLOAT)) == 1e15
    assert reach(Literal(None, Type.FLOAT)) == 0
    assert reach(Arithmetic("*", n, n, Type.INT)) == 2**106


def test_whole_numbers_made_of_literals_alone_are_narrow() -> None:
    one, n = Literal(1, Type.INT), FactRef("n", Type.INT)
    assert is_narrow(Negate(one, Type.INT))
    assert is_narrow(NullIf(one, n, Type.INT))
    assert is_narrow(Case(((Literal(True, Type.BOOL), one),), one, Type.INT))
    assert is_narrow(Call("ABS", (one,), Type.INT))
    assert is_narrow(Coalesce((one, one), Type.INT))
    assert not is_narrow(Coalesce((one, n), Type.INT))
    assert not is_narrow(n)


def test_arithmetic_of_literals_does_not_overflow_32_bits(base: duckdb.DuckDBPyConnection) -> None:
    large = Literal(2**31 - 1, Type.INT)
    assert asked(base, Arithmetic("*", large, large, Type.INT), {}) == (2**31 - 1) ** 2
    case = Case(((Literal(False, Type.BOOL), Literal(1, Type.INT)),), Literal(-(2**31), Type.INT), Type.INT)
    assert asked(base, Negate(case, Type.INT), {}) == 2**31


def test_beyond_38_digits_a_double_is_taken() -> None:
    n = FactRef("n", Type.INT)
    node = Arithmetic("*", Arithmetic("*", n, n, Type.INT), n, Type.INT)
    assert "DOUBLE" in sql(node)


TEXT = Text("试", "trial")


def policy(*rules: Rule) -> Policy:
    scoring = Scoring((Grade(0, "L0", Level.LOW, Action.ALLOW),))
    return Policy("p", "1", TEXT, "UTC", 0, {}, {}, {}, {}, rules, scoring)


def test_a_rule_is_never_null_and_asks_for_its_type() -> None:
    rule = Rule("order.dear", "3.2", "order", read("n > 3"), Action.REVIEW, TEXT, TEXT)
    assert rule_sql(rule) == """"type" = 'order' AND COALESCE("n" > 3, FALSE)"""
    assert rule_sql(rule, "clickhouse") == """"type" = 'order' AND COALESCE("n" > 3, FALSE)"""


def test_a_policy_is_one_select_without_the_rules_that_are_off() -> None:
    on = Rule("order.dear", "3.2", "order", read("n > 3"), Action.REVIEW, TEXT, TEXT)
    off = Rule("order.off", "3.2", "order", read("n > 4"), Action.REVIEW, TEXT, TEXT, mode=Mode.OFF)
    written = policy_sql(policy(on, off), "postgres", table="shop.events")
    assert '"order.dear"' in written
    assert "order.off" not in written
    assert "shop.events" in written


@pytest.mark.parametrize("dialect", list(DIALECTS))
def test_every_dialect_writes_every_node(dialect: str) -> None:
    dice = Random(7)
    for kind in Type:
        for _ in range(40):
            node = expression(dice, kind, 4, names())
            assert sql(node, dialect)
            assert sql(node, dialect, timestamps=True)
