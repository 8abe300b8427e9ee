"""Reading the data of a backtest: Parquet, CSV and JSON lines become tables of typed, vetted events.

Flat data has a column per field: `id`, `type`, `at`, the envelope, the facts by name, `label` and `labelled_at`. JSON
lines may be flat as well or carry their facts under `facts`, as Kedun's own events do. What the live engine would
refuse is refused here, row by row, and named; the rest goes on. An id seen before counts nothing (the first by
arrival wins).

Times are text with an offset, timestamps, or whole microseconds; a time without an offset is in the pack's zone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb

from kedun.engine.events import ENVELOPE, Derivation
from kedun.engine.policy.tree import Fact, Policy
from kedun.kernel.errors import InputError
from kedun.lab.backtest.convert import Field, fields_of
from kedun.lab.backtest.files import Raw, open_raw
from kedun.lab.backtest.frame import identifier, quoted, sql_type
from kedun.lab.backtest.result import Problem
from kedun.lab.backtest.survey import Survey, survey

__all__ = ["Events", "read"]

_SHOWN: Final = 20
_CAPACITY: Final = 9 * 10**18
_WIDE: Final = 1 << 40
_LONGEST_US: Final = 2 * 180 * 86_400_000_000  # the longest window after the longest delay


@dataclass(frozen=True, slots=True)
class Events:
    """What was read.

    `count` events stand in the tables; `refused` rows were left out (the first are in `problems`); `duplicates` had
    an id seen before, `conflicts` of them with another content. `first_at` and `last_at` are µs. `most_ties` is the
    largest number of events in one microsecond; `in_order` says that no event is older than one before it.
    """

    count: int
    refused: int
    problems: tuple[Problem, ...]
    duplicates: int
    conflicts: int
    unknown_columns: tuple[str, ...]
    misplaced: tuple[str, ...]
    first_at: int
    last_at: int
    in_order: bool
    most_ties: int

    @property
    def ties_per_us(self) -> int:
        """By how much `eff` grows in a microsecond: what BIGINT allows over the data's span and the longest window."""
        room = _CAPACITY // (self.last_at - self.first_at + _LONGEST_US)
        return room if room > self.most_ties else _WIDE

    @property
    def eff_type(self) -> str:
        """The DuckDB type of `eff`."""
        return "HUGEINT" if self.ties_per_us == _WIDE else "BIGINT"


def read(  # noqa: PLR0913 # all but the first three by name
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    paths: Iterable[Path],
    *,
    folder: Path,
    wanted: Mapping[str, frozenset[str]],
    derivations: Mapping[str, Derivation],
) -> Events:
    """Make `arrivals` and a table `events_TYPE` per event type from files.

    `folder` is for intermediate files; `wanted` names the facts to keep per event type; `derivations` are the formal
    checks. Raises InputError for a file that cannot be read or has no `at`.
    """
    zone = quoted(policy.timezone)
    connection.execute(f"SET TimeZone = {zone}")
    raw = open_raw(connection, tuple(paths), policy, folder)
    reader = _Reader(connection, policy, raw)
    events = reader.vet()
    for event_type in policy.events:
        reader.keep(event_type, wanted.get(event_type, frozenset()), derivations)
    return events


