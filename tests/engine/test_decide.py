"""From rules that are TRUE to an action, a risk and reasons."""

from typing import Any

import pytest

from kedun.engine.decide import WITHOUT_WINDOWS, Decider, Decision, risk_of, rollout_bucket
from kedun.engine.events import Schema
from kedun.engine.policy.load import load_texts
from kedun.engine.policy.tree import (
    Action,
    Factor,
    Grade,
    Level,
    Literal,
    Mode,
    Rule,
    Scoring,
    Text,
    Type,
)

TEXT = Text("甲", "a")
TRUE = Literal(True, Type.BOOL)
SCORING = Scoring(
    (
        Grade(0, "L0", Level.LOW, Action.ALLOW),
        Grade(25, "L1", Level.MEDIUM, Action.WARN),
        Grade(50, "L2", Level.MEDIUM, Action.VERIFY),
        Grade(65, "L3", Level.HIGH, Action.REVIEW),
        Grade(80, "L4", Level.CRITICAL, Action.BLOCK),
    )
)


def rule(points: int, *, group: str = "g", action: Action = Action.WARN, **more: Any) -> Rule:
    return Rule("r", "3.2", "order", TRUE, action, TEXT, TEXT, points=points, group=group, **more)


def factor(percent: int, family: str = "asset") -> Factor:
    return Factor("f", family, TRUE, percent, ())


SUMS: list[tuple[str, list[Rule], list[Factor], int]] = [
    ("nothing fired", [], [factor(150)], 0),
    ("one rule", [rule(12)], [], 12),
    ("two of a family: the second counts three tenths", [rule(10), rule(20)], [], 23),
    ("the fifth of a family counts nothing", [rule(40), rule(10), rule(10), rule(10), rule(40)], [], 40 + 12 + 1),
    ("two families add up", [rule(20), rule(10, group="h")], [], 30),
    ("the larger factor of a family", [rule(20)], [factor(110), factor(130), factor(120)], 26),
    ("factors of two families multiply, rounded down once", [rule(21)], [factor(110), factor(110, "crowd")], 25),
    ("cut at a hundred", [rule(100), rule(90, group="h")], [factor(150)], 100),
    ("an allow rule takes off at most the limit", [rule(60), rule(-40, action=Action.ALLOW)], [], 40),
    ("never below nothing", [rule(5), rule(-15, action=Action.ALLOW)], [], 0),
    ("no relief across a red line", [rule(60, red_line=True), rule(-15, action=Action.ALLOW)], [], 60),
    ("a hard rule lifts to the top grade", [rule(5, hard=True)], [], 80),
    ("a hard rule keeps what is higher", [rule(95, hard=True)], [], 95),
    ("points below nothing of another action count nothing", [rule(-5), rule(30, group="h")], [], 30),
]


@pytest.mark.clause("2.3")
@pytest.mark.parametrize(("rules", "factors", "risk"), [row[1:] for row in SUMS], ids=[row[0] for row in SUMS])
def test_points_become_risk(rules: list[Rule], factors: list[Factor], risk: int) -> None:
    assert risk_of(SCORING, rules, factors) == risk


PACK = """
id = "t"
version = "7"
"""
EVENTS = """
[fact.n]
type = "int"
about = { zh = "数", en = "a number" }
[fact.device]
type = "string"
entity = "device"
about = { zh = "设备", en = "device" }
[event.order]
title = { zh = "订单", en = "Order" }
moves_money = true
facts = ["n", "device"]
[event.login]
title = { zh = "登录", en = "Login" }
facts = ["n", "device"]
"""
RULE = """
[[rule]]
id = "{id}"
clause = "3.2"
on = "{on}"
when = "n >= {n}"
action = "{action}"
points = {points}
title = {{ zh = "标题", en = "title" }}
reason = {{ zh = "缘由", en = "reason" }}
{more}
"""
RULES = [
    ("warns", 1, "warn", 10, 'procedure = "PB-02"\nsignal = "SIG-O01"\ntypes = ["T25"]'),
    ("trusted", 2, "allow", -15, ""),
    ("verifies", 3, "verify", 10, 'procedure = "PB-05"\ngroup = "other"'),
    ("on_trial", 4, "block", 90, 'mode = "shadow"'),
    ("sleeping", 4, "block", 90, 'mode = "off"'),
    ("red_line", 5, "warn", 10, "red_line = true\nhard = true"),
]


