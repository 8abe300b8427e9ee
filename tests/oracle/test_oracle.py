"""The oracle against cases worked out by hand: who judges the engines must first be right himself."""

from typing import Any

import pytest
from tests.engine.policy.to_sql_cases import SCOPE

from kedun.engine.policy.parse import parse
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Event,
    Fact,
    Factor,
    FactRef,
    Feature,
    Grade,
    Level,
    Literal,
    Mode,
    Policy,
    Rule,
    Scoring,
    Source,
    Text,
    Type,
)
from kedun.lab.parity.oracle import evaluate, judge

TEXT = Text("", "")
TRUE, FALSE = Literal(True, Type.BOOL), Literal(False, Type.BOOL)


@pytest.mark.parametrize(
    ("condition", "facts", "meaning"),
    [
        ("n > 1 AND p", {"p": False}, False),
        ("n > 1 AND p", {"p": True}, None),
        ("n > 1 OR p", {"p": True}, True),
        ("NOT p", {}, None),
        ("p IS NOT TRUE", {}, True),
        ("n BETWEEN 1 AND 3", {"n": 3}, True),
        ("n IN (1, 2)", {"n": 3}, False),
        ("-n = 2", {"n": -2}, True),
        ("n % m = -1", {"n": -7, "m": 3}, True),
        ("n % m = 1", {"n": 7, "m": 0}, None),
        ("n / NULLIF(m, 0) = 3.5", {"n": 7, "m": 2}, True),
        ("x * 1000000000000000.0 * x > 0", {"x": 1e200}, None),
        ("at - t = -1", {"t": 500_001}, True),
        ("s LIKE 'a%c_'", {"s": "abcbcd"}, True),
        ("s LIKE 'a%c_'", {"s": "abcb"}, True),
        ("s LIKE 'a%c_'", {"s": "abc"}, False),
        ("s LIKE '%'", {"s": ""}, True),
        ("LENGTH(s) = 1", {"s": "😀"}, True),
        ("LOWER(s) = 'i'", {"s": "İ"}, True),
        ("STARTS_WITH(s, 'ab')", {"s": "abc"}, True),
        ("LEAST(n, m) = 4", {"n": 4}, True),
        ("GREATEST(n, m) IS NULL", {}, True),
        ("ABS(n) = 4", {"n": -4}, True),
        ("COALESCE(n, m, 9) = 9", {}, True),
        ("CASE WHEN p THEN 1 ELSE 2 END = 2", {}, True),
        ("HOUR(at) = 8 AND WEEKDAY(at) = 4", {}, True),
        ("YEAR(at AT TIME ZONE 'America/New_York') = 1969", {}, True),
        ("list('blocked', s)", {"s": " AB "}, True),
        ("list('blocked', s)", {"s": "late"}, False),
        ("list('blocked', s)", {}, None),
    ],
)
def test_a_condition_means(condition: str, facts: dict[str, Any], meaning: object) -> None:
    lists = {"blocked": [("ab", None, 1), ("late", 1, None)]}
    node = parse(condition, SCOPE, Source("test", 1))
    assert evaluate(node, {"at": 0, "facts": facts}, {}, lists) is meaning


S = 1_000_000


def feature(aggregate: Aggregate, **more: Any) -> Feature:
    value = FactRef("n", Type.INT) if aggregate.value in {"sum", "avg", "min", "max", "distinct"} else None
    return Feature("f", aggregate, Type.INT, TEXT, on="order", by=("customer_id",), over_us=10 * S, value=value, **more)


def policy(*rules: Rule, features: tuple[Feature, ...] = (), scoring: Scoring | None = None) -> Policy:
    fact = Fact("n", Type.INT, TEXT)
    return Policy(
        "p", "1", TEXT, "UTC", 5 * S, {"n": fact}, {"order": Event("order", TEXT, ("n",))},
        {item.id: item for item in features}, {}, rules, scoring or Scoring((Grade(0, "L0", Level.LOW, Action.ALLOW),)),
    )  # fmt: skip


