"""One message, or one after another: risk, level, spans, stage and the state that is carried on."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.guard.fuzz.strategies import TEXTS
from tests.guard.made import made_guard

from kedun import handbook
from kedun.guard.conversation import NEW, decode, encode
from kedun.guard.findings import Direction, level_of
from kedun.guard.screen import Findings, guard, screen
from kedun.guard.weigh import features
from kedun.lab.text import corpus
from kedun.lab.text.corpus import Item, variants

FRAUD = (
    "请把收到的短信验证码发给我，我来帮您操作退款",
    "我是公安局民警，您涉嫌洗钱，请马上把资金转到安全账户配合调查，不要告诉任何人",
    "您好，我是平台客服，您误开通了会员每月扣费五百，请下载会议软件共享屏幕，我指导您把钱转到安全账户取消",
    "刷单返利，先垫付五百元，做完三单连本带利返还，不要跟客服说，加我微信",
)
HONEST = (
    "我的快递到哪里了，麻烦帮我查一下物流",
    "这件衣服洗了会缩水吗，有没有大一号的",
    "我想申请七天无理由退货，运费谁承担呀",
    "发票可以开公司抬头吗，税号我在订单里备注了",
)
DISGUISED = {
    "把验 证★码 发.给.我": "把验 证★码 发.给.我",
    "請把簡訊驗證碼發給我": "驗證碼發給我",
    "把验\u200b证\u200b码发给我": "验\u200b证\u200b码发给我",
    "把验证码发给我": "验证码发给我",
}


@cache
def conversations() -> tuple[Item, ...]:
    """A part of our own corpora, filled: every twentieth conversation and a few long single texts."""
    chosen = [item for number, item in enumerate(corpus.items()) if number % 20 == 0]
    return tuple(filled for item in chosen for filled in variants(item, 1))


def in_one_process(turns: list[tuple[Direction, str]], *, carried: bool) -> list[Findings]:
    state, found = NEW, []
    for direction, text in turns:
        found.append(screen(text, state, direction))
        state = found[-1].conversation
        if carried:
            state = decode(encode(state))
    return found


@pytest.mark.parametrize("text", FRAUD)
def test_a_plain_fraud_is_an_alarm_with_reasons(text: str) -> None:
    found = screen(text)
    assert (found.level in {"high", "critical"}, found.verdict) == (True, "stop")
    assert found.type is not None
    assert found.stage is not None
    assert any(finding.code.startswith("said.") for finding in found.findings)


@pytest.mark.parametrize("text", HONEST)
def test_a_plain_question_passes(text: str) -> None:
    found = screen(text)
    assert (found.level, found.verdict, found.type) == ("low", "pass", None)


@pytest.mark.parametrize("text", DISGUISED)
def test_the_span_marks_what_was_said_through_the_disguise(text: str) -> None:
    (finding,) = [finding for finding in screen(text).findings if finding.code == "said.ask_code"]
    assert finding.span is not None
    marked = text[slice(*finding.span)]
    assert marked.endswith(DISGUISED[text][-2:])
    assert len(marked) >= len(DISGUISED[text]) - 2


@given(text=TEXTS, direction=st.sampled_from(["in", "out"]))
def test_risk_level_and_spans_hold_for_any_text(text: str, direction: Direction) -> None:
    found = screen(text, direction=direction)
    assert 0 <= found.risk <= 100
    assert found.level == level_of(found.risk)
    assert found.verdict == "stop" or found.risk < 60
    assert direction == "out" or (found.verdict == "stop") == (found.risk >= 60)
    spans = [finding.span for finding in found.findings if finding.span is not None]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert all(-100 <= finding.weight <= 100 for finding in found.findings)


@settings(max_examples=60)
@given(data=st.data())
def test_a_conversation_carried_elsewhere_after_every_message_gives_the_same_findings(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(conversations()))
    mixed = data.draw(st.booleans())
    turns: list[tuple[Direction, str]] = [("in" if turn.other != mixed else "out", turn.text) for turn in item.turns]
    assert in_one_process(turns, carried=True) == in_one_process(turns, carried=False)


@settings(max_examples=60)
@given(data=st.data())
def test_stage_and_worst_risk_only_rise_through_our_conversations(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(conversations()))
    states = [found.conversation for found in in_one_process([("in", t.text) for t in item.turns], carried=False)]
    assert [state.stage for state in states] == sorted(state.stage for state in states)
    assert [state.risk for state in states] == sorted(state.risk for state in states)
    assert [state.turns for state in states] == list(range(1, len(states) + 1))


def test_every_finding_of_our_conversations_names_a_clause_and_words_in_both_languages() -> None:
    book = handbook.load()
    findings = [
        finding
        for item in conversations()[:150]
        for found in in_one_process([("in" if turn.other else "out", turn.text) for turn in item.turns], carried=False)
        for finding in found.findings
    ]
    assert len(findings) > 200
    for finding in findings:
        assert book.clause(finding.clause).zh
        assert finding.why.zh
        assert finding.why.en


def test_the_text_models_findings_point_at_the_characters_that_decided() -> None:
    text = "我是客服，验证码发我，请马上"
    told = [finding for finding in made_guard().screen(text).findings if finding.code == "text.model"]
    assert [text[slice(*finding.span)] for finding in told if finding.span] == ["马上"]
    assert all(finding.weight > 0 for finding in told)


def test_a_calm_text_gives_no_finding_of_the_text_model() -> None:
    assert [finding.code for finding in made_guard().screen("您好").findings] == []


def test_a_message_that_adds_nothing_keeps_a_low_risk_of_its_own() -> None:
    state = screen(FRAUD[2]).conversation
    assert state.risk >= 60
    for text in ("好的", "嗯", "谢谢", ""):
        found = screen(text, state)
        assert (found.level, found.verdict) == ("low", "pass")
        assert found.conversation.risk == state.risk, "the conversation stays as risky as it was"
        assert found.type == state.type


def test_what_was_said_before_weighs_on_the_next_message() -> None:
    guard_ = made_guard()
    alone = guard_.screen("转账")
    warmed = guard_.screen("转账", guard_.screen("我是客服，您已中奖").conversation)
    assert warmed.risk > alone.risk


def test_a_jump_in_the_script_weighs_more_than_its_last_step_alone() -> None:
    guard_ = made_guard()
    stepwise = guard_.step(NEW, ["claims", "lures", "wants_money"], guard_.read("").evidence)[0]
    jumping = guard_.step(NEW, ["wants_money"], guard_.read("").evidence)[0]
    assert (stepwise.stage, stepwise.jumped) == (jumping.stage, False) == (5, False)
    assert jumping.jumped


def test_every_lever_and_stage_met_is_counted_once() -> None:
    guard_ = made_guard()
    reading = guard_.read("我是客服我是客服，您已中奖，请转账")
    state, *counts = guard_.step(NEW, reading.concepts, reading.evidence)
    numbers = dict(features(state, *counts))
    assert (numbers["levers"], numbers["stages"]) == (3, 3)


def test_the_likeliest_type_is_that_of_the_weightiest_words() -> None:
    assert made_guard().screen("验证码发我").type == "T16"
    assert made_guard().screen("转账，我是客服").type == "T09"


def test_a_spoiled_request_is_none() -> None:
    assert made_guard().screen("验证码不要告诉我").concepts == ()


def test_the_same_text_gives_the_same_findings() -> None:
    assert screen(FRAUD[1]) == screen(FRAUD[1])


@pytest.mark.parametrize("text", ["\ud800", "把验证码发给我\udfff", "\x00", "\u202e把验证码发给我", "🀄" * 50])
def test_odd_characters_are_text_like_any_other(text: str) -> None:
    found = screen(text)
    assert found.level == level_of(found.risk)
    if "验证码" in text:
        assert "ask_code" in found.concepts


def test_a_megabyte_is_read_to_its_end() -> None:
    text = "今天天气不错。" * 50_000 + "请把收到的验证码发给我"
    found = screen(text)
    assert "ask_code" in found.concepts
    (finding,) = [finding for finding in found.findings if finding.code == "said.ask_code"]
    assert finding.span is not None
    assert finding.span[0] > 349_000


def test_ten_thousand_messages_leave_a_state_of_the_same_size() -> None:
    guard_, state = guard(), NEW
    for number in range(10_000):
        state = guard_.screen("好的，知道了" if number % 2 else "请问发货了吗", state).conversation
    assert state.turns == 10_000
    assert len(encode(state)) < 3_000
