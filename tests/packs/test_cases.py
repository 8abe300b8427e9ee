"""The standard pack's own table test: for each rule an event that makes it fire and a near miss that must not."""

from typing import Any, Final

import pytest

import kedun
from kedun.engine.policy.load import CaseRow, load_cases
from kedun.lab.cases import run_cases
from kedun.packs import path

KEDUN: Final = kedun.open("standard")
RULES: Final = {rule.id: rule for rule in KEDUN.policy.rules}
ROWS: Final = load_cases(path("standard"))


def named(rows: tuple[CaseRow, ...]) -> list[Any]:
    """Every row under its rule's name and line, marked with the clause it proves."""
    return [
        pytest.param(
            row,
            id=f"{row.rule}:{row.source.line}",
            marks=pytest.mark.clause(RULES[row.rule].clause if row.rule in RULES else "3"),
        )
        for row in rows
    ]


@pytest.fixture(scope="module")
def failures() -> dict[tuple[str, int], list[str]]:
    """What does not hold, by file and line of the row; all rows are tried in one go."""
    found: dict[tuple[str, int], list[str]] = {}
    for failure in run_cases(KEDUN, ROWS):
        found.setdefault((failure.source.path, failure.source.line), []).append(failure.message.en)
    return found


def test_no_row_is_of_a_rule_that_is_not_there() -> None:
    assert [row.rule for row in ROWS if row.rule not in RULES] == []


@pytest.mark.parametrize("half", ["fires", "silent"])
def test_no_rule_is_without_a_row_of_either_kind(half: str) -> None:
    tested = {row.rule for row in ROWS if getattr(row, half) is not None}
    assert [rule.id for rule in KEDUN.policy.rules if rule.id not in tested] == []


@pytest.mark.parametrize("row", named(ROWS))
def test_the_rule_fires_where_it_must_and_not_just_beside(
    row: CaseRow, failures: dict[tuple[str, int], list[str]]
) -> None:
    assert failures.get((row.source.path, row.source.line), []) == []


def test_a_fired_rule_says_what_it_saw_and_what_to_do() -> None:
    shop = kedun.open("standard")
    card = {"card": "c1", "amount_fen": 990}
    shop.decide({"id": "1", "type": "payment", "at": "2026-05-13T08:00:00+08:00", "facts": card})
    again = {"id": "2", "type": "payment", "at": "2026-05-13T11:00:00+08:00", "facts": card | {"amount_fen": 9900}}
    (reason,) = [one for one in shop.decide(again).reasons if one.rule == "payment.trial_then_large"]
    assert reason.values == {"card_smallest_24h_fen": 990, "amount_fen": 9900}
    assert (reason.clause, reason.procedure, reason.signal) == ("C3.3-23", "PB-02", "SIG-P09")
    assert reason.title.zh == "小额试卡后金额放大"
    assert reason.reason.en.startswith("The card made a payment")


def test_a_rule_on_trial_is_reported_apart_and_changes_nothing() -> None:
    """The shadow rule about archives from new accounts, beside nothing else that fires."""
    facts = {"direction": "in", "file_kind": "archive", "account_age_s": 60}
    decision = KEDUN.decide({"id": "s", "type": "file", "at": "2026-05-13T11:00:00+08:00", "facts": facts})
    assert [reason.rule for reason in decision.shadow] == ["false.archive_from_stranger"]
    assert [reason.rule for reason in decision.reasons] == ["false.kind_not_accepted"]
    assert decision.risk == 15
