from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.engine.policy.bounds import FACT, FEATURE, LARGEST, feature_range, interval, magnitude
from kedun.engine.policy.parse import parse
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope
from kedun.engine.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    Expression,
    Fact,
    FactRef,
    Feature,
    FeatureRef,
    Literal,
    Negate,
    Source,
    Text,
    Type,
)

SCOPE = Scope(
    facts={
        **ENVELOPE,
        "a": Fact("a", Type.INT, Text("", "")),
        "score": Fact("score", Type.FLOAT, Text("", "")),
        "text": Fact("text", Type.STRING, Text("", "")),
    },
    features={"few": FeatureName("few", Type.INT, None, (0, 10)), "sum": FeatureName("sum", Type.INT)},
)


def of(text: str) -> tuple[int, int] | None:
    match parse(f"{text} > 0", SCOPE, Source("a", 1)):
        case Compare(left=left):
            return interval(left, SCOPE.features)
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5, 5)),
        ("-5", (-5, -5)),
        ("a", (-FACT, FACT)),
        ("few", (0, 10)),
        ("sum", (-FEATURE, FEATURE)),
        ("few + 5", (5, 15)),
        ("5 - few", (-5, 5)),
        ("few * -3", (-30, 0)),
        ("-few", (-10, 0)),
        ("few % 4", (0, 3)),
        ("a % 4", (-3, 3)),
        ("few % 100", (0, 10)),
        ("HOUR(at)", (0, 23)),
        ("WEEKDAY(at)", (1, 7)),
        ("ABS(a)", (0, FACT)),
        ("ABS(few - 20)", (10, 20)),
        ("LEAST(few, 3)", (0, 3)),
        ("LEAST(few, HOUR(at))", (0, 23)),
        ("GREATEST(few, 3)", (3, 10)),
        ("GREATEST(few, HOUR(at))", (0, 23)),
        ("COALESCE(few, 99)", (0, 99)),
        ("NULLIF(few, 0)", (0, 10)),
        ("CASE WHEN a > 1 THEN few ELSE -1 END", (-1, 10)),
        ("CASE WHEN a > 1 THEN few END", (0, 10)),
        ("at - at", (-FACT, FACT)),
        ("few / 2", None),
        ("score", None),
        ("score + 1", None),
        ("score * 2.5", None),
    ],
)
def test_a_whole_number_stays_within_its_interval(text: str, expected: tuple[int, int] | None) -> None:
    assert of(text) == expected


def test_a_text_has_a_length_and_other_things_have_no_magnitude() -> None:
    assert of("LENGTH(text)") == (0, 2**21)
    assert magnitude(Literal(True, Type.BOOL)) == 0
    assert magnitude(FactRef("score", Type.FLOAT)) == 0
    assert interval(Coalesce((Literal(None, Type.INT),), Type.INT)) is None
    assert interval(Negate(Literal(None, Type.INT), Type.INT)) is None
    assert interval(Call("ABS", (Literal(None, Type.INT),), Type.INT)) is None
    assert magnitude(FeatureRef("unheard_of", Type.INT)) == FEATURE < LARGEST


def feature(aggregate: Aggregate, value: Expression | None = None, kind: Type = Type.INT) -> Feature:
    return Feature("x", aggregate, kind, Text("", ""), value=value)


def test_a_feature_ranges_as_far_as_its_aggregate_takes_it() -> None:
    few = FeatureRef("few", Type.INT)
    hour = Literal(23, Type.INT)
    names = SCOPE.features
    assert feature_range(feature(Aggregate.COUNT), names) == (0, 2**27)
    assert feature_range(feature(Aggregate.DISTINCT, few), names) == (0, 2**27)
    assert feature_range(feature(Aggregate.SECONDS_SINCE_LAST), names) == (0, 15_552_000)
    assert feature_range(feature(Aggregate.SUM, FactRef("a", Type.INT)), names) == (-FEATURE, FEATURE)
    assert feature_range(feature(Aggregate.SUM, hour), names) == (0, 23 * 2**27)
    assert feature_range(feature(Aggregate.MAX, few), names) == (0, 10)
    assert feature_range(feature(Aggregate.EXPR, Arithmetic("*", few, few, Type.INT)), names) == (0, 100)
    assert feature_range(feature(Aggregate.SUM, FactRef("score", Type.FLOAT)), names) is None
    assert feature_range(feature(Aggregate.AVG, few, Type.FLOAT), names) is None


# Soundness: whatever small values the names take, the result lies inside.

DOMAIN = {"p": (-3, 0, 2), "q": (0, 5), "r": (1, 4)}
NAMES = {name: FeatureName(name, Type.INT, None, (min(values), max(values))) for name, values in DOMAIN.items()}
LEAVES = st.sampled_from([FeatureRef(name, Type.INT) for name in DOMAIN]) | st.integers(-3, 3).map(
    lambda value: Literal(value, Type.INT)
)
TREES: st.SearchStrategy[Expression] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*%"), inner, inner, st.just(Type.INT)),
        st.builds(Negate, inner, st.just(Type.INT)),
        inner.map(lambda one: Call("ABS", (one,), Type.INT)),
        st.tuples(st.sampled_from(["LEAST", "GREATEST"]), inner, inner).map(
            lambda one: Call(one[0], (one[1], one[2]), Type.INT)
        ),
        st.tuples(inner, inner).map(lambda one: Coalesce(one, Type.INT)),
        st.tuples(inner, inner).map(lambda one: Case(((Literal(True, Type.BOOL), one[0]),), one[1], Type.INT)),
    ),
    max_leaves=8,
)


def value(node: Expression, names: dict[str, int]) -> int | None:
    match node:
        case Literal(value=int(constant)):
            return constant
        case FeatureRef(id=name):
            return names[name]
        case Negate(operand=operand):
            found = value(operand, names)
            return None if found is None else -found
        case Arithmetic(op=op, left=left, right=right):
            first, second = value(left, names), value(right, names)
            if first is None or second is None or (op == "%" and second == 0):
                return None
            remainder = abs(first) % abs(second) * (-1 if first < 0 else 1) if op == "%" else 0
            return {"+": first + second, "-": first - second, "*": first * second, "%": remainder}[op]
        case Call(name="ABS", arguments=(one,)):
            found = value(one, names)
            return None if found is None else abs(found)
        case Call(name=name, arguments=arguments):
            known = [found for one in arguments if (found := value(one, names)) is not None]
            return (min(known) if name == "LEAST" else max(known)) if known else None
        case Coalesce(items=(first_item, second_item)):
            found = value(first_item, names)
            return found if found is not None else value(second_item, names)
        case Case(branches=((_, then),)):
            return value(then, names)
    raise TypeError(type(node).__name__)


@given(TREES)
def test_no_value_lies_outside_the_interval(node: Expression) -> None:
    found = interval(node, NAMES)
    assert found is not None
    for values in product(*DOMAIN.values()):
        result = value(node, dict(zip(DOMAIN, values, strict=True)))
        assert result is None or found[0] <= result <= found[1]
