"""From a file's columns to the types of the schema, one SQL expression per column, NULL where the value is refused."""

from dataclasses import dataclass
from typing import Final

from kedun.engine.events import ENVELOPE, MAX_NUMBER, MAX_WHOLE
from kedun.engine.policy.tree import Policy, Type
from kedun.lab.backtest.frame import identifier, quoted

__all__ = ["EARLIEST_US", "LATEST_US", "OUTCOMES", "Field", "fields_of"]

OUTCOMES: Final = ("fraud", "chargeback", "refunded", "refused", "honest")
"""What may have become of an event. `refused` is for records of orders that were turned away."""

EARLIEST_US: Final = -2_208_988_800_000_000  # 1900-01-01
LATEST_US: Final = 7_289_654_399_999_999  # the end of 2200
_WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")


@dataclass(frozen=True, slots=True)
class Field:
    """One column to read: `kind` it must become; the `values` it may have, or () for any; types that carry it.

    `types` is None for what every event may have. `required` must not be NULL on those types.
    """

    name: str
    kind: Type
    values: tuple[str, ...] = ()
    types: tuple[str, ...] | None = None
    required: bool = False

    def converted(self, source: str) -> str:
        """SQL that reads the column, of DuckDB type `source`, and is NULL for a value that is refused."""
        column = identifier(self.name)
        if source == "JSON":
            return self._from_json(column)
        value = _CONVERT[self.kind](column, source)
        return self._allowed(value)

    def expected(self) -> str:
        """What a value must be, in words."""
        if self.values:
            return f"one of {', '.join(self.values)}"
        return _EXPECTED[self.kind]

    def _from_json(self, column: str) -> str:
        """The column holds a value's JSON text, NULL for null: `"a"`, `true`, `1.5`, `{…}`."""
        match self.kind:
            case Type.STRING:
                value = f"({column} ->> '$')"
            case Type.TIME:
                value = _time(f"({column} ->> '$')", "VARCHAR")
            case Type.BOOL:
                return f"CASE {column} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
            case kind:
                return f"CASE WHEN {column} NOT LIKE '\"%' THEN {_CONVERT[kind](column, 'VARCHAR')} END"
        return self._allowed(f"CASE WHEN {column} LIKE '\"%' THEN {value} END")

    def _allowed(self, value: str) -> str:
        if self.values:
            return f"CASE WHEN {value} IN ({', '.join(map(quoted, self.values))}) THEN {value} END"
        return value


def fields_of(policy: Policy) -> dict[str, Field]:
    """Every column that data for a policy may have, recorded values of derived facts among them."""
    found = {
        "id": Field("id", Type.STRING, required=True),
        "type": Field("type", Type.STRING, values=tuple(policy.events), required=True),
        "at": Field("at", Type.TIME, required=True),
        **{name: Field(name, Type.STRING) for name in ENVELOPE},
        "label": Field("label", Type.STRING, values=OUTCOMES),
        "labelled_at": Field("labelled_at", Type.TIME),
    }
    for name, fact in policy.facts.items():
        types = tuple(event_type for event_type, event in policy.events.items() if name in event.facts)
        required = not fact.nullable and fact.derive is None
        found[name] = Field(name, fact.type, fact.values, types, required=required)
    return found


def _bool(column: str, source: str) -> str:
    if source == "BOOLEAN":
        return column
    if source == "VARCHAR":
        word = f"lower({column})"
        return f"CASE WHEN {word} IN ('true', '1') THEN TRUE WHEN {word} IN ('false', '0') THEN FALSE END"
    return f"CASE {column} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END" if source in _WHOLE else "CAST(NULL AS BOOLEAN)"


def _int(column: str, source: str) -> str:
    if source == "VARCHAR":
        column = f"CASE WHEN regexp_full_match({column}, '[+-]?[0-9]{{1,30}}') THEN TRY_CAST({column} AS HUGEINT) END"
    elif source in {"DOUBLE", "FLOAT"} or source.startswith("DECIMAL"):
        column = f"CASE WHEN {column} = trunc({column}) THEN TRY_CAST({column} AS HUGEINT) END"
    elif source not in _WHOLE:
        return "CAST(NULL AS BIGINT)"
    return f"CASE WHEN {column} BETWEEN {-MAX_WHOLE} AND {MAX_WHOLE} THEN CAST({column} AS BIGINT) END"


def _float(column: str, source: str) -> str:
    if source not in {"VARCHAR", "DOUBLE", "FLOAT", *_WHOLE} and not source.startswith("DECIMAL"):
        return "CAST(NULL AS DOUBLE)"
    number = column if source == "DOUBLE" else f"TRY_CAST({column} AS DOUBLE)"
    return f"CASE WHEN abs({number}) <= {MAX_NUMBER:e} THEN {number} END"


def _string(column: str, source: str) -> str:
    return column if source == "VARCHAR" else f"CAST({column} AS VARCHAR)"


def _time(column: str, source: str) -> str:
    if source in _WHOLE:
        micros = f"TRY_CAST({column} AS BIGINT)"
    elif source == "VARCHAR":
        whole = f"regexp_full_match({column}, '-?[0-9]{{1,18}}')"
        micros = (
            f"CASE WHEN {whole} THEN TRY_CAST({column} AS BIGINT) ELSE epoch_us(TRY_CAST({column} AS TIMESTAMPTZ)) END"
        )
    elif source.startswith("TIMESTAMP") or source == "DATE":
        micros = f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
    else:
        return "CAST(NULL AS BIGINT)"
    return f"CASE WHEN {micros} BETWEEN {EARLIEST_US} AND {LATEST_US} THEN {micros} END"


_CONVERT: Final = {Type.BOOL: _bool, Type.INT: _int, Type.FLOAT: _float, Type.STRING: _string, Type.TIME: _time}
_EXPECTED: Final = {
    Type.BOOL: "true or false",
    Type.INT: "a whole number within ±(2^53 - 1)",
    Type.FLOAT: "a finite number within ±1e15",
    Type.STRING: "text",
    Type.TIME: "a time from 1900 to 2200",
}
