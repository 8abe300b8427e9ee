"""Parity on real payments: the pack `cards` over the public Fraud Detection Handbook's records."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import duckdb

from kedun.engine.lists import Lists
from kedun.engine.policy.tree import Action, Compare, FeatureRef, Literal, Policy, Rule, Text, Type
from kedun.kernel.errors import InputError
from kedun.lab.backtest.frame import Frame, quoted
from kedun.lab.backtest.replay import considered, decide_all, load_events
from kedun.lab.backtest.run import Settings, connected
from kedun.lab.backtest.verdicts import relation
from kedun.lab.backtest.windows import lanes_of, needed_features
from kedun.lab.parity.engines import LiveEngine
from kedun.lab.parity.oracle import Judgement, judge_last
from kedun.lab.parity.result import Mismatch, RecordsResult, differences

__all__ = ["run_records"]

_DAY_US: Final = 86_400_000_000
_SHOWN: Final = 20
_FETCH: Final = 2_000


def run_records(policy: Policy, data: Path, *, rows: int = 200_000, every: int = 50) -> RecordsResult:
    """Compare features and verdicts of the first `rows` payments, live against DuckDB on all of them.

    The oracle judges each `every`-th payment, given the earlier payments of its customer and of its terminal. Beside
    the pack's own rules, one rule per feature makes verdicts hang on all of them. Raises InputError for other data.
    """
    start = perf_counter()
    probed = replace(policy, rules=(*policy.rules, *_probes(policy)))
    found: list[Mismatch] = []
    features = verdicts = count = 0
    with connected(Settings()) as (connection, folder):
        payments = folder / "payments.parquet"
        _convert(connection, data, payments, rows)
        live, oracle = LiveEngine(probed, Lists.from_entries({}, ())), _Sampled(probed, every)
        for event, judged in _on_duckdb(connection, probed, payments, folder):
            count += 1
            for engine, wanted in (("live", live.judge(event)), ("oracle", oracle.judge(event))):
                if wanted is not None:
                    verdicts += 1
                    features += len(wanted.features)
                    found += differences(wanted, judged, event=count, engine=engine)
    return RecordsResult(count, features, verdicts, len(found), tuple(found[:_SHOWN]), round(perf_counter() - start, 3))


def _probes(policy: Policy) -> Iterator[Rule]:
    """One rule per number among the features."""
    blank = Text("", "")
    for feature in policy.features.values():
        if feature.type in {Type.INT, Type.FLOAT}:
            when = Compare(">", FeatureRef(feature.id, feature.type), Literal(2, Type.INT))
            yield Rule(
                f"probe.{feature.id}", "", "payment", when, Action.WARN, blank, blank, points=1, group=feature.id
            )


def _convert(connection: duckdb.DuckDBPyConnection, data: Path, into: Path, rows: int) -> None:
    """The payments as events in order of time; a label is known seven days after its payment."""
    data.open("rb").close()
    try:
        connection.execute(
            f"""COPY (SELECT CAST(TRANSACTION_ID AS VARCHAR) AS id, epoch_us(CAST(TX_DATETIME AS TIMESTAMP)) AS "at",
            CAST(CUSTOMER_ID AS VARCHAR) AS customer_id, CAST(TERMINAL_ID AS VARCHAR) AS terminal_id,
            CAST(round(TX_AMOUNT * 100) AS BIGINT) AS amount_fen, IF(TX_FRAUD = 1, 'fraud', 'honest') AS label,
            epoch_us(CAST(TX_DATETIME AS TIMESTAMP)) + {7 * _DAY_US} AS labelled_at
            FROM read_parquet({quoted(str(data))}) ORDER BY TX_DATETIME, TRANSACTION_ID LIMIT {rows})
            TO {quoted(str(into))} (FORMAT parquet)"""
        )
    except duckdb.Error as error:
        raise InputError(f"{data.name} cannot be read as payments: {str(error).splitlines()[0]}") from None


def _on_duckdb(
    connection: duckdb.DuckDBPyConnection, policy: Policy, payments: Path, folder: Path
) -> Iterator[tuple[Mapping[str, Any], Judgement]]:
    """Each payment with its judgement, in order."""
    rules = considered(policy)
    loaded = load_events(connection, [(policy, rules)], [payments], folder=folder, derivations={})
    frame = Frame(connection, policy, order=loaded, intervals=lambda _list, _value: ())
    decide_all(frame, rules, progress=lambda _what, _share: None, keep=True)
    names = needed_features(policy, "payment", rules)
    columns = "".join(f", r.{frame.feature_column(name)}" for name in names)
    result = connection.execute(
        f"""SELECT a.id, a.at_us, a.customer_id, r.terminal_id, r.amount_fen, a.label, a.labelled_at,
        COALESCE(h.fired, []), COALESCE(h.tried, []), COALESCE(v.action, 0), COALESCE(v.risk, 0), v.grade{columns}
        FROM ({relation(frame, "payment", rules, lanes_of(policy, rules))}) r JOIN arrivals a USING (seq)
        LEFT JOIN (SELECT seq, list(rule) FILTER (live) AS fired, list(rule) FILTER (NOT live) AS tried FROM hits
        GROUP BY seq) h USING (seq)
        LEFT JOIN verdicts v USING (seq) ORDER BY a.seq"""
    )
    calm = min(policy.scoring.grades, key=lambda grade: grade.at_least)
    while chunk := result.fetchmany(_FETCH):
        for row in chunk:
            yield (
                _event(row),
                Judgement(
                    features=dict(zip(names, row[12:], strict=True)),
                    live=frozenset(rules[place].id for place in row[7]),
                    shadow=frozenset(rules[place].id for place in row[8]),
                    action=row[9],
                    risk=row[10],
                    grade=row[11] or calm.name,
                ),
            )


def _event(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0],
        "type": "payment",
        "at": row[1],
        "customer_id": row[2],
        "facts": {"terminal_id": row[3], "amount_fen": row[4]},
        "label": row[5],
        "labelled_at": row[6],
    }


class _Sampled:
    """The oracle on one payment in so many; it is shown only payments that share a key with that one."""

    def __init__(self, policy: Policy, every: int) -> None:
        self._policy, self._every = policy, every
        self._count = 0
        self._by: dict[tuple[str, str], list[tuple[int, Mapping[str, Any]]]] = {}

    def judge(self, event: Mapping[str, Any]) -> Judgement | None:
        self._count += 1
        keys = ("customer", event["customer_id"]), ("terminal", event["facts"]["terminal_id"])
        for key in keys:
            self._by.setdefault(key, []).append((self._count, event))
        if self._count % self._every:
            return None
        related = dict(entry for key in keys for entry in self._by[key])
        return judge_last(self._policy, {}, [related[place] for place in sorted(related)])
