"""What holds for the standard pack as a whole."""

import re
from collections import Counter
from itertools import count
from typing import Final

import pytest

import kedun
from kedun.engine.policy.load import check_pack
from kedun.engine.policy.tree import Action, Aggregate, Mode
from kedun.packs import path

SHOP: Final = kedun.open("standard")
NUMBERS: Final = map(str, count())
WEDNESDAY: Final = "2026-05-13T11:00:00+08:00"
POLICY: Final = SHOP.policy
HARD: Final = {
    "message.agent_asks_code",
    "message.agent_asks_secret",
    "message.asked_for_secret",
    "message.safe_account",
    "message.screen_share_and_payment",
    "message.paid_impostor",
    "message.discloses_three",
    "false.executable_run",
    "transfer.to_safe_account",
}
"""The hard rules of DOMAIN 2.3.1: the top grade whatever the sum, and nothing takes points off."""


def test_the_pack_loads_without_a_fault_or_a_warning() -> None:
    policy, faults = check_pack(path("standard"))
    assert policy is not None
    assert [str(fault) for fault in faults] == []


def test_there_are_rules_and_features_enough_to_run_a_shop() -> None:
    assert len(POLICY.rules) >= 110
    assert len(POLICY.features) >= 40
    assert {feature.aggregate for feature in POLICY.features.values()} == set(Aggregate)


@pytest.mark.clause("3.3")
def test_every_completed_clause_of_payments_has_a_rule() -> None:
    named = {rule.clause for rule in POLICY.rules}
    wanted = {f"C3.3-{number:02}" for number in range(1, 39)} | {"H3.3-01", "H3.3-02"}
    assert wanted - named == set()


@pytest.mark.clause("3.3", "4.3", "5.3")
def test_every_signal_of_payments_refunds_and_agents_has_a_rule() -> None:
    named = {rule.signal for rule in POLICY.rules}
    wanted = [
        f"SIG-{kind}{number:02}" for kind, last in (("P", 22), ("R", 10), ("A", 12)) for number in range(1, last + 1)
    ]
    assert [signal for signal in wanted if signal not in named] == []


@pytest.mark.clause("2.3")
def test_the_hard_rules_block_whatever_the_sum() -> None:
    rules = {rule.id: rule for rule in POLICY.rules}
    for name in HARD:
        assert rules[name].hard, name
        assert rules[name].red_line, name
        assert rules[name].action is Action.BLOCK, name
        assert rules[name].mode is Mode.LIVE, name


@pytest.mark.clause("3.1", "5.3")
def test_a_doubtful_picture_or_format_only_ever_asks_for_more() -> None:
    mild = [rule for rule in POLICY.rules if "image_tampered" in rule.source.text or "_format" in rule.source.text]
    assert len(mild) >= 5
    assert [rule.id for rule in mild if rule.action > Action.VERIFY] == []


def test_every_rule_speaks_both_languages_and_says_what_to_do() -> None:
    for rule in POLICY.rules:
        assert re.search(r"[\u4e00-\u9fff]", rule.title.zh), rule.id
        assert re.search(r"[\u4e00-\u9fff]", rule.reason.zh), rule.id
        assert not re.search(r"[\u4e00-\u9fff]", rule.title.en + rule.reason.en), rule.id
        assert rule.reason.zh != rule.title.zh, rule.id
        assert len(rule.reason.en) > len(rule.title.en), rule.id


def test_titles_and_reasons_are_read_at_a_glance() -> None:
    """An agent has fifteen seconds: 18 and 60 characters to a title, 60 and 220 to a reason."""
    titles = [(rule.id, rule.title) for rule in POLICY.rules]
    titles += [(feature.id, feature.title) for feature in POLICY.features.values()]
    assert [name for name, title in titles if len(title.zh) > 18 or len(title.en) > 60] == []
    assert [rule.id for rule in POLICY.rules if len(rule.reason.zh) > 60 or len(rule.reason.en) > 220] == []


