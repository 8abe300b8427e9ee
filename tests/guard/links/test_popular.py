"""The filter holds what was put in, and few strangers."""

import pytest

from kedun.guard.links.popular import filled, is_popular, spots
from kedun.guard.links.suffixes import place


@pytest.mark.parametrize("domain", ["wikipedia.org", "baidu.com", "github.com", "bbc.co.uk", "zhihu.com"])
def test_what_the_world_visits_is_popular(domain: str) -> None:
    assert is_popular(place(domain))


def test_few_strangers_pass() -> None:
    strangers = sum(is_popular(place(f"no-such-domain-{number}.com")) for number in range(2000))
    assert strangers < 80


def test_a_filter_holds_all_that_was_put_in() -> None:
    names = [f"kedun{number}.com" for number in range(500)]
    bits = filled(names, 1000)
    assert all(bits[spot >> 3] >> (spot & 7) & 1 for name in names for spot in spots(name, 8000))


def test_any_text_has_its_spots() -> None:
    assert all(0 <= spot < 800 for text in ("", "\ud800", "客盾") for spot in spots(text, 800))
