"""A small made-up world of card payments in the form of the Handbook's data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import pytest

DAYS = 31


Row = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class World:
    """The file, and what stands in it: seconds since `start`, customer, terminal, amount in hundredths, fraud."""

    path: Path
    rows: list[Row]
    start: datetime = datetime(2018, 5, 1)  # noqa: DTZ001 - the data's times have no zone


class Writer(Protocol):
    """Writes rows as the Handbook's columns, in the format of the path's ending."""

    def __call__(self, rows: list[Row], path: Path) -> None: ...


@pytest.fixture(scope="session")
def write() -> Writer:
    return _written


def _written(rows: list[Row], path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (TRANSACTION_ID INTEGER, TX_DATETIME TIMESTAMP_NS, CUSTOMER_ID INTEGER, "
            "TERMINAL_ID INTEGER, TX_AMOUNT DOUBLE, TX_FRAUD INTEGER)"
        )
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)",
            [
                (at, World.start + timedelta(seconds=second), customer, terminal, amount / 100, fraud)
                for at, (second, customer, terminal, amount, fraud) in enumerate(rows)
            ],
        )
        connection.execute(f"COPY t TO '{path}' (FORMAT {path.suffix[1:]})")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """400 customers, 12 terminals, 31 days; terminal 3 defrauds from day 2 on, and some large payments are fraud."""
    random = np.random.default_rng(5)
    rows = []
    for day in range(DAYS):
        for _ in range(60):
            customer, terminal = int(random.integers(400)), int(random.integers(12))
            amount = int(random.integers(100, 30_000))
            fraud = int((terminal == 3 and day >= 2) or amount > 29_000)
            rows.append((day * 86_400 + int(random.integers(86_400)), customer, terminal, amount, fraud))
    rows.sort()
    path = tmp_path_factory.mktemp("payments") / "payments.parquet"
    _written(rows, path)
    return World(path, rows)
