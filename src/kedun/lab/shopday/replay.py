"""Playing a shop's day through Kedun, as it would have run."""

from collections.abc import Iterator
from heapq import heappop, heappush

from kedun.lab.shopday.chance import DAY, HOUR
from kedun.lab.shopday.figures import Figures, Moment
from kedun.lab.shopday.play import rows
from kedun.lab.shopday.world import Settings
from kedun.pipeline import Kedun

__all__ = ["replay"]

_LABELS_WITHIN_US = 2 * DAY
_AFTER_US = 5 * HOUR


def replay(kedun: Kedun, settings: Settings, events: int, figures: Figures) -> Iterator[Moment]:
    """Decide `events` events of the simulated shop one by one, counting them into `figures`.

    The thin stream of the days before is decided first and in silence, so that yesterday's refunds are known; and
    for some hours after the last event the stream goes on in silence, so that scams begun in the day come to their
    end in the figures. Labels reach Kedun when they would have become known.
    """
    known: list[tuple[int, str, str]] = []
    for row in rows(settings, before=True):
        while known and known[0][0] <= row.at:
            at, event_id, outcome = heappop(known)
            kedun.label(event_id, outcome, at)
        decision = kedun.decide(row.event())
        if row.labelled_us - row.at < _LABELS_WITHIN_US:
            heappush(known, (row.labelled_us, row.id, row.label))
        moment = Moment(row, decision)
        if row.at < settings.start_us:
            figures.before(moment)
        elif figures.events < events:
            figures.add(moment)
            yield moment
        elif row.at - figures.last_us < _AFTER_US:
            figures.after(moment)
        else:
            return
