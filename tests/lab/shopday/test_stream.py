"""The simulated shop keeps its promises: order, ids, schema, sameness, size, and life as it is."""

import tomllib
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from msgspec.json import Encoder

from kedun import packs
from kedun.lab.shopday import HONEST_STORIES, SCAM_TYPES, START_US, Row, Settings, rows, stream, take
from kedun.lab.shopday.rhythm import hour_of, is_sales_night

_KINDS: Mapping[str, type] = {"bool": bool, "int": int, "float": float, "string": str, "time": int}
_MANY = 120_000


@pytest.fixture(scope="module")
def many() -> list[Row]:
    return list(take(_MANY, Settings(seed=5)))


@pytest.fixture(scope="module")
def declared() -> Mapping[str, Any]:
    return tomllib.loads((packs.path("standard") / "events.toml").read_text(encoding="utf-8"))


def test_every_fact_is_one_that_the_standard_pack_declares(many: list[Row], declared: Mapping[str, Any]) -> None:
    known = {kind: set(event["facts"]) for kind, event in declared["event"].items()}
    derived = {name for name, fact in declared["fact"].items() if "derive" in fact}
    wrong = set()
    for row in many:
        for name, value in row.facts.items():
            fact = declared["fact"][name]
            right = name in known[row.type] and name not in derived and type(value) is _KINDS[fact["type"]]
            if not right or (fact.get("values") and value not in fact["values"]):
                wrong.add((row.type, name, repr(value)))
    assert wrong == set()


def test_events_come_in_order_of_time_with_ids_of_their_own(many: list[Row]) -> None:
    assert all(one.at <= two.at for one, two in pairwise(many))
    assert len({row.id for row in many}) == len(many)
    assert many[0].at >= START_US


def test_a_seed_means_the_same_stream_and_another_seed_another() -> None:
    first, again, other = (list(take(5_000, Settings(seed=seed))) for seed in (9, 9, 10))
    assert first == again
    assert [row.facts for row in first] != [row.facts for row in other]


def test_a_stream_is_the_same_on_every_version_and_machine() -> None:
    """Whoever changes a story changes this on purpose, and every published figure with it."""
    digest, encoder = sha256(), Encoder()
    for row in take(4_000, Settings(seed=7, scam_permille=60)):
        digest.update(encoder.encode(row))
    assert digest.hexdigest() == "1b555ec8fd67ed7426727d84337c9ec2b9ec341be20ee9495bdc2b042afa0e6d"


@pytest.mark.parametrize("shops", [1, 12])
def test_any_number_of_shops_can_be_played(shops: int) -> None:
    assert len({row.shop for row in take(4_000, Settings(seed=3, shops=shops, scam_permille=60))}) == shops


def test_without_scams_nobody_cheats() -> None:
    assert not any(row.is_fraud for row in take(4_000, Settings(scam_permille=0)))


def test_a_short_stream_is_the_beginning_of_a_long_one() -> None:
    assert list(take(500)) == list(take(2_000))[:500]


def test_labels_become_known_after_their_event(many: list[Row]) -> None:
    assert all(row.labelled_us > row.at for row in many)
    assert {row.label for row in many} == {"fraud", "chargeback", "refunded", "honest"}
    assert all((row.label in {"fraud", "chargeback"}) == row.is_fraud for row in many)


def test_a_chargeback_is_known_in_days_and_a_chat_scam_in_hours(many: list[Row]) -> None:
    days = [(row.labelled_us - row.at) / 86_400e6 for row in many if row.scenario == "T25"]
    assert min(days) > 4
    assert max((row.labelled_us - row.at) / 3_600e6 for row in many if row.scenario == "T01") < 6


def test_every_scam_type_leaves_its_footprint(many: list[Row]) -> None:
    assert {row.scenario for row in many if row.is_fraud} == set(SCAM_TYPES)
    assert len(SCAM_TYPES) == 38


def test_a_single_day_sees_nearly_every_scam_type() -> None:
    seen = {row.scenario for row in take(20_000, Settings(seed=2, per_day=12_000, scam_permille=10)) if row.is_fraud}
    assert len(seen) >= 30


def test_scams_go_on_by_stages(many: list[Row]) -> None:
    stages: dict[int, list[str]] = defaultdict(list)
    for row in many:
        if row.is_fraud:
            stages[row.story].append(row.stage)
    assert sum(len(set(found)) > 1 for found in stages.values()) > len(stages) // 2
    assert {stage for found in stages.values() for stage in found} == {f"P{n}" for n in range(8)}


