"""The lexicon's files: read and expanded, and every fault names its file."""

from pathlib import Path

import pytest

from kedun.guard.lexicon import LexiconError, load
from kedun.guard.lexicon.load import load_from

CONCEPT = """
[[concept]]
id = "ask_code"
title = { zh = "索要验证码", en = "Asks for a code" }
clause = "C4.3-01"
weight = 45
"""
PATTERN = """
[[pattern]]
concept = "ask_code"
any = ["@code", "六位数字"]
near = [["@tell"]]
"""
WORDS = """
[code]
words = ["验证码", "校验码", "验证码"]
[tell]
words = ["发我", "@say"]
[say]
words = ["告诉我"]
"""


def folder(path: Path, *, words: str = WORDS, concepts: str = CONCEPT, patterns: str = PATTERN) -> Path:
    for kind, content in (("words", words), ("concepts", concepts), ("patterns", patterns)):
        (path / kind).mkdir(parents=True)
        (path / kind / "a.toml").write_text(content, encoding="utf-8")
    (path / "words" / "notes.txt").write_text("no words", encoding="utf-8")
    return path


BROKEN = {
    "a table of the wrong name": ("concepts/a.toml", {"concepts": CONCEPT.replace("[[concept]]", "[[concepts]]")}),
    "no TOML": ("words/a.toml", {"words": "[code"}),
    "a concept twice": ("concepts/a.toml", {"concepts": CONCEPT * 2}),
    "an unknown field of a concept": ("concepts/a.toml", {"concepts": CONCEPT + 'colour = "red"'}),
    "a weight off the scale": ("concepts/a.toml", {"concepts": CONCEPT.replace("45", "101")}),
    "a clause of no form": ("concepts/a.toml", {"concepts": CONCEPT.replace("C4.3-01", "4.3")}),
    "a stage that is none": ("concepts/a.toml", {"concepts": CONCEPT + 'stage = "P8"'}),
    "a lever that is none": ("concepts/a.toml", {"concepts": CONCEPT + 'levers = ["greed"]'}),
    "a title in one language": ("concepts/a.toml", {"concepts": CONCEPT.replace(', en = "Asks for a code"', "")}),
    "a pattern of no concept": ("patterns/a.toml", {"patterns": PATTERN.replace("ask_code", "ask_money")}),
    "a pattern without an anchor": ("patterns/a.toml", {"patterns": PATTERN.replace('["@code", "六位数字"]', "[]")}),
    "an empty near group": ("patterns/a.toml", {"patterns": PATTERN.replace('[["@tell"]]', "[[]]")}),
    "an empty word": ("patterns/a.toml", {"patterns": PATTERN.replace("六位数字", "")}),
    "a distance too far": ("patterns/a.toml", {"patterns": PATTERN + "within = 61"}),
    "a group that is not there": ("patterns/a.toml", {"patterns": PATTERN.replace("@tell", "@shout")}),
    "an unknown field of a pattern": ("patterns/a.toml", {"patterns": PATTERN + "nearby = 3"}),
    "a group twice": ("words/b.toml", {}),
    "a group of itself": ("say", {"words": WORDS.replace('"告诉我"', '"告诉我", "@say"')}),
    "a group without words": ("words/a.toml [say]", {"words": WORDS.replace('words = ["告诉我"]', "")}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_lexicon_is_told_with_its_file_in_both_languages(tmp_path: Path, what: str) -> None:
    place, changed = BROKEN[what]
    made = folder(tmp_path, **changed)
    if what == "a group twice":
        (made / "words" / "b.toml").write_text(WORDS, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_from(made)
    assert place in caught.value.text("en")
    assert place in caught.value.text("zh")


def test_the_fault_counts_the_rows_of_its_file(tmp_path: Path) -> None:
    made = folder(tmp_path, patterns=PATTERN + PATTERN.replace("ask_code", "nothing"))
    with pytest.raises(LexiconError, match=r"patterns/a\.toml #2"):
        load_from(made)


def test_groups_are_replaced_by_their_words_once_each(tmp_path: Path) -> None:
    (pattern,) = load_from(folder(tmp_path)).patterns
    assert pattern.any == ("验证码", "校验码", "六位数字")
    assert pattern.near == (("发我", "告诉我"),)


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "patterns" / "0.toml").write_text(PATTERN.replace("@code", "动态码"), encoding="utf-8")
    assert [pattern.any[0] for pattern in load_from(made).patterns] == ["动态码", "验证码"]


def test_a_lexicon_read_from_files_hears_what_they_say(tmp_path: Path) -> None:
    lexicon = load_from(folder(tmp_path))
    assert lexicon.said("请把校验码告诉我") == [(0, 2, 8)]
    assert lexicon.said("请把校验码收好") == []


def test_an_empty_lexicon_says_nothing(tmp_path: Path) -> None:
    assert load_from(folder(tmp_path, words="", concepts="", patterns="")).said("验证码发我") == []


def test_the_shipped_lexicon_is_read_once_and_has_thousands_of_words() -> None:
    assert load() is load()
    assert len(load().words) > 5_000
    assert {pattern.concept for pattern in load().patterns} <= set(load().index)
