"""What the engine asks of a window store."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from kedun.engine.events import Event

__all__ = ["Observation", "Windows"]


class Observation(NamedTuple):
    """What windows say about one event.

    `values` are in the order that `Windows.features` gives for the event's type, None where unknown;
    `degraded` says in stable words what is missing (`late:customer_id`, `capped:ip`), empty when nothing is.
    """

    values: tuple[int | float | str | bool | None, ...]
    degraded: tuple[str, ...]


class Windows(Protocol):
    """A store of window features; it counts an event exactly when it observes it, so observe each event once."""

    @property
    def features(self) -> Mapping[str, tuple[str, ...]]:
        """Per event type, the feature ids that `observe` answers."""
        ...

    def observe(self, event: Event) -> Observation:
        """Count the event and answer the features as of its time, itself included."""
        ...

    def label(self, event_id: str, *, bad: bool, at: int) -> bool:
        """Say at `at` (µs) whether an observed event turned out bad; False when no rate waits for that event."""
        ...
