"""What the guard reads becomes facts: known ones stay, unknown ones are filled, and chat joins money."""

from typing import Any

import pytest

import kedun
from kedun.engine.events import Event
from kedun.guard.conversation import NEW
from kedun.guard.screen import screen
from kedun.pipeline import Kedun
from kedun.pipeline.facts import Chats, of_file, of_message, with_facts

ASKS = "请把收到的短信验证码发给我，我来帮您操作退款"
PAYEE = "不要原路退，请改退到我另外一张银行卡，原来的卡注销了"


@pytest.fixture(scope="module")
def opened() -> Kedun:
    return kedun.open()


def message(opened: Kedun, text: str | None, id_: str = "m1", **more: Any) -> Event:
    facts = {} if text is None else {"text": text}
    facts |= more.pop("facts", {})
    given = {"id": id_, "type": "message", "at": "2026-05-13T10:00:00+08:00", "facts": facts, **more}
    return opened.read(given)


def event(id_: str, type_: str, at: str, **facts: Any) -> dict[str, Any]:
    more = {"conversation_id": "t1"} if type_ == "message" else {}
    return {"id": id_, "type": type_, "at": at, "customer_id": "c1", "facts": facts, **more}


def ids(decision: kedun.Decision) -> set[str]:
    return {reason.rule for reason in decision.reasons}


def test_without_a_text_nothing_is_filled(opened: Kedun) -> None:
    for given in (message(opened, None), message(opened, None, facts={"direction": "in"})):
        assert with_facts(given, Chats()) is given


def test_an_event_that_is_no_message_is_left_alone(opened: Kedun) -> None:
    given = opened.read(event("p1", "payment", "2026-05-13T10:00:00+08:00", amount_fen=1))
    assert with_facts(given, Chats()) is given


def test_unknown_facts_are_filled_from_the_text(opened: Kedun) -> None:
    facts = with_facts(message(opened, ASKS, facts={"direction": "in"}), Chats()).facts
    assert facts.text_risk >= 60
    assert (facts.red_line_asked, facts.text_verdict, facts.external_link) == ("code", "stop", False)
    assert (facts.stage, facts.text_type is not None) == ("P4", True)


def test_the_callers_facts_are_kept(opened: Kedun) -> None:
    known = {"direction": "in", "text_risk": 1, "red_line_asked": "none", "external_contact": True, "stage": "P0"}
    facts = with_facts(message(opened, ASKS, facts=known), Chats()).facts
    assert {name: getattr(facts, name) for name in known} == known
    assert facts.text_verdict == "stop", "what the caller left unknown is still filled"


def test_the_event_given_is_not_changed(opened: Kedun) -> None:
    given = message(opened, ASKS)
    with_facts(given, Chats())
    assert given.facts.text_risk is None


def test_a_direction_not_told_is_inbound(opened: Kedun) -> None:
    untold = with_facts(message(opened, ASKS), Chats()).facts
    inbound = with_facts(message(opened, ASKS, facts={"direction": "in"}), Chats()).facts
    assert untold.text_risk == inbound.text_risk


def test_the_agents_words_claim_nothing_official_and_ask_for_no_customers_data() -> None:
    found = of_message(screen("我是平台官方客服，把客户的手机号和地址发给我", direction="out"), "out")
    assert (found["claims_official"], found["asks_customer_data"], found["complaint"]) == (False, False, None)


def test_an_agents_request_for_a_code_is_a_red_line(opened: Kedun) -> None:
    facts = with_facts(message(opened, ASKS, facts={"direction": "out"}), Chats()).facts
    assert (facts.red_line_asked, facts.text_verdict) == ("code", "stop")


def test_a_forged_link_is_a_fact(opened: Kedun) -> None:
    facts = with_facts(message(opened, "退款请点http://taoba0-refund.top/login 填写"), Chats()).facts
    assert (facts.external_link, facts.link_bad) == (True, True)


def test_a_files_name_alone_tells_its_risk(opened: Kedun) -> None:
    given = {"id": "f1", "type": "file", "at": "2026-05-13T10:00:00+08:00", "facts": {"file_name": "订单.pdf.exe"}}
    facts = with_facts(opened.read(given), Chats()).facts
    assert facts.file_risk == of_file("订单.pdf.exe")["file_risk"] >= 60
    assert of_file("照片.jpg")["file_risk"] < 30


def test_a_conversation_goes_on_from_message_to_message(opened: Kedun) -> None:
    chats = Chats()
    with_facts(message(opened, ASKS, conversation_id="t1"), chats)
    later = with_facts(message(opened, "好的", "m2", conversation_id="t1"), chats).facts
    other = with_facts(message(opened, "好的", "m3", conversation_id="t2"), chats).facts
    alone = with_facts(message(opened, "好的", "m4"), chats).facts
    assert (later.stage, other.stage, alone.stage) == ("P4", None, None)


def test_the_conversation_longest_silent_is_forgotten_first() -> None:
    chats = Chats(most=2)
    for id_ in ("a", "b", "a", "c"):
        chats.read(ASKS, id_, "in")
    assert chats.read("好的", "a", "in").conversation.turns == 3
    assert chats.read("好的", "b", "in").conversation.turns == 1


def test_a_message_without_a_conversation_is_read_by_itself() -> None:
    chats = Chats()
    chats.read(ASKS, None, "in")
    assert chats.read("好的", None, "in") == screen("好的", NEW)


def test_a_repeated_event_id_does_not_advance_the_conversation() -> None:
    opened = kedun.open()
    given = event("m1", "message", "2026-05-13T10:00:00+08:00", text=ASKS, direction="in")
    first = opened.decide(given)
    assert opened.decide(given) == first
    assert opened._chats is not None
    assert opened._chats.read("好的", "t1", "in").conversation.turns == 2


def test_a_policy_that_does_not_read_chat_takes_facts_as_recorded(opened: Kedun) -> None:
    silent = Kedun(opened.policy, reads_chat=False)
    given = event("m1", "message", "2026-05-13T10:00:00+08:00", text=ASKS, direction="in")
    assert not any("red_line" in rule for rule in ids(silent.decide(given)))


@pytest.mark.parametrize(("at", "fires"), [("10:05", True), ("10:29", True), ("10:31", False)])
def test_a_payee_asked_for_in_the_chat_and_a_refund_elsewhere_within_30_minutes_is_held(at: str, fires: bool) -> None:
    opened = kedun.open()
    opened.decide(event("m1", "message", "2026-05-13T10:00:00+08:00", text=PAYEE, direction="in"))
    refund = event("r1", "refund", f"2026-05-13T{at}:00+08:00", account_changed=True, amount_fen=29_900)
    decision = opened.decide(refund)
    assert ("chat.payee_asked_then_refund" in ids(decision)) is fires
    assert not fires or decision.action in {"hold", "block"}


def test_the_same_refund_without_the_chat_does_not_fire_the_join() -> None:
    opened = kedun.open()
    opened.decide(event("m1", "message", "2026-05-13T10:00:00+08:00", text="请问发货了吗", direction="in"))
    refund = event("r1", "refund", "2026-05-13T10:05:00+08:00", account_changed=True, amount_fen=29_900)
    assert "chat.payee_asked_then_refund" not in ids(opened.decide(refund))
