"""The written fraud conversations: every item can be read, is labelled and has one turn of alarm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kedun.lab

__all__: list[str] = []

CORPUS = Path(next(iter(kedun.lab.__path__))) / "text" / "corpus"
KINDS = ("fraud-dialogues-*.txt", "fraud-calls-*.txt", "fraud-disguised-*.txt", "reports-*.txt")
FILES = sorted(path for kind in KINDS for path in CORPUS.glob(kind))
SLOTS = frozenset(
    re.findall(
        "[a-z]+",
        "order phone landline name surname amount small bank platform shop courier tracking url badurl wechat qq code "
        "product date time city district address idno card company app meeting email percent n",
    )
)
HEAD = re.compile(r"@ fraud (?:T(?:0[1-9]|[12][0-9]|3[0-8])|-) (?:dialogue|call)")
TURN = re.compile(r"[<>]!? \S")


def items(path: Path) -> list[list[str]]:
    """Return the items of a file, each as its lines without comments."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    kept = ([line for line in block.splitlines() if line and not line.startswith("# ")] for block in blocks)
    return [lines for lines in kept if lines]


def test_every_kind_of_conversation_has_a_file() -> None:
    assert all(list(CORPUS.glob(kind)) for kind in KINDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_item_has_one_heading_and_then_only_turns(path: Path) -> None:
    for head, *turns in items(path):
        assert HEAD.fullmatch(head), head
        assert len(turns) >= 2, head
        assert not [turn for turn in turns if not TURN.match(turn)], head


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_item_marks_exactly_one_turn_for_the_alarm(path: Path) -> None:
    for item in items(path):
        assert sum(turn[1] == "!" for turn in item[1:]) == 1, item


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_slot_is_known_and_every_alternative_is_closed(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert set(re.findall(r"\{([^{}]*)\}", line)) <= SLOTS, line
        rest = re.sub(r"\[\[[^\[\]]*\|[^\[\]]*\]\]", "", re.sub(r"\{[a-z]+\}", "", line))
        assert not set("[]{}") & set(rest), line


def test_no_two_items_are_the_same() -> None:
    seen = ["\n".join(item[1:]) for path in FILES for item in items(path)]
    assert len(seen) == len(set(seen))
