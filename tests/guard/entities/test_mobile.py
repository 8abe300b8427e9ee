import phonenumbers
import pytest

from kedun.guard.entities import mobile

pytestmark = pytest.mark.clause("3.1", "C3.1-04")

NOT_OK = {
    "length": [
        "", "1", "138", "1380013800", "138001380001", "138001380", "13800138000138", "电话", "无",
        "138****8000", "1380013800a", "0512-62345678", "62345678", "+1 415", "+999 1234567", "+", "00",
        "+852 1", "13800138OOO", "+86 1380013800", "1380013８00", "四五六", "138001380000",
    ],
    "segment": [
        "12345678901", "11111111111", "10000000000", "01062345678", "02112345678", "03712345678", "15412345678",
        "16012345678", "16312345678", "16412345678", "16812345678", "16912345678", "17912345678", "19412345678",
        "13491234567", "17491234567", "17411234567", "16111234567", "20012345678", "99912345678",
        "+86 12345678901", "+1 000 000 0000",
    ],
    "virtual": [
        "17012345678", "17112345678", "16212345678", "16512345678", "16712345678", "14012345678", "14112345678",
        "14412345678", "14612345678", "14812345678", "14912345678", "+8617012345678", "171 1234 5678",
    ],
    "service": [
        "95188", "96110", "10086", "10010", "12345", "12315", "110", "119", "95588", "4008008888",
        "400-800-8888", "800-810-1818", "95533123", "9610012", "1069012345678", "12381", "11185", "10000",
        "+86 95188", "956188",
    ],
}  # fmt: skip
OK = [
    "13800138000", "138 0013 8000", "138-0013-8000", "(138)00138000", "+8613800138000", "+86 138 0013 8000",
    "0086 13800138000", "8613800138000", "１３８００１３８０００", "13800138000\u200b", "17401234567",
    "16101234567", "13481234567", "14512345678", "14712345678", "+1 415 555 2671", "+852 5123 4567",
    "+81 90-1234-5678", "+44 7400 123456", "0065 8123 4567", "+65 8123 4567", "+886 912 345 678",
]  # fmt: skip


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in NOT_OK.items() for value in values])
def test_a_malformed_number_says_what_is_wrong(word: str, value: str) -> None:
    assert mobile.check(value) == word


@pytest.mark.parametrize("value", OK)
def test_a_well_formed_number_is_ok_however_it_is_typed(value: str) -> None:
    assert mobile.check(value) == "ok"


@pytest.mark.parametrize("segment", range(130, 200))
def test_the_segments_agree_with_libphonenumber(segment: int) -> None:
    for fourth in range(10):
        number = f"{segment}{fourth}5551234"
        library = phonenumbers.is_valid_number(phonenumbers.parse(f"+86{number}"))
        word = mobile.check(number)
        if number.startswith("1349"):  # satellite telephones, which the library counts in
            assert word == "segment"
        elif segment in {162, 165, 167, 170, 171}:
            assert (word, library) == ("virtual", True)
        elif 140 <= segment <= 149 and not library:
            assert word == "virtual"
        else:
            assert word == ("ok" if library else "segment")
