"""Advice: the handbook's answer to what was seen."""

import re

import pytest

from kedun import handbook
from kedun.guard.lexicon import load
from kedun.handbook import Phase, Text
from kedun.pipeline import advice as rules
from kedun.pipeline.advice import Advice, advise

TYPES = tuple(handbook.load().fraud_types)
HAN = re.compile(r"[\u3400-\u9fff]")


def given(*args: object) -> Advice:
    advice = advise(*args)
    assert advice is not None
    return advice


def test_nothing_is_advised_where_nothing_was_seen() -> None:
    assert advise(None, None, "in", (), "pass") is None
    assert advise("T01", "P1", "out", (), "pass") is None
    assert advise(None, None, "out", ("honest_thanks",), "pass") is None


def test_somebody_who_has_paid_is_helped_even_when_the_message_passes() -> None:
    assert given(None, None, "in", ("victim_transferred",), "pass").procedure == "PB-05"


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("stage", [None, "P0", "P2", "P5"])
def test_every_type_gets_steps_phrases_prohibitions_checks_and_somebody_to_tell(type_: str, stage: str | None) -> None:
    advice = given(type_, stage, "in", (), "stop")
    assert advice.steps
    assert advice.phrases
    assert advice.must_nots[0] == handbook.load().fraud_type(type_).never
    assert advice.verify
    assert [point.id for point in advice.tell] == [advice.tell[0].id, "C4.4-06"]
    assert advice.tell[0].id.startswith("C4.4-0")


@pytest.mark.parametrize(
    ("type_", "stage", "concepts", "procedure"),
    [
        ("T01", "P2", (), "PB-01"),
        ("T01", "P5", (), "PB-05"),
        ("T01", "P2", ("victim_gave_code",), "PB-05"),
        ("T05", "P5", (), "PB-04"),
        ("T05", "P3", ("victim_transferred",), "PB-05"),
        ("T11", "P1", (), "PB-07"),
        ("T13", "P5", (), "PB-17"),
        ("T15", "P4", ("victim_file_opened",), "PB-09"),
        ("T15", "P4", ("victim_file_opened", "victim_transferred"), "PB-09"),
        ("T23", "P6", (), "PB-14"),
        ("T33", "P0", (), "PB-10"),
        ("T37", "P0", (), "PB-20"),
        (None, None, (), "PB-01"),
        ("T99", "P9", ("no_such_concept",), "PB-01"),
    ],
)
def test_the_procedure_follows_type_stage_and_loss(
    type_: str | None, stage: str | None, concepts: tuple[str, ...], procedure: str
) -> None:
    assert given(type_, stage, "in", concepts, "stop").procedure == procedure
    assert given(type_, stage, "in", frozenset(concepts), "stop").procedure == procedure


def test_steps_are_those_of_the_first_five_minutes_in_order() -> None:
    advice = given("T01", "P5", "in", (), "stop")
    procedure = handbook.load().procedure("PB-05")
    first = [Text(step.zh, step.en) for step in procedure.steps if step.phase is Phase.FIRST_5_MINUTES]
    assert [step.text for step in advice.steps] == first
    assert advice.steps[0].id == "PB-05.1"


def test_who_has_paid_hears_the_words_for_the_paid_first() -> None:
    advice = given("T01", "P5", "in", ("victim_transferred",), "stop")
    assert [phrase.id for phrase in advice.phrases][:3] == ["SC-020", "SC-021", "SC-022"]


@pytest.mark.parametrize(
    ("type_", "concepts", "clause"),
    [
        ("T08", (), "C4.4-01"),
        ("T01", (), "C4.4-02"),
        ("T31", (), "C4.4-03"),
        ("T08", ("victim_transferred",), "C4.4-02"),
        ("T31", ("victim_transferred",), "C4.4-03"),
        ("T08", ("victim_file_opened",), "C4.4-03"),
    ],
)
def test_how_fast_to_tell_follows_grade_and_loss(type_: str, concepts: tuple[str, ...], clause: str) -> None:
    assert given(type_, "P2", "in", concepts, "stop").tell[0].id == clause


