"""The pack `cards` holds what its table test says, and has every feature the models read."""

from typing import Final

import pytest

import kedun
from kedun.engine.policy.load import load_cases
from kedun.lab.cases import run_cases
from kedun.lab.fdh.models import MODELS
from kedun.packs import path

CARDS: Final = kedun.open("cards")
ROWS: Final = load_cases(path("cards"))


def test_every_row_of_the_table_test_holds() -> None:
    assert [(found.rule, found.source.line, found.message.en) for found in run_cases(CARDS, ROWS)] == []


@pytest.mark.parametrize("half", ["fires", "silent"])
def test_no_rule_is_without_a_row_of_either_kind(half: str) -> None:
    tested = {row.rule for row in ROWS if getattr(row, half) is not None}
    assert [rule.id for rule in CARDS.policy.rules if rule.id not in tested] == []
    assert len(CARDS.policy.rules) >= 12


def test_a_table_test_that_is_wrong_is_told() -> None:
    (row, *_) = ROWS
    turned = type(row)(row.rule, row.silent, row.fires, row.history, row.source)
    assert len(list(run_cases(kedun.open("cards"), [turned]))) == 2


@pytest.mark.parametrize("name", MODELS)
def test_the_pack_has_what_the_model_reads(name: str) -> None:
    known = {*CARDS.policy.features, *CARDS.policy.facts}
    assert [each for each in MODELS[name].inputs if each not in known] == []
