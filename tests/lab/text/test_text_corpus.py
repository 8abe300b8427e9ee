"""The corpora of single texts are well formed: every item can be read, labelled and filled."""

import re
from pathlib import Path

import pytest

import kedun.lab

__all__: list[str] = []

CORPUS = Path(kedun.lab.__file__).parent / "text" / "corpus"
FAMILIES = ("sms", "adverts", "notices", "lures", "cases", "longhonest")
FILES = sorted(path for family in FAMILIES for path in CORPUS.glob(f"{family}-*.txt"))
HEAD = re.compile(r"@ (?:fraud (?:T(?:0[1-9]|[12][0-9]|3[0-8])|-)|honest -) (?:sms|advert|notice|lure|case)")
SLOTS = frozenset(
    re.findall(
        r"\w+",
        """order phone landline name surname amount small bank platform shop courier tracking url badurl wechat qq code
        product date time city district address idno card company app meeting email percent n""",
    )
)
MOST_ITEMS = 80


def items(path: Path) -> list[list[str]]:
    """The items of one file, each as its lines, comments left out."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    kept = [[line for line in block.splitlines() if line and not line.startswith("# ")] for block in blocks]
    return [lines for lines in kept if lines]


def text_of(lines: list[str]) -> str:
    return lines[1].removeprefix("> ")


def is_one_text(lines: list[str]) -> bool:
    return len(lines) == 2 and HEAD.fullmatch(lines[0]) is not None and lines[1].startswith("> ")


def test_every_family_of_texts_is_there() -> None:
    assert {path.name.partition("-")[0] for path in FILES} == set(FAMILIES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_item_is_a_head_and_one_line_of_text(path: Path) -> None:
    assert [lines for lines in items(path) if not is_one_text(lines)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_slot_is_known_and_every_bracket_closed(path: Path) -> None:
    for lines in items(path):
        text = text_of(lines)
        assert set(re.findall(r"\{(\w*)\}", text)) <= SLOTS, text
        rest = re.sub(r"\[\[[^\[\]{}]*(?:\{\w+\}[^\[\]{}]*)*\]\]|\{\w+\}", "", text)
        assert set(rest).isdisjoint("{}"), text
        assert re.search(r"\[\[|\]\]", rest) is None, text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_choice_has_at_least_two_branches(path: Path) -> None:
    choices = [text for lines in items(path) for text in re.findall(r"\[\[([^\]]*)\]\]", text_of(lines))]
    assert [text for text in choices if "|" not in text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_number_of_a_person_is_written_out(path: Path) -> None:
    assert [text_of(lines) for lines in items(path) if re.search(r"[0-9]{11}", text_of(lines))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_stays_small_enough_to_read(path: Path) -> None:
    assert 0 < len(items(path)) <= MOST_ITEMS


def test_no_text_is_written_twice() -> None:
    texts = [text_of(lines) for path in FILES for lines in items(path)]
    assert len(texts) == len(set(texts))