def test_a_refused_outbound_message_gets_a_better_wording_and_the_clause_it_breaks() -> None:
    advice = given("T16", "P4", "out", ("out_ask_phone", "out_ask_code"), "stop")
    concept = load().concepts[load().index["out_ask_code"]]
    assert concept.better is not None
    assert advice.better == Text(concept.better.zh, concept.better.en)
    assert Text(*_words("C4.3-15")) == advice.must_nots[0]
    assert advice.tell[0].id == "C4.4-02"
    assert advice.steps == ()


def test_an_outbound_message_to_be_reworded_needs_nobody_told() -> None:
    advice = given(None, None, "out", ("out_blame",), "advise")
    assert advice.better is not None
    assert advice.tell == ()


def test_an_outbound_message_in_a_risky_conversation_is_advised_as_the_other_party_is() -> None:
    assert given("T01", "P2", "out", (), "advise") == given("T01", "P2", "in", (), "advise")


def test_every_outbound_concept_has_its_own_advice() -> None:
    for concept in load().concepts:
        if concept.out and concept.better is not None:
            advice = given(None, None, "out", (concept.id,), concept.out)
            assert advice.better == Text(concept.better.zh, concept.better.en), concept.id


def test_variables_are_filled_and_unknown_ones_stay_visible() -> None:
    advice = given("T19", "P2", "in", (), "advise")
    assert "{tail}" in advice.phrases[0].text.zh
    filled = advice.filled({"tail": "8842"}).phrases[0].text
    assert "8842" in filled.zh
    assert "8842" in filled.en
    bare = advice.filled({}).phrases[0].text
    assert "〔订单尾号〕" in bare.zh
    assert "〔order tail〕" in bare.en


def test_what_is_filled_in_is_not_read_again_as_a_variable() -> None:
    advice = given("T19", "P2", "in", (), "advise")
    assert "{deadline}" in advice.filled({"tail": "{deadline}", "deadline": "2h"}).phrases[0].text.zh


def test_filling_leaves_the_shared_advice_as_it_was() -> None:
    advice = given("T19", "P2", "in", (), "advise")
    advice.filled({"tail": "8842"})
    assert "{tail}" in given("T19", "P2", "in", (), "advise").phrases[0].text.zh


@pytest.mark.parametrize("type_", [None, *TYPES])
@pytest.mark.parametrize("concepts", [(), ("victim_transferred",), ("victim_file_opened",)])
def test_lines_are_whole_in_both_languages(type_: str | None, concepts: tuple[str, ...]) -> None:
    advice = given(type_, "P5", "in", concepts, "stop")
    chinese, english = advice.lines("zh"), advice.lines("en")
    assert [part["kind"] for part in chinese] == ["procedure", "say", "never", "verify", "tell"]
    assert [len(part["items"]) for part in chinese] == [len(part["items"]) for part in english]
    assert all(part["items"] for part in chinese)
    assert all(HAN.search(item) for part in chinese for item in part["items"])
    assert not any("{" in item for part in chinese + english for item in part["items"])


def test_the_same_case_gets_the_very_same_advice() -> None:
    first = given("T01", "P2", "in", ("pretext_compensation",), "stop")
    assert given("T01", "P2", "in", ("lever_urgency", "lever_gain"), "stop") is first


def test_every_phrase_clause_and_type_the_tables_name_is_in_the_handbook() -> None:
    book = handbook.load()
    assert set(rules._PHRASES) | set(rules._VERIFY) <= set(book.fraud_types)
    named = {phrase for phrases in rules._PHRASES.values() for phrase in phrases}
    assert named | set(rules._PAID) | set(rules._STOP) | set(rules._SAFE) <= set(book.phrases)
    assert {clause for clauses in rules._VERIFY.values() for clause in clauses} <= set(book.clauses)
    assert all(book.phrases[phrase].audience != "public" for phrase in named)


def test_concepts_that_tell_of_a_loss_are_in_the_lexicon() -> None:
    assert set(load().index) >= rules._LOST | rules._INFECTED


def _words(clause: str) -> tuple[str, str]:
    row = handbook.load().clause(clause)
    return row.zh, row.en
