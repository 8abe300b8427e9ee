"""Windows in SQL: order, lateness, ties, cross-type reading; each with the live engine as second witness."""

from pathlib import Path
from typing import Any

import pytest
from tests.lab.backtest.shop import FEATURES, hits, opened, order, rule, run, write_lines

from kedun.engine.lists import Entry
from kedun.lab.backtest import Settings
from kedun.lab.backtest.source import Events

REFUND = {"id": "r", "type": "refund", "at": "2026-05-13T11:00:30+08:00", "customer_id": "c1", "facts": {}}


def feature(name: str, aggregate: str, more: str = "", over: str = "1m") -> str:
    title = "title = { zh = '题', en = 'title' }"
    head = f"[[feature]]\nid = '{name}'\non = 'order'\nby = 'customer_id'\nagg = '{aggregate}'\nover = '{over}'"
    return f"{head}\n{more}\n{title}\n"


def both(tmp_path: Path, events: list[dict[str, Any]], *rules: str, features: str = FEATURES) -> dict[str, int]:
    """The hits by DuckDB, once the live engine has agreed."""
    path = write_lines(tmp_path / "a.jsonl", events)
    pack = opened(*rules, entries=(), **{"features.toml": features})
    found = [hits(run(pack, path, settings=Settings(engine=engine))) for engine in ("duckdb", "live")]
    assert found[0] == found[1]
    return found[0]


def test_a_window_leaves_out_its_far_end_and_counts_the_event_itself(tmp_path: Path) -> None:
    events = [order(0), order(60), order(61)]
    assert both(tmp_path, events, rule("one", "orders_1m = 1"), rule("two", "orders_1m = 2")) == {"one": 2, "two": 1}


def test_ties_are_counted_by_arrival(tmp_path: Path) -> None:
    at = "2026-05-13T11:00:00+08:00"
    events = [order(number, at=at) for number in range(3)]
    rules = [rule(f"n{count}", f"orders_1m = {count}") for count in (1, 2, 3)]
    assert both(tmp_path, events, *rules) == {"n1": 1, "n2": 1, "n3": 1}


def test_a_late_event_counts_at_its_own_time_and_is_not_seen_before_it_came(tmp_path: Path) -> None:
    events = [order(20), order(25), order(18), order(26)]
    rules = [rule(f"n{count}", f"orders_1m = {count}") for count in (1, 2, 3, 4)]
    assert both(tmp_path, events, *rules) == {"n1": 2, "n2": 1, "n3": 0, "n4": 1}


def test_an_event_later_than_the_lateness_counts_nowhere_and_knows_nothing(tmp_path: Path) -> None:
    events = [order(30), order(15), order(31)]
    rules = [rule("known", "orders_1m >= 1"), rule("unknown", "orders_1m IS NULL"), rule("two", "orders_1m = 2")]
    assert both(tmp_path, events, *rules) == {"known": 2, "unknown": 1, "two": 1}


def test_another_type_reads_what_it_does_not_feed(tmp_path: Path) -> None:
    refund = rule("twice", "orders_1m = 2").replace('on = "order"', 'on = "refund"')
    assert both(tmp_path, [order(0), order(10), REFUND, order(40)], refund) == {"twice": 1}


def test_an_unknown_key_makes_every_feature_unknown(tmp_path: Path) -> None:
    events = [order(0, customer_id=None), order(1)]
    assert both(tmp_path, events, rule("unknown", "orders_1m IS NULL")) == {"unknown": 1}


def test_every_aggregate_answers(tmp_path: Path) -> None:
    features = "".join(
        [
            feature("total", "sum", "value = 'amount_fen'"),
            feature("mean", "avg", "value = 'amount_fen'"),
            feature("smallest", "min", "value = 'amount_fen'"),
            feature("most", "max", "value = 'amount_fen'"),
            feature("kinds", "distinct", "value = 'category'"),
            feature("since", "seconds_since_last", "where = 'gift'"),
            feature("bad", "rate", "delay = '10s'"),
        ]
    )
    events = [
        order(0, amount_fen=100, category="phone", gift=True, label="fraud"),
        order(5, amount_fen=200, category="book", label="chargeback", labelled_at="2026-05-13T12:00:00+08:00"),
        order(20, amount_fen=None, category="book"),
    ]
    rules = [
        rule("total", "total = 300"),
        rule("mean", "mean = 150"),
        rule("smallest", "smallest = 100"),
        rule("most", "most = 200"),
        rule("kinds", "kinds = 2"),
        rule("since", "since = 20"),
        rule("bad", "bad = 0.5"),
    ]
    assert both(tmp_path, events, *rules, features=features) == {
        "total": 2, "mean": 2, "smallest": 3, "most": 2, "kinds": 2, "since": 1, "bad": 1,
    }  # fmt: skip


def test_the_mean_of_a_large_negative_sum_is_rounded_once(tmp_path: Path) -> None:
    value = "(amount_fen - 1) * 2"
    features = feature("mean", "avg", f"value = '{value}'")
    events = [order(place, amount_fen=-(2**53) + 1 + place) for place in range(3)]
    wanted = sum((-(2**53) + place) * 2 for place in range(3)) / 3
    assert both(tmp_path, events, rule("mean", f"mean = {wanted!r}"), features=features) == {"mean": 1}


def test_lists_asked_again_and_anew_keep_their_own_answers(tmp_path: Path) -> None:
    computed = """
[[feature]]
id = "listed"
agg = "expr"
value = "list('blocked', phone)"
title = { zh = "名单", en = "listed" }
"""
    path = write_lines(tmp_path / "a.jsonl", [order(1, phone="13800138000"), order(2, phone="13900139000")])
    rules = [
        rule("again", "list('blocked', phone) AND listed"),
        rule("literal", "list('blocked', '13700137000')"),
        rule("other", "list('blocked', customer_id) IS FALSE"),
    ]
    pack = opened(*rules, entries=[Entry("blocked", "13800138000")], **{"features.toml": computed})
    for engine in ("duckdb", "live"):
        assert hits(run(pack, path, settings=Settings(engine=engine))) == {"again": 1, "literal": 0, "other": 2}


@pytest.mark.parametrize("ties", [1, 4_000_000])
def test_eff_holds_the_data_s_span_and_its_ties(ties: int) -> None:
    year = 365 * 86_400_000_000
    events = Events(1, 0, (), 0, 0, (), (), 0, 100 * year, True, ties)
    assert events.ties_per_us > ties
    assert events.eff_type == ("BIGINT" if ties == 1 else "HUGEINT")
