"""The day played through the standard pack: what is counted, what is told, and that it is worth telling."""

import re
from collections.abc import Sequence

import pytest

import kedun
from kedun.engine.decide import Decision
from kedun.engine.policy.tree import Action, Level, Policy
from kedun.handbook import load
from kedun.lab.shopday import Row, Settings
from kedun.lab.shopday.figures import Figures, Moment
from kedun.lab.shopday.replay import replay
from kedun.lab.shopday.report import Speaker, mask, page, span_words, summary, yuan

_EVENTS = 6_000


@pytest.fixture(scope="module")
def opened() -> kedun.Kedun:
    return kedun.open("standard")


@pytest.fixture(scope="module")
def policy(opened: kedun.Kedun) -> Policy:
    return opened.policy


@pytest.fixture(scope="module")
def day(opened: kedun.Kedun) -> Figures:
    figures = Figures()
    for _ in replay(opened, Settings(seed=2, per_day=3_600, scam_permille=20), _EVENTS, figures):
        pass
    return figures


def moment(
    action: str, *, at: int, stage: str = "P5", money: int = 0, kind: str = "transfer", story: int = 1
) -> Moment:
    row = Row(
        at=at, type=kind, channel="app", shop="s01", customer_id="c00000001", order_id=None, agent_id=None,
        conversation_id=None, facts={}, label="fraud" if stage else "honest", labelled_us=at + 1, scenario="T13",
        stage=stage, story=story, money_fen=money,
    )  # fmt: skip
    decision = Decision(
        event_id="e", action=action, risk=0, level=Level.LOW, grade="L0", policy_version="p@1"  # type: ignore[arg-type]
    )  # fmt: skip
    return Moment(row, decision)


def counted(moments: Sequence[Moment]) -> Figures:
    figures = Figures()
    for one in moments:
        figures.add(one)
    return figures


def test_money_before_the_catch_is_lost_and_after_it_kept() -> None:
    figures = counted([moment("warn", at=1, money=100), moment("hold", at=2, money=30), moment("allow", at=3, money=5)])
    record = figures.stories[1]
    assert (record.lost_fen, record.stopped_fen, record.caught, record.in_time) == (100, 35, 1, False)


def test_a_message_tells_of_money_that_has_gone_already() -> None:
    record = counted([moment("block", at=1, money=100, kind="message")]).stories[1]
    assert (record.lost_fen, record.stopped_fen) == (100, 0)


def test_verification_alone_is_no_catch() -> None:
    record = counted([moment("verify", at=1), moment("verify", at=2, money=7)]).stories[1]
    assert record.caught is None
    assert record.lost_fen == 7


def test_a_catch_ahead_of_the_money_is_in_time_and_says_how_early() -> None:
    record = counted([moment("review", at=1_000_000), moment("allow", at=61_000_000, money=9)]).stories[1]
    assert record.in_time
    assert record.lead_us == 60_000_000


def test_a_scam_begun_before_the_day_is_not_one_of_its_stories() -> None:
    figures = Figures()
    figures.before(moment("allow", at=1))
    figures.add(moment("allow", at=2, money=5))
    assert figures.stories == {}


def test_a_scam_of_the_day_is_followed_past_its_end_and_counted_once() -> None:
    figures = counted([moment("allow", at=1)])
    figures.after(moment("block", at=2, money=5))
    figures.after(moment("block", at=2, money=5, story=99))
    assert figures.events == 1
    assert figures.stories[1].stopped_fen == 5


def test_an_honest_customer_is_counted_by_the_worst_that_was_asked() -> None:
    figures = counted([moment("verify", at=1, stage=""), moment("allow", at=2, stage="")])
    assert (figures.customers(), figures.customers_at(Action.VERIFY), figures.customers_at(Action.REVIEW)) == (1, 1, 0)


def test_every_event_is_counted_once(day: Figures) -> None:
    assert day.events == _EVENTS
    assert (
        sum(day.actions.values()) == sum(day.types.values()) == sum(slot[0] for slot in day.slots.values()) == _EVENTS
    )


def test_most_scams_of_a_day_are_caught_before_money_moves(day: Figures) -> None:
    scams = [count for code, count in day.by_type().items() if code]
    stories = sum(count.stories for count in scams)
    assert stories > 20
    assert sum(count.caught for count in scams) > 0.75 * stories
    assert sum(count.in_time for count in scams) > 0.6 * stories


def test_few_honest_customers_are_troubled(day: Figures) -> None:
    assert day.customers_at(Action.VERIFY) < 0.06 * day.customers()
    assert day.customers_at(Action.REVIEW) < 0.02 * day.customers()


@pytest.mark.parametrize("zh", [True, False])
def test_the_page_stands_alone_and_shows_no_personal_data(day: Figures, policy: Policy, *, zh: bool) -> None:
    html = page(day, policy, load(), zh=zh, command="kedun day")
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"c\d{8}", html)
    assert not re.search(r"1[3-9]\d{9}", html)
    assert html.count("<section") == html.count("</section>") == 6
    assert html.count("<article") >= 8


def test_the_english_page_is_english(day: Figures, policy: Policy) -> None:
    html = page(day, policy, load(), zh=False, command="kedun day")
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html)
    text = re.sub(r"[\u4e00-\u9fff]*\*+[\u4e00-\u9fff]*", "", text)  # what is masked was Chinese
    chinese = set(re.findall(r"[\u4e00-\u9fff]+", text)) - {"客盾"}
    files = {word for word in chinese if re.search(rf"{word}[\w.（）]*\.(?:zip|rar|exe|chm|lnk|bat|png|pdf)", text)}
    assert chinese - files == set()


def test_an_empty_stretch_makes_a_page_too(policy: Policy) -> None:
    html = page(Figures(), policy, load(), zh=True, command="kedun day")
    assert "这一段没有骗局" in html


def test_the_summary_is_plain_and_agrees_with_the_figures(day: Figures, policy: Policy) -> None:
    found = summary(day, policy)
    assert found["events"] == _EVENTS
    assert found["scams"]["stories"] == len(day.stories)
    assert sum(found["decisions"].values()) == _EVENTS
    assert len(found["rules"]) == 20


def test_values_are_told_in_words_and_masked(day: Figures, policy: Policy) -> None:
    speaker = Speaker(policy, zh=True)
    told = [speaker.values(reason) for one in day.samples for reason in one.decision.reasons]
    assert any("¥" in text for text in told)
    assert not any(re.search(r"d[0-9a-f]{10}", text) for text in told)


@pytest.mark.parametrize(
    ("us", "zh", "en"),
    [(5_000_000, "5 秒", "5 s"), (-600_000_000, "10 分钟", "10 min"), (5_400_000_000, "1.5 小时", "1.5 h")],
)
def test_a_length_of_time_is_told_in_its_largest_unit(us: int, zh: str, en: str) -> None:
    assert (span_words(us, zh=True), span_words(us, zh=False)) == (zh, en)


@pytest.mark.parametrize(("fen", "text"), [(999, "¥9.99"), (1_234_567, "¥12,345")])
def test_an_amount_is_told_in_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize("value", ["c00012345", "王芳", "13812345678", "浙江东湖区桂花路1号"])
def test_a_mask_hides_the_middle(value: str) -> None:
    assert value not in mask(value)
    assert "*" in mask(value)