def stream(*rows: tuple[int, int | None], **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": str(place), "type": "order", "at": at * S, "customer_id": "c", "facts": {"n": n}, **more}
        for place, (at, n) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("aggregate", "values"),
    [
        (Aggregate.COUNT, [1, 2, 3, 2]),
        (Aggregate.SUM, [4, 4, 6, 2]),
        (Aggregate.AVG, [4.0, 4.0, 3.0, 2.0]),
        (Aggregate.MIN, [4, 4, 2, 2]),
        (Aggregate.MAX, [4, 4, 4, 2]),
        (Aggregate.DISTINCT, [1, 1, 2, 1]),
        (Aggregate.SECONDS_SINCE_LAST, [None, 0, 9, 8]),
    ],
)
def test_an_aggregate_over_ten_seconds(aggregate: Aggregate, values: list[Any]) -> None:
    rows = stream((100, 4), (100, None), (109, 2), (117, None))
    judged = judge(policy(features=(feature(aggregate),)), {}, rows)
    assert [judged[place].features["f"] for place in range(4)] == values


def test_a_rate_counts_labels_known_in_time_after_its_delay() -> None:
    rated = feature(Aggregate.RATE, delay_us=5 * S)
    rows = stream((100, 1), (101, 1), (105, 1), (106, 1), (200, 1))
    rows[0] |= {"label": "fraud", "labelled_at": 105 * S}
    rows[1] |= {"label": "chargeback", "labelled_at": 107 * S}
    judged = judge(policy(features=(rated,)), {}, rows)
    assert [judged[place].features["f"] for place in range(5)] == [None, None, 1.0, 0.5, None]


def test_what_came_too_late_counts_nowhere_and_knows_nothing() -> None:
    judged = judge(policy(features=(feature(Aggregate.COUNT),)), {}, stream((100, 1), (94, 1), (95, 1), (101, 1)))
    assert [judged[place].features["f"] for place in range(4)] == [1, None, 1, 3]


def test_a_repeat_is_not_judged() -> None:
    rows = stream((100, 1), (101, 1))
    assert list(judge(policy(features=(feature(Aggregate.COUNT),)), {}, [rows[0], rows[0], rows[1]])) == [0, 2]


def rule(name: str, action: Action, points: int, **more: Any) -> Rule:
    return Rule(name, "", "order", TRUE, action, TEXT, TEXT, points=points, **more)


def factors(*given: Any) -> dict[str, Any]:
    return {"factors": tuple(Factor(str(place), *row) for place, row in enumerate(given))}


GRADES = (Grade(0, "L0", Level.LOW, Action.ALLOW), Grade(50, "L1", Level.HIGH, Action.HOLD))


@pytest.mark.parametrize(
    ("rules", "scoring", "risk", "action"),
    [
        ([rule("a", Action.WARN, 40), rule("b", Action.WARN, 30)], {}, 49, Action.WARN),
        ([rule("a", Action.WARN, 40), rule("b", Action.WARN, 30, group="x")], {}, 70, Action.HOLD),
        ([rule("a", Action.WARN, 40), rule("z", Action.ALLOW, -30)], {}, 20, Action.ALLOW),
        ([rule("a", Action.WARN, 40, red_line=True), rule("z", Action.ALLOW, -30)], {}, 40, Action.WARN),
        ([rule("a", Action.VERIFY, 40), rule("z", Action.ALLOW, -30)], {}, 20, Action.VERIFY),
        ([rule("a", Action.WARN, 1, hard=True)], {"hard_risk": 90}, 90, Action.HOLD),
        ([rule("a", Action.WARN, 90, mode=Mode.SHADOW)], {}, 0, Action.ALLOW),
        ([rule("a", Action.WARN, 90, rollout=0)], {}, 0, Action.ALLOW),
        ([rule("a", Action.WARN, 99)], factors(("s", TRUE, 133, ()), ("s", TRUE, 110, ())), 100, Action.HOLD),
        ([rule("a", Action.WARN, 33)], factors(("s", TRUE, 133, ()), ("t", TRUE, 50, ())), 21, Action.WARN),
        ([rule("a", Action.WARN, 33)], factors(("s", FALSE, 133, ()), ("t", TRUE, 50, ("x",))), 33, Action.WARN),
    ],
)  # fmt: skip
def test_points_become_risk_and_action(rules: list[Rule], scoring: dict[str, Any], risk: int, action: Action) -> None:
    judged = judge(policy(*rules, scoring=Scoring(GRADES, **scoring)), {}, stream((100, 1)))[0]
    assert (judged.risk, judged.action) == (risk, action)
