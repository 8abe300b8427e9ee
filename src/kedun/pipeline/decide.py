"""An event decided: guard, windows and engine in order.

    event (JSON or mapping) → Schema, with formal checks → guard reads chat → windows → Decider → Decision

`Kedun` remembers the newest decisions by event id: the same event again gets its first decision and counts nothing
twice; the same id with another content is a conflict.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from time import perf_counter_ns
from typing import Any

import msgspec

from kedun import handbook, packs
from kedun.engine.decide import WITHOUT_WINDOWS, Decider, Decision
from kedun.engine.events import Event, Schema
from kedun.engine.lists import Lists
from kedun.engine.policy import load
from kedun.engine.policy.tree import Policy, Text
from kedun.engine.windows import Limits, MemoryWindows, Windows
from kedun.guard.entities import GUARD_CHECKS
from kedun.kernel.clock import EARLIEST_US, LATEST_US, parse_time
from kedun.kernel.errors import ConflictError, InputError, NotFoundError, UnavailableError
from kedun.pipeline.facts import Chats, with_facts

__all__ = ["BAD_OUTCOMES", "OUTCOMES", "Kedun", "find_pack", "must_nots", "open_pack"]

OUTCOMES = ("fraud", "honest", "refunded", "refused", "chargeback")
"""What an event can turn out to have been."""

BAD_OUTCOMES = frozenset({"fraud", "chargeback"})


class Kedun:
    """A policy at work in this process. Safe to call from several threads; one event is decided at a time.

    `remember` is how many decisions are kept for repeated ids; the oldest go first. Windows live in memory unless a
    store is given. With `reads_chat` the guard reads messages and file names and fills in what the caller left unknown;
    without, facts are taken as recorded.
    """

    def __init__(  # noqa: PLR0913 # each has a default that serves most
        self,
        policy: Policy,
        *,
        lists: Lists | None = None,
        windows: Windows | None = None,
        limits: Limits | None = None,
        remember: int = 100_000,
        reads_chat: bool = True,
    ) -> None:
        self.policy = policy
        kinds = {listing.id: listing.kind for listing in policy.listings.values()}
        matchers = (lists or Lists.from_entries(kinds, ())).matchers()
        self.schema = Schema(policy, GUARD_CHECKS)
        self.decider = Decider(policy, matchers, must_nots())
        self.windows: Windows = windows or MemoryWindows(
            policy, self.decider.window_features, matchers=matchers, limits=limits
        )
        self._unknown = {name: (None,) * len(ids) for name, ids in self.decider.window_features.items()}
        self._remember = remember
        self._decided: dict[str, tuple[Event, Decision]] = {}
        self._chats = Chats() if reads_chat else None
        self._lock = Lock()

    def decide(self, event: Event | Mapping[str, Any] | bytes | str) -> Decision:
        """Decide one event: an `Event`, or what `read` takes.

        Raises EventError for a malformed event, ConflictError when the id was decided with another content.
        """
        if not isinstance(event, Event):
            event = self.read(event)
        with self._lock:
            return self._decide(event)

    def read(self, event: Mapping[str, Any] | bytes | str) -> Event:
        """An event from JSON text or a mapping of the same shape. Raises EventError."""
        return self.schema.decode(event) if isinstance(event, bytes | str) else self.schema.build(event)

    def label(self, event_id: str, outcome: str, at: int | str) -> bool:
        """Say at `at` (µs, or RFC 3339 text) what an event turned out to be; True when a delayed rate waits for it.

        Raises InputError for an outcome not in `OUTCOMES` and for a time that is none.
        """
        moment = parse_time(at) if isinstance(at, str) else at
        if type(moment) is not int or not EARLIEST_US <= moment < LATEST_US:
            raise InputError(
                "the label's time is not whole microseconds from 1900 to 2200",
                zh="标注时间须为 1900 至 2200 年间的整数微秒",
            )
        if outcome not in OUTCOMES:
            raise InputError(
                f"unknown outcome; write one of {', '.join(OUTCOMES)}", zh=f"结果须为 {'、'.join(OUTCOMES)} 之一"
            )
        with self._lock:
            return self.windows.label(event_id, bad=outcome in BAD_OUTCOMES, at=moment)

    def _decide(self, event: Event) -> Decision:
        start = perf_counter_ns()
        first = self._decided.get(event.id)
        if first is not None:
            if first[0] != event:
                raise ConflictError("this event id was decided with another content", zh="该事件编号已用于不同内容")
            return first[1]
        given = event
        if self._chats is not None:
            event = with_facts(event, self._chats)
        try:
            values, degraded = self.windows.observe(event)
        except UnavailableError:
            values, degraded = self._unknown[event.type], (WITHOUT_WINDOWS,)
        decision = self.decider.decide(event, values, degraded)
        decision = msgspec.structs.replace(decision, took_us=(perf_counter_ns() - start) // 100 / 10)
        self._decided[event.id] = given, decision
        if len(self._decided) > self._remember:
            del self._decided[next(iter(self._decided))]
        return decision


def open_pack(
    pack: str | Path = "standard",
    *,
    windows: Windows | None = None,
    limits: Limits | None = None,
    remember: int = 100_000,
) -> Kedun:
    """Open a pack, by the name of a shipped one or by its folder.

    Raises PolicyError with every fault of a broken pack, NotFoundError when there is none.

    >>> open_pack("standard").policy.id
    'standard'
    """
    opened = load.open_pack(find_pack(pack))
    return Kedun(opened.policy, lists=opened.lists, windows=windows, limits=limits, remember=remember)


def must_nots() -> dict[str, Text]:
    """What nobody may do, by fraud type, as the handbook has it (2.1)."""
    types = handbook.load().fraud_types.values()
    return {fraud_type.id: Text(fraud_type.never.zh, fraud_type.never.en) for fraud_type in types}


def find_pack(pack: str | Path) -> Path:
    """The folder of a pack, by path or by shipped name; the path wins. Raises NotFoundError."""
    folder = Path(pack)
    if str(pack) and (folder / "pack.toml").is_file():
        return folder
    if str(pack) in packs.names():
        return packs.path(str(pack))
    known = ", ".join(packs.names())
    raise NotFoundError(
        f"there is no pack {pack}; name a folder with a pack.toml, or one of {known}",
        zh=f"没有规则包 {pack}；请给出含 pack.toml 的目录，或 {known} 之一",
    )
