import pytest

from kedun.guard.entities import find, owner_of
from kedun.guard.fold import fold

pytestmark = pytest.mark.clause("5.2")


@pytest.mark.parametrize("number", ["4001234567", "95999", "", "9558", "95588 "])
def test_a_number_nobody_publishes_has_no_owner(number: str) -> None:
    assert owner_of(number) is None


@pytest.mark.parametrize(
    ("number", "owner"),
    [
        ("95588", "中国工商银行"), ("95188", "支付宝"), ("96110", "国家反诈中心"), ("95338", "顺丰速运"),
        ("4006668800", "Apple"),
        ("12315", "市场监督管理局"), ("110", "公安报警"), ("95118", "京东"), ("12306", "中国铁路"),
    ],
)  # fmt: skip
def test_a_published_number_says_whose_it_is(number: str, owner: str) -> None:
    assert owner_of(number) == owner


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("客服电话400-123-4567", "hotline.not_listed"), ("客服电话95999", "hotline.not_listed"),
        ("客服电话95588", "hotline.official"), ("请拨打400-666-8800", "hotline.official"),
        ("来电010-95588", "hotline.official"),
    ],
)  # fmt: skip
def test_a_hit_says_whether_its_number_is_published(text: str, why: str) -> None:
    assert [hit.why for hit in find(fold(text))] == [why]
