"""Windows in memory answer exactly what their definition says, whatever the order of arrival."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kedun.engine.events import Event, Schema
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Compare,
    Fact,
    FactRef,
    Feature,
    Grade,
    Level,
    Literal,
    Policy,
    Scoring,
    Text,
    Type,
)
from kedun.engine.policy.tree import Event as EventType
from kedun.engine.windows import Limits, MemoryWindows
from kedun.kernel.errors import InputError

from .plain import Seen, answer

SECOND = 1_000_000
NOON = 1_778_644_800 * SECOND
TEXT = Text("甲", "a")
LATENESS = 30 * SECOND
FACTS = {
    "amount": Fact("amount", Type.INT, TEXT, unit="fen"),
    "device": Fact("device", Type.STRING, TEXT, entity="device"),
    "card": Fact("card", Type.STRING, TEXT),
    "good": Fact("good", Type.BOOL, TEXT),
}
EVENTS = {
    "order": EventType("order", TEXT, ("amount", "device", "card", "good"), moves_money=True),
    "refund": EventType("refund", TEXT, ("amount", "device", "good")),
}
AMOUNT, CARD, GOOD = FactRef("amount", Type.INT), FactRef("card", Type.STRING), FactRef("good", Type.BOOL)
LARGE = Compare(">", AMOUNT, Literal(3, Type.INT))


def policy_of(*features: Feature, lateness_us: int = LATENESS) -> Policy:
    grades = (Grade(0, "L0", Level.LOW, Action.ALLOW),)
    return Policy(
        "t", "1", TEXT, "UTC", lateness_us, FACTS, EVENTS, {f.id: f for f in features}, {}, (), Scoring(grades)
    )


def windows_of(policy: Policy, limits: Limits | None = None) -> MemoryWindows:
    return MemoryWindows(policy, dict.fromkeys(policy.events, tuple(policy.features)), limits=limits)


def feature(
    aggregate: str, *, on: str = "order", by: tuple[str, ...] = ("customer_id",), over_s: int = 60, **more: Any
) -> Feature:
    value = {"sum": AMOUNT, "avg": AMOUNT, "min": AMOUNT, "max": AMOUNT, "distinct": CARD}.get(aggregate)
    name = f"{aggregate}_{on}_{'_'.join(by)}_{over_s}_{sorted(more)}_{more.get('delay_us', 0)}"
    return Feature(name, Aggregate(aggregate), Type.INT, TEXT, on, by, over_s * SECOND, value=value, **more)


@st.composite
def features(draw: st.DrawFn) -> Feature:
    aggregate = draw(st.sampled_from(["count", "sum", "avg", "min", "max", "distinct", "seconds_since_last", "rate"]))
    on = "order" if aggregate == "distinct" else draw(st.sampled_from(["order", "refund"]))
    by = draw(st.sampled_from([("customer_id",), ("device",), ("customer_id", "device")]))
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["where"] = draw(st.sampled_from([LARGE, GOOD]))
    if aggregate == "rate":
        more["delay_us"] = draw(st.sampled_from([10, 40])) * SECOND
    return feature(aggregate, on=on, by=by, over_s=draw(st.sampled_from([1, 20, 60])), **more)


@st.composite
def streams(draw: st.DrawFn) -> list[tuple[Seen, bool]]:
    at, events = NOON, []
    for number in range(draw(st.integers(1, 40))):
        at += draw(
            st.sampled_from(
                [0, 0, 1, 500_000, SECOND, 5 * SECOND, 20 * SECOND, 61 * SECOND, -SECOND, -20 * SECOND, -70 * SECOND]
            )
        )
        facts = {
            "customer_id": draw(st.sampled_from(["a", "b", None])),
            "device": draw(st.sampled_from(["x", "y", None])),
            "amount": draw(st.sampled_from([1, 3, 4, 9, -2, None])),
            "good": draw(st.sampled_from([True, False, None])),
            "card": draw(st.sampled_from(["1", "2", None])),
        }
        kind = draw(st.sampled_from(["order", "order", "refund"]))
        if kind == "refund":
            del facts["card"]
        events.append((Seen(f"e{number}", kind, at, facts, {}, {}), draw(st.booleans())))
    return events


def worked_out(seen: Seen, wanted: list[Feature]) -> Seen:
    for one in wanted:
        large, good = (seen.facts["amount"] or 0) > 3, seen.facts["good"] is True
        seen.where[one.id] = one.where is None or (large if one.where == LARGE else good)
        seen.value[one.id] = seen.facts.get(one.value.name) if isinstance(one.value, FactRef) else None
    return seen


def event_of(seen: Seen, schema: Schema) -> Event:
    facts = {name: value for name, value in seen.facts.items() if name != "customer_id"}
    kind = schema.facts_type(seen.type)
    return Event(id=seen.id, type=seen.type, at=seen.at, customer_id=seen.facts["customer_id"], facts=kind(**facts))


@settings(max_examples=400, deadline=None)
@given(
    wanted=st.lists(features(), min_size=1, max_size=6, unique_by=lambda f: f.id),
    stream=streams(),
    turn=st.integers(0, 39),
)
def test_windows_answer_what_their_definition_says(
    wanted: list[Feature], stream: list[tuple[Seen, bool]], turn: int
) -> None:
    policy = policy_of(*wanted)
    windows, schema = windows_of(policy), Schema(policy)
    history: list[Seen] = []
    labels: dict[str, tuple[bool, int]] = {}
    for number, (seen, bad) in enumerate(stream):
        worked_out(seen, wanted)
        if number == turn:
            fresh = windows_of(policy)
            fresh.restore(windows.snapshot())
            windows = fresh
        values, _ = windows.observe(event_of(seen, schema))
        expected = tuple(answer(one, history, seen, LATENESS, labels) for one in wanted)
        assert values == expected
        history.append(seen)
        if bad:
            labels[seen.id] = True, seen.at + 15 * SECOND
            windows.label(seen.id, bad=True, at=seen.at + 15 * SECOND)


def run(
    windows: MemoryWindows, times_s: list[float], **facts: Any
) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
    schema = Schema(windows._policy)
    for number, time_s in enumerate(times_s):
        values = {"customer_id": "a", "amount": number, "device": None, "good": None, "card": str(number), **facts}
        seen = Seen(f"n{number}", "order", NOON + int(time_s * SECOND), values, {}, {})
        yield windows.observe(event_of(seen, schema))


def test_an_event_too_late_counts_nothing_and_says_so() -> None:
    windows = windows_of(policy_of(feature("count")))
    assert list(run(windows, [100, 69, 101])) == [((1,), ()), ((None,), ("late:customer_id",)), ((2,), ())]


def test_a_full_lane_drops_its_oldest_rows_and_says_so() -> None:
    windows = windows_of(policy_of(feature("count"), feature("sum")), Limits(rows_per_lane=10))
    results = list(run(windows, [number / 10 for number in range(25)]))
    assert results[9] == ((10, 45), ())
    assert results[10] == ((10, 55), ("capped:customer_id",))
    assert max(values[0] for values, _ in results) == 10
    assert windows.counts()["rows"] <= 10


@pytest.mark.parametrize("step_s", [0, 0.05, 1, 7])
def test_a_full_lane_answers_over_the_rows_it_still_has(step_s: float) -> None:
    kinds = ["count", "sum", "avg", "min", "max", "distinct"]
    wanted = [feature(kind, over_s=over) for kind in kinds for over in (20, 600)]
    wanted += [
        feature("count", where=LARGE),
        feature("rate", delay_us=10 * SECOND),
        feature("rate", delay_us=SECOND, over_s=5),
        feature("rate", delay_us=SECOND, over_s=60, where=LARGE),
    ]
    policy = policy_of(*wanted)
    full = windows_of(policy, Limits(rows_per_lane=100))
    schema = Schema(policy)
    kept: list[Seen] = []
    labels: dict[str, tuple[bool, int]] = {}
    for number in range(170):
        facts = {
            "customer_id": "a",
            "amount": number * 7919 % 101,
            "device": None,
            "good": None,
            "card": str(number % 9),
        }
        seen = worked_out(Seen(f"n{number}", "order", NOON + int(number * step_s * SECOND), facts, {}, {}), wanted)
        values, _ = full.observe(event_of(seen, schema))
        if len(kept) >= 100:
            del kept[:1]
        assert values == tuple(answer(one, kept, seen, LATENESS, labels) for one in wanted)
        kept.append(seen)
        if number % 3 == 0:
            labels[seen.id] = True, seen.at + SECOND
            full.label(seen.id, bad=True, at=seen.at + SECOND)


def test_rows_beyond_every_window_are_dropped() -> None:
    windows = windows_of(policy_of(feature("count", over_s=5), feature("max", over_s=5)))
    for values, degraded in run(windows, [float(number) for number in range(2_000)]):
        assert values[0] <= 5
        assert degraded == ()
    assert windows.counts()["rows"] < 150


def test_entities_nobody_touches_are_forgotten() -> None:
    policy = policy_of(feature("count"))
    windows, schema = windows_of(policy), Schema(policy)
    for number in range(5_000):
        seen = Seen(f"n{number}", "order", NOON + number * SECOND, dict.fromkeys(FACTS), {}, {})
        seen.facts["customer_id"] = f"c{number}"
        windows.observe(event_of(seen, schema))
    assert windows.counts()["entities"] < 1_000


def test_one_event_from_the_far_future_forgets_nobody() -> None:
    windows = windows_of(policy_of(feature("count")))
    list(run(windows, [0.0, 1.0]))
    list(run(windows, [10**9], customer_id="somebody else"))
    assert [values for values, _ in run(windows, [2.0])] == [(3,)]


def test_a_first_event_from_the_far_future_does_not_stop_the_forgetting() -> None:
    policy = policy_of(feature("rate", delay_us=10 * SECOND))
    windows, schema = windows_of(policy), Schema(policy)
    for number in range(5_000):
        seen = Seen(f"n{number}", "order", NOON + number * SECOND, dict.fromkeys(FACTS), {}, {})
        seen.facts["customer_id"] = f"c{number}"
        ahead = Seen("ahead", "order", NOON + 10**9 * SECOND, seen.facts, {}, {})
        windows.observe(event_of(ahead if number == 0 else seen, schema))
    assert windows.counts()["entities"] < 1_000
    assert windows.counts()["awaited"] < 100


def test_a_replay_can_keep_everybody() -> None:
    policy = policy_of(feature("count"))
    windows, schema = windows_of(policy, Limits(forget_idle=False)), Schema(policy)
    for number in range(1_000):
        facts = {**dict.fromkeys(FACTS), "customer_id": f"c{number}"}
        windows.observe(event_of(Seen(f"n{number}", "order", NOON + number * SECOND, facts, {}, {}), schema))
    assert windows.counts()["entities"] == 1_000


def test_labels_count_only_when_known_in_time() -> None:
    policy = policy_of(feature("rate", delay_us=10 * SECOND))
    windows, schema = windows_of(policy), Schema(policy)
    seen = [
        Seen(f"r{n}", "order", NOON + n * SECOND, {**dict.fromkeys(FACTS), "customer_id": "a"}, {}, {})
        for n in (0, 1, 20, 21)
    ]
    assert windows.observe(event_of(seen[0], schema)).values == (None,)
    windows.observe(event_of(seen[1], schema))
    assert windows.label("r0", bad=True, at=NOON + 10 * SECOND)
    assert windows.label("r1", bad=True, at=NOON + 11 * SECOND + 1)
    assert windows.observe(event_of(seen[2], schema)).values == (0.5,)
    assert windows.label("r1", bad=True, at=NOON + 11 * SECOND)
    assert windows.observe(event_of(seen[3], schema)).values == (1.0,)
    assert not windows.label("unheard of", bad=True, at=NOON)


def test_a_snapshot_of_other_features_is_refused() -> None:
    snapshot = windows_of(policy_of(feature("count"))).snapshot()
    with pytest.raises(InputError, match="other features"):
        windows_of(policy_of(feature("sum"))).restore(snapshot)
    with pytest.raises(InputError, match="cannot be read"):
        windows_of(policy_of(feature("sum"))).restore(b"\xc1 not a snapshot")


def test_a_late_event_on_a_full_lane_says_that_it_is_full() -> None:
    windows = windows_of(policy_of(feature("count"), feature("max")), Limits(rows_per_lane=10))
    results = list(run(windows, [float(number) for number in range(12)] + [5.5, 12.0]))
    assert results[-2][1] == ("capped:customer_id",)
    assert windows.counts()["rows"] <= 10
    assert windows.features["order"] == tuple(windows._policy.features)


def test_a_key_the_event_type_does_not_carry_is_unknown() -> None:
    by_card = Feature("by_card", Aggregate.COUNT, Type.INT, TEXT, "order", ("card",), 60 * SECOND)
    policy = policy_of(by_card)
    windows, schema = windows_of(policy), Schema(policy)
    refund = Event(id="r", type="refund", at=NOON, customer_id="a", facts=schema.facts_type("refund")(amount=1))
    assert windows.observe(refund).values == (None,)