def test_every_rule_names_a_clause_of_the_house_form() -> None:
    wrong = [rule.id for rule in POLICY.rules if not re.fullmatch(r"(?:[CH]\d+\.\d+-\d\d|\d+(?:\.\d+)?)", rule.clause)]
    assert wrong == []


def test_every_rule_that_troubles_somebody_names_a_procedure_and_a_type_of_fraud() -> None:
    for rule in POLICY.rules:
        if rule.action >= Action.VERIFY:
            assert re.fullmatch(r"PB-(?:0[1-9]|1\d|20)", rule.procedure or ""), rule.id
            assert rule.fraud_types, rule.id
        assert all(re.fullmatch(r"T(?:0[1-9]|[12]\d|3[0-8])", kind) for kind in rule.fraud_types), rule.id


def test_only_rules_that_allow_take_points_off() -> None:
    for rule in POLICY.rules:
        assert (rule.points < 0) == (rule.action is Action.ALLOW), rule.id


def test_no_two_rules_of_an_event_share_a_title() -> None:
    titles = Counter((rule.on, title) for rule in POLICY.rules for title in (rule.title.zh, rule.title.en))
    assert [title for title, times in titles.items() if times > 1] == []


def test_some_rules_are_on_trial_and_some_rolled_out_in_part() -> None:
    assert any(rule.mode is Mode.SHADOW for rule in POLICY.rules)
    assert any(0 < rule.rollout < 100 for rule in POLICY.rules)


@pytest.mark.clause("6.3")
@pytest.mark.parametrize("purpose", ["refund", "unfreeze", "tax", "activation", "turnover"])
def test_the_five_excuses_are_blocked_even_for_a_trusted_supplier(purpose: str) -> None:
    facts = {
        "purpose": purpose, "payee": "acct_example_trusted", "payee_kind": "company", "amount_fen": 100,
        "approver_id": "finance", "second_approver_id": "head", "has_ticket": True,
    }  # fmt: skip
    event = {"id": next(NUMBERS), "type": "transfer", "at": WEDNESDAY, "facts": facts}
    decision = SHOP.decide(event)
    assert decision.action == "block"
    assert "list.payee_trusted_on_transfer" in {reason.rule for reason in decision.reasons}


@pytest.mark.clause("2.3")
def test_trust_never_quiets_a_red_line() -> None:
    event = {
        "id": next(NUMBERS), "type": "message", "at": WEDNESDAY, "customer_id": "cust_example_trusted",
        "facts": {"direction": "in", "red_line_asked": "code"},
    }  # fmt: skip
    decision = SHOP.decide(event)
    assert (decision.action, decision.grade) == ("block", "L4")


@pytest.mark.parametrize("kind", sorted(POLICY.events))
def test_an_event_of_which_nothing_is_known_troubles_nobody(kind: str) -> None:
    """Two people must sign for money that leaves: there the missing name itself is the finding (6.3)."""
    event = {"id": next(NUMBERS), "type": kind, "at": WEDNESDAY, "customer_id": "c", "facts": {}}
    decision = SHOP.decide(event)
    expected = ["transfer.single_approval"] if kind == "transfer" else []
    assert [reason.rule for reason in decision.reasons] == expected


