"""The hand-written honest conversations are well formed, so that no item is lost or misread."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "src/kedun/lab/text/corpus").glob("honest-*.txt"))
LABEL = re.compile(r"@ honest (-|T[0-3][0-9]) (dialogue|call|sms|advert|case|lure|notice|session)")
CHOICE = re.compile(r"\[\[([^\[\]]*)\]\]")
SLOT = re.compile(r"\{([^{}]*)\}")
SLOTS = frozenset(
    [
        "order",
        "phone",
        "landline",
        "name",
        "surname",
        "amount",
        "small",
        "bank",
        "platform",
        "shop",
        "courier",
        "tracking",
        "url",
        "badurl",
        "wechat",
        "qq",
        "code",
        "product",
        "date",
        "time",
        "city",
        "district",
        "address",
        "idno",
        "card",
        "company",
        "app",
        "meeting",
        "email",
        "percent",
        "n",
    ]
)
LARGEST_FILE = 250


def items(path: Path) -> Iterator[list[str]]:
    """Give every item of a file as its lines, without comments."""
    for block in re.split(r"\n[ \t]*\n", path.read_text("utf-8")):
        lines = [line for line in block.splitlines() if line.strip() and not line.startswith("# ")]
        if lines:
            yield lines


def faults(line: str) -> list[str]:
    """Name what is wrong with one turn."""
    found = []
    if not re.match(r"[<>] \S", line):
        found.append("mark")
    if any("|" not in inner for inner in CHOICE.findall(line)):
        found.append("choice of one")
    plain = CHOICE.sub("", line)
    if "[[" in plain or "|" in plain:
        found.append("choice not closed")
    if set(SLOT.findall(line)) - SLOTS or re.search(r"[{}]", SLOT.sub("", line)):
        found.append("slot")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_item_has_an_honest_label_and_turns(path: Path) -> None:
    read = list(items(path))
    assert 0 < len(read) <= LARGEST_FILE
    for item in read:
        assert LABEL.fullmatch(item[0]), item[0]
        assert len(item) > 1, item
        assert not [line for line in item[1:] if line.startswith("@")], item


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_turn_can_be_filled(path: Path) -> None:
    wrong = [(line, faults(line)) for item in items(path) for line in item[1:] if faults(line)]
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sessions_and_calls_are_conversations(path: Path) -> None:
    for item in items(path):
        if item[0].endswith((" session", " call")):
            assert {line[0] for line in item[1:]} == {"<", ">"}, item
            assert len(item) >= 4, item


def test_no_item_is_written_twice() -> None:
    every = ["\n".join(item[1:]) for path in FILES for item in items(path)]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("line", [">有空", "> [[只有一个]]", "> [[没有|关上", "> {nothing}", ">! 报警"])
def test_a_broken_turn_is_told(line: str) -> None:
    assert faults(line)
