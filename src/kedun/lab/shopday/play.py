"""The stream itself: stories start as the day's rhythm has it, wait in a heap and send their rows in order of time."""

from collections.abc import Iterator
from heapq import heappop, heappush

from kedun.lab.shopday.chance import DAY, Chance, Deck, Table, between, gap
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
    r = world.r
    honest, scams = Table(*HONEST), Deck(*SCAMS)
    waiting: list[tuple[int, int, Iterator[int | Row]]] = []
    order, until_scam = 0, _stories_between_scams(settings, r)
    begin, start = settings.start_us - _BEFORE_DAYS * DAY, settings.start_us
    arrival, hour_ends, mean_gap = begin, 0, 1
    while True:
        if waiting and waiting[0][0] <= arrival:
            at, _, story = heappop(waiting)
            world.now = at
        else:
            at = world.now = arrival
            if at >= hour_ends:
                hour_ends = next_hour(at)
                stories_a_day = settings.per_day * 100 // _EVENTS_PER_STORY_PERCENT * rate_percent(at) // 100
                mean_gap = DAY // max(stories_a_day, 1)
            early = at < start
            until_scam -= 1
            if until_scam <= 0:
                until_scam = _stories_between_scams(settings, r)
                name, begin_story = scams.deal(r)
                story = begin_story(Scene(world, name, world.customer(), talk))
            elif early:
                name, begin_story = BEFORE
                story = begin_story(Scene(world, name, world.customer(), talk))
                if r() * 1000 >= _BEFORE_PERMILLE:
                    story = iter(())
            else:
                name, begin_story = honest.draw(r)
                person = world.newcomer() if name in NEWCOMERS else world.customer()
                story = begin_story(Scene(world, name, person, talk))
            arrival += gap(r, mean_gap)
        for step in story:
            if type(step) is int:
                order += 1
                heappush(waiting, (at + step, order, story))
                break
            yield step  # type: ignore[misc]


def _stories_between_scams(settings: Settings, r: Chance) -> int:
    """How many stories start until the next scam does: about evenly spread, so that short streams have their share."""
    if not settings.scam_permille:
        return _NEVER
    mean = max(1000 // settings.scam_permille, 1)
    return between(r, (mean + 1) // 2, mean + mean // 2)
