"""Money is read strictly and written exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.kernel.errors import InputError
from kedun.kernel.money import MOST_FEN, Fen, fen, yuan

REFUSED = {
    "": "empty",
    "1e3": "scientific",
    "1.5E+2": "scientific",
    "1,234.50": "thousands separator",
    "1_000": "thousands separator",
    "12.345": "two decimals",
    "0.001": "two decimals",
    "１２": "other than ASCII",
    "12元": "other than ASCII",
    "−5": "other than ASCII",
    "-5": "negative",
    "-0.01": "negative",
    "+5": "plain number",
    " 5": "plain number",
    "5\n": "plain number",
    "5.": "plain number",
    ".5": "plain number",
    "1.2.3": "plain number",
    "0x10": "plain number",
    "NaN": "plain number",
    "inf": "plain number",
    "true": "plain number",
    "--5": "plain number",
    "90071992547409.92": "exceeds",
    "100000000000000": "exceeds",
    "9" * 10_000_000: "exceeds",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20] or "empty")
def test_an_unclear_amount_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(InputError, match=REFUSED[text]) as caught:
        fen(text)
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("0.00", 0),
        ("7", 700),
        ("12.3", 1230),
        ("12.34", 1234),
        ("0012", 1200),
        ("90071992547409.91", MOST_FEN),
    ],
)
def test_a_plain_amount_is_read_to_the_fen(text: str, amount: int) -> None:
    assert fen(text) == amount


def test_a_negative_amount_is_read_where_allowed() -> None:
    assert (fen("-12.30", allow_negative=True), fen("-0", allow_negative=True)) == (-1230, 0)


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-100, "-1.00"), (123456, "1234.56")]
)
def test_an_amount_is_written_with_two_decimals(amount: int, text: str) -> None:
    assert yuan(Fen(amount)) == text


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert fen(yuan(Fen(amount)), allow_negative=True) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_an_input_error(text: str) -> None:
    try:
        amount = fen(text, allow_negative=True)
    except InputError:
        return
    assert abs(amount) <= MOST_FEN
