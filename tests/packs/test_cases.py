"""The standard pack's own table test: for each rule an event that makes it fire and a near miss that must not.

A row of `cases/*.toml` is `rule`, `fires` or `silent` or both, and optionally `history`. Each event is of the rule's
type, at 2026-05-13T11:00:00+08:00 (a Wednesday) unless it says otherwise. The events of a row with history share one
customer, order, agent, shop and conversation unless they name others. A line of history stands `at` a time before the
event (`"-2h"`), is of the rule's type unless it names one, and may be repeated: `times = 4, every = "10m"`. Its
`outcome` is told an hour after it happened. `without = 1` in a firing or silent event leaves out the newest event of
the history, so that a window is tested on both sides of its threshold.
"""

import tomllib
from collections.abc import Mapping
from typing import Any, Final

import pytest

import kedun
from kedun.engine.events import ENVELOPE
from kedun.engine.policy.tree import Mode, Rule
from kedun.kernel.clock import format_time, parse_time
from kedun.packs import path

WEDNESDAY: Final = "2026-05-13T11:00:00+08:00"
SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
SAME: Final = {name: f"the-{name}" for name in ENVELOPE if name != "channel"}

KEDUN = kedun.open("standard")
EMPTY = KEDUN.windows.snapshot()  # type: ignore[attr-defined] # windows in memory have one
RULES: Final = {rule.id: rule for rule in KEDUN.policy.rules}
Row = Mapping[str, Any]
ROWS: Final[list[Row]] = [
    row
    for file in sorted((path("standard") / "cases").glob("*.toml"))
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


def seconds(text: str) -> int:
    """`"-2h"` is -7200."""
    return int(text[:-1]) * SECONDS[text[-1]]


def event(kind: str, at_us: int, number: int, facts: Mapping[str, Any], same: Mapping[str, str]) -> dict[str, Any]:
    """The event as a caller would send it: envelope fields apart from facts."""
    own = {name: facts[name] for name in ENVELOPE if name in facts}
    rest = {name: value for name, value in facts.items() if name not in ENVELOPE}
    return {"id": f"event-{number}", "type": kind, "at": format_time(at_us), **same, **own, "facts": rest}


def past(row: Row, kind: str, now_us: int) -> list[tuple[int, str, dict[str, Any]]]:
    """The row's history, oldest first, as time, type and facts (`outcome` among them)."""
    found = []
    for line in row.get("history", ()):
        facts = {name: value for name, value in line.items() if name not in {"type", "at", "times", "every"}}
        for turn in range(line.get("times", 1)):
            at = now_us + 1_000_000 * (seconds(line["at"]) + turn * seconds(line.get("every", "1m")))
            found.append((at, line.get("type", kind), facts))
    return sorted(found, key=lambda one: one[0])


def decided(row: Row, given: Mapping[str, Any]) -> kedun.Decision:
    """What the pack says of one event of a row, after its history and in windows of its own."""
    rule = RULES[row["rule"]]
    facts = dict(given)
    now = parse_time(facts.pop("at", WEDNESDAY))
    left_out = facts.pop("without", 0)
    history = past(row, rule.on, now)
    same = SAME if history else {}
    KEDUN.windows.restore(EMPTY)  # type: ignore[attr-defined]
    KEDUN._decided.clear()
    for number, (at, kind, before) in enumerate(history[: len(history) - left_out]):
        outcome = before.get("outcome")
        told = event(kind, at, number, {name: value for name, value in before.items() if name != "outcome"}, same)
        KEDUN.decide(told)
        if outcome is not None:
            KEDUN.label(told["id"], outcome, at + 3_600_000_000)
    return KEDUN.decide(event(rule.on, now, len(history), facts, same))


def fired(decision: kedun.Decision, rule: Rule) -> bool:
    """Whether the rule was TRUE: among the reasons when live, apart when on trial, either when rolled out in part."""
    live = rule.id in {reason.rule for reason in decision.reasons}
    apart = rule.id in {reason.rule for reason in decision.shadow}
    if rule.mode is Mode.LIVE:
        return live or (rule.rollout < 100 and apart)
    return apart


def rows(half: str) -> list[Any]:
    """Every row that has this half, under its rule's name and clause."""
    found, seen = [], dict[str, int]()
    for row in ROWS:
        rule = row["rule"]
        seen[rule] = seen.get(rule, 0) + 1
        if half in row:
            clause = RULES[rule].clause if rule in RULES else "3"
            found.append(pytest.param(row, id=f"{rule}-{seen[rule]}", marks=pytest.mark.clause(clause)))
    return found


def test_no_row_is_of_a_rule_that_is_not_there() -> None:
    assert [row["rule"] for row in ROWS if row["rule"] not in RULES] == []


@pytest.mark.parametrize("half", ["fires", "silent"])
def test_no_rule_is_without_a_row_of_either_kind(half: str) -> None:
    tested = {row["rule"] for row in ROWS if half in row}
    assert [rule.id for rule in KEDUN.policy.rules if rule.id not in tested] == []


@pytest.mark.parametrize("row", rows("silent"))
def test_the_rule_is_silent_just_beside(row: Row) -> None:
    decision = decided(row, row["silent"])
    assert not fired(decision, RULES[row["rule"]]), decision
    assert not decision.degraded


@pytest.mark.parametrize("row", rows("fires"))
def test_the_rule_fires(row: Row) -> None:
    decision = decided(row, row["fires"])
    assert fired(decision, RULES[row["rule"]]), decision
    assert not decision.degraded


def test_a_fired_rule_says_what_it_saw_and_what_to_do() -> None:
    row = next(row for row in ROWS if row["rule"] == "payment.trial_then_large")
    decision = decided(row, row["fires"])
    reason = next(reason for reason in decision.reasons if reason.rule == row["rule"])
    assert reason.values == {"card_smallest_24h_fen": 990, "amount_fen": 9900}
    assert (reason.clause, reason.procedure, reason.signal) == ("C3.3-23", "PB-02", "SIG-P09")
    assert reason.title.zh == "小额试卡后金额放大"
    assert reason.reason.en.startswith("The card made a payment")
