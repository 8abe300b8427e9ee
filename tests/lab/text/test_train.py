"""Training on a tiny corpus: the same files again, files the guard can read, scores of what was held out."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from kedun.guard import classify, lexicon, weigh
from kedun.guard.classify import TextModel
from kedun.guard.screen import Guard
from kedun.kernel.errors import InputError
from kedun.lab.text import corpus, evaluate, sources, train
from kedun.lab.text.corpus import Item, Turn
from kedun.lab.text.sources import FAMILIES, family_of
from kedun.lab.text.train import Trained

_FRAUD = (
    "我是平台客服，请把收到的验证码发给我，马上给您退款{n}",
    "您的账户涉嫌洗钱，请把资金转到安全账户配合调查{n}",
    "加我微信领取赔付，先交{small}元保证金激活{n}",
)
_TYPES = ("T16", "T12", "T01")
_HONEST = (
    "您好，我的快递到哪里了，麻烦帮我查一下物流{n}",
    "衣服大了一号，想申请七天无理由退货，运费谁出{n}",
    "您的包裹已到驿站，请凭取件码来取{n}",
)


@dataclass
class Run:
    """One training and what it wrote."""

    trained: Trained
    files: dict[str, bytes]
    told: list[str]


def tiny() -> dict[str, list[Item]]:
    """In every family three frauds and three honest texts, from two sources."""
    return {family: [*_items(family, _FRAUD, fraud=True), *_items(family, _HONEST, fraud=False)] for family in FAMILIES}


def _items(family: str, texts: tuple[str, ...], *, fraud: bool) -> list[Item]:
    return [
        Item(f"{family}-{number % 2}", fraud, _TYPES[number] if fraud else None, "dialogue", _turns(text), None)
        for number, text in enumerate(texts)
    ]


def _turns(text: str) -> tuple[Turn, ...]:
    return Turn(other=True, text="在吗"), Turn(other=True, text=text), Turn(other=False, text="好的")


def run(folder: Path) -> Run:
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train, "families", lambda data, *, seed: tiny())
        trained = train.train(None, told.append)
    train.save(trained, folder)
    return Run(trained, {file.name: file.read_bytes() for file in sorted(folder.iterdir())}, told)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("model"))


def test_the_same_corpus_gives_the_same_files_to_the_byte(once: Run, tmp_path: Path) -> None:
    assert run(tmp_path / "deeper" / "down").files == once.files


def test_the_guard_reads_the_files_and_tells_the_corpus_apart(once: Run) -> None:
    assert set(once.files) == {"text.json", "weights.json"}
    model = TextModel(classify.read(once.files["text.json"]))
    guard = Guard(lexicon.load(), model, weigh.read(once.files["weights.json"]))
    fraud, honest = (
        [guard.read(text.replace("{n}", "").replace("{small}", "9")).evidence.logit() for text in texts]
        for texts in (_FRAUD, _HONEST)
    )
    assert min(fraud) > 0 > max(honest)
    assert guard.model.types(guard.read(_FRAUD[1]).met).keys() <= set(_TYPES)
    assert guard.screen(_FRAUD[0].replace("{n}", "")).risk > guard.screen(_HONEST[0].replace("{n}", "")).risk


def test_no_run_of_the_model_holds_a_digit_or_was_met_once(once: Run) -> None:
    grams = once.trained.model.grams
    assert grams
    assert not any(sign.isdigit() for gram in grams for sign in gram)


def test_every_conversation_is_scored_held_out_message_by_message(once: Run) -> None:
    for scored in (once.trained.held_out, once.trained.by_part):
        assert {(one.sample.family, one.sample.item.fraud) for one in scored} == {
            (family, fraud) for family in FAMILIES for fraud in (True, False)
        }
        assert all(len(one.totals) == len(one.sample.item.turns) for one in scored)


def test_held_out_frauds_score_above_held_out_honest_ones(once: Run) -> None:
    plain = [one for one in once.trained.held_out if one.sample.attack is None]
    tops = {fraud: [one.top for one in plain if one.sample.item.fraud is fraud] for fraud in (True, False)}
    assert sorted(tops[True])[len(tops[True]) // 2] > sorted(tops[False])[len(tops[False]) // 2]


def test_the_weights_keep_to_their_bounds(once: Run) -> None:
    weights = once.trained.weights
    guard = Guard(lexicon.load(), TextModel(once.trained.model), weights)
    wrong = {name for name, weight in weights.single.items() if guard.speaking.get(name, 0) * weight < 0}
    assert wrong == set()
    assert min(weight for name, weight in weights.numbers.items() if name != "turns") >= 0


def test_every_text_is_also_met_under_attack(once: Run) -> None:
    attacked = {one.sample.attack for one in once.trained.held_out}
    assert None in attacked
    assert len(attacked) > 1


def test_the_table_of_held_out_sources_can_be_made(once: Run) -> None:
    rows = evaluate.by_source(evaluate.of_held_out(once.trained.held_out, once.trained.weights))
    assert [row.source for row in rows] == sorted(f"{family}-{part}" for family in FAMILIES for part in (0, 1))
    assert all(row.fraud and row.honest and row.recall is not None for row in rows)


def test_progress_is_told(once: Run) -> None:
    assert once.told
    assert "samples read" in once.told[0]


def test_the_files_are_plain_json(once: Run) -> None:
    for content in once.files.values():
        assert isinstance(msgspec.json.decode(content), dict)


def test_every_file_of_ours_belongs_to_a_family_and_an_unknown_one_is_told() -> None:
    assert {family_of(item.source) for item in corpus.items()} == set(FAMILIES)
    with pytest.raises(InputError, match="no family"):
        family_of("poems-1")


def test_a_folder_without_the_public_corpora_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="teleantifraud"):
        sources.public(tmp_path)
