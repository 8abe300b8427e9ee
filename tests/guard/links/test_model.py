"""The model's features say what stands in the URL, and its weights can be read and added up by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.links.model import Features, Model, chance, features
from kedun.guard.links.parse import parse
from kedun.guard.links.suffixes import place


def seen(url: str, *, popular: bool = False) -> Features:
    link = parse(url)
    return features(link, place("" if link.ip else link.host), popular=popular)


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("http://kedun.com/", "suffix=com"),
        ("http://1.2.3.4/", "ip=dotted"),
        ("http://kedun.weebly.com/", "home=kedun.weebly.com"),
        ("http://kedun.github.io/", "home=github.io"),
        ("http://kedun.top/", "risky"),
        ("http://kedun.com:8080/", "port"),
        ("http://a@kedun.com/", "user"),
        ("http://xn--fiqs8s.com/", "puny"),
        ("http://bit.ly/a", "short"),
        ("http://taoba0.com/", "brand=name:homoglyph"),
        ("http://taobao.kedun.com/", "brand=sub:part"),
        ("http://kedun.com/login", "pathword:action:1"),
        ("http://kedun.com/", "else&bare"),
        ("http://kedun.com/a", "else&path"),
    ],
)
def test_a_feature_is_seen(url: str, fact: str) -> None:
    assert fact in seen(url).facts


def test_the_scheme_and_a_bare_slash_make_no_difference() -> None:
    assert seen("https://kedun.com/") == seen("http://kedun.com") == seen("kedun.com")


def test_www_is_one_fact_and_changes_nothing_else() -> None:
    plain, dressed = seen("http://kedun.com/a"), seen("http://www.kedun.com/a")
    assert {*dressed.facts} - {*plain.facts} == {"www", "else&www"}
    assert {*plain.facts} <= {*dressed.facts}
    assert (plain.host, plain.path) == (dressed.host, dressed.path)


def test_popularity_is_told_by_the_caller() -> None:
    assert "popular&bare" in seen("http://kedun.com/", popular=True).facts


def test_runs_of_host_and_path_are_kept_apart() -> None:
    one = seen("http://log.kedun.com/login9")
    assert "h:^ked" in one.host
    assert "s:^log" in one.host
    assert {"p:/log", "p:in0$", "w:login"} <= one.path


def test_weights_add_up_and_runs_are_averaged_by_the_root_of_their_number() -> None:
    model = Model(10, {"a": 100, "x": 200, "y": 50})
    one = Features(("a",), frozenset({"x", "z", "u", "v"}), frozenset({"y"}))
    assert model.chance(one) == pytest.approx(1 / (1 + math.exp(-(10 + 100 + 200 / 2 + 50) / 100)))


def test_the_model_is_there_and_tells_a_lure_from_a_page() -> None:
    chances = []
    for url in (
        "http://verify-account-login.xyz/secure/login.php?id=8f2",
        "http://www.garden-museum.org/about/history.html",
    ):
        link = parse(url)
        chances.append(chance(link, place(link.host)))
    lure, page = chances
    assert lure is not None
    assert page is not None
    assert lure > 0.6
    assert page < 0.3


@given(st.text(max_size=200))
def test_any_link_has_features(written: str) -> None:
    assert seen("http://" + written).facts
