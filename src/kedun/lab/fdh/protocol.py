"""The protocol of the Fraud Detection Handbook (Le Borgne, Siblini, Lebichot, Bontempi 2022, chapters 3 to 5).

A fold trains on 7 days, waits 7 days for its labels, and tests on the 7 days after. Fold k lies 7·k days before
fold 0. A customer known as compromised has been called already and is left out of the test: one with a fraud in the
training days, or, for each test day, with a fraud on any day up to eight days before it.

Card precision top k asks what an investigator sees: each test day the k customers with the highest score are
called, and the share of them that truly is compromised counts; whoever was found is not called again.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from kedun.kernel.errors import InputError

__all__ = ["DELAY", "TEST", "TRAIN", "Figures", "Fold", "Payments", "card_precision", "folds", "measure"]

TRAIN, DELAY, TEST = 7, 7, 7  # days

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Payments:
    """What the protocol needs of all payments, by row: `day` since 1970-01-01, `customer` from 0, `fraud` 0 or 1."""

    day: NDArray[np.int64]
    customer: NDArray[np.int64]
    fraud: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fold:
    """The rows a fold trains on and is tested on; its first training day."""

    start: date
    train: Rows
    test: Rows


@dataclass(frozen=True, slots=True)
class Figures:
    """Area under the ROC curve, average precision, card precision top 100."""

    auc: float
    ap: float
    cp100: float


def folds(payments: Payments, first_start: date, count: int) -> list[Fold]:
    """The folds in the book's order: `first_start`, then each one week earlier.

    Raises InputError when a fold reaches beyond the data, or has no fraud or nothing honest to learn from or test on.
    """
    if count < 1:
        raise InputError("there must be at least 1 fold")
    starts = [first_start.toordinal() - TEST * k for k in range(count)]
    return [_fold(payments, start - date(1970, 1, 1).toordinal()) for start in starts]


def card_precision(payments: Payments, rows: Rows, scores: Floats, top: int = 100) -> float:
    """Mean over the days of `rows` of the share of the `top` highest-scored customers that had a fraud that day."""
    day, customer, fraud = payments.day[rows], payments.customer[rows], payments.fraud[rows]
    size = int(payments.customer.max()) + 1
    found = np.zeros(size, dtype=bool)
    shares = []
    for each in np.unique(day):
        today = (day == each) & ~found[customer]
        highest = np.full(size, -np.inf)
        np.maximum.at(highest, customer[today], scores[today])
        defrauded = np.zeros(size, dtype=bool)
        np.logical_or.at(defrauded, customer[today], fraud[today] == 1)
        seen = np.unique(customer[today])
        called = seen[np.argsort(-highest[seen], kind="stable")][:top]
        hits = called[defrauded[called]]
        found[hits] = True
        shares.append(len(hits) / top)
    return float(np.mean(shares))


def measure(payments: Payments, rows: Rows, scores: Floats) -> Figures:
    """The three figures of scores given to `rows`."""
    fraud = payments.fraud[rows]
    return Figures(
        auc=float(roc_auc_score(fraud, scores)),
        ap=float(average_precision_score(fraud, scores)),
        cp100=card_precision(payments, rows, scores),
    )


def _fold(payments: Payments, start: int) -> Fold:
    day, last = payments.day, start + TRAIN + DELAY + TEST - 1
    name = date.fromordinal(start + date(1970, 1, 1).toordinal())
    if not (len(day) and day.min() <= start and last <= day.max()):
        raise InputError(f"the fold whose training starts {name} does not lie inside the data", start=str(name))
    train = np.flatnonzero((day >= start) & (day < start + TRAIN))
    known = np.zeros(int(payments.customer.max()) + 1, dtype=bool)
    known[payments.customer[train][payments.fraud[train] == 1]] = True
    kept = []
    for at in range(TEST):
        reported = (day == start + TRAIN + at - 1) & (payments.fraud == 1)
        known[payments.customer[reported]] = True
        today = np.flatnonzero(day == start + TRAIN + DELAY + at)
        kept.append(today[~known[payments.customer[today]]])
    test = np.concatenate(kept)
    for rows in (train, test):
        if not 0 < payments.fraud[rows].sum() < len(rows):
            raise InputError(f"the fold whose training starts {name} needs fraud and honest payments", start=str(name))
    return Fold(name, train, test)
