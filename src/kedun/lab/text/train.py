"""Train the guard's two layers and measure them on whole families of corpora they have not seen.

items ─► samples (slots filled, some attacked) ─► read once: concepts, views
      ─► for each family: text model of the others ─► its evidence for this family
      ─► second layer on that evidence; for each family: layer of the others ─► the cross-corpus table
      ─► both layers once more on everything, the alarm set from honest conversations ─► the shipped files
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import msgspec
import numpy as np

from kedun.guard import lexicon
from kedun.guard.classify import Evidence, TextModel, TextModelFile
from kedun.guard.conversation import NEW
from kedun.guard.fold import initials
from kedun.guard.screen import Guard, Reading
from kedun.guard.weigh import Weights, features
from kedun.lab.text import grams, layer
from kedun.lab.text.attacks import ATTACKS
from kedun.lab.text.corpus import Item, Turn, variants
from kedun.lab.text.grams import Row
from kedun.lab.text.layer import Case
from kedun.lab.text.sources import FAMILIES, families

__all__ = ["Sample", "Scored", "Trained", "samples", "save", "score", "train"]

_PUBLIC = ("teleantifraud", "crosswoz", "antispam")
_SINGLE_BARS = {"one dialogue": 0.01, "one advert": 0.03, "one notice": 0.05, "one lure": 0.08, "one case": 0.08}
_LONGER_BARS = {"session": 0.01, "dialogue": 0.03, "call": 0.01}
"""Of honest texts and conversations of a kind, the share that may be alarmed."""
_HARD = ("deletion", "homophone", "lookalike", "pinyin")
_NOTHING = TextModelFile(1, {}, (), ())
_NO_WEIGHTS = Weights(1, 0.0, 0.0, 0.0, 8.0, {}, {}, {})
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation ready to learn from: its item, its messages read by themselves."""

    item: Item
    family: str
    attack: str | None
    readings: tuple[Reading, ...]

    @property
    def views(self) -> tuple[tuple[str, str, str], ...]:
        """Bare, sound and initials of every message."""
        bares = ((reading.folded.bare, reading.heard) for reading in self.readings)
        return tuple((bare, heard, initials(bare)) for bare, heard in bares)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sample's sums, message by message; None where a message added nothing."""

    sample: Sample
    totals: tuple[float | None, ...]

    @property
    def top(self) -> float:
        """The highest sum any message reached."""
        return max((total for total in self.totals if total is not None), default=-99.0)


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gives: the files to ship, and how each conversation fared when it was held out.

    `held_out`: nothing of its family was known to either layer; `by_part`: its file was unknown to the text model.
    """

    model: TextModelFile
    weights: Weights
    held_out: tuple[Scored, ...]
    by_part: tuple[Scored, ...]


def train(data: Path | None, say: Say = lambda _: None, *, seed: int = 1) -> Trained:
    """Train on our corpora and, if given, the public ones in `data`. Takes minutes; the same input, the same files."""
    reader = Guard(lexicon.load(), TextModel(_NOTHING), _NO_WEIGHTS)
    found = list(samples(reader, families(data, seed=seed), seed))
    table = grams.Table([_row(sample) for sample in found])
    say(f"{len(found)} samples read, {len(table.names)} n-grams met often enough")
    strange = [sample.family for sample in found]
    files = [_part(sample.item) for sample in found]
    by_family = _without(table, found, strange, say)
    by_part = _without(table, found, files, say)
    held_out = [one for part in FAMILIES for one in _layer_without(reader, by_family, by_part, strange, part, seed)]
    scored = [
        one for part in sorted(set(files)) for one in _layer_without(reader, by_part, by_family, files, part, seed)
    ]
    say("second layers trained")
    weights = _layer(reader, [*(sample for sample in by_family if sample.attack is None), *by_part], seed)
    alarm, later = _alarms(scored)
    model = table.train(np.arange(len(found)), about={"made": "kedun lab train-text"})
    say(f"{len(model.grams)} n-grams, {len(weights.single)} concepts, alarm at {alarm:.2f}, later {later:.2f}")
    return Trained(
        model, msgspec.structs.replace(weights, alarm=alarm, alarm_later=later), tuple(held_out), tuple(scored)
    )


def _layer(reader: Guard, heard: Sequence[Sample], seed: int) -> Weights:
    """The second layer from samples; a second round adds the message at which an honest conversation looks worst."""
    cases = [case for sample in heard for case in _cases(reader, sample, seed)]
    first = layer.train(cases, reader.speaking)
    hard = [case for sample in heard if not sample.item.fraud for case in _worst(reader, sample, first)]
    return layer.train([*cases, *hard], reader.speaking)


def _layer_without(  # noqa: PLR0913, PLR0917 # two readings of the same samples, and which part is left out
    reader: Guard, heard: Sequence[Sample], other: Sequence[Sample], parts: Sequence[str], part: str, seed: int
) -> Iterator[Scored]:
    """The samples of a part, scored by a layer that saw nothing of it."""
    rest = [sample for sample, own in zip(heard, parts, strict=True) if own != part]
    rest += [sample for sample, own in zip(other, parts, strict=True) if own != part and sample.attack is None]
    weights = _layer(reader, rest, seed)
    yield from (score(reader, sample, weights) for sample, own in zip(heard, parts, strict=True) if own == part)


def _without(table: grams.Table, found: Sequence[Sample], parts: Sequence[str], say: Say) -> list[Sample]:
    """Every sample as a text model reads it that saw nothing of the sample's part."""
    heard = list(found)
    for part in sorted(set(parts)):
        rest = np.array([number for number, other in enumerate(parts) if other != part])
        model = TextModel(table.train(rest, types=False))
        for number, sample in enumerate(found):
            if parts[number] == part:
                heard[number] = _heard(sample, [model.weigh(*view) for view in sample.views])
        say(f"without {part}: {model.size} n-grams")
    return heard


