"""Time per decision as the history inside the windows grows."""

import gc
import random
from collections.abc import Iterator
from time import thread_time_ns
from typing import Any

from kedun.engine.events import Event
from kedun.engine.windows import Limits, MemoryWindows
from kedun.lab.bench.meter import Progress, no_collector, us
from kedun.pipeline import Kedun, open_pack

__all__ = ["growth"]

_SPAN_US = 7 * 86_400_000_000
_MEASURED = 20_000


def growth(small: int, large: int, tell: Progress) -> dict[str, Any]:
    """Processor time per decision with `small` and with `large` events inside the windows of the standard pack."""
    figures: dict[str, Any] = {}
    for name, size in (("small", small), ("large", large)):
        kedun = open_pack("standard", remember=1_000, limits=Limits())
        source = _history(kedun, size + _MEASURED, customers=max(1_000, size // 20))
        with no_collector():
            for number in range(size):
                kedun.windows.observe(next(source))
                if number % 10_000 == 0:
                    tell(f"history {size:,}", number, size)
            events = list(source)
            spent = thread_time_ns()
            for event in events:
                kedun.decide(event)
            spent = thread_time_ns() - spent
        figures[f"{name}_events"] = size
        figures[f"{name}_us"] = us(spent / len(events))
        figures[f"{name}_rows"] = kedun.windows.counts()["rows"] if isinstance(kedun.windows, MemoryWindows) else 0
        del kedun, source, events
        gc.collect()
    return figures


def _history(kedun: Kedun, size: int, *, customers: int) -> Iterator[Event]:
    """Orders and payments of many customers spread over a week, cheaply made: about 20 events a customer."""
    chance = random.Random(1)  # noqa: S311 # a simulation
    order, payment = kedun.schema.facts_type("order"), kedun.schema.facts_type("payment")
    start, step = 1_778_000_000_000_000, max(1, _SPAN_US // size)
    for number in range(size):
        who = chance.randrange(customers)
        where = f"d{who}"
        address = f"10.{who >> 16 & 255}.{who >> 8 & 255}.{who & 255}"
        common = {"device_id": where, "ip": address, "amount_fen": chance.randrange(1_000, 90_000)}
        facts = (
            order(**common, phone=f"138{who:08d}", address=f"a{who}", category="服饰", orders_before=3)
            if number % 2
            else payment(**common, card=f"k{who}", payer_id=f"c{who}", succeeded=True)
        )
        yield Event(
            id=f"h{number}",
            type="order" if number % 2 else "payment",
            at=start + number * step,
            shop=f"s{who % 200}",
            customer_id=f"c{who}",
            order_id=f"o{number // 2}",
            facts=facts,
        )
