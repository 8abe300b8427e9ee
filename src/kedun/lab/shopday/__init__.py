"""A simulated day, or year, of an e-commerce platform: honest life in its oddness, and scams played by stages.

    for event in stream(seed=7, events=20_000):
        event.event        # what kedun reads: {"id", "type", "at", …, "facts": {…}}
        event.label        # what it turned out to be, and event.labelled_at when that was known

A seed means the same stream on every Python and platform. Memory does not grow with the stream. Events come
in order of time; ties stand in order of arrival. `rows` is the same stream for those in a hurry: compact values,
times as microseconds, nothing formatted.
"""

from collections.abc import Iterator
from itertools import islice

from kedun.lab.shopday.honest import HONEST
from kedun.lab.shopday.lines import Talk, plain_talk
from kedun.lab.shopday.play import rows
from kedun.lab.shopday.rows import Row, ShopEvent
from kedun.lab.shopday.scams import SCAMS
from kedun.lab.shopday.world import START_US, Settings
from kedun.lab.shopday.write import columns, write_jsonl, write_parquet

__all__ = [
    "HONEST_STORIES",
    "SCAM_TYPES",
    "START_US",
    "Row",
    "Settings",
    "ShopEvent",
    "Talk",
    "columns",
    "rows",
    "stream",
    "take",
    "write_jsonl",
    "write_parquet",
]

SCAM_TYPES: tuple[str, ...] = tuple(sorted(code for _, (code, _) in SCAMS))
"""The scam types that are played, T01 … T38."""

HONEST_STORIES: tuple[str, ...] = tuple(name for _, (name, _) in HONEST)
"""The names of the honest stories."""


def take(
    events: int, settings: Settings | None = None, *, before: bool = False, talk: Talk = plain_talk
) -> Iterator[Row]:
    """The first `events` rows of a stream.

    >>> [row.type for row in take(3)] == [row.type for row in take(3)]
    True
    """
    return islice(rows(settings or Settings(), before=before, talk=talk), events)


def stream(
    seed: int,
    events: int,
    *,
    start_us: int = START_US,
    per_day: int = 20_000,
    talk: Talk = plain_talk,
) -> Iterator[ShopEvent]:
    """`events` events from `start_us` (microseconds UTC) on, each as kedun's event JSON with its label.

    The other arguments are those of `Settings`; `talk` writes the chat lines.

    >>> first = next(stream(seed=1, events=10))
    >>> first.event["id"], first.label in {"honest", "refunded", "fraud", "chargeback"}
    ('sd1-000000000', True)
    """
    settings = Settings(seed=seed, start_us=start_us, per_day=per_day)
    return map(ShopEvent.of, take(events, settings, talk=talk))
