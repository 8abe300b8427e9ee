"""Our corpora's form: items, turns, the expert's mark, and seeded fillings."""

import re
from pathlib import Path

import pytest

from kedun.kernel.errors import InputError
from kedun.lab.text.corpus import Item, Turn, items, parse, variants
from kedun.lab.text.slots import SLOTS

TWO = """# a comment
@ fraud T01 dialogue
> 在吗
< 您好
>! 我是客服，转{amount}元

@ honest - sms  a note
> 您的包裹[[已到|到了]]，{phone}
"""
BROKEN = {
    "a head of no form": ("@ maybe T01 dialogue\n> a", 1),
    "a type of no form": ("@ fraud T1 dialogue\n> a", 1),
    "a kind that is none": ("@ fraud T01 opera\n> a", 1),
    "a line of nobody": ("@ fraud T01 call\n> a\nb", 3),
    "a turn before any item": ("> a", 1),
    "an item without a text": ("@ honest - sms\n\n@ honest - sms\n> a", 3),
}


def one(text: str) -> Item:
    return Item("made", fraud=False, type=None, kind="sms", turns=(Turn(other=True, text=text),))


def test_items_are_read_with_label_type_kind_sides_and_the_experts_turn() -> None:
    fraud, honest = parse("made", TWO)
    assert (fraud.fraud, fraud.type, fraud.kind, fraud.alarm) == (True, "T01", "dialogue", 2)
    assert [(turn.other, turn.text[:2]) for turn in fraud.turns] == [(True, "在吗"), (False, "您好"), (True, "我是")]
    assert (honest.fraud, honest.type, honest.kind, honest.alarm, len(honest.turns)) == (False, None, "sms", None, 1)
    assert fraud.source == honest.source == "made"


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_corpus_is_told_with_file_and_line_in_both_languages(what: str) -> None:
    text, line = BROKEN[what]
    with pytest.raises(InputError) as caught:
        list(parse("made", text))
    assert caught.value.text("en").startswith(f"made:{line}: ")
    assert caught.value.text("zh").startswith(f"made:{line}：")


def test_a_last_item_without_a_text_is_told() -> None:
    with pytest.raises(InputError, match="without a text"):
        list(parse("made", "@ honest - sms"))


def test_only_text_files_of_a_folder_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "notes.md"):
        (tmp_path / name).write_text(TWO, encoding="utf-8")
    assert [item.source for item in items(tmp_path)] == ["a", "a", "b", "b"]


def test_the_same_seed_fills_alike_and_another_one_otherwise() -> None:
    item = one("{name}，{amount}元，{date}，{order}")
    assert list(variants(item, 3)) == list(variants(item, 3))
    assert list(variants(item, 3)) != list(variants(item, 3, seed=2))


def test_fillings_differ_from_each_other_and_text_without_slots_comes_once() -> None:
    assert len(set(variants(one("[[甲|乙|丙|丁]]{order}"), 5))) == 5
    assert len(list(variants(one("您好"), 5))) == 1


def test_alternatives_may_stand_in_alternatives_and_may_be_empty() -> None:
    texts = {item.turns[0].text for item in variants(one("好[[的[[呀|哦]]|]]"), 60)}
    assert texts == {"好", "好的呀", "好的哦"}


def test_a_slot_keeps_its_value_through_a_conversation_nine_times_in_ten() -> None:
    item = one("{order}|{order}")
    same = [left == right for left, right in (v.turns[0].text.split("|") for v in variants(item, 200))]
    assert 0.8 < sum(same) / len(same) < 0.98


def test_a_slot_that_is_none_is_left_as_it_is() -> None:
    (filled,) = variants(one("{nothing}"), 3)
    assert filled.turns[0].text == "{nothing}"


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_every_slot_is_filled_with_something_plain(name: str) -> None:
    texts = [item.turns[0].text for item in variants(one(f"{{{name}}}"), 20)]
    assert all(text and not set(text) & set("{}[]|\n") for text in texts)


def test_all_of_our_corpora_can_be_read_and_filled_without_a_slot_left_over() -> None:
    ours = list(items())
    assert min(sum(item.fraud is label for item in ours) for label in (True, False)) > 500
    filled = [variant for item in ours for variant in variants(item, 1)]
    assert [item.source for item in filled if re.search(r"\{[a-z]+\}|\[\[|\]\]", str(item))] == []


def test_every_experts_turn_is_a_turn_of_a_fraud() -> None:
    marked = [item for item in items() if item.alarm is not None]
    assert marked
    assert all(item.fraud and 0 <= (item.alarm or 0) < len(item.turns) for item in marked)
