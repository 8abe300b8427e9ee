"""Our own corpora: plain text that people write, with slots and alternatives that a seeded generator fills.

    # a comment
    @ fraud T01 dialogue      label, fraud type or -, kind
    > text                    the customer, the caller, the other party
    <! text                   the agent, the person called; ! marks the turn at which an expert raises the alarm

Items are separated by blank lines. `{amount}` is a slot, `[[a|b]]` an alternative.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from kedun.kernel.errors import InputError
from kedun.lab.text.slots import SLOTS

__all__ = ["KINDS", "Item", "Turn", "items", "parse", "variants"]

KINDS = ("dialogue", "call", "sms", "advert", "case", "lure", "notice", "session")

_HEAD = re.compile(r"@ (fraud|honest) (T\d{2}|-) ([a-z]+)(?:\s.*)?")
_TURN = re.compile(r"([<>])(!?)\s*(.*)")
_CHOICE = re.compile(r"\[\[([^\[\]]*)\]\]")
_SLOT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; `other` is true for the other party (customer, caller)."""

    other: bool
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A conversation or a single text. `alarm` is the turn at which an expert would raise the alarm."""

    source: str
    fraud: bool
    type: str | None
    kind: str
    turns: tuple[Turn, ...]
    alarm: int | None = None


def items(folder: Traversable | None = None) -> Iterator[Item]:
    """Every item of a folder's .txt files (ours by default), slots unfilled. Raises InputError with file and line."""
    folder = folder or files("kedun.lab.text") / "corpus"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            yield from parse(file.name.removesuffix(".txt"), file.read_text(encoding="utf-8"))


def parse(source: str, text: str) -> Iterator[Item]:
    """The items of one file. Raises InputError where a line cannot be read."""
    item: Item | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            if item is not None:
                yield _whole(item, number)
            item = _head(source, number, line)
            continue
        turn = _TURN.fullmatch(line)
        if turn is None or item is None:
            raise _fault(source, number, "expected @, > or <", "应以 @、> 或 < 开头")
        side, mark, words = turn.groups()
        alarm = len(item.turns) if mark else item.alarm
        item = replace(item, turns=(*item.turns, Turn(side == ">", words)), alarm=alarm)
    if item is not None:
        yield _whole(item, 0)


def variants(item: Item, count: int, seed: int = 1) -> Iterator[Item]:
    """Up to `count` different fillings of an item, the same for the same seed."""
    seen = set()
    for number in range(count):
        rng = random.Random(f"{seed}/{number}/{item.source}/{item.turns[0].text}")  # noqa: S311
        filled: dict[str, str] = {}
        turns = tuple(Turn(turn.other, _fill(turn.text, rng, filled)) for turn in item.turns)
        if turns not in seen:
            seen.add(turns)
            yield replace(item, turns=turns)


def _fill(text: str, rng: random.Random, filled: dict[str, str]) -> str:
    """Choose alternatives and fill slots; within an item a slot keeps its value nine times in ten."""
    for _ in range(4):  # alternatives may stand in alternatives
        chosen = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), text)
        if chosen == text:
            break
        text = chosen

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in SLOTS:
            return match.group(0)
        if name not in filled or rng.random() < 0.1:
            filled[name] = SLOTS[name](rng)
        return filled[name]

    return _SLOT.sub(value, text)


def _head(source: str, number: int, line: str) -> Item:
    head = _HEAD.fullmatch(line)
    if head is None or head.group(3) not in KINDS:
        raise _fault(source, number, f"expected @ fraud|honest Txx|- {'|'.join(KINDS)}", "条目首行格式不符")
    label, type_, kind = head.groups()
    return Item(source, label == "fraud", None if type_ == "-" else type_, kind, ())


def _whole(item: Item, number: int) -> Item:
    if not item.turns:
        raise _fault(item.source, number, "an item without a text", "条目没有正文")
    return item


def _fault(source: str, number: int, message: str, zh: str) -> InputError:
    return InputError(f"{source}:{number}: {message}", zh=f"{source}:{number}：{zh}")
