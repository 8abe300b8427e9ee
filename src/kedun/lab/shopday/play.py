"""The stream itself: stories start as the day's rhythm has it, wait in a heap and send their rows in order of time."""

from collections.abc import Iterator
from heapq import heappop, heappush

from kedun.lab.shopday.chance import DAY, Deck, Table, between, gap
from kedun.lab.shopday.honest import BEFORE, HONEST, NEWCOMERS
from kedun.lab.shopday.lines import Talk, plain_talk
from kedun.lab.shopday.rhythm import next_hour, rate_percent
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scams import SCAMS
from kedun.lab.shopday.scene import Scene
from kedun.lab.shopday.world import Settings, World

__all__ = ["rows"]

_EVENTS_PER_STORY_PERCENT = 400
_BEFORE_DAYS = 9
_BEFORE_PERMILLE = 60
_NEVER = 1 << 62


def rows(settings: Settings, *, before: bool = False, talk: Talk = plain_talk) -> Iterator[Row]:
    """Every event from `settings.start_us` on, without end, in order of time (ties in order of arrival).

    Nine days earlier a thin stream begins (scams, and purchases that come back) so that the first day has claims
    and consequences like any other. With `before` those rows, all earlier than the start, are given too.
    """
    start = settings.start_us
    for number, row in enumerate(row for row in _play(settings, talk) if before or row.at >= start):
        row.id = f"sd{settings.seed}-{number:09d}"
        yield row


def _play(settings: Settings, talk: Talk) -> Iterator[Row]:
    world = World(settings)
    starts = _Starts(world, talk)
    waiting: list[tuple[int, int, Iterator[int | Row]]] = []
    order = 0
    arrival = settings.start_us - _BEFORE_DAYS * DAY
    while True:
        if waiting and waiting[0][0] <= arrival:
            at, _, story = heappop(waiting)
            world.now = at
        else:
            at = world.now = arrival
            story = starts.next()
            arrival += gap(world.r, starts.mean_gap(at))
        for step in story:
            if type(step) is int:
                order += 1
                heappush(waiting, (at + step, order, story))
                break
            yield step  # type: ignore[misc] # mypy does not narrow by `type(step) is int`


class _Starts:
    """Which story starts next, and how soon the one after it."""

    def __init__(self, world: World, talk: Talk) -> None:
        self._world, self._talk = world, talk
        self._honest, self._scams = Table(*HONEST), Deck(*SCAMS)
        self._until_scam = self._stories_between_scams()
        self._hour_ends = self._gap = 0

    def next(self) -> Iterator[int | Row]:
        """A story that starts now; before the stream's start only those that still matter later."""
        world, r = self._world, self._world.r
        self._until_scam -= 1
        if self._until_scam <= 0:
            self._until_scam = self._stories_between_scams()
            name, story = self._scams.deal(r)
        elif world.now >= world.settings.start_us:
            name, story = self._honest.draw(r)
        elif r() * 1000 < _BEFORE_PERMILLE:
            name, story = BEFORE
        else:
            return iter(())
        person = world.newcomer() if name in NEWCOMERS else world.customer()
        return story(Scene(world, name, person, self._talk))

    def mean_gap(self, at: int) -> int:
        """Microseconds between two stories at this hour, on average."""
        if at >= self._hour_ends:
            self._hour_ends = next_hour(at)
            ordinary = self._world.settings.per_day * 100 // _EVENTS_PER_STORY_PERCENT
            self._gap = DAY * 100 // max(ordinary * rate_percent(at), 1)
        return self._gap

    def _stories_between_scams(self) -> int:
        """About evenly spread, so that short streams have their share of scams too."""
        permille = self._world.settings.scam_permille
        if not permille:
            return _NEVER
        mean = max(1000 // permille, 1)
        return between(self._world.r, (mean + 1) // 2, mean + mean // 2)
