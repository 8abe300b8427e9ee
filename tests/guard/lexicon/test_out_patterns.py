"""Outbound wording: what stops a message, what gets a better wording, and what must pass."""

import tomllib
from pathlib import Path

import pytest

from kedun import handbook
from kedun.guard.fold import fold, sound
from kedun.guard.lexicon import Concept, Lexicon, load

TABLE = tomllib.loads(Path(__file__).with_name("out.toml").read_text(encoding="utf-8"))
SENTENCES = [(verdict, text) for verdict in ("stop", "advise", "pass") for text in TABLE[verdict]]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def meanings(lexicon: Lexicon, text: str) -> set[str]:
    """What the concepts met in an outbound text ask for: "stop", "advise" or nothing."""
    bare = fold(text).bare
    met = (lexicon.concepts[lexicon.concept_of[pattern]] for pattern, _, _ in lexicon.said(bare, sound(bare)))
    return {str(concept.out) for concept in met if concept.out and concept.direction in ("out", "both")}


def verdict_of(lexicon: Lexicon, text: str) -> str:
    found = meanings(lexicon, text)
    return "stop" if "stop" in found else "advise" if found else "pass"


def own(lexicon: Lexicon) -> list[Concept]:
    return [concept for concept in lexicon.concepts if concept.id.startswith(("out_", "honest_"))]


def test_the_table_is_broad_enough_to_mean_something() -> None:
    texts = [text for _, text in SENTENCES]
    assert len(texts) == len(set(texts)) >= 300
    assert all(len(TABLE[verdict]) >= 40 for verdict in ("stop", "advise", "pass"))


@pytest.mark.parametrize(("verdict", "text"), SENTENCES)
def test_an_outbound_message_is_stopped_advised_or_let_pass(lexicon: Lexicon, verdict: str, text: str) -> None:
    assert verdict_of(lexicon, text) == verdict


def test_every_phrase_of_the_handbook_may_be_sent_to_a_customer(lexicon: Lexicon) -> None:
    phrases = [phrase for phrase in handbook.load().phrases.values() if phrase.audience != "colleague"]
    assert {phrase.id: meanings(lexicon, phrase.zh) for phrase in phrases if meanings(lexicon, phrase.zh)} == {}


def test_every_better_wording_may_be_sent(lexicon: Lexicon) -> None:
    better = {concept.id: concept.better.zh for concept in own(lexicon) if concept.better}
    assert {id_: meanings(lexicon, text) for id_, text in better.items() if meanings(lexicon, text)} == {}


def test_everything_that_stops_or_advises_offers_a_better_wording_in_both_languages(lexicon: Lexicon) -> None:
    judged = [concept for concept in own(lexicon) if concept.out]
    assert judged
    assert [concept.id for concept in judged if concept.better is None or concept.out_weight <= 0] == []


def test_references_of_outbound_and_honest_concepts_are_in_the_handbook(lexicon: Lexicon) -> None:
    book = handbook.load()
    for concept in own(lexicon):
        assert concept.clause in book.clauses, concept.id
        assert concept.signal is None or concept.signal in book.signals, concept.id
        assert concept.procedure is None or concept.procedure in book.procedures, concept.id
        assert set(concept.types) <= set(book.fraud_types), concept.id
        assert set(concept.phrases) <= set(book.phrases), concept.id


def test_honest_contexts_never_raise_a_risk_and_never_judge_an_outbound_message(lexicon: Lexicon) -> None:
    honest = [concept for concept in own(lexicon) if concept.id.startswith("honest_")]
    assert len(honest) >= 50
    assert [concept.id for concept in honest if concept.weight > 0 or concept.out or concept.stage] == []


def test_outbound_concepts_count_only_in_outbound_messages(lexicon: Lexicon) -> None:
    outbound = [concept for concept in own(lexicon) if concept.id.startswith("out_")]
    assert [concept.id for concept in outbound if concept.direction != "out" or concept.weight] == []


def test_every_outbound_and_honest_concept_can_be_said(lexicon: Lexicon) -> None:
    said = {pattern.concept for pattern in lexicon.patterns}
    assert [concept.id for concept in own(lexicon) if concept.id not in said] == []
