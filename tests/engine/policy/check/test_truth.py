"""`outcomes` against every event there can be, over facts of a few values each."""

from collections.abc import Callable, Mapping
from itertools import product
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.engine.policy.check.truth import outcomes
from kedun.engine.policy.parse import parse
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope
from kedun.engine.policy.tree import (
    And,
    Case,
    Compare,
    Expression,
    Fact,
    FactRef,
    In,
    Is,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
    Source,
    Text,
    Type,
)

FACTS = {
    "a": Fact("a", Type.INT, Text("", "")),
    "b": Fact("b", Type.INT, Text("", "")),
    "always": Fact("always", Type.INT, Text("", ""), nullable=False),
    "score": Fact("score", Type.FLOAT, Text("", "")),
    "flag": Fact("flag", Type.BOOL, Text("", "")),
    "gift": Fact("gift", Type.BOOL, Text("", ""), nullable=False),
    "kind": Fact("kind", Type.STRING, Text("", ""), values=("x", "y")),
    "text": Fact("text", Type.STRING, Text("", "")),
}
SCOPE = Scope(
    facts={**ENVELOPE, **FACTS},
    features={"orders": FeatureName("orders", Type.INT, "count", (0, 2**27))},
    event="order",
)
DOMAIN: Mapping[str, tuple[object, ...]] = {
    "a": (None, 1, 2, 3),
    "b": (None, 1, 2),
    "always": (1, 2),
    "flag": (None, True, False),
    "gift": (True, False),
    "kind": (None, "x", "y"),
}


def of(text: str) -> set[bool | None]:
    return set(outcomes(parse(text, SCOPE, Source("a", 1)), SCOPE))


NEVER = [
    "FALSE", "NULL", "1 > 2", "'a' = 'b'", "2 IN (1, 3)",
    "a = NULL", "a <> a", "a < a", "HOUR(at) > 23", "LENGTH(text) < 0",
    "orders < 0", "ABS(a) < 0", "a > 5 AND a < 3", "a > 5 AND a <= 5", "a > 2 AND a < 3", "5 < a AND 3 > a",
    "score > 2.5 AND score < 2.5", "score >= 2.5 AND score < 2.5",
    "a = 1 AND a = 2", "kind = 'x' AND kind = 'y'",
    "a IN (1, 2) AND a IN (3)", "a IN (1, 2) AND a > 2", "a IN (1, 2) AND a NOT IN (1, 2)", "a = 1 AND a <> 1",
    "flag AND NOT flag", "flag AND flag IS FALSE",
    "flag IS TRUE AND flag IS FALSE", "NOT (flag OR gift) AND flag",
    "text IS NULL AND text = 'x'", "text IS NULL AND text LIKE 'x%'", "text IS NULL AND text IS NOT NULL",
    "gift IS NULL", "at IS NULL",
    "kind <> 'x' AND kind <> 'y'", "kind NOT IN ('x', 'y')", "NOT (a >= 1) AND a = 4",
    "a BETWEEN 5 AND 3", "b > 1 AND (flag AND b < 1)",
    "NOT (NOT flag) AND NOT flag", "FALSE AND flag", "NULL AND flag",
    "LENGTH(text) BETWEEN 3 AND 2",
    "CASE WHEN flag THEN FALSE ELSE NULL END", "WEEKDAY(at) IN (1, 2) AND WEEKDAY(at) = 5",
    "text = 'x' AND text NOT LIKE '%'", "(flag IS NULL) AND NOT flag", "NOT (a > 1 OR a <= 1)", "2 = 1.5",
    "STARTS_WITH(text, 'a') AND NOT STARTS_WITH(text, 'a')",
    "(flag AND FALSE) IS TRUE", "(a = NULL) IS NOT NULL",
]  # fmt: skip
ALWAYS = [
    "TRUE", "1 < 2", "2 IN (1, 2)", "gift IS NOT NULL", "flag IS NULL OR flag IS NOT NULL", "gift OR NOT gift",
    "always = always", "HOUR(at) >= 0",
    "HOUR(at) IS NULL OR HOUR(at) >= 0", "(flag IS TRUE) OR (flag IS NOT TRUE)",
    "always > 1 OR always <= 1", "TRUE OR flag",
    "NULL IS NULL", "'x' LIKE '%'", "CASE WHEN flag THEN TRUE ELSE 1 = 1 END",
]  # fmt: skip
WHEN_KNOWN = [
    "a = a", "a <= a", "flag OR NOT flag", "a > 1 OR a <= 1", "text LIKE '%%'", "kind IN ('x') OR kind <> 'x'",
    "1 <> NULL OR TRUE",
]  # fmt: skip
OPEN = [
    "a > 5", "a > 2 AND a < 4", "a >= 5 AND a <= 5",
    "score > 2.5 AND score < 2.6", "a IN (1, 2) AND a > 1", "flag",
    "flag OR gift", "flag AND gift", "a = 1 OR a = 2",
    "kind <> 'x'", "text NOT IN ('x', 'y')", "text IS NULL", "HOUR(at) > 22",
    "a > b AND a < b", "list('x', text)",
    "COALESCE(flag, FALSE)", "CASE WHEN flag THEN gift ELSE NULL END", "at < at OR flag",
    "NOT (flag AND gift)", "a > 5 AND a > 3 AND a < 9 AND a < 10 AND a >= 5", "orders > 5", "text LIKE 'a%'",
    "flag IS NULL", "HOUR(at) <> 3", "a <> 3 AND a <> 4", "1 = a",
]  # fmt: skip