def decider(*names: str, on: str = "order", extra: str = "") -> tuple[Decider, Schema]:
    rules = "".join(
        RULE.format(id=name, on=on, n=n, action=action, points=points, more=more)
        for name, n, action, points, more in RULES
        if name in names
    )
    policy = load_texts({"pack.toml": PACK, "events.toml": EVENTS, "rules/a.toml": rules + extra})
    return Decider(policy), Schema(policy)


def decide(
    made: tuple[Decider, Schema], n: int, degraded: tuple[str, ...] = (), on: str = "order", **facts: Any
) -> Decision:
    event = {"id": "e", "type": on, "at": "2026-05-13T03:30:00+08:00", "facts": {"n": n, **facts}}
    return made[0].decide(made[1].build(event), (), degraded)


def test_nothing_fired_is_allowed_without_a_reason() -> None:
    decision = decide(decider("warns"), 0)
    assert (decision.action, decision.risk, decision.grade, decision.level) == ("allow", 0, "L0", Level.LOW)
    assert (decision.reasons, decision.advice, decision.policy_version) == ((), None, "t@7")


def test_a_reason_says_which_rule_which_clause_and_which_values() -> None:
    decision = decide(decider("warns"), 1)
    (reason,) = decision.reasons
    assert (reason.rule, reason.clause, reason.signal, reason.types) == ("warns", "3.2", "SIG-O01", ("T25",))
    assert (reason.title.zh, reason.reason.en, reason.values) == ("标题", "reason", {"n": 1})
    assert decision.action == "warn"


def test_the_weightiest_reason_stands_first_and_leads_the_advice() -> None:
    decision = decide(decider("warns", "verifies"), 3)
    assert [reason.rule for reason in decision.reasons] == ["verifies", "warns"]
    assert decision.advice is not None
    assert decision.advice.procedures == ("PB-05", "PB-02")


def test_advice_says_what_nobody_may_do() -> None:
    policy = load_texts(
        {
            "pack.toml": PACK,
            "events.toml": EVENTS,
            "rules/a.toml": RULE.format(
                id="r", on="order", n=1, action="warn", points=1, more='types = ["T25", "T99"]'
            ),
        }
    )
    decider = Decider(policy, must_nots={"T25": Text("不得甲", "never a")})
    decision = decide((decider, Schema(policy)), 1)
    assert decision.advice is not None
    assert [text.zh for text in decision.advice.must_nots] == ["不得甲"]
    assert decision.advice.procedures == ()


@pytest.mark.clause("2.3")
def test_an_allow_rule_silences_a_warning_but_not_a_red_line() -> None:
    made = decider("warns", "trusted", "verifies", "red_line")
    assert decide(made, 2).action == "allow"
    assert decide(made, 3).action == "verify"
    red = decide(made, 5)
    assert (red.risk, red.action, red.level) == (80, "block", Level.CRITICAL)


def test_a_rule_on_trial_is_reported_apart_and_one_that_is_off_is_not_there() -> None:
    made = decider("on_trial", "sleeping")
    decision = decide(made, 4)
    assert (decision.action, decision.risk, decision.reasons) == ("allow", 0, ())
    assert [reason.rule for reason in decision.shadow] == ["on_trial"]
    assert [rule.id for rule in made[0].compiled.rules] == ["on_trial"]
    assert all(rule.mode is not Mode.OFF for rule in made[0].compiled.rules)


def test_a_roll_out_is_live_for_a_stable_share_of_entities() -> None:
    extra = RULE.format(id="new", on="order", n=9, action="hold", points=30, more='rollout = 30\nrollout_by = "device"')
    made = decider(extra=extra)
    live = [number for number in range(400) if decide(made, 9, device=f"d{number}").reasons]
    assert live == [number for number in range(400) if rollout_bucket("new", f"d{number}") < 30]
    assert 80 < len(live) < 160
    assert decide(made, 9, device="d1").shadow or decide(made, 9, device="d1").reasons
    assert [reason.rule for reason in decide(made, 9).shadow] == ["new"], "an unknown entity sees the rule on trial"


def test_money_is_not_moved_unseen_while_windows_are_gone() -> None:
    assert decide(decider("warns"), 0, (WITHOUT_WINDOWS,)).action == "review"
    assert decide(decider("warns"), 1, (WITHOUT_WINDOWS,)).action == "review"
    assert decide(decider("warns", on="login"), 0, (WITHOUT_WINDOWS,), on="login").action == "allow"
    assert decide(decider("warns"), 0, ("late:device",)).action == "allow"
