"""The unseen examination is well formed: every item reads, has its kind's shape, and appears once."""

from collections import Counter
from pathlib import Path

import pytest

from kedun.lab.text.corpus import Item, parse

TRIAL = Path(__file__).parents[3] / "src" / "kedun" / "lab" / "text" / "trial"
FILES = sorted(TRIAL.glob("*.txt"))
SINGLE = {"sms", "advert", "case", "lure", "notice"}


def read(path: Path) -> list[Item]:
    return list(parse(path.name, path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_trial_file_holds_its_labels(path: Path) -> None:
    assert {item.fraud for item in read(path)} == ({False} if path.stem == "trial-sessions" else {True, False})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_trial_item_stands_twice(path: Path) -> None:
    texts = Counter("\n".join(turn.text for turn in item.turns) for item in read(path))
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_single_texts_of_the_trial_have_one_turn(path: Path) -> None:
    assert [item for item in read(path) if item.kind in SINGLE and len(item.turns) != 1] == []


def test_fraud_dialogues_of_the_trial_mark_a_turn() -> None:
    items = [item for path in FILES for item in read(path) if item.fraud and item.kind == "dialogue"]
    assert items
    assert [item for item in items if item.alarm is None] == []