def _part(item: Item) -> str:
    """One of four parts; a file of ours is in one of them as a whole."""
    ours = not item.source.startswith(_PUBLIC)
    return f"part {crc32((item.source if ours else item.turns[0].text).encode('utf-8', 'replace')) % 4}"


def samples(reader: Guard, by_family: dict[str, list[Item]], seed: int) -> Iterator[Sample]:
    """Our items in two fillings, and under three attacks; public ones once, every other one also attacked."""
    for family, items in by_family.items():
        for number, item in enumerate(items):
            ours = not item.source.startswith(_PUBLIC)
            rng = random.Random(f"{seed}/{family}/{number}")  # noqa: S311
            fillings = list(variants(item, 2, seed)) if ours else [item]
            for filled in fillings:
                yield _sample(reader, filled, family, None, rng)
            for attack in _attacks(rng) if ours else rng.choices(sorted(ATTACKS), k=number % 2):
                yield _sample(reader, _attacked(fillings[-1], attack, rng), family, attack, rng)


def score(reader: Guard, sample: Sample, weights: Weights) -> Scored:
    """The sums of a sample's messages under some weights, as `Guard.screen` would find them."""
    state = NEW
    totals: list[float | None] = []
    for reading in sample.readings:
        state, *counts = reader.step(state, reading.concepts, reading.evidence)
        speaks = reader.speaks(reading)
        total = weights.total(dict(state.said), features(state, *counts)) if speaks else None
        totals.append(total)
    return Scored(sample, tuple(totals))


def save(trained: Trained, folder: Path) -> None:
    """Write text.json and weights.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "text.json").write_bytes(msgspec.json.encode(trained.model))
    (folder / "weights.json").write_bytes(msgspec.json.format(msgspec.json.encode(trained.weights), indent=1) + b"\n")


def _heard(sample: Sample, evidence: Sequence[Evidence]) -> Sample:
    """The sample as another text model reads it."""
    pairs = zip(sample.readings, evidence, strict=True)
    return replace(sample, readings=tuple(replace(reading, evidence=said) for reading, said in pairs))


def _attacks(rng: random.Random) -> list[str]:
    """Two of the attacks that change most, and one of the others."""
    return [*rng.sample(_HARD, 2), rng.choice(sorted(set(ATTACKS) - set(_HARD)))]


def _sample(reader: Guard, item: Item, family: str, attack: str | None, rng: random.Random) -> Sample:
    swapped = item.kind == "call" and rng.random() < 0.5  # who is the customer on a call is open
    readings = tuple(reader.read(turn.text, "in" if turn.other != swapped else "out") for turn in item.turns)
    return Sample(item, family, attack, readings)


def _attacked(item: Item, attack: str, rng: random.Random) -> Item:
    change, share = ATTACKS[attack], rng.choice((0.2, 0.3, 0.3))
    return replace(item, turns=tuple(Turn(turn.other, change(turn.text, rng, share)) for turn in item.turns))


def _row(sample: Sample) -> Row:
    return Row(sample.views, sample.item.fraud, sample.item.type, sample.family, sample.item.source)


def _cases(reader: Guard, sample: Sample, seed: int) -> Iterator[Case]:
    """A fraud at its alarm and its end; an honest conversation at its end and on the way."""
    item, last = sample.item, len(sample.readings) - 1
    rng = random.Random(f"{seed}/{item.source}/{item.turns[0].text[:40]}")  # noqa: S311
    at = {last}
    if item.fraud:
        at.add(min(last, item.alarm) if item.alarm is not None else round(last * 0.7))
    else:
        at |= {rng.randint(0, last) for _ in range(2)}
    state = NEW
    for number, reading in enumerate(sample.readings):
        state, *counts = reader.step(state, reading.concepts, reading.evidence)
        if number in at:
            said = frozenset(name for name, _ in state.said)
            yield Case(said, features(state, *counts), item.fraud, sample.family, item.source)


def _worst(reader: Guard, sample: Sample, weights: Weights) -> Iterator[Case]:
    """The conversation at the message with the highest sum."""
    best: tuple[float, Case] | None = None
    state = NEW
    for reading in sample.readings:
        state, *counts = reader.step(state, reading.concepts, reading.evidence)
        if reader.speaks(reading):
            numbers, said = features(state, *counts), frozenset(name for name, _ in state.said)
            total = weights.total(said, numbers)
            if best is None or total > best[0]:
                best = total, Case(said, numbers, sample.item.fraud, sample.family, sample.item.source)
    if best is not None:
        yield best[1]


def _alarms(scored: Sequence[Scored]) -> tuple[float, float]:
    """The lowest sums, for single texts and for conversations, at which honest ones held out stay within the bars."""
    tops: dict[str, list[float]] = {}
    for one in scored:
        if not one.sample.item.fraud and one.sample.attack is None:
            kind = one.sample.item.kind if len(one.totals) > 1 else f"one {one.sample.item.kind}"
            tops.setdefault(kind, []).append(one.top)

    def least(bars: Mapping[str, float]) -> float:
        """The mean over kinds of the sum that keeps to its bar."""
        found = [np.quantile(tops[kind], 1 - share) for kind, share in bars.items() if kind in tops]
        return round(float(np.mean(found)), 4) if found else 0.0

    return least(_SINGLE_BARS), least(_LONGER_BARS)
