"""A conversation so far, as one small value: handed in with a message, handed back with its findings.

It holds no text and no personal data, only what was said in kind, so it can be stored, sent and carried on elsewhere.
"""

import msgspec

from kedun.kernel.errors import InputError

__all__ = ["MEMORY", "NEW", "Conversation", "decode", "encode"]

MEMORY = 16
"""For so many messages a thing said is remembered."""
_MOST_SAID = 64
_MOST_TURNS = 10**9
_MOST_EVIDENCE = 1e9


class Conversation(msgspec.Struct, frozen=True, array_like=True):
    """What a conversation has come to.

    `turns` counts messages; `stage` is the highest stage of the script reached (−1: none, 0–7 for P0–P7), `jumped` says
    that one was skipped; `risk` is the highest risk so far; `said` maps concepts to the message they were last met
    in; `text_total` and `text_count` are the text model's fading evidence, `recent_…` the same fading fast, `peak` its
    strongest single message;
    `type` is the likeliest fraud type at the highest risk.
    """

    turns: int = 0
    stage: int = -1
    jumped: bool = False
    risk: int = 0
    said: tuple[tuple[str, int], ...] = ()
    text_total: float = 0.0
    text_count: float = 0.0
    recent_total: float = 0.0
    recent_count: float = 0.0
    peak: float = 0.0
    type: str | None = None


NEW = Conversation()
"""A conversation in which nothing has been said."""


def remembered(conversation: Conversation) -> dict[str, int]:
    """What was said within memory: concept → message number, oldest first."""
    since = conversation.turns - MEMORY
    return {concept: turn for concept, turn in conversation.said if turn >= since}


def kept(said: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """The newest things said, few enough to carry."""
    rows = tuple(said.items())
    return rows if len(rows) <= _MOST_SAID else tuple(sorted(rows, key=lambda row: row[1])[-_MOST_SAID:])


def encode(conversation: Conversation) -> bytes:
    """The value as JSON, for another process. Under 3 kB."""
    return msgspec.json.encode(conversation)


def decode(content: bytes | str) -> Conversation:
    """The value from JSON. Raises InputError for anything else."""
    try:
        value = msgspec.json.decode(content, type=Conversation)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeError) as error:
        raise InputError(f"not a conversation's state: {error}", zh=f"不是会话状态：{error}") from None
    if not _in_range(value):
        raise InputError("not a conversation's state: a number is out of range", zh="不是会话状态：数值超出范围")
    return value


def _in_range(value: Conversation) -> bool:
    """Whether all numbers are such as conversations come to; whatever was stored, the next message can be read."""
    evidence = (value.text_total, value.text_count, value.recent_total, value.recent_count, value.peak)
    return (
        -1 <= value.stage <= 7
        and 0 <= value.risk <= 100
        and 0 <= value.turns <= _MOST_TURNS
        and len(value.said) <= _MOST_SAID
        and all(1 <= turn <= value.turns for _, turn in value.said)
        and value.text_count >= 0
        and value.recent_count >= 0
        and all(abs(number) <= _MOST_EVIDENCE for number in evidence)
    )
