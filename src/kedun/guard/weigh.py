"""What all that was said amounts to: a trained sum over concepts, pairs of concepts and the text model's evidence.

    concepts said (and entities, links) ─┬─► Σ single + Σ pairs + text + peak + levers + jump ─► risk 0–100
    text model's evidence ───────────────┘

`features` is the one place where a conversation becomes numbers; `kedun lab train-text` trains on exactly these.
The weights are plain JSON beside the text model.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

import msgspec

from kedun.guard.classify import logit
from kedun.guard.conversation import Conversation
from kedun.kernel.errors import InputError

__all__ = ["FADE", "NUMBERS", "RECENT", "Weights", "alarm_at", "features", "load", "read", "risk_of"]

NUMBERS = ("text", "recent", "peak", "given", "levers", "jump", "stages", "turns")
"""Features that are numbers; all others are there or not."""
FADE = 0.97
"""What is kept of the text model's evidence from message to message."""
RECENT = 0.6
"""What is kept of it in the recent evidence."""
_CLIP = 5.0
_LONG = 12
_SETTLED = 5
_MOST_GIVEN = 160
_GIVEN_UNIT = 40
_MOST_PAIRED = 16


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second layer as stored: log-odds. `slope` risk points per unit.

    `alarm` is the sum at which risk is 60 in a first message, `alarm_later` from the sixth message on: a long
    conversation has had many chances to be misread.
    """

    format: int
    bias: float
    alarm: float
    alarm_later: float
    slope: float
    numbers: dict[str, float]
    single: dict[str, float]
    pairs: dict[str, dict[str, float]]

    def total(self, said: Collection[str], numbers: Iterable[tuple[str, float]]) -> float:
        """The sum for what was said; names the model does not know count nothing."""
        single, pairs = self.single, self.pairs
        total = self.bias
        for name, value in numbers:
            total += self.numbers.get(name, 0.0) * value
        for concept in said:
            total += single.get(concept, 0.0)
        if len(said) > 1:
            for first, second in combinations(sorted(said)[:_MOST_PAIRED], 2):
                row = pairs.get(first)
                if row is not None:
                    total += row.get(second, 0.0)
        return total


def features(conversation: Conversation, given: int, levers: int, stages: int) -> tuple[tuple[str, float], ...]:
    """The numbers of a conversation, in the order of `NUMBERS`. `given` is the sum of the weights that the
    lexicon gives what was said; `levers` and `stages` count different ones met.
    """
    text = logit(conversation.text_total, conversation.text_count)
    recent = logit(conversation.recent_total, conversation.recent_count)
    return (
        ("text", max(-_CLIP, min(_CLIP, text))),
        ("recent", max(-_CLIP, min(_CLIP, recent))),
        ("peak", max(-_CLIP, min(_CLIP, conversation.peak))),
        ("given", max(0, min(given, _MOST_GIVEN)) / _GIVEN_UNIT),
        ("levers", float(min(levers, 4))),
        ("jump", float(conversation.jumped)),
        ("stages", float(stages)),
        ("turns", min(conversation.turns, _LONG) / _LONG),
    )


def alarm_at(turns: int, weights: Weights) -> float:
    """The sum from which a conversation of so many messages is alarmed."""
    later = min(max(turns - 1, 0), _SETTLED) / _SETTLED
    return weights.alarm + (weights.alarm_later - weights.alarm) * later


def risk_of(total: float, turns: int, weights: Weights) -> int:
    """Risk 0 to 100 for a sum after so many messages; 60 exactly from the alarm on."""
    points = 60 + (total - alarm_at(turns, weights)) * weights.slope
    return max(0, min(100, int(points)))


@lru_cache(maxsize=1)
def load() -> Weights:
    """The shipped weights, read once for the process."""
    return read((files("kedun.guard") / "model" / "weights.json").read_bytes())


def read(content: bytes) -> Weights:
    """Stored weights. Raises InputError for what is none."""
    try:
        return msgspec.json.decode(content, type=Weights)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InputError(f"not the guard's weights: {error}", zh=f"不是防护权重文件：{error}") from None
