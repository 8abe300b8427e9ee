"""Every kind of window against a count done anew for every event: ties, late events, duplicates, two keys, 180 days."""

import itertools
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.acceptance.packs import rule, write_pack

import kedun
from kedun.engine.windows import MemoryWindows
from kedun.kernel.clock import LATEST_US, format_time

SECOND = 1_000_000
DAY = 86_400 * SECOND
LATENESS = 600 * SECOND
OVER = {"1s": SECOND, "7m": 420 * SECOND, "180d": 180 * DAY}
KEYS: tuple[tuple[str, ...], ...] = (("customer_id",), ("device",), ("customer_id", "device"))
AGGREGATES = (
    ("count", None, None),
    ("count", None, "ok"),
    ("sum", "amount_fen", None),
    ("avg", "amount_fen", "ok"),
    ("min", "price_yuan", None),
    ("max", "amount_fen", "ok"),
    ("distinct", "ip", None),
    ("seconds_since_last", None, "ok"),
)
FEATURES = {f"f{place}": chosen for place, chosen in enumerate(itertools.product(KEYS, OVER, AGGREGATES, ("pay",)))} | {
    f"g{place}": (by, "7m", ("count", None, None), "login") for place, by in enumerate(KEYS)
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    features, rules = "", ""
    for name, (by, over, (aggregate, value, where), on) in FEATURES.items():
        keys = ", ".join(f'"{key}"' for key in by)
        features += f'[[feature]]\nid = "{name}"\non = "{on}"\nby = [{keys}]\nagg = "{aggregate}"\nover = "{over}"\n'
        features += (f'value = "{value}"\n' if value else "") + (f'where = "{where}"\n' if where else "")
        features += 'title = { zh = "a", en = "a" }\n'
        rules += "".join(rule(f"r.{name}_{kind}", f"{name} IS NULL", on=kind) for kind in ("pay", "login"))
    return write_pack(tmp_path_factory.mktemp("windows") / "p", rules, {"features.toml": features})


def field(event: dict[str, Any], name: str) -> Any:
    return event["customer_id"] if name == "customer_id" else event["facts"].get(name)


class Slow:
    """Keeps every counted event of every key, and counts anew."""

    def __init__(self) -> None:
        self.kept: dict[Any, list[dict[str, Any]]] = {}

    def observe(self, event: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
        for by in KEYS:
            rows = self._rows(by, event["type"], event)
            if rows is not None and not self._is_late(rows, event):
                rows.append(event)
        late: set[str] = set()
        values: dict[str, Any] = {}
        for name, (by, over, (aggregate, value, where), on) in FEATURES.items():
            rows = self._rows(by, on, event)
            values[name] = None
            if rows is None:
                continue
            if self._is_late(rows, event):
                late.add(f"late:{'+'.join(by)}")
                continue
            inside = [row for row in rows if event["us"] - OVER[over] < row["us"] <= event["us"]]
            inside = sorted((row for row in inside if not where or field(row, where)), key=lambda row: row["us"])
            values[name] = self._answer(aggregate, value, inside, event)
        return values, late

    def _rows(self, by: tuple[str, ...], on: str, event: dict[str, Any]) -> list[dict[str, Any]] | None:
        key = tuple(field(event, name) for name in by)
        return None if None in key else self.kept.setdefault((by, on, key), [])

    @staticmethod
    def _is_late(rows: list[dict[str, Any]], event: dict[str, Any]) -> bool:
        return any(row["us"] - LATENESS > event["us"] for row in rows if row is not event)

    @staticmethod
    def _answer(aggregate: str, value: str | None, inside: list[dict[str, Any]], event: dict[str, Any]) -> Any:
        if aggregate == "count":
            return len(inside)
        if aggregate == "seconds_since_last":
            earlier = [row["us"] for row in inside if row is not event]
            return (event["us"] - earlier[-1]) // SECOND if earlier else None
        known = [field(row, value or "") for row in inside if field(row, value or "") is not None]
        if aggregate == "distinct":
            return len(set(known))
        if not known:
            return None
        if aggregate == "avg":
            return float(sum(known)) / len(known)
        return sum(known) if aggregate == "sum" else min(known) if aggregate == "min" else max(known)


STEPS = {
    "calm": (0, 0, 1, SECOND - 1, SECOND, 60 * SECOND, 420 * SECOND),
    "out of order": (0, 1, -1, SECOND, -SECOND, -300 * SECOND, -LATENESS, -LATENESS - 1, 420 * SECOND, 700 * SECOND),
    "over months": (0, DAY, 30 * DAY, 90 * DAY, 180 * DAY, -1, -LATENESS),
}


def stream(random: Random, steps: tuple[int, ...], count: int) -> list[dict[str, Any]]:
    us = 1_777_600_800 * SECOND
    events: list[dict[str, Any]] = []
    for number in range(count):
        if events and random.random() < 0.05:
            events.append(random.choice(events))
            continue
        us = min(us + random.choice(steps), LATEST_US)
        kind = random.choice(["pay", "pay", "login"])
        facts: dict[str, Any] = {
            "device": random.choice([None, "x", "设备"]),
            "ok": random.choice([None, True, False]),
            "ip": random.choice([None, "10.0.0.1", "10.0.0.2"]),
        }
        if kind == "pay":
            facts["amount_fen"] = random.choice([None, 0, -5, 2**53 - 1, random.randrange(1000)])
            facts["price_yuan"] = random.choice([None, -1.5, 0.0, 1e15])
        customer = random.choice([None, "a", "b"])
        events.append({"id": f"e{number}", "type": kind, "us": us, "customer_id": customer, "facts": facts})
    return events


@pytest.mark.parametrize("order", STEPS)
def test_every_window_is_what_counting_anew_says(pack: Path, order: str) -> None:
    random = Random(f"kedun {order}")
    k, slow = kedun.open(pack), Slow()
    seen: set[str] = set()
    for event in stream(random, STEPS[order], 250):
        given = k.read(
            {key: event[key] for key in ("id", "type", "customer_id", "facts")} | {"at": format_time(event["us"])}
        )
        if event["id"] in seen:
            continue
        seen.add(event["id"])
        expected, late = slow.observe(event)
        values, degraded = k.windows.observe(given)
        found = dict(zip(k.windows.features[event["type"]], values, strict=True))
        assert found == {name: expected[name] for name in found}
        assert set(degraded) == late
        if random.random() < 0.02:
            fresh = kedun.open(pack)
            assert isinstance(k.windows, MemoryWindows)
            assert isinstance(fresh.windows, MemoryWindows)
            fresh.windows.restore(k.windows.snapshot())
            k = fresh
    assert len(seen) > 200


def test_a_repeated_event_gets_its_first_decision_and_counts_nothing(pack: Path) -> None:
    event = {"type": "pay", "at": "2026-05-01T10:00:00Z", "customer_id": "a", "facts": {"ok": True}}
    once, thrice = kedun.open(pack), kedun.open(pack)
    first = thrice.decide({"id": "1", **event})
    assert thrice.decide({"id": "1", **event}) is first
    assert thrice.decide({"id": "1", **event}) is first
    once.decide({"id": "1", **event})
    last = thrice.read({"id": "2", **event})
    assert thrice.windows.observe(last) == once.windows.observe(last)
    with pytest.raises(kedun.ConflictError):
        thrice.decide({"id": "1", **event, "customer_id": "b"})
