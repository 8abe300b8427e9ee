import pytest

from kedun.guard.entities import courier_number

pytestmark = pytest.mark.clause("3.1", "3.4")

OK = {
    "SF": [
        "SF1234567890123",
        "SFA123456789012",
        "sf1234567890123",
        "ＳＦ１２３４５６７８９０１２３",
        "123456789012",
        "SF 1234 5678 90123",
    ],
    "ZTO": ["73123456789012", "74123456789012", "75123456789012", "76123456789012", "78123456789012", "123456789012"],
    "YTO": ["YT1234567890123", "yt1234567890123", "1234567890", "12345678901", "123456789012", "123456789012345678"],
    "YUNDA": ["312345678901234", "412345678901234", "1234567890123"],
    "STO": [
        "77123456789012",
        "771234567890123",
        "77123456789012345",
        "43123456789012",
        "123456789012",
        "1234567890123",
    ],
    "JT": ["JT1234567890123", "JT123456789012"],
    "JD": [
        "JDV012345678901",
        "JDX123456789012",
        "JDK123456789012",
        "JD0123456789012",
        "JDVA12345678901",
        "JDVA12345678901-1-1",
    ],
    "EMS": ["EA123456789CN", "LZ123456789US", "9812345678901", "9912345678901", "9512345678901", "1112345678901"],
    "DPK": ["DPK123456789012", "DPK1234567890120001", "12345678", "1234567890"],
}
MISMATCH = {
    "SF": [
        "YT1234567890123",
        "JT1234567890123",
        "73123456789012",
        "JDX123456789012",
        "DPK123456789012",
        "1234567890123",
    ],
    "ZTO": ["SF1234567890123", "77123456789012", "YT1234567890123", "1234567890123", "EA123456789CN"],
    "YTO": ["SF1234567890123", "JT1234567890123", "JDVA12345678901", "312345678901234", "EA123456789CN"],
    "YUNDA": ["SF1234567890123", "YT1234567890123", "123456789012", "73123456789012"],
    "STO": ["SF1234567890123", "73123456789012", "JT1234567890123", "1234567890"],
    "JT": ["SF1234567890123", "YT1234567890123", "JDX123456789012", "123456789012"],
    "JD": ["SF1234567890123", "JT1234567890123", "YT1234567890123", "123456789012"],
    "EMS": ["SF1234567890123", "YT1234567890123", "73123456789012", "8812345678901"],
    "DPK": ["SF1234567890123", "JT1234567890123", "12345678901"],
}
UNKNOWN = {
    "SF": ["", "SF123", "SF12345678901", "SF12345678901234", "XF1234567890123", "1234567", "单号", "SF123456789012O"],
    "ZTO": ["7312345678901X", "ZTO73123456789", "123"],
    "JD": ["JD1", "JDJDJDJDJDJDJDJ"],
    "OTHER": ["SF1234567890123", "621123456789012", "任意", ""],
}


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(company, value) for company, values in table.items() for value in values]


@pytest.mark.parametrize(("company", "value"), rows(MISMATCH))
def test_another_companys_form_does_not_match(company: str, value: str) -> None:
    assert courier_number.check(value, company) == "mismatch"


@pytest.mark.parametrize(("company", "value"), rows(UNKNOWN))
def test_nobodys_form_is_unknown_and_not_called_a_mismatch(company: str, value: str) -> None:
    assert courier_number.check(value, company) == "unknown"


@pytest.mark.parametrize(("company", "value"), rows(OK))
def test_the_claimed_companys_form_is_ok(company: str, value: str) -> None:
    assert courier_number.check(value, company) == "ok"
