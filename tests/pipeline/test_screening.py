"""Messages, conversations and links screened, with the handbook's advice for whoever must act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guard.fuzz.strategies import TEXTS

from kedun import handbook
from kedun.guard.conversation import NEW, decode, encode
from kedun.guard.findings import HIGH, VERDICTS, Direction, level_of
from kedun.pipeline.screening import Screening, Session, screen, screen_turns, screen_url

SCAM: list[tuple[Direction, str]] = [
    ("in", "在吗，想问一下这件衣服还有货吗"),
    ("out", "您好，有货的，请问要什么尺码"),
    ("in", "我是平台客服，您的店铺涉嫌违规，账户即将冻结"),
    ("in", "请马上加我微信，把收到的短信验证码发给我，不要告诉任何人"),
    ("out", "好的"),
    ("in", "现在把保证金转到这个安全账户，否则封店"),
]
REPORTS = (
    "刚才有人打电话自称你们客服，说我误开了会员，让我转账，我已经转了五千块，怎么办",
    "我接到自称客服的电话，让我把钱转到安全账户，我转了3万",
)
_TURNS = st.lists(st.tuples(st.sampled_from(["in", "out"]), TEXTS), max_size=6)


def said(found: Screening | Session, kind: str, language: str = "zh") -> list[str]:
    assert found.advice is not None
    return [item for part in found.advice.lines(language) if part["kind"] == kind for item in part["items"]]


def test_a_plain_message_gets_no_advice() -> None:
    found = screen("请点击订单页申请退款，原路退回")
    assert (found.verdict, found.advice) == ("pass", None)


def test_an_inbound_red_line_request_is_stopped_with_a_procedure_and_words_to_say() -> None:
    found = screen("请把收到的短信验证码发给我，我来帮您操作退款")
    assert found.verdict == "stop"
    assert found.advice is not None
    assert found.advice.procedure in handbook.load().procedures
    assert said(found, "say")
    assert said(found, "never")


@pytest.mark.parametrize("text", REPORTS)
def test_a_customer_who_paid_an_impostor_is_helped_and_not_accused(text: str) -> None:
    found = screen(text)
    assert found.advice is not None
    assert found.advice.procedure == "PB-05"
    phrases = {point.id for point in found.advice.phrases}
    assert "SC-020" in phrases or "SC-021" in phrases, "stop-payment help comes first"
    assert any("110" in words for words in said(found, "say"))


def test_a_customer_who_asks_whether_it_was_really_us_is_told_that_it_was_not() -> None:
    found = screen("我接到一个自称你们客服的电话，让我把验证码报给他，是真的吗")
    assert found.advice is not None
    assert found.advice.procedure in {"PB-01", "PB-05", "PB-08"}
    assert said(found, "say")


def test_an_outbound_red_line_request_is_stopped_with_clause_and_better_wording() -> None:
    found = screen("麻烦把您的银行卡密码发给我", direction="out")
    assert found.verdict == "stop"
    assert any(finding.clause.startswith("C4.") for finding in found.findings)
    for language in ("zh", "en"):
        assert said(found, "better", language)


def test_an_official_warning_passes_outbound() -> None:
    found = screen("官方提醒：客服不会索要您的验证码和银行卡密码，请勿告诉任何人。", direction="out")
    assert (found.verdict, found.advice) == ("pass", None)


def test_a_conversation_is_its_messages_one_after_another() -> None:
    session, state = screen_turns(SCAM), NEW
    for turn, (direction, text) in zip(session.turns, SCAM, strict=True):
        found = screen(text, state, direction)
        state = decode(encode(found.conversation))
        assert (turn.risk, turn.level, turn.verdict) == (found.risk, found.level, found.verdict)
    assert session.conversation == state


def test_the_first_alarm_turn_is_the_first_at_level_high() -> None:
    session = screen_turns(SCAM)
    assert session.first_alarm_turn is not None
    assert session.turns[session.first_alarm_turn].risk >= HIGH
    assert all(turn.risk < HIGH for turn in session.turns[: session.first_alarm_turn])
    assert session.first_alarm_turn <= 3
    assert (session.verdict, session.type is not None, session.stage in {"P4", "P5", "P6"}) == ("stop", True, True)


def test_a_conversation_can_be_gone_on_with() -> None:
    first = screen_turns(SCAM[:3])
    rest = screen_turns(SCAM[3:], first.conversation)
    assert rest.conversation == screen_turns(SCAM).conversation


def test_findings_carry_the_message_they_were_made_in() -> None:
    session = screen_turns(SCAM)
    numbers = [number for number, _ in session.findings]
    assert numbers == sorted(numbers)
    for number, finding in session.findings:
        assert finding.span is not None
        assert finding.span[1] <= len(SCAM[number][1])


def test_an_empty_conversation_is_of_no_risk() -> None:
    session = screen_turns([])
    assert (session.risk, session.level, session.verdict, session.first_alarm_turn) == (0, "low", "pass", None)
    assert (session.turns, session.findings, session.advice, session.conversation) == ((), (), None, NEW)


@given(turns=_TURNS)
def test_a_conversation_is_as_grave_as_its_gravest_message(turns: list[tuple[Direction, str]]) -> None:
    session = screen_turns(turns)
    assert session.risk == max((turn.risk for turn in session.turns), default=0)
    assert session.level == level_of(session.risk)
    assert session.verdict == max((turn.verdict for turn in session.turns), key=VERDICTS.index, default="pass")
    assert (session.first_alarm_turn is None) == (session.risk < HIGH)


@pytest.mark.parametrize("url", ["http://taoba0-refund.top/login", "http://jd.com.refund-centre.top/pay"])
def test_a_forged_link_is_stopped_and_says_why(url: str) -> None:
    found = screen_url(url)
    assert (found.verdict, found.type, found.stage) == ("stop", "T05", "P3")
    assert found.advice is not None
    assert all(finding.span == (0, len(url)) and finding.why.en for finding in found.findings)


@pytest.mark.parametrize("url", ["https://www.taobao.com/", "https://item.jd.com/100012043978.html"])
def test_an_official_link_passes(url: str) -> None:
    found = screen_url(url)
    assert (found.level, found.verdict, found.advice) == ("low", "pass", None)


@given(url=TEXTS)
def test_any_text_can_be_judged_as_a_link(url: str) -> None:
    found = screen_url(url)
    assert found.level == level_of(found.risk)
    assert (found.advice is None) == (found.verdict == "pass")
