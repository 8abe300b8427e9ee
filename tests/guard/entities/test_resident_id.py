import pytest

from kedun.guard.entities import resident_id

pytestmark = pytest.mark.clause("3.1", "C3.1-01")

NOT_OK = {
    "length": [
        "", "1", "110101", "11010119900307", "1101011990030700", "11010119900307001", "110101900307001",
        "440305851212001", "1101011990030700111", "110101199003070011X", "11010119900307001123456", "无",
        "身份证号", "忘记了", "X",
    ],
    "characters": [
        "11010119900307001Y", "1101011990030700AX", "X10101199003070011", "11010119900307O011",
        "IIOIOII99OO3O7OOII", "１１０１０１1990030700Ａ1", "110101199003٠70011",
        "一一零一零一一九九零零三零七零零一一", "110101*****0070011", "1101011990030700x1",
    ],
    "repeated": [
        "111111111111111111", "000000000000000000", "222222222222222222", "999999999999999999",
        "66666666666666666X", "123456789012345678", "987654321098765432", "012345678901234567",
        "345678901234567890", "876543210987654321", "110101111111111111", "110100000000000000",
        "110101190001010014", "440305190001011234", "110101199003070003", "310115200012310006",
        "11010119900307000X", "888888888888888888", "777777777777777777", "12345678901234567X",
    ],
    "birthdate": [
        "110101199013070011", "110101199000070011", "110101199002300011", "110101199003320011",
        "110101199003000011", "110101189912310011", "110101180001010011", "110101000003070011",
        "650104202302290010", "440305198504310011", "110101199006310011", "110101210013010011",
        "110101190002290011", "440305198511310014",
    ],
    "checksum": [
        "110101199003070012", "110101199003070010", "11010119900307001X", "110101199003070021",
        "440305198512120012", "310115200012310015", "650104202402290011", "110101199003070013",
        "440305198512120019", "310115200012310010", "65010420240229001X", "110101199003070081",
        "110101199008070011", "440305198512120021",
    ],
    "region": ["990000199001010017"],
}  # fmt: skip

OK = [
    "110101199003070011", "11010119900307002X", "440305198512120011", "310115200012310014",
    "650104202402290010", "11010119900307002x", "１１０１０１１９９００３０７００１１", "110101 19900307 0011",
    "110101-19900307-0011", " 440305198512120011 ", "110101\u200b199003070011", "11010119900307002Ｘ",
]  # fmt: skip


def numbered(first17: str) -> str:
    """The number with its check character, by GB 11643's table of weights, unlike the check under test."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in NOT_OK.items() for value in values])
def test_a_malformed_number_says_what_is_wrong(word: str, value: str) -> None:
    assert resident_id.check(value) == word


@pytest.mark.parametrize("value", OK)
def test_a_well_formed_number_is_ok_however_it_is_typed(value: str) -> None:
    assert resident_id.check(value) == "ok"


@pytest.mark.parametrize("last", list("0123456789X"))
def test_exactly_one_check_character_fits(last: str) -> None:
    assert resident_id.check("44030519851212003" + last) == (
        "ok" if last == numbered("44030519851212003")[-1] else "checksum"
    )


@pytest.mark.parametrize(
    "region", ["110103", "320113", "330183", "440306", "510122", "810000", "820000", "830000", "710000"]
)
def test_divisions_that_were_merged_and_residence_permits_keep_their_codes(region: str) -> None:
    assert resident_id.check(numbered(region + "19780504" + "013")) == "ok"


@pytest.mark.parametrize("region", ["000000", "100000", "199999", "298765", "559999", "779999", "906156", "998403"])
def test_an_unknown_division_is_told_apart_from_a_wrong_sum(region: str) -> None:
    assert resident_id.check(numbered(region + "19780504" + "013")) == "region"


def test_a_foreigners_permit_names_the_province_that_issued_it() -> None:
    assert resident_id.check(numbered("931840" + "19780504" + "013")) == "ok"


def test_the_most_repetitive_real_number_is_not_taken_for_filler() -> None:
    assert resident_id.check(numbered("440305" + "20111111" + "111")) == "ok"


def test_a_birthday_is_judged_by_the_day_of_the_event_in_china() -> None:
    number = numbered("440305" + "20260513" + "013")
    midnight_in_china = 1_778_601_600_000_000  # 2026-05-13T00:00+08:00
    assert resident_id.check(number, midnight_in_china - 1) == "birthdate"
    assert resident_id.check(number, midnight_in_china) == "ok"
