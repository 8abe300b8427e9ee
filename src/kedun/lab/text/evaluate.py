"""Measure the guard on labelled texts and conversations, by source, plain and under the eight attacks.

An item is alarmed when one of its messages reaches level high. `early` is the share of frauds with an expert's turn
that were alarmed at or before it.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kedun.guard.conversation import NEW
from kedun.guard.findings import HIGH
from kedun.guard.screen import Guard
from kedun.guard.weigh import Weights, alarm_at
from kedun.kernel.errors import InputError
from kedun.lab.text import corpus
from kedun.lab.text.attacks import ATTACKS
from kedun.lab.text.corpus import Item, Turn
from kedun.lab.text.train import Scored

__all__ = ["Figures", "attacked", "by_source", "figures", "labelled", "measure", "of_held_out"]

_FRAUD = frozenset({"fraud", "1", "true", "scam", "spam", "phishing"})


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of a table: shares are None where nothing of the kind is there."""

    source: str
    fraud: int
    honest: int
    recall: float | None
    false_alarms: float | None
    alarmed_messages: float | None
    early: float | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON, shares rounded to four places."""
        names = ("recall", "false_alarms", "alarmed_messages", "early")
        shares = {name: None if (share := getattr(self, name)) is None else round(share, 4) for name in names}
        return {"source": self.source, "fraud": self.fraud, "honest": self.honest, **shares}


@dataclass(frozen=True, slots=True)
class Alarms:
    """Which messages of an item were alarmed."""

    item: Item
    turns: tuple[bool, ...]

    @property
    def any(self) -> bool:
        """Whether the item was alarmed."""
        return any(self.turns)

    @property
    def early(self) -> bool:
        """Whether it was at or before the expert's turn."""
        return self.item.alarm is not None and any(self.turns[: self.item.alarm + 1])


def measure(guard: Guard, items: Iterable[Item]) -> Iterator[Alarms]:
    """Every item screened message by message with a guard."""
    for item in items:
        state, turns = NEW, []
        for turn in item.turns:
            found = guard.screen(turn.text, state, "in" if turn.other else "out")
            state = found.conversation
            turns.append(found.risk >= HIGH)
        yield Alarms(item, tuple(turns))


def of_held_out(scored: Iterable[Scored], weights: Weights) -> Iterator[Alarms]:
    """What training's held-out sums come to at the weights' alarms; attacked samples left out."""
    for one in scored:
        if one.sample.attack is None:
            yield Alarms(
                one.sample.item, tuple(_alarmed(total, turn, weights) for turn, total in enumerate(one.totals, 1))
            )


def _alarmed(total: float | None, turns: int, weights: Weights) -> bool:
    return total is not None and total >= alarm_at(turns, weights)


def by_source(alarms: Iterable[Alarms], name: Callable[[Item], str] = lambda item: item.source) -> list[Figures]:
    """A row for every source, in the order of their names."""
    groups: dict[str, list[Alarms]] = {}
    for one in alarms:
        groups.setdefault(name(one.item), []).append(one)
    return [figures(source, groups[source]) for source in sorted(groups)]


def figures(source: str, alarms: Sequence[Alarms]) -> Figures:
    """One row from the alarms of a source."""
    fraud = [one for one in alarms if one.item.fraud]
    honest = [one for one in alarms if not one.item.fraud]
    with_expert = [one for one in fraud if one.item.alarm is not None]
    messages = [alarmed for one in honest for alarmed in one.turns]
    return Figures(
        source,
        len(fraud),
        len(honest),
        _share([one.any for one in fraud]),
        _share([one.any for one in honest]),
        _share(messages),
        _share([one.early for one in with_expert]),
    )


def attacked(items: Iterable[Item], attack: str, *, p: float = 0.3, seed: int = 1) -> Iterator[Item]:
    """The items with every message under an attack."""
    change = ATTACKS[attack]
    for number, item in enumerate(items):
        rng = random.Random(f"{seed}/{attack}/{number}")  # noqa: S311
        yield replace(item, turns=tuple(Turn(turn.other, change(turn.text, rng, p)) for turn in item.turns))


def labelled(file: Path) -> Iterator[Item]:
    """Items of a file: JSONL with `label` beside `text` or `turns` (docs/reference/screen.md), or .txt as our corpora.

    `expert_turn` (0-based) is optional. Raises InputError with the line that cannot be read.
    """
    if file.suffix == ".txt":
        for item in corpus.parse(file.stem, file.read_text(encoding="utf-8")):
            yield next(corpus.variants(item, 1))
        return
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _item(file, number, line)


def _item(file: Path, number: int, line: str) -> Item:
    try:
        row = json.loads(line)
        fraud = str(row["label"]).lower() in _FRAUD
        if "turns" in row:
            turns = tuple(Turn(turn["from"] != "agent", str(turn["text"])) for turn in row["turns"])
        else:
            turns = (Turn(row.get("direction") != "out", str(row["text"])),)
        source = str(row.get("source") or row.get("set") or file.stem)
        return Item(source, fraud, row.get("type"), str(row.get("kind", "dialogue")), turns, row.get("expert_turn"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{file.name}:{number}: expected label beside text or turns ({error})",
            zh=f"{file.name}:{number}：须有 label 与 text 或 turns（{error}）",
        ) from None


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
