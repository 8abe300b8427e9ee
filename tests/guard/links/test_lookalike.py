"""Names made to be misread are recognised; names that only resemble are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.links.lookalike import inside, likeness, scripts, skeleton


@pytest.mark.parametrize(
    ("name", "brand", "how"),
    [
        ("taobao", "taobao", "same"),
        ("taoba0", "taobao", "homoglyph"),
        ("tаobао", "taobao", "homoglyph"),
        ("аpple", "apple", "homoglyph"),
        ("arnazon", "amazon", "homoglyph"),
        ("paypa1", "paypal", "homoglyph"),
        ("micr0s0ft", "microsoft", "homoglyph"),
        ("vvebank", "webank", "homoglyph"),
        ("goog1e", "google", "homoglyph"),
        ("taobaoo", "taobao", "edit"),
        ("tabao", "taobao", "edit"),
        ("taoabo", "taobao", "edit"),
        ("pinduodou", "pinduoduo", "edit"),
        ("wellsfarqo", "wellsfargo", "edit"),
        ("jingdonq", "jingdong", "edit"),
        ("sf-expres", "sf-express", "edit"),
    ],
)
def test_a_name_that_imitates_is_traced_to_its_brand(name: str, brand: str, how: str) -> None:
    found = likeness(name)
    assert found is not None
    assert (found.brand, found.how) == (brand, how)


@pytest.mark.parametrize("name", ["kedun", "weather", "garden", "jdb", "boat", "apples-and-pears", "", "a", "库"])
def test_a_name_of_its_own_is_left_alone(name: str) -> None:
    assert likeness(name) is None


@pytest.mark.parametrize(
    ("name", "brand"),
    [("taobaokefu", "taobao"), ("mytaobao", "taobao"), ("paypalsecure", "paypal"), ("alipay95188", "alipay")],
)
def test_a_brand_at_either_end_of_a_longer_name_is_found(name: str, brand: str) -> None:
    found = inside(name)
    assert found is not None
    assert found.brand == brand


def test_short_brands_are_not_sought_inside_other_words() -> None:
    assert inside("jdxkwq") is None


def test_alphabets_are_told_apart() -> None:
    assert scripts("tаobao") == {"latin", "cyrillic"}
    assert scripts("kedun") == {"latin"}
    assert scripts("客盾") == {"cjk"}


@given(st.text(max_size=80))
def test_any_name_has_a_skeleton_and_an_answer(name: str) -> None:
    skeleton(name)
    likeness(name)
    inside(name)
