import pytest

from kedun.guard.entities import order_number

pytestmark = pytest.mark.clause("3.1", "3.4")

OK = {
    "taobao": [
        "123456789012345678",
        "2345678901234567890",
        "1234 5678 9012 345678",
        "１２３４５６７８９０１２３４５６７８",
    ],
    "pdd": ["260513-123456789012345", "260513123456789012345", "240229-123456789012345", "260513-1234567890123"],
    "jd": ["12345678901", "123456789012", "1234567890123"],
    "douyin": ["6912345678901234567", "4812345678901234567"],
    "amazon": ["123-1234567-1234567", "D01-1234567-1234567", "d01-1234567-1234567"],
    "other": ["1", "ABC-123", "随便写的", "20260513000001"],
}
MISMATCH = {
    "taobao": [
        "12345678901234567", "12345678901234567890", "012345678901234567", "12345678901234567A",
        "260513-123456789012345", "订单号", "",
    ],
    "pdd": [
        "261399-123456789012345", "260230-123456789012345", "260500-123456789012345", "260513-12345678901234",
        "26051-123456789012345", "260513-12345678901234567", "230229-123456789012345", "12345678901",
        "260513-12345678901234X",
    ],
    "jd": ["1234567890", "12345678901234", "0123456789012", "JD12345678901", "123456789012345678"],
    "douyin": ["691234567890123456", "69123456789012345678", "0912345678901234567", "DY12345678901234567"],
    "amazon": [
        "123-1234567-123456", "12-1234567-1234567", "DD1-1234567-1234567", "123-1234567-12345678", "1234567890",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "value"), [(platform, value) for platform, values in MISMATCH.items() for value in values]
)
def test_a_number_of_another_form_does_not_match(platform: str, value: str) -> None:
    assert order_number.check(value, platform) == "mismatch"


@pytest.mark.parametrize(
    ("platform", "value"), [(platform, value) for platform, values in OK.items() for value in values]
)
def test_a_number_of_the_platforms_form_is_ok(platform: str, value: str) -> None:
    assert order_number.check(value, platform) == "ok"
