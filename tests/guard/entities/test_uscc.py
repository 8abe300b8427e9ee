import pytest

from kedun.guard.entities import uscc

pytestmark = pytest.mark.clause("3.1", "3.2")

OK = [
    "91440300MA5EQ12X38", "91110108MA01ABCD2H", "92330106MA2H00001B", "91110000600037341L",
    "91110000600037341l", "９１１１００００６００037341L", "9111 0000 6000 3734 1L", "91110000-600037341-L",
    " 91440300MA5EQ12X38 ",
]  # fmt: skip
NOT_OK = {
    "length": [
        "", "9", "91440300", "91440300MA5EQ12X3", "91440300MA5EQ12X388", "110108012345678", "MA5EQ12X3", "暂无",
        "个人", "914403001922038216914403", "440301103097413",
    ],
    "characters": [
        "91440300MA5EQ12XI8", "91440300MA5EQ12XO8", "91440300MA5EQ12XS8", "91440300MA5EQ12XV8",
        "91440300MA5EQ12XZ8", "9144O300MA5EQ12X38", "91A40300MA5EQ12X38", "91440300MA5EQ12X3*",
        "91440300MA5EQ12X3公", "I1440300MA5EQ12X38", "9144030AMA5EQ12X38", "91440300MA5EQ12X3_",
    ],
    "checksum": [
        "91440300MA5EQ12X39", "91440300MA5EQ12X30", "91110108MA01ABCD2J", "92330106MA2H00001A",
        "91110000600037341M", "91110000600037314L", "91440300MA5EQ21X38", "19440300MA5EQ12X38",
        "91440301MA5EQ12X38", "000000000000000001", "111111111111111111", "91440300AM5EQ12X38",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in NOT_OK.items() for value in values])
def test_a_malformed_code_says_what_is_wrong(word: str, value: str) -> None:
    assert uscc.check(value) == word


@pytest.mark.parametrize("value", OK)
def test_a_well_formed_code_is_ok_however_it_is_typed(value: str) -> None:
    assert uscc.check(value) == "ok"


@pytest.mark.parametrize("last", list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_exactly_one_check_character_fits(last: str) -> None:
    assert uscc.check("91110000600037341" + last) == ("ok" if last == "L" else "checksum")
