import pytest

from kedun.guard.entities import bank_card

pytestmark = pytest.mark.clause("3.1", "3.3", "C3.3-13")

OK = [
    "6217000000000000004", "6222020000000000000", "6228480000000000018", "4111111111111111", "340000000000009",
    "6217 0000 0000 0000 004", "4111-1111-1111-1111", "４１１１１１１１１１１１１１１１", "5555555555554444",
    "2223003122003222", "378282246310005", "3530111333300000", "4222222222222", "6011111111111117",
]  # fmt: skip
NOT_OK = {
    "length": [
        "", "6", "4111", "411111111111", "62170000000000000040", "6217 0000 0000", "0",
        "621700000000000000400000",
    ],
    "characters": [
        "6217 **** **** 0004", "6217XXXXXXXX0004", "411111111111111a", "卡号", "4111111111111111O",
        "0000000000000000", "0411111111111111", "6217/0000/0000/0000/004", "尾号0004",
    ],
    "checksum": [
        "6217000000000000005", "6222020000000000001", "6228480000000000019", "4111111111111112",
        "340000000000008", "1234567890123456", "4111111111111121", "1411111111111111", "6217000000000000040",
        "9999999999999999", "4222222222223", "5555555555554445",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in NOT_OK.items() for value in values])
def test_a_malformed_number_says_what_is_wrong(word: str, value: str) -> None:
    assert bank_card.check(value) == word


@pytest.mark.parametrize("value", OK)
def test_a_well_formed_number_is_ok_however_it_is_typed(value: str) -> None:
    assert bank_card.check(value) == "ok"


@pytest.mark.parametrize("last", range(10))
def test_exactly_one_check_digit_fits(last: int) -> None:
    assert bank_card.check(f"622848000000000001{last}") == ("ok" if last == 8 else "checksum")