@pytest.mark.parametrize("text", NEVER)
def test_what_cannot_be_true_is_seen(text: str) -> None:
    assert True not in of(text)


@pytest.mark.parametrize("text", ALWAYS)
def test_what_is_true_whatever_happens_is_seen(text: str) -> None:
    assert True in of(text)
    assert False not in of(text)


@pytest.mark.parametrize("text", WHEN_KNOWN)
def test_what_is_true_whenever_it_is_known_is_seen(text: str) -> None:
    assert False not in of(text)


@pytest.mark.parametrize("text", OPEN)
def test_what_can_be_either_is_left_open(text: str) -> None:
    assert {True, False} <= of(text)


def test_a_very_long_condition_is_left_open_rather_than_searched() -> None:
    items = tuple(Compare(">", FactRef("a", Type.INT), Literal(at, Type.INT)) for at in range(2000))
    last = Compare("<", FactRef("a", Type.INT), Literal(0, Type.INT))
    assert True in outcomes(And((*items, last)), SCOPE)


NAMES = {Type.INT: ("a", "b", "always"), Type.BOOL: ("flag", "gift"), Type.STRING: ("kind",)}
OPERATORS: Mapping[str, Callable[[object, object], bool]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}  # type: ignore[dict-item]


def refs(kind: Type) -> st.SearchStrategy[FactRef]:
    return st.sampled_from(NAMES[kind]).map(lambda name: FactRef(name, kind))


WHOLE = st.integers(0, 4).map(lambda value: Literal(value, Type.INT))
WORDS = st.sampled_from(["x", "y"]).map(lambda value: Literal(value, Type.STRING))
LEAVES = st.one_of(
    refs(Type.BOOL),
    st.builds(Compare, st.sampled_from(list(OPERATORS)), refs(Type.INT) | WHOLE, refs(Type.INT) | WHOLE),
    st.builds(Compare, st.sampled_from(["=", "<>"]), refs(Type.STRING), WORDS),
    st.builds(In, refs(Type.INT), st.lists(WHOLE, min_size=1, max_size=3).map(tuple)),
    st.builds(IsNull, refs(Type.INT) | refs(Type.BOOL)),
    st.builds(Like, refs(Type.STRING), st.sampled_from(["x", "%", "x%"])),
    st.sampled_from([Literal(value, Type.BOOL) for value in (True, False, None)]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=4).map(lambda items: Or(tuple(items))),
        st.builds(Not, inner),
        st.builds(Is, inner, st.booleans()),
        st.tuples(inner, inner, inner).map(lambda one: Case(((one[0], one[1]),), one[2], Type.BOOL)),
    ),
    max_leaves=8,
)


def value(node: Expression, event: Mapping[str, object]) -> object:
    """The node by the book: three-valued logic, nothing shared with the code under test."""
    match node:
        case Literal():
            return node.value
        case FactRef(name=name):
            return event[name]
        case And(items=items):
            each = [value(item, event) for item in items]
            return False if False in each else None if None in each else True
        case Or(items=items):
            each = [value(item, event) for item in items]
            return True if True in each else None if None in each else False
        case Not(operand=operand):
            found = value(operand, event)
            return None if found is None else not found
        case Is(operand=operand, value=wanted):
            return value(operand, event) is wanted
        case IsNull(operand=operand):
            return value(operand, event) is None
        case Compare(op=op, left=left, right=right):
            first, second = value(left, event), value(right, event)
            return None if first is None or second is None else OPERATORS[op](first, second)
        case In(operand=operand, items=items):
            found = value(operand, event)
            return None if found is None else found in [item.value for item in items]
        case Like(operand=operand, pattern=pattern):
            found = value(operand, event)
            return None if found is None else pattern == "%" or str(found).startswith(pattern.rstrip("%"))
        case Case(branches=branches, otherwise=otherwise):
            chosen = (then for when, then in branches if value(when, event) is True)
            return value(next(chosen, otherwise), event)
    raise TypeError(type(node).__name__)


EVENTS = [dict(zip(DOMAIN, values, strict=True)) for values in product(*DOMAIN.values())]


@given(TREES)
def test_nothing_an_event_brings_about_is_ruled_out(node: Expression) -> None:
    seen = {value(node, event) for event in EVENTS}
    assert seen <= set(outcomes(node, SCOPE))
