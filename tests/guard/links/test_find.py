"""Links are found in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.links import find


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("亲，点https://a.kedun.cn/x?y=1处理", ["https://a.kedun.cn/x?y=1"]),
        ("退款点taobao-kf.top/a1，谢谢", ["taobao-kf.top/a1"]),
        ("看 kedun.com。或 www.kedun.cn！", ["kedun.com", "www.kedun.cn"]),
        ("hxxps://kedun[.]com/a", ["hxxps://kedun[.]com/a"]),
        ("(http://kedun.com/a)", ["http://kedun.com/a"]),
        ("打开1.2.3.4:8080/a.apk安装", ["1.2.3.4:8080/a.apk"]),
        ("javascript:alert(1)", ["javascript:alert(1)"]),
        ("a.com b.com a.com", ["a.com", "b.com", "a.com"]),
        ("http://taobao.com@evil.top/a", ["http://taobao.com@evil.top/a"]),
    ],
)
def test_links_are_found_with_their_place(text: str, links: list[str]) -> None:
    found = list(find(text))
    assert [link for _, _, link in found] == links
    assert all(text[start:end] == link for start, end, link in found)


@pytest.mark.parametrize(
    "text",
    [
        "价格3.5元",
        "v2.1.3 版本",
        "见readme.md和a.py",
        "邮箱kefu@kedun.com",
        "好的。谢谢",
        "10.5",
        "1.2.3.4",
        "图纸.dwg",
        "...",
        "",
        "订单a.b.c",
    ],
)
def test_what_only_looks_like_a_link_is_left(text: str) -> None:
    assert list(find(text)) == []


@given(st.text())
def test_spans_are_in_order_and_apart(text: str) -> None:
    end = 0
    for start, stop, link in find(text):
        assert end <= start < stop
        assert text[start:stop] == link
        end = stop


@pytest.mark.parametrize("piece", ["a.", "http://", "a.com/", "[.]", "。", "a-", "x.y.z.", "1.", "hxxp:"])
def test_a_megabyte_of_one_piece_is_searched(piece: str) -> None:
    assert sum(1 for _ in find(piece * (1_000_000 // len(piece)))) < 1_000_000
