"""What fraud says is heard in wordings of its own, and ordinary trade stays calm."""

import tomllib
from pathlib import Path

import pytest

from kedun import handbook
from kedun.guard.fold import fold, sound
from kedun.guard.lexicon import Concept, Lexicon, load

TABLE = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))["said"]
SPOKEN = [(row["text"], row["must"]) for row in TABLE if "must" in row]
CALM = [row["text"] for row in TABLE if row.get("calm")]
LOUD = 20
"""Weight from which a concept speaks of fraud by itself."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    lexicon = load()
    lexicon.hear(sound)
    return lexicon


def concepts_of(lexicon: Lexicon, text: str) -> dict[str, Concept]:
    """The concepts of fraud met in a text."""
    bare = fold(text).bare
    met = (lexicon.concepts[lexicon.concept_of[pattern]] for pattern, _, _ in lexicon.said(bare, sound(bare)))
    return {concept.id: concept for concept in met if not concept.id.startswith(("out_", "honest_"))}


def own(lexicon: Lexicon) -> list[Concept]:
    return [concept for concept in lexicon.concepts if not concept.id.startswith(("out_", "honest_"))]


def test_the_table_is_broad_enough_to_mean_something() -> None:
    texts = [row["text"] for row in TABLE]
    assert len(texts) == len(set(texts)) >= 250
    assert min(len(SPOKEN), len(CALM)) >= 120


@pytest.mark.parametrize(("text", "must"), SPOKEN)
def test_what_fraud_says_is_heard(lexicon: Lexicon, text: str, must: list[str]) -> None:
    assert set(must) - set(concepts_of(lexicon, text)) == set()


@pytest.mark.parametrize("text", CALM)
def test_ordinary_trade_and_warnings_stay_calm(lexicon: Lexicon, text: str) -> None:
    assert [c.id for c in concepts_of(lexicon, text).values() if c.weight >= LOUD] == []


def test_references_of_fraud_concepts_are_in_the_handbook(lexicon: Lexicon) -> None:
    book = handbook.load()
    for concept in own(lexicon):
        assert concept.clause in book.clauses, concept.id
        assert concept.signal is None or concept.signal in book.signals, concept.id
        assert concept.procedure is None or concept.procedure in book.procedures, concept.id
        assert set(concept.types) <= set(book.fraud_types), concept.id
        assert set(concept.phrases) <= set(book.phrases), concept.id


def test_types_named_by_a_pattern_are_in_the_handbook(lexicon: Lexicon) -> None:
    known = set(handbook.load().fraud_types)
    assert [pattern.concept for pattern in lexicon.patterns if not set(pattern.types) <= known] == []


def test_every_fraud_concept_can_be_said_and_weighs_something(lexicon: Lexicon) -> None:
    said = {pattern.concept for pattern in lexicon.patterns}
    assert [concept.id for concept in own(lexicon) if concept.id not in said or concept.weight <= 0] == []


def test_every_fraud_type_has_a_concept(lexicon: Lexicon) -> None:
    told = {type_ for concept in own(lexicon) for type_ in concept.types}
    assert set(handbook.load().fraud_types) - told == set()


def test_every_stage_and_every_lever_is_heard(lexicon: Lexicon) -> None:
    assert {concept.stage for concept in own(lexicon)} >= {f"P{number}" for number in range(8)}
    levers = {lever for concept in own(lexicon) for lever in concept.levers}
    assert levers == {"authority", "urgency", "fear", "gain", "isolation", "secrecy"}
