"""What single texts of fraud say is heard; adverts, notices and family talk stay calm."""

import tomllib
from pathlib import Path

import pytest

from kedun.guard.fold import fold, sound
from kedun.guard.lexicon import Concept, Lexicon, load

TABLE = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))["text"]
SPOKEN = [(row["text"], row["must"]) for row in TABLE if "must" in row]
CALM = [row["text"] for row in TABLE if row.get("calm")]
LOUD = 20


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    lexicon = load()
    lexicon.hear(sound)
    return lexicon


def heard(lexicon: Lexicon, text: str) -> dict[str, Concept]:
    bare = fold(text).bare
    met = (lexicon.concepts[lexicon.concept_of[pattern]] for pattern, _, _ in lexicon.said(bare, sound(bare)))
    return {concept.id: concept for concept in met}


@pytest.mark.parametrize(("text", "must"), SPOKEN)
def test_what_a_single_text_of_fraud_says_is_heard(lexicon: Lexicon, text: str, must: list[str]) -> None:
    assert set(must) - set(heard(lexicon, text)) == set()


@pytest.mark.parametrize("text", CALM)
def test_ordinary_single_texts_stay_calm(lexicon: Lexicon, text: str) -> None:
    loud = [concept.id for concept in heard(lexicon, text).values() if concept.weight >= LOUD]
    assert [name for name in loud if not name.startswith("out_")] == []


def test_every_concept_of_single_texts_has_a_pattern(lexicon: Lexicon) -> None:
    said = {pattern.concept for pattern in lexicon.patterns}
    own = [concept.id for concept in lexicon.concepts if concept.id.startswith(("text_", "honest_text_"))]
    assert own != []
    assert set(own) <= said
