"""What an agent is about to send: red lines stop, doubtful wording is advised, warnings pass."""

import pytest
from tests.guard.made import made_guard

from kedun import handbook, pipeline
from kedun.guard.conversation import NEW
from kedun.guard.findings import Verdict
from kedun.guard.fold import fold
from kedun.guard.marks import marks_of
from kedun.guard.outbound import judge
from kedun.guard.screen import screen

STOP = (
    "请把您收到的短信验证码发给我",
    "麻烦提供一下银行卡密码，我帮您操作退款",
    "您把卡背面后三位安全码报给我",
    "请您打开屏幕共享，我指导您操作",
    "加我微信，我私下转给您",
    "您先把钱转到我个人账户，我再给您退",
)
PASS = (
    "官方提醒：客服不会索要您的验证码和银行卡密码，请勿告诉任何人。",
    "您收到的验证码请不要告诉任何人，我们也不需要。",
    "凡是让您转账到安全账户的都是诈骗，请谨防上当。",
    "您好，退款会原路退回，一般一到三个工作日到账。",
    "亲，您的包裹今天已经发出，请注意查收。",
)


def judged(text: str, risk: int) -> tuple[int, Verdict]:
    guard = made_guard()
    reading = guard.read(text, "out")
    return judge(guard.lexicon, reading.concepts, reading.marks, risk)


@pytest.mark.parametrize("text", STOP)
def test_a_red_line_request_or_a_private_deal_is_stopped(text: str) -> None:
    found = screen(text, direction="out")
    assert found.verdict == "stop"
    assert any(finding.clause.startswith(("C", "H")) and finding.weight >= 30 for finding in found.findings)


@pytest.mark.parametrize("text", PASS)
def test_an_official_warning_and_plain_service_pass(text: str) -> None:
    found = screen(text, direction="out")
    assert (found.verdict, found.level in {"low", "medium"}) == ("pass", True)


def test_most_phrases_of_the_handbook_pass_as_they_stand() -> None:
    """A few still sound like what they refuse; every one of those is a fault of the lexicon's negations."""
    phrases = handbook.load().phrases.values()
    stopped = [phrase.id for phrase in phrases if screen(phrase.zh, direction="out").verdict == "stop"]
    assert len(stopped) <= len(phrases) // 10, stopped


def test_a_stopped_red_line_has_a_clause_and_a_better_wording_in_both_languages() -> None:
    found = pipeline.screen("请把您收到的短信验证码发给我", direction="out")
    assert any(finding.code == "said.out_ask_code" and finding.clause == "C4.3-15" for finding in found.findings)
    assert found.advice is not None
    assert found.advice.better is not None
    assert screen(found.advice.better.zh, direction="out").verdict == "pass"
    assert {part["kind"] for part in found.advice.lines("en")} >= {"better", "never"}


def test_a_red_line_raises_a_low_risk_to_an_alarm_and_lowers_no_high_one() -> None:
    assert judged("验证码发我", 0) == (75, "stop")
    assert judged("验证码发我", 95) == (95, "stop")


def test_another_customers_card_is_not_to_be_sent_and_no_alarm_of_fraud() -> None:
    assert judged("他的卡号6222021234567890128", 0) == (55, "stop")


def test_a_number_and_an_address_together_are_somebodys_data() -> None:
    assert judged("她叫李梅，13800138000，北京市海淀区中关村大街1号", 0) == (55, "stop")


def test_a_mobile_number_is_advised_and_no_alarm() -> None:
    assert judged("请打13800138000", 0) == (40, "advise")
    assert judged("请打13800138000", 55) == (55, "advise")


def test_advice_never_softens_an_alarm() -> None:
    assert judged("请打13800138000", 88) == (88, "stop")


def test_below_an_alarm_what_means_nothing_outbound_passes() -> None:
    assert judged("谨防诈骗", 10)[1] == "pass"
    assert judged("谨防诈骗", 59)[1] == "pass"
    assert judged("谨防诈骗", 60)[1] == "stop"


def test_an_inbound_only_concept_is_not_heard_outbound() -> None:
    guard = made_guard()
    assert guard.read("验证码发我", "out").concepts == ("out_asks_code",)
    assert guard.read("验证码发我", "in").concepts == ("asks_code",)


def test_an_agent_is_not_stopped_for_the_words_of_the_scammer_answered() -> None:
    guard = made_guard()
    state = guard.screen("我是客服，马上把验证码发我，转账", NEW).conversation
    assert state.risk >= 60
    for text in ("您好，请在平台内联系我们。", "谨防诈骗", "请不要把验证码告诉我"):
        assert guard.screen(text, state, "out").verdict == "pass"


def test_marks_alone_can_stop() -> None:
    guard = made_guard()
    marks = marks_of(fold("身份证110101199003070011"))
    assert judge(guard.lexicon, [mark.concept for mark in marks], marks, 0) == (55, "stop")