@pytest.mark.clause("3.3", "3.4")
def test_an_honest_payment_and_an_honest_refund_pass_untroubled() -> None:
    payment = {
        "amount_fen": 12900, "order_amount_fen": 12900, "lowest_price_fen": 990, "method": "alipay", "succeeded": True,
        "order_state": "unpaid", "payer_is_orderer": True, "payer_id": "p", "payee_kind": "platform", "device_id": "d",
        "ip": "198.51.100.1", "ip_country": "CN", "ship_country": "CN", "account_age_s": 9_000_000, "orders_before": 9,
        "channel_switches": 0, "proof": "none", "complaint": "none", "shop_dispute_permille": 2, "off_hours": False,
        "placed_at": "2026-05-13T10:59:00+08:00", "paid_at": "2026-05-13T11:00:00+08:00",
    }  # fmt: skip
    refund = {
        "amount_fen": 12900, "order_amount_fen": 12900, "refund_kind": "return_refund", "reason": "no_reason",
        "original_route": True, "account_changed": False, "goes_to_payer": True, "goods_received": True,
        "return_track_matches": True, "shipped_weight_g": 800, "returned_weight_g": 790, "seal_intact": True,
        "serial_matches": True, "evidence_percent": 90, "has_ticket": True, "requester_id": "a", "category": "服饰",
        "requested_at": "2026-05-18T09:00:00+08:00", "return_created_at": "2026-05-18T12:00:00+08:00",
    }  # fmt: skip
    same = {"customer_id": "c", "order_id": "o", "shop": "s"}
    paid = SHOP.decide({"id": next(NUMBERS), "type": "payment", "at": WEDNESDAY, **same, "facts": payment})
    back = SHOP.decide(
        {"id": next(NUMBERS), "type": "refund", "at": "2026-05-22T11:00:00+08:00", **same, "facts": refund}
    )
    assert (paid.action, paid.risk, paid.reasons) == ("allow", 0, ())
    assert (back.action, back.risk, back.reasons) == ("allow", 0, ())


def paid(**facts: object) -> kedun.Decision:
    event = {"id": next(NUMBERS), "type": "payment", "at": WEDNESDAY, "facts": facts}
    return SHOP.decide(event)


@pytest.mark.clause("2.3")
def test_signs_of_one_kind_fade_and_those_of_different_kinds_add_up() -> None:
    assert paid(avs_match=False).risk == 18
    assert paid(avs_match=False, cvv_match=False).risk == 18 + 5
    assert paid(avs_match=False, channel_switches=3).risk == 18 + 12


@pytest.mark.clause("2.2", "2.3", "4.2")
@pytest.mark.parametrize(
    ("facts", "percent"),
    [
        ({"stage": "P1"}, 100),
        ({"stage": "P2"}, 110),
        ({"stage": "P3"}, 120),
        ({"stage": "P4"}, 140),
        ({"stage": "P5"}, 150),
        ({"stage": "P6"}, 150),
        ({"amount_fen": 199_999}, 100),
        ({"amount_fen": 200_000}, 110),
        ({"amount_fen": 1_000_000}, 120),
        ({"amount_fen": 5_000_000}, 130),
        ({"customer_group": "elder"}, 110),
        ({"customer_group": "ordinary"}, 100),
    ],
)
def test_stage_amount_and_person_weigh_the_sum(facts: dict[str, object], percent: int) -> None:
    """Twenty points, so that every factor leaves a whole number."""
    assert paid(difference_refund_asked=True, **facts).risk == 20 * percent // 100


@pytest.mark.clause("2.3")
def test_the_grade_asks_for_more_than_any_single_rule_when_signs_gather() -> None:
    signs = {"avs_match": False, "channel_switches": 3, "difference_refund_asked": True, "three_ds": "failed"}
    assert (paid(**signs).grade, paid(**signs).action) == ("L2", "verify")
    signs |= {"fraud_tag_country": True}
    assert (paid(**signs).grade, paid(**signs).action) == ("L3", "review")
    signs |= {"stage": "P3"}
    assert (paid(**signs).grade, paid(**signs).action) == ("L4", "block")


@pytest.mark.clause("2.3")
def test_trust_takes_twenty_points_off_and_no_more() -> None:
    event = {
        "id": next(NUMBERS), "type": "payment", "at": WEDNESDAY, "customer_id": "cust_example_trusted",
        "facts": {"avs_match": False, "channel_switches": 3},
    }  # fmt: skip
    assert SHOP.decide(event).risk == 18 + 12 - 20


def test_every_sourced_threshold_names_its_source() -> None:
    """A comment above the rule carries the mark, such as [S81]."""
    for rule in POLICY.rules:
        if rule.threshold == "sourced":
            text = (path("standard") / rule.source.path.removeprefix("standard/")).read_text(encoding="utf-8")
            above = text.split(f'id = "{rule.id}"')[0].rsplit("\n\n", 1)[-1]
            assert re.search(r"\[S\d+\]", above), rule.id
