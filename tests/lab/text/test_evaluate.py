"""Figures from alarms: recall, false alarms, alarmed messages, earliness."""

import json
from pathlib import Path

import pytest
from tests.guard.made import made_guard

from kedun.kernel.errors import InputError
from kedun.lab.text.attacks import ATTACKS
from kedun.lab.text.corpus import Item, Turn
from kedun.lab.text.evaluate import Alarms, Figures, attacked, by_source, figures, labelled, measure


def item(*texts: str, fraud: bool = True, source: str = "a", alarm: int | None = None) -> Item:
    return Item(source, fraud, None, "dialogue", tuple(Turn(other=True, text=text) for text in texts), alarm)


def alarms(*turns: bool, fraud: bool = True, source: str = "a", alarm: int | None = None) -> Alarms:
    return Alarms(item(*["x"] * len(turns), fraud=fraud, source=source, alarm=alarm), turns)


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


BROKEN = {
    "no JSON": "{",
    "a list": [],
    "no label": {"text": "a"},
    "no text": {"label": "fraud"},
    "turns of texts": {"label": "fraud", "turns": ["a"]},
    "turns without sides": {"label": "fraud", "turns": [{"text": "a"}]},
}


def test_figures_by_hand() -> None:
    rows = [
        alarms(False, True, False, alarm=1),  # in time
        alarms(False, False, True, alarm=1),  # too late
        alarms(False, False, alarm=0),  # missed
        alarms(True),  # no expert's turn
        alarms(False, True, fraud=False),
        alarms(False, False, fraud=False),
        alarms(False, False, fraud=False),
        alarms(False, False, fraud=False),
    ]
    assert figures("a", rows) == Figures("a", 4, 4, 3 / 4, 1 / 4, 1 / 8, 1 / 3)


def test_where_nothing_of_a_kind_is_there_a_share_is_none() -> None:
    assert figures("a", [alarms(True)]) == Figures("a", 1, 0, 1.0, None, None, None)
    assert figures("a", [alarms(False, fraud=False)]) == Figures("a", 0, 1, None, 0.0, 0.0, None)


def test_shares_are_rounded_for_json() -> None:
    told = figures("a", [alarms(True, alarm=0), alarms(False), alarms(False)]).as_dict()
    assert told == {
        "source": "a", "fraud": 3, "honest": 0,
        "recall": 0.3333, "false_alarms": None, "alarmed_messages": None, "early": 1.0,
    }  # fmt: skip


def test_there_is_a_row_for_every_source_in_order() -> None:
    rows = by_source([alarms(True, source="b"), alarms(False, source="a"), alarms(False, source="b")])
    assert [(row.source, row.fraud, row.recall) for row in rows] == [("a", 1, 0.0), ("b", 2, 0.5)]


def test_an_item_is_screened_message_by_message_in_its_conversation() -> None:
    guard = made_guard()
    (alone,) = measure(guard, [item("转账")])
    (both,) = measure(guard, [item("您好", "我是客服，验证码发我")])
    assert both.turns == (False, True)
    assert both.any
    assert alone.turns == (guard.screen("转账").risk >= 60,)


def test_an_attack_changes_texts_and_nothing_else_and_does_so_alike_each_time() -> None:
    plain = [item("请把收到的短信验证码发给我，我来帮您操作退款", alarm=0)]
    for attack in ATTACKS:
        (changed,) = attacked(plain, attack)
        assert [changed] == list(attacked(plain, attack))
        assert (changed.source, changed.fraud, changed.alarm) == ("a", True, 0)
        assert changed.turns[0].text != plain[0].turns[0].text


def test_labelled_lines_are_read_as_texts_and_conversations(tmp_path: Path) -> None:
    file = written(
        tmp_path / "set.jsonl",
        {"label": "fraud", "text": "a", "type": "T01", "expert_turn": 0},
        "",
        {"label": 0, "text": "b", "direction": "out", "source": "there"},
        {"label": "scam", "turns": [{"from": "agent", "text": "c"}, {"from": "customer", "text": "d"}]},
    )
    one, two, three = labelled(file)
    assert (one.fraud, one.type, one.alarm, one.source) == (True, "T01", 0, "set")
    assert (two.fraud, two.source, two.turns) == (False, "there", (Turn(other=False, text="b"),))
    assert three.turns == (Turn(other=False, text="c"), Turn(other=True, text="d"))


@pytest.mark.parametrize("what", BROKEN)
def test_a_line_that_cannot_be_read_is_told_with_its_number(tmp_path: Path, what: str) -> None:
    file = written(tmp_path / "set.jsonl", {"label": "fraud", "text": "a"}, BROKEN[what])
    with pytest.raises(InputError, match=r"set\.jsonl:2:"):
        list(labelled(file))