def test_every_honest_oddness_is_there(many: list[Row]) -> None:
    assert {row.scenario for row in many if not row.is_fraud} == set(HONEST_STORIES)


def test_honest_life_shares_the_features_of_fraud(many: list[Row]) -> None:
    honest = [row for row in many if not row.is_fraud]
    shares: dict[str, Callable[[Mapping[str, Any]], Any]] = {
        "other province": lambda f: f.get("ship_province", 0) != f.get("registered_province", 0),
        "new account, dear goods": lambda f: f.get("account_age_s", 1e9) < 604_800 and f.get("amount_fen", 0) > 300_000,
        "somebody else pays": lambda f: f.get("payer_is_orderer") is False,
        "hotel or forwarder": lambda f: f.get("address_kind") in {"hotel", "forwarder"},
        "threat": lambda f: f.get("threatens") is True,
        "contact named": lambda f: f.get("external_contact") is True,
        "new device": lambda f: f.get("device_new") is True,
        "change without the old contact": lambda f: f.get("old_contact_confirmed") is False,
        "paid in parts": lambda f: f.get("succeeded") and f.get("amount_fen", 0) < f.get("order_amount_fen", 0),
        "foreign card": lambda f: f.get("card_country", "CN") != "CN",
        "no ticket": lambda f: f.get("has_ticket") is False,
    }
    assert [name for name, test in shares.items() if not any(test(row.facts) for row in honest)] == []


def test_types_and_fraud_have_plausible_shares(many: list[Row]) -> None:
    share = {kind: count / len(many) for kind, count in Counter(row.type for row in many).items()}
    assert 0.10 < share["order"] < 0.25
    assert 0.10 < share["payment"] < 0.25
    assert 0.01 < share["refund"] < 0.06
    assert set(share) == {
        "message", "file", "login", "order", "payment", "refund", "transfer", "account_change", "logistics_change",
        "verification", "access",
    }  # fmt: skip
    assert 0.008 < sum(row.is_fraud for row in many) / len(many) < 0.03
    orders = [row for row in many if row.type == "order"]
    assert 0.003 < sum(row.is_fraud for row in orders) / len(orders) < 0.02


def test_amounts_and_hours_look_like_a_shop(many: list[Row]) -> None:
    amounts = sorted(row.facts["amount_fen"] for row in many if row.type == "order")
    assert all(amount > 0 for amount in amounts)
    assert 3_000 < amounts[len(amounts) // 2] < 60_000
    assert amounts[len(amounts) * 99 // 100] > 5 * amounts[len(amounts) // 2]
    quiet = Counter(hour_of(row.at) for row in many if not is_sales_night(row.at))
    assert quiet[4] * 4 < quiet[15]


def test_some_facts_are_unknown(many: list[Row]) -> None:
    orders = [row.facts for row in many if row.type == "order"]
    for name in ("sku_mean_90d_fen", "ip_country"):
        known = sum(name in facts for facts in orders)
        assert 0.85 < known / len(orders) < 0.99


def test_memory_does_not_grow_with_the_stream() -> None:
    peaks = []
    for events in (20_000, 60_000):
        tracemalloc.start()
        for _ in take(events, Settings(seed=3, per_day=300)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.25


def test_another_talk_writes_the_chat_lines() -> None:
    settings = Settings(seed=1)
    words = {row.facts["text"] for row in _first(settings, 200) if row.type == "message"}
    assert words == {"…"}


def _first(settings: Settings, count: int) -> list[Row]:
    found = rows(settings, talk=lambda *_: "…")
    return [next(found) for _ in range(count)]


def test_the_event_is_what_kedun_reads() -> None:
    for shop_event in stream(seed=4, events=300):
        event = shop_event.event
        assert set(event) <= {
            "id", "type", "at", "channel", "shop", "customer_id", "order_id", "agent_id", "conversation_id", "facts",
        }  # fmt: skip
        assert datetime.fromisoformat(event["at"]).utcoffset() is not None
        assert datetime.fromisoformat(shop_event.labelled_at) > datetime.fromisoformat(event["at"])


def test_with_before_the_days_before_the_start_are_given_too() -> None:
    early = [row for row in take(3_000, before=True) if row.at < START_US]
    assert early
    assert min(row.at for row in early) > START_US - 10 * 86_400_000_000
