"""What is said in chats and calls is heard in wordings of its own, and ordinary service stays calm."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from kedun import handbook
from kedun.guard.fold import fold, sound
from kedun.guard.lexicon import Lexicon, load

TABLE = tomllib.loads(Path(__file__).with_name("chat.toml").read_text(encoding="utf-8"))["said"]
SPOKEN = [(row["text"], row["must"]) for row in TABLE if "must" in row]
CALM = [row["text"] for row in TABLE if row.get("calm")]
LOUD = 20
"""Weight from which a concept speaks of fraud by itself."""
HONEST = {
    "honest_not_fallen": "他让我扫码，我没扫",
    "honest_own_route": "钱会退到您本人账户",
    "honest_no_secret": "我们不会要您的密码",
    "honest_by_rule": "行，那我走流程",
    "honest_second_call": "专员两小时内给您回电",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    lexicon = load()
    lexicon.hear(sound)
    return lexicon


def met(lexicon: Lexicon, text: str) -> dict[str, int]:
    """The concepts met in a text, with their weights; what only judges outbound text is left out."""
    bare = fold(text).bare
    found = (lexicon.concepts[lexicon.concept_of[pattern]] for pattern, _, _ in lexicon.said(bare, sound(bare)))
    return {concept.id: concept.weight for concept in found if not concept.id.startswith("out_")}


@pytest.mark.parametrize(("text", "must"), SPOKEN)
def test_what_fraud_says_in_a_chat_is_heard(lexicon: Lexicon, text: str, must: list[str]) -> None:
    assert set(must) - set(met(lexicon, text)) == set()


@pytest.mark.parametrize("text", CALM)
def test_ordinary_service_stays_calm(lexicon: Lexicon, text: str) -> None:
    assert [id_ for id_, weight in met(lexicon, text).items() if weight >= LOUD] == []


@pytest.mark.parametrize(("concept", "text"), HONEST.items())
def test_signs_of_honesty_are_heard_and_lower_a_risk(lexicon: Lexicon, concept: str, text: str) -> None:
    assert met(lexicon, text)[concept] < 0


def test_every_concept_of_a_chat_has_a_sentence_and_is_in_the_handbook() -> None:
    folder = files("kedun.guard.lexicon") / "concepts"
    rows = tomllib.loads((folder / "fraud-chat.toml").read_text(encoding="utf-8"))["concept"]
    told = {concept for _, must in SPOKEN for concept in must}
    assert {row["id"] for row in rows} - told == set()
    assert {row["clause"] for row in rows} <= set(handbook.load().clauses)
