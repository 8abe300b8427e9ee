"""What may be kept of a text, and that nothing breaks on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.entities import KINDS, RED_LINE, REMOVED, find, redact
from kedun.guard.fold import fold

pytestmark = pytest.mark.clause("4.3", "C4.3-01")

PIECES = [
    "验证码是", "密码：", "cvv", "付款码", "482913", "13800138000", "138-0013-8000", "110101199003070011",
    "订单号", "卡号", "6217000000000000004", "6222 0200 0000 0000 000", "2345678901234567890", "微信", "vx",
    "abc_12345", "QQ", "12345678", "收件人：李晓明", "张女士", "浙江省杭州市西湖区文三路100号", "3栋2单元501室",
    "https://t.cn/abc", "li@example.com", "30元", "三百块", "2万", "1.5w", "2026年5月13日", "五月十三日",
    "1.2.3.4", "SF1234567890123", "010-62671188", "95588", "：", "，", " ", "的", "*", "****", "〔已删除〕",
    "\u200b", "１３８", "①③⑧", "幺三八", "\ud800", "🐧", "点com", "E12345678", "护照", "::", "+86",
]  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("验证码是482913", "验证码是〔已删除〕"),
        ("支付密码123456，帮我看看", "支付密码〔已删除〕，帮我看看"),
        ("CVV 123", "CVV 〔已删除〕"),
        ("付款码134567890123456789", "付款码〔已删除〕"),
        ("验证码①②③④⑤⑥", "验证码〔已删除〕"),
        ("验 证 码 482913", "验 证 码 〔已删除〕"),
    ],
)
def test_red_line_data_is_removed_whole(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_the_mark_of_removal_is_in_the_readers_language() -> None:
    assert redact("验证码是482913", language="en") == "验证码是〔removed〕"
    assert set(REMOVED) == {"zh", "en"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("电话13800138000", "电话138****8000"),
        ("电话138-0013-8000", "电话138****8000"),
        ("电话１３８００１３８０００。", "电话138****8000。"),
        ("幺三八零零一三八零零零打这个", "138****8000打这个"),
        ("卡号6217000000000000004", "卡号6217 **** **** 0004"),
        ("身份证11010119900307002X", "身份证110**************X"),
        ("收件人：李晓明", "收件人：李*"),
        ("张女士您好", "张*女士您好"),
        ("寄到浙江省杭州市西湖区文三路100号3栋501室", "寄到浙江省杭州市西湖区文三路****"),
        ("邮箱zhangsan@example.com", "邮箱zh***@example.com"),
        ("加我微信abc_123456", "加我微信ab****6"),
        ("QQ12345678", "QQ12****8"),
        ("订单号2345678901234567890", "订单号2345****7890"),
        ("编码98765432109876543", "编码****"),
        ("座机010-62671188", "座机010-****1188"),
    ],
)
def test_personal_data_is_masked(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text", ["退款30元5月13日到账", "打95188问问", "https://www.taobao.com/", "iPhone 15 Pro 256G", "好的，谢谢", ""]
)
def test_what_is_nobodys_secret_stays(text: str) -> None:
    assert redact(text) == text


@given(TEXTS)
def test_a_hit_lies_in_the_text_and_none_overlaps(text: str) -> None:
    folded = fold(text)
    end = 0
    for hit in find(folded):
        assert end <= hit.start < hit.end <= len(folded.clean)
        assert hit.kind in KINDS
        assert 0 < hit.confidence <= 1
        assert hit.value
        end = hit.end


@given(TEXTS)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(TEXTS)
def test_nothing_of_the_red_line_is_left(text: str) -> None:
    assert not [hit for hit in find(fold(redact(text))) if hit.kind in RED_LINE]


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "13800138000",
        "a",
        "1.",
        "1-",
        "微信",
        "验证码",
        "元",
        "浙江省",
        "路1号",
        "a@",
        "0:",
        "三",
        "密码:a",
        "QQ 1",
        "*",
    ],
)
def test_a_long_text_is_read_to_its_end(unit: str) -> None:
    text = unit * (20_000 // len(unit)) + "。电话15912345678"
    assert find(fold(text))[-1].value == "15912345678"
