"""Folds and measures are those of the Fraud Detection Handbook."""

from datetime import date

import numpy as np
import pytest

from kedun.kernel.errors import InputError
from kedun.lab.fdh.protocol import Payments, card_precision, folds, measure

START = date(2018, 5, 1)
DAY0 = START.toordinal() - date(1970, 1, 1).toordinal()


def payments(*rows: tuple[int, int, int]) -> Payments:
    """Rows of day after START, customer, fraud."""
    day, customer, fraud = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Payments(day + DAY0, customer, fraud)


def every_day(days: int = 21, customers: int = 4, frauds: tuple[tuple[int, int], ...] = ()) -> Payments:
    """Each customer pays once a day; `frauds` are days and customers."""
    return payments(*((d, c, int((d, c) in frauds)) for d in range(days) for c in range(customers)))


BASE = ((0, 0), (20, 1))  # something to learn from, something to test on


def test_a_fold_beyond_the_data_is_refused() -> None:
    with pytest.raises(InputError, match="2018-05-02 does not lie inside the data"):
        folds(every_day(frauds=BASE), date(2018, 5, 2), 1)
    with pytest.raises(InputError, match="2018-04-24"):
        folds(every_day(frauds=BASE), START, 2)


def test_no_folds_are_refused() -> None:
    with pytest.raises(InputError, match="at least 1 fold"):
        folds(every_day(frauds=BASE), START, 0)


def test_a_fold_without_fraud_is_refused() -> None:
    with pytest.raises(InputError, match="needs fraud and honest payments"):
        folds(every_day(frauds=((0, 0),)), START, 1)
    with pytest.raises(InputError, match="needs fraud and honest payments"):
        folds(every_day(frauds=((20, 1),)), START, 1)


def test_training_waiting_and_testing_take_seven_days_each() -> None:
    data = every_day(frauds=BASE)
    (fold,) = folds(data, START, 1)
    assert set(data.day[fold.train] - DAY0) == set(range(7))
    assert set(data.day[fold.test] - DAY0) == set(range(14, 21))


def test_each_fold_lies_a_week_before_the_one_ahead() -> None:
    found = folds(every_day(28, frauds=(*BASE, (7, 2), (27, 3))), date(2018, 5, 8), 2)
    assert [fold.start for fold in found] == [date(2018, 5, 8), START]


@pytest.mark.parametrize(
    ("fraud_day", "first_day_left_out"),
    [(6, 14), (7, 15), (12, 20), (13, None)],
)
def test_a_customer_is_left_out_from_eight_days_after_a_fraud(fraud_day: int, first_day_left_out: int | None) -> None:
    data = every_day(frauds=(*BASE, (fraud_day, 2)))
    (fold,) = folds(data, START, 1)
    days = set(data.day[fold.test][data.customer[fold.test] == 2] - DAY0)
    assert days == set(range(14, first_day_left_out or 21))


def test_card_precision_calls_customers_by_their_highest_score_each_day() -> None:
    data = payments((0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 2, 1))
    rows = np.arange(4)
    assert card_precision(data, rows, np.array([0.1, 0.9, 0.5, 0.2]), top=2) == 0.5
    assert (
        card_precision(data, rows, np.array([0.9, 0.1, 0.2, 0.5]), top=2) == 1.0
    )  # the honest payment called customer 0


def test_card_precision_does_not_call_a_found_customer_again() -> None:
    data = payments((0, 0, 1), (0, 1, 0), (1, 0, 1), (1, 1, 1))
    assert card_precision(data, np.arange(4), np.array([0.9, 0.1, 0.9, 0.1]), top=1) == 1.0


def test_card_precision_calls_an_honest_customer_again() -> None:
    data = payments((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1))
    assert card_precision(data, np.arange(4), np.array([0.9, 0.1, 0.9, 0.1]), top=1) == 0.0


def test_card_precision_counts_out_of_top_even_when_fewer_pay() -> None:
    assert card_precision(payments((0, 0, 1)), np.arange(1), np.array([0.5])) == 0.01


def test_measures_of_a_perfect_and_a_reversed_score() -> None:
    data = payments((0, 0, 1), (0, 1, 0), (0, 2, 0), (0, 3, 1))
    perfect = measure(data, np.arange(4), np.array([1.0, 0.0, 0.0, 1.0]))
    assert (perfect.auc, perfect.ap, perfect.cp100) == (1.0, 1.0, 0.02)
    assert measure(data, np.arange(4), np.array([0.0, 1.0, 1.0, 0.0])).auc == 0.0