class _Reader:
    def __init__(self, connection: duckdb.DuckDBPyConnection, policy: Policy, raw: Raw) -> None:
        self._connection, self._policy, self._raw = connection, policy, raw
        known = fields_of(policy)
        self._fields = {name: known[name] for name in raw.columns if name in known}
        self._unknown = (*(name for name in raw.columns if name not in known), *raw.unknown)
        if "at" not in self._fields:
            raise InputError("the data has no column `at`", columns=", ".join(list(raw.columns)[:20]))
        if "type" not in self._fields and len(policy.events) > 1:
            raise InputError("the data has no column `type`, and the pack has several types of events")
        self._clean = True

    def _run(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters).fetchall()
        return found

    def _sql(self, name: str, *, default: str = "NULL") -> str:
        field = self._fields.get(name)
        return field.converted(self._raw.columns[name]) if field is not None else default

    def _type_sql(self) -> str:
        """SQL of an event's type as given; an unknown one is refused by itself."""
        if "type" not in self._fields:
            return quoted(next(iter(self._policy.events), ""))
        column = identifier("type")
        return f"({column} ->> '$')" if self._raw.columns["type"] == "JSON" else f"CAST({column} AS VARCHAR)"

    # -- vetting ------------------------------------------------------------------------------------------------------

    def vet(self) -> Events:
        """Find refused rows and duplicates, then make `arrivals` of what is left."""
        look = survey(self._run, self._fields, self._raw.columns, self._type_sql())
        problems, refused = self._refuse(look)
        self._arrive()
        duplicates, conflicts = self._deduplicate()
        count, first, last, disorder, ties = self._order()
        events = Events(
            count,
            refused,
            problems,
            duplicates,
            conflicts,
            self._unknown,
            look.misplaced(self._fields),
            first,
            last,
            not disorder,
            ties,
        )
        return self._place(events)

    def _refuse(self, look: Survey) -> tuple[tuple[Problem, ...], int]:
        tests = {name: self._wrong(field) for name, field in self._fields.items() if name in look.suspects}
        tests = {name: test for name, test in tests.items() if test is not None}
        counts = self._run(f"SELECT {', '.join(f'count(*) FILTER ({test})' for test in tests.values())} FROM raw")[0]
        wrong = [name for name, count in zip(tests, counts, strict=True) if count]
        self._run("CREATE OR REPLACE TEMP TABLE refused (seq BIGINT)")
        broken = [Problem(self._raw.line(row), "", "a JSON object", got) for row, got in self._raw.broken]
        if not wrong:
            return tuple(broken[:_SHOWN]), len(broken)
        every = " OR ".join(f"({tests[name]})" for name in wrong)
        self._run(f"INSERT INTO refused SELECT row FROM raw WHERE {every}")
        problems = []
        for name in wrong:
            found = self._run(
                f"SELECT row, CAST({identifier(name)} AS VARCHAR) FROM raw WHERE {tests[name]} "
                f"ORDER BY row LIMIT {_SHOWN}"
            )
            expected = self._fields[name].expected()
            problems += [Problem(self._raw.line(row), name, expected, (got or "nothing")[:80]) for row, got in found]
        ((count,),) = self._run("SELECT count(*) FROM refused")
        self._clean = False
        return tuple(sorted([*broken, *problems], key=lambda problem: problem.row)[:_SHOWN]), count + len(broken)

    def _wrong(self, field: Field) -> str | None:
        """SQL that holds for a value to refuse; None where nothing can be wrong."""
        source = self._raw.columns[field.name]
        column = identifier(field.name)
        converted = field.converted(source)
        test = f"({column} IS NOT NULL AND ({converted}) IS NULL)" if converted != column else None
        if field.required:
            test = f"({converted}) IS NULL"
        if field.name == "id":
            test = f"COALESCE({converted}, '') = ''"
        if test is None or field.types is None:
            return test
        carriers = ", ".join(map(quoted, field.types)) or "''"
        return f"{self._type_sql()} IN ({carriers}) AND {test}"

    def _arrive(self) -> None:
        identity = self._sql("id", default="'row-' || (row + 1)")
        columns = [f"row AS seq, {identity} AS id, {self._type_sql()} AS type, {self._sql('at')} AS at_us"]
        columns += [f"CAST({self._sql(name)} AS VARCHAR) AS {name}" for name in ("customer_id", "order_id", "label")]
        columns += [f"CAST({self._sql(name)} AS BIGINT) AS {name}" for name in ("labelled_at", "amount_fen")]
        kept = "" if self._clean else " WHERE row NOT IN (SELECT seq FROM refused)"
        self._run(f"CREATE OR REPLACE TEMP TABLE arrivals AS SELECT {', '.join(columns)} FROM raw{kept}")

    def _deduplicate(self) -> tuple[int, int]:
        """Leave out every later event of an id; conflicts are those whose content is another."""
        if "id" not in self._fields:
            return 0, 0
        ((extra,),) = self._run("SELECT count(*) - count(DISTINCT id) FROM arrivals")
        if not extra:
            return 0, 0
        content = ", ".join(identifier(name) for name in self._fields if name not in {"label", "labelled_at"})
        self._run(
            "CREATE OR REPLACE TEMP TABLE repeated AS SELECT seq, first, (SELECT min(seq) FROM arrivals) AS low FROM "
            "(SELECT seq, min(seq) OVER (PARTITION BY id) AS first FROM arrivals) WHERE seq <> first"
        )
        ((conflicts,),) = self._run(
            f"WITH hashed AS (SELECT row AS seq, hash({content}) AS h FROM raw WHERE row IN "
            "(SELECT seq FROM repeated UNION SELECT first FROM repeated)) SELECT count(*) FROM repeated r "
            "JOIN hashed a ON a.seq = r.seq JOIN hashed b ON b.seq = r.first WHERE a.h <> b.h"
        )
        self._run("DELETE FROM arrivals WHERE seq IN (SELECT seq FROM repeated)")
        self._run("DROP TABLE repeated")
        self._clean = False
        return extra, conflicts

    def _order(self) -> tuple[int, int, int, int, int]:
        """Count, first and last time, how many are older than the one before, and the most in one microsecond."""
        ((count, first, last),) = self._run(
            "SELECT count(*), COALESCE(min(at_us), 0), COALESCE(max(at_us), 0) FROM arrivals"
        )
        ((disorder, ties),) = self._run(
            "SELECT count(*) FILTER (at_us < before), count(*) FILTER (at_us = before) FROM "
            "(SELECT at_us, lag(at_us) OVER (ORDER BY seq) AS before FROM arrivals)"
        )
        most = 0
        if disorder or ties:
            ((most,),) = self._run("SELECT max(n) FROM (SELECT count(*) AS n FROM arrivals GROUP BY at_us)")
        return count, first, last, disorder, most

    def _place(self, events: Events) -> Events:
        """Add `tie` and `eff` to the arrivals."""
        if events.most_ties > 1:
            tie = "row_number() OVER (PARTITION BY at_us ORDER BY seq) - 1"
        else:
            tie = "CAST(0 AS BIGINT)"
            events = replace(events, most_ties=1)
        scale = f"CAST({events.ties_per_us} AS {events.eff_type})"
        self._run(
            f"CREATE OR REPLACE TEMP TABLE arrivals AS SELECT *, (at_us - {events.first_at}) * {scale} + tie AS eff "
            f"FROM (SELECT *, {tie} AS tie FROM arrivals)"
        )
        return events

    # -- keeping ------------------------------------------------------------------------------------------------------

    def keep(self, event_type: str, wanted: frozenset[str], derivations: Mapping[str, Derivation]) -> None:
        """Make the table of one event type with the wanted facts."""
        facts = {name: self._policy.facts[name] for name in self._policy.events[event_type].facts}
        derived = [fact for name, fact in facts.items() if name in wanted and fact.derive is not None]
        sources = {source for fact in derived for source in fact.sources}
        columns: dict[str, str] = {}
        columns |= {name: f"CAST({self._sql(name)} AS VARCHAR)" for name in ENVELOPE if name in wanted}
        columns |= {
            name: f"CAST({self._sql(name)} AS {sql_type(fact.type)})"
            for name, fact in facts.items()
            if fact.derive is None and name in wanted | sources
        }
        columns |= {_recorded(fact): f"CAST({self._sql(fact.name)} AS VARCHAR)" for fact in derived}
        picked = "".join(f", {sql} AS {identifier(name)}" for name, sql in columns.items())
        kept = "".join(f", r.{identifier(name)}" for name in columns)
        own = "seq, at_us, tie, eff, label, labelled_at"
        of_type = quoted(event_type)
        table = identifier(f"events_{event_type}")
        self._run(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {own}{kept} FROM (SELECT {own} FROM arrivals "
            f"WHERE type = {of_type}) JOIN (SELECT row AS seq{picked} FROM raw WHERE {self._type_sql()} = {of_type}) r "
            "USING (seq)"
        )
        if derived:
            self._derive(table, derived, derivations)

    def _derive(self, table: str, facts: list[Fact], derivations: Mapping[str, Derivation]) -> None:
        """Work derived facts out once per distinct combination of their sources.

        Where the data holds none of the sources, as where they may not be stored, what it recorded of the fact stands.
        """
        values, joins = [], []
        for place, fact in enumerate(facts):
            names = [identifier(source) for source in fact.sources]
            self._look_up(f"derived_{place}", table, fact, derivations)
            same = " AND ".join(f"d{place}.s{at} IS NOT DISTINCT FROM e.{name}" for at, name in enumerate(names))
            joins.append(f"LEFT JOIN derived_{place} d{place} ON {same}")
            empty = f"COALESCE({', '.join(f'e.{name}' for name in names)}) IS NULL"
            recorded = f"e.{identifier(_recorded(fact))}"
            values.append(
                f"CASE WHEN {empty} THEN COALESCE({recorded}, d{place}.value) ELSE d{place}.value END "
                f"AS {identifier(fact.name)}"
            )
        dropped = ", ".join(identifier(_recorded(fact)) for fact in facts)
        self._run(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT e.* EXCLUDE ({dropped}), {', '.join(values)} "
            f"FROM {table} e {' '.join(joins)}"
        )

    def _look_up(self, name: str, table: str, fact: Fact, derivations: Mapping[str, Derivation]) -> None:
        """Make a table of the fact's value for every combination of its sources."""
        check = derivations.get(fact.derive or "")
        if check is None:
            raise InputError(f"fact {fact.name}: there is no formal check named {fact.derive}")
        asked = ", ".join(map(identifier, fact.sources))
        found = [(*row, check(*row)) for row in self._run(f"SELECT DISTINCT {asked} FROM {table}")]
        columns = [f"s{place} VARCHAR" for place in range(len(fact.sources))]
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join([*columns, 'value VARCHAR'])})")
        if found:
            held = [list(column) for column in zip(*found, strict=True)]
            self._run(f"INSERT INTO {name} SELECT {', '.join('unnest(?)' for _ in held)}", held)


def _recorded(fact: Fact) -> str:
    return f"recorded.{fact.name}"
