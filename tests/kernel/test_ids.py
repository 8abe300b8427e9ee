"""New identifiers sort by time and are proper UUIDs."""

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.kernel.errors import InputError
from kedun.kernel.ids import new_id

LATEST = 2**48 * 1000 - 1


@pytest.mark.parametrize("us", [-1, LATEST + 1])
def test_a_clock_out_of_range_is_refused(us: int) -> None:
    with pytest.raises(InputError, match="clock"):
        new_id(lambda: us, lambda bits: 0)


@given(st.integers(0, LATEST), st.integers(0, LATEST), st.integers(0, 2**62 - 1), st.integers(0, 2**62 - 1))
def test_text_order_is_time_order(early: int, late: int, one: int, other: int) -> None:
    early, late = sorted((early, late))
    first, second = new_id(lambda: early, lambda bits: one), new_id(lambda: late, lambda bits: other)
    assert early == late or first < second


@given(st.integers(0, LATEST), st.randoms(use_true_random=False))
def test_an_identifier_is_a_uuid_of_version_seven(us: int, source: random.Random) -> None:
    made = uuid.UUID(new_id(lambda: us, source.getrandbits))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == us // 1000


def test_identifiers_of_one_instant_differ_by_chance_only() -> None:
    source = random.Random(7)
    assert len({new_id(lambda: 0, source.getrandbits) for _ in range(1000)}) == 1000
