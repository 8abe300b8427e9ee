"""From the book's payments to Kedun's features: every payment becomes an event of the pack `cards`, and its windows
are computed by the backtest, point in time, frauds known seven days later.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from kedun.engine.policy.tree import Action, Aggregate, FeatureRef, IsNull, Or, Policy, Rule, Text, references
from kedun.kernel.errors import InputError
from kedun.lab.backtest.frame import Frame, identifier
from kedun.lab.backtest.replay import load_events
from kedun.lab.backtest.run import Settings, connected
from kedun.lab.backtest.windows import lanes_of, needed_features, window_table
from kedun.lab.fdh.protocol import Payments

__all__ = ["COLUMNS", "Table", "feature_table"]

COLUMNS = ("TRANSACTION_ID", "TX_DATETIME", "CUSTOMER_ID", "TERMINAL_ID", "TX_AMOUNT", "TX_FRAUD")

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """All payments in order of time: what the protocol needs, and one column per feature, NaN for unknown."""

    payments: Payments
    columns: dict[str, Floats]

    def rows(self, names: Sequence[str], rows: NDArray[np.intp]) -> Floats:
        """The named columns of some rows, as a matrix."""
        return np.column_stack([self.columns[name][rows] for name in names])


def feature_table(
    data: Path,
    policy: Policy,
    wanted: Iterable[str],
    *,
    threads: int | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Table:
    """Read the book's payments and compute the wanted facts and features of the pack for each.

    `data` is Parquet or CSV with at least `COLUMNS`. Raises InputError when it is not, or cannot be read as that.
    """
    names = list(wanted)
    features = [name for name in names if name in policy.features]
    with connected(Settings(threads=threads)) as (connection, folder):
        progress("read", 0.0)
        events = folder / "payments.parquet"
        _convert(connection, data, events)
        probe = _probe(features, policy)
        loaded = load_events(connection, [(policy, (probe,))], [events], folder=folder, derivations={})
        if loaded.refused or loaded.duplicates:
            raise InputError(
                f"{data.name}: {loaded.refused} payments cannot be read and {loaded.duplicates} stand twice"
            )
        frame = Frame(connection, policy, order=loaded, intervals=lambda _list, _value: ())
        lanes = lanes_of(policy, (probe,))
        for at, lane in enumerate(lanes):
            progress("windows", at / len(lanes))
            window_table(frame, lane)
        progress("features", 0.0)
        relation = _joined(frame, [lane.table for lane in lanes], needed_features(policy, "payment", (probe,)))
        return _fetched(connection, policy, relation, names, events)


def _convert(connection: duckdb.DuckDBPyConnection, data: Path, into: Path) -> None:
    """Write the payments as events with labels; a label is known seven days after its payment."""
    if not data.is_file():
        raise InputError(f"there is no file {data}")
    reader = "read_csv" if data.suffix.lower() == ".csv" else "read_parquet"
    try:
        given = {row[0].upper() for row in connection.execute(f"DESCRIBE FROM {reader}(?)", [str(data)]).fetchall()}
        missing = [name for name in COLUMNS if name not in given]
        if missing:
            raise InputError(f"{data.name} has no column {', '.join(missing)}")
        connection.execute(
            f"""COPY (SELECT CAST(TRANSACTION_ID AS VARCHAR) AS id, 'payment' AS type,
            epoch_us(CAST(TX_DATETIME AS TIMESTAMP)) AS at, CAST(CUSTOMER_ID AS VARCHAR) AS customer_id,
            CAST(TERMINAL_ID AS VARCHAR) AS terminal_id, CAST(round(TX_AMOUNT * 100) AS BIGINT) AS amount_fen,
            CASE WHEN TX_FRAUD = 1 THEN 'fraud' ELSE 'honest' END AS label,
            epoch_us(CAST(TX_DATETIME AS TIMESTAMP)) + {7 * _DAY_US} AS labelled_at
            FROM {reader}(?) ORDER BY TX_DATETIME, TRANSACTION_ID) TO '{into}' (FORMAT parquet)""",
            [str(data)],
        )
    except duckdb.Error as fault:
        raise InputError(f"{data.name} cannot be read as payments: {str(fault).splitlines()[0]}") from None


def _probe(features: Sequence[str], policy: Policy) -> Rule:
    """A rule that asks for every wanted feature, so that the backtest computes them."""
    asked = tuple(IsNull(FeatureRef(name, policy.features[name].type)) for name in features)
    when = asked[0] if len(asked) == 1 else Or(asked)
    blank = Text("", "")
    return Rule("lab.probe", "", "payment", when, Action.ALLOW, blank, blank)


def _joined(frame: Frame, tables: Sequence[str], needed: Sequence[str]) -> str:
    """A relation with all facts and window features, computed features added layer by layer."""
    relation = f"SELECT * FROM {frame.table('payment')}" + "".join(
        f" LEFT JOIN {table} USING (seq)" for table in tables
    )
    frame.run(f"CREATE OR REPLACE TEMP TABLE layer AS {relation}")
    made = {name for name in needed if frame.policy.features[name].aggregate is not Aggregate.EXPR}
    waiting = [name for name in needed if name not in made]
    while waiting:
        ready = [name for name in waiting if _asks(frame.policy, name) <= made]
        columns = []
        for name in ready:
            value = frame.policy.features[name].value
            columns.append(f"{frame.builder('payment', (value,)).text(value)} AS {frame.feature_column(name)}")  # type: ignore[arg-type] # a computed feature has a value
        frame.run(f"CREATE OR REPLACE TEMP TABLE layer AS SELECT *, {', '.join(columns)} FROM layer")
        made |= set(ready)
        waiting = [name for name in waiting if name not in made]
    return "layer"


def _asks(policy: Policy, name: str) -> set[str]:
    """The features a computed feature is made of."""
    value = policy.features[name].value
    found = references(value) if value is not None else ()
    return {reference.id for reference in found if isinstance(reference, FeatureRef)}


def _fetched(
    connection: duckdb.DuckDBPyConnection, policy: Policy, relation: str, names: Sequence[str], events: Path
) -> Table:
    """Columns as numpy, in the order of arrival."""
    sql = [f"CAST({_column(policy, name)} AS DOUBLE) AS {identifier(name)}" for name in names]
    found = connection.execute(f"SELECT {', '.join(sql)} FROM {relation} ORDER BY seq").fetchnumpy()
    columns = {name: np.ma.filled(found[name], np.nan).astype(np.float64) for name in names}
    base = connection.execute(
        f"""SELECT "at" // {_DAY_US} AS day, dense_rank() OVER (ORDER BY customer_id) - 1 AS customer,
        CAST(label = 'fraud' AS BIGINT) AS fraud FROM read_parquet(?) ORDER BY file_row_number""",
        [str(events)],
    ).fetchnumpy()
    day, customer, fraud = (np.asarray(base[name], dtype=np.int64) for name in ("day", "customer", "fraud"))
    return Table(Payments(day, customer, fraud), columns)


def _column(policy: Policy, name: str) -> str:
    return Frame.feature_column(name) if name in policy.features else identifier(name)
