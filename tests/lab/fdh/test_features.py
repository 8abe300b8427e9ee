"""Kedun's windows give the Handbook's own features, payment by payment, as a slow count does."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kedun.engine.policy.load import load_pack
from kedun.engine.policy.tree import Policy
from kedun.kernel.errors import InputError
from kedun.lab.fdh.features import Table, feature_table
from kedun.lab.fdh.models import BOOK, OWN
from kedun.packs import path

DAY = 86_400


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_pack(path("cards"))


@pytest.fixture(scope="module")
def table(world: Any, policy: Policy) -> Table:
    return feature_table(world.path, policy, dict.fromkeys((*BOOK, *OWN)))


def test_a_missing_file_is_refused(policy: Policy, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        feature_table(tmp_path / "none.parquet", policy, BOOK)


def test_a_file_of_another_kind_is_refused(policy: Policy, tmp_path: Path) -> None:
    wrong = tmp_path / "payments.parquet"
    wrong.write_text("not parquet")
    with pytest.raises(InputError, match="cannot be read as payments"):
        feature_table(wrong, policy, BOOK)


def test_a_file_without_a_column_is_refused(policy: Policy, tmp_path: Path) -> None:
    wrong = tmp_path / "payments.csv"
    wrong.write_text("TRANSACTION_ID,TX_DATETIME\n1,2018-05-01\n")
    with pytest.raises(InputError, match="has no column CUSTOMER_ID, TERMINAL_ID, TX_AMOUNT, TX_FRAUD"):
        feature_table(wrong, policy, BOOK)


def test_a_payment_that_stands_twice_is_refused(policy: Policy, tmp_path: Path) -> None:
    twice = tmp_path / "payments.csv"
    row = "1,2018-05-01 10:00:00,1,1,5.0,0\n"
    twice.write_text("TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD\n" + row + row)
    with pytest.raises(InputError, match="1 stand twice"):
        feature_table(twice, policy, BOOK)


def test_csv_gives_what_parquet_gives(world: Any, write: Any, policy: Policy, table: Table, tmp_path: Path) -> None:
    copy = tmp_path / "payments.csv"
    write(world.rows, copy)
    again = feature_table(copy, policy, BOOK)
    for name in BOOK:
        np.testing.assert_array_equal(again.columns[name], table.columns[name])


def test_payments_keep_day_customer_and_fraud(world: Any, table: Table) -> None:
    seconds, customers, _, _, frauds = (np.array(column) for column in zip(*world.rows, strict=True))
    first = (world.start.date().toordinal()) - 719_163
    np.testing.assert_array_equal(table.payments.day, first + seconds // DAY)
    np.testing.assert_array_equal(table.payments.fraud, frauds)
    same = table.payments.customer[:, None] == table.payments.customer
    np.testing.assert_array_equal(same, customers[:, None] == customers)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_customer_s_windows_are_the_book_s(world: Any, table: Table, days: int) -> None:
    for at in range(0, len(world.rows), 7):
        now, customer, *_ = world.rows[at]
        amounts = [
            amount for then, who, _, amount, _ in world.rows[: at + 1] if who == customer and now - days * DAY < then
        ]
        assert table.columns[f"customer_payments_{days}d"][at] == len(amounts)
        assert table.columns[f"customer_mean_{days}d_fen"][at] == pytest.approx(sum(amounts) / len(amounts))


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_terminal_s_risk_is_the_book_s(world: Any, table: Table, days: int) -> None:
    for at in range(0, len(world.rows), 7):
        now, _, terminal, *_ = world.rows[at]
        frauds = [
            fraud
            for then, _, where, _, fraud in world.rows[:at]
            if where == terminal and now - (7 + days) * DAY < then <= now - 7 * DAY
        ]
        assert table.columns[f"terminal_known_payments_{days}d"][at] == len(frauds)
        rate = table.columns[f"terminal_fraud_rate_{days}d"][at]
        assert np.isnan(rate) if not frauds else rate == pytest.approx(sum(frauds) / len(frauds))


def test_night_and_weekend_are_cut_as_the_book_cuts_them(world: Any, table: Table) -> None:
    for at, (second, *_) in enumerate(world.rows):
        assert table.columns["night"][at] == float(second % DAY // 3600 <= 6)
        assert table.columns["weekend"][at] == float((world.start.weekday() + second // DAY) % 7 >= 5)


def test_a_defrauding_terminal_shows_a_streak_after_the_delay(world: Any, table: Table) -> None:
    """Terminal 3 defrauds from day 2 on, so nine days in the first such payment is known."""
    streaks = table.columns["terminal_streak"]
    late = [at for at, (second, _, where, *_) in enumerate(world.rows) if where == 3 and second > 18 * DAY]
    early = [at for at, (second, _, where, *_) in enumerate(world.rows) if where == 3 and second < 9 * DAY]
    assert min(streaks[late]) >= 5
    assert max(streaks[early]) == 0


def test_the_label_of_the_last_seven_days_is_not_looked_at(
    world: Any, write: Any, policy: Policy, tmp_path: Path
) -> None:
    last = world.rows[-1][0]
    changed = [(*row[:4], 1 - row[4] if row[0] > last - 7 * DAY else row[4]) for row in world.rows]
    blind = tmp_path / "payments.parquet"
    write(changed, blind)
    before, after = (feature_table(each, policy, OWN) for each in (world.path, blind))
    for name in OWN:
        np.testing.assert_array_equal(before.columns[name], after.columns[name])
