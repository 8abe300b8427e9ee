"""Times are read strictly, exactly and within the years Kedun takes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.kernel.clock import EARLIEST_US, LATEST_US, format_time, parse_time, system_clock
from kedun.kernel.errors import InputError

REFUSED = {
    "": "RFC 3339",
    "now": "RFC 3339",
    "1777600800": "RFC 3339",
    "2026-05-01": "no offset",
    "2026-05-01T10:00:00": "no offset",
    "2026-05-01 10:00:00.5": "no offset",
    "2026-05-01T10:00": "no offset",
    "2016-12-31T23:59:60Z": "leap second",
    "2026-05-01T10:00:60+08:00": "leap second",
    "2026-02-29T00:00:00Z": "does not exist",
    "2026-13-01T00:00:00Z": "does not exist",
    "2026-00-01T00:00:00Z": "does not exist",
    "2026-04-31T00:00:00Z": "does not exist",
    "0000-01-01T00:00:00Z": "does not exist",
    "0001-01-01T00:00:00Z": "outside",
    "0001-01-01T00:00:00+23:59": "outside",
    "9999-12-31T23:59:59Z": "outside",
    "9999-12-31T23:59:59-23:59": "outside",
    "1899-12-31T23:59:59.999999Z": "outside",
    "2200-01-01T00:00:00.000001Z": "outside",
    "1900-01-01T00:00:00+00:01": "outside",
    "2026-05-01T24:00:00Z": "RFC 3339",
    "2026-05-01T10:60:00Z": "RFC 3339",
    "2026-05-01T10:00:61Z": "RFC 3339",
    "2026-05-01T10:00Z": "RFC 3339",
    "2026-05-01T10:00:00.Z": "RFC 3339",
    "2026-05-01T10:00:00,5Z": "RFC 3339",
    "2026-05-01T10:00:00.0000000001Z": "RFC 3339",
    "2026-05-01T10:00:00+0800": "RFC 3339",
    "2026-05-01T10:00:00+24:00": "RFC 3339",
    "2026-05-03T10:00:00+08:00 ": "RFC 3339",
    "2026-05-01T10:00:00Z\n": "RFC 3339",
    "20260501T100000Z": "RFC 3339",
    "2026-W18-5T10:00:00Z": "RFC 3339",
    "２０２６-05-01T10:00:00Z": "RFC 3339",
    "2026-05-01T10:00:00😀": "RFC 3339",
    "2026-05-01T" + "0" * 10_000_000: "RFC 3339",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:34] or "empty")
def test_an_unclear_time_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(InputError, match=REFUSED[text]) as caught:
        parse_time(text)
    assert caught.value.text("zh") != caught.value.text("en")
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00z", 0),
        ("1970-01-01 08:00:00+08:00", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1970-01-01T00:00:00.5Z", 500_000),
        ("1970-01-01T00:00:00.0000019Z", 1),
        ("1970-01-01T00:00:00.000001999Z", 1),
        ("2026-05-01T10:00:00+08:00", 1_777_600_800_000_000),
        ("2024-02-29T23:59:59-23:59", 1_709_337_539_000_000),
        ("1900-01-01T00:00:00Z", EARLIEST_US),
        ("2200-01-01T08:00:00+08:00", LATEST_US),
    ],
)
def test_a_time_is_read_to_the_microsecond(text: str, us: int) -> None:
    assert parse_time(text) == us


@pytest.mark.parametrize("us", [EARLIEST_US - 1, LATEST_US + 1, 10**30, -(10**30)])
def test_a_number_outside_the_years_is_not_written(us: int) -> None:
    with pytest.raises(InputError, match="outside"):
        format_time(us)


@pytest.mark.parametrize(
    ("us", "text"),
    [(0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1_500_000, "1970-01-01T00:00:01.500000Z")],
)
def test_a_time_is_written_in_utc(us: int, text: str) -> None:
    assert format_time(us) == text


@given(st.integers(EARLIEST_US, LATEST_US))
def test_what_is_written_is_read_back(us: int) -> None:
    assert parse_time(format_time(us)) == us


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_an_input_error(text: str) -> None:
    try:
        us = parse_time(text)
    except InputError:
        return
    assert EARLIEST_US <= us <= LATEST_US


def test_the_machines_clock_runs_in_microseconds() -> None:
    before = time.time_ns() // 1000
    assert before <= system_clock() <= time.time_ns() // 1000
