"""What all that was said amounts to: fraud raises, honesty lowers, and 60 is the alarm."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guard.made import made_guard, weights

from kedun.guard import weigh
from kedun.guard.classify import Evidence
from kedun.guard.conversation import NEW
from kedun.guard.screen import guard
from kedun.guard.weigh import NUMBERS, alarm_at, features, risk_of
from kedun.kernel.errors import InputError

MADE = weights()
_SAID = st.sets(st.sampled_from([*sorted(MADE.single), "unknown"]))
_NUMBERS = st.lists(st.floats(-5, 5), min_size=len(NUMBERS), max_size=len(NUMBERS))


def test_what_is_no_weights_file_is_an_error() -> None:
    stored = msgspec.json.encode(MADE)
    for content in (b"", b"{}", b"[]", stored[:-1], stored.replace(b'"bias"', b'"biased"'), b"\xff"):
        with pytest.raises(InputError):
            weigh.read(content)
    assert weigh.read(stored) == MADE


@given(said=_SAID, more=st.sampled_from(sorted(MADE.single)), numbers=_NUMBERS)
def test_fraud_only_raises_the_sum_and_honesty_only_lowers_it(said: set[str], more: str, numbers: list[float]) -> None:
    named = list(zip(NUMBERS, numbers, strict=True))
    before, after = MADE.total(said, named), MADE.total(said | {more}, named)
    if more in said:
        assert after == pytest.approx(before)  # the order of a set is open, and so is the last digit of the sum
    elif MADE.single[more] > 0:
        assert after > before
    else:
        assert after < before


def test_the_shipped_weights_let_fraud_raise_and_honesty_lower() -> None:
    shipped, speaking = weigh.load(), guard().speaking
    wrong = {name: weight for name, weight in shipped.single.items() if speaking.get(name, 0) * weight < 0}
    assert wrong == {}
    assert min(weight for name, weight in shipped.numbers.items() if name != "turns") >= 0
    assert shipped.slope > 0


def test_the_shipped_weights_pair_only_what_speaks_of_fraud() -> None:
    speaking = guard().speaking
    paired = {name for first, row in weigh.load().pairs.items() for name in (first, *row)}
    assert {name for name in paired if speaking.get(name, 1) <= 0} == set()


def test_a_concept_the_weights_do_not_know_counts_nothing() -> None:
    assert MADE.total(["claims", "unknown"], ()) == MADE.total(["claims"], ())


def test_a_pair_counts_once_in_whatever_order_it_was_said() -> None:
    alone = MADE.bias + MADE.single["claims"] + MADE.single["asks_code"]
    assert MADE.total(["claims", "asks_code"], ()) == MADE.total(["asks_code", "claims"], ()) == alone + 1.0


def test_very_much_said_is_still_weighed_in_bounded_time() -> None:
    said = [f"c{number}" for number in range(5_000)]
    assert MADE.total(said, ()) == MADE.bias


@given(total=st.floats(-1e6, 1e6), turns=st.integers(0, 10**6))
def test_a_risk_lies_between_0_and_100_and_60_is_the_alarm(total: float, turns: int) -> None:
    risk = risk_of(total, turns, MADE)
    assert 0 <= risk <= 100
    assert (risk >= 60) == (total >= alarm_at(turns, MADE))


@given(totals=st.tuples(st.floats(-20, 20), st.floats(-20, 20)), turns=st.integers(1, 50))
def test_a_greater_sum_never_gives_a_smaller_risk(totals: tuple[float, float], turns: int) -> None:
    low, high = sorted(totals)
    assert risk_of(low, turns, MADE) <= risk_of(high, turns, MADE)


def test_the_alarm_moves_from_the_first_message_to_the_sixth() -> None:
    alarms = [alarm_at(turns, MADE) for turns in range(10)]
    assert alarms[0] == alarms[1] == MADE.alarm
    assert alarms[1:7] == sorted(alarms[1:7])
    assert alarms[6] == alarms[9] == MADE.alarm_later


def test_features_are_named_in_order_and_bounded() -> None:
    guard_ = made_guard()
    state, *counts = guard_.step(NEW, ["claims", "lures", "asks_code", "wants_money"] * 50, Evidence(1e9, 1.0))
    wild = msgspec.structs.replace(state, turns=10**6, recent_total=-1e9, jumped=True)
    found = features(wild, *counts)
    assert [name for name, _ in found] == list(NUMBERS)
    numbers = dict(found)
    assert (numbers["text"], numbers["recent"], numbers["peak"]) == (5.0, -5.0, 5.0)
    assert (numbers["levers"], numbers["stages"], numbers["jump"], numbers["turns"]) == (3.0, 4.0, 1.0, 1.0)
    assert all(-5 <= value <= 8 for value in numbers.values())


def test_every_further_thing_said_raises_the_numbers_or_leaves_them() -> None:
    guard_, said, before = made_guard(), ["claims", "lures", "asks_code", "wants_money"], -99.0
    for count in range(len(said) + 1):
        state, *counts = guard_.step(NEW, said[:count], Evidence(0.0, 0.0))
        numbers = [row for row in features(state, *counts) if row[0] != "jump"]
        assert MADE.total((), numbers) >= before
        before = MADE.total((), numbers)
    assert before > MADE.bias


def test_evidence_fades_from_message_to_message() -> None:
    guard_ = made_guard()
    first = guard_.screen("马上马上").conversation
    later = guard_.screen("嗯", first).conversation
    assert Evidence(first.text_total, first.text_count).logit() > 0
    assert 0 < later.text_total < first.text_total
    assert later.recent_total < later.text_total
    assert later.peak == first.peak
