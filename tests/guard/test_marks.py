"""Entities and links as things said: the right pseudo-concept, the span as given, the meaning outbound."""

import pytest
from hypothesis import given
from tests.guard.fuzz.strategies import TEXTS

from kedun import handbook
from kedun.guard.fold import fold
from kedun.guard.marks import Mark, marks_of

SEEN = {
    "电话13800138000找我": ("has_phone", "entity.mobile", "13800138000", "advise"),
    "身份证110101199003070011": ("has_id", "entity.resident_id", "110101199003070011", "stop"),
    "卡号6222021234567890128": ("has_card", "entity.bank_card", "6222021234567890128", "stop"),
    "加微信abc_12345聊": ("has_contact", "entity.wechat_id", "abc_12345", "stop"),
    "验证码是482913，请查收": ("has_code", "entity.verification_code", "482913", "stop"),
    "发到zhang.san@163.com": ("has_email", "entity.email", "zhang.san@163.com", ""),
    "请看https://www.taobao.com/help": ("link_official", "url.official", "https://www.taobao.com/help", ""),
    "详见http://a-baker.com/bread": ("link_unknown", "url.unlisted", "http://a-baker.com/bread", "advise"),
}  # fmt: skip


def only(text: str) -> Mark:
    (mark,) = marks_of(fold(text))
    return mark


@pytest.mark.parametrize("text", ["", "您好", "什么时候发货？", "要2件", "第 3 天还没到"])
def test_an_ordinary_message_has_no_mark(text: str) -> None:
    assert marks_of(fold(text)) == ()


@pytest.mark.parametrize("text", SEEN)
def test_what_is_shown_is_marked_where_it_stands(text: str) -> None:
    concept, code, words, out = SEEN[text]
    mark = only(text)
    assert (mark.concept, mark.code, text[slice(*mark.span)], mark.out) == (concept, code, words, out)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("电话1 3 8 0 0 1 3 8 0 0 0找我", "1 3 8 0 0 1 3 8 0 0 0"),
        ("电话①③⑧００１３８０００找我", "①③⑧００１３８０００"),
    ],
)
def test_a_disguised_number_is_marked_as_it_was_written(text: str, words: str) -> None:
    mark = only(text)
    assert (mark.concept, text[slice(*mark.span)]) == ("has_phone", words)


@pytest.mark.parametrize("url", ["http://taoba0-refund.top/login", "http://www.taobao.com.refund-centre.xyz/"])
def test_a_forged_link_is_stopped_outbound_and_says_its_worst_reason(url: str) -> None:
    mark = only(f"退款请点{url} 填写")
    assert (mark.concept, mark.out, mark.weight) == ("link_bad", "stop", 45)
    assert mark.code.startswith("url.")
    assert mark.why.zh
    assert mark.why.en


def test_a_mark_becomes_a_finding_with_clause_and_words() -> None:
    finding = only("电话13800138000").finding()
    assert (finding.code, finding.span, finding.why.en) == ("entity.mobile", (2, 13), "A mobile number")
    assert handbook.load().clause(finding.clause).zh


@given(text=TEXTS)
def test_every_mark_of_any_text_lies_in_it_and_names_a_clause_of_the_handbook(text: str) -> None:
    book = handbook.load()
    for mark in marks_of(fold(text)):
        start, end = mark.span
        assert 0 <= start < end <= len(text)
        assert book.clause(mark.clause).zh
        assert mark.out in {"", "advise", "stop"}
