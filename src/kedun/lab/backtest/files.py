"""Opening data files as one relation `raw` with the row's number in `row`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from kedun.engine.events import ENVELOPE
from kedun.engine.policy.tree import Policy
from kedun.kernel.errors import InputError
from kedun.lab.backtest.frame import identifier, quoted

__all__ = ["Raw", "open_raw"]

_KINDS: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """The relation `raw`: `columns` by name to DuckDB type (JSON for what is yet to be read).

    `broken` are rows that could not be read at all, with their beginning; `unknown` are fields that stand in no
    column; `offset` makes a row an editor's line.
    """

    columns: Mapping[str, str]
    offset: int = 1
    broken: tuple[tuple[int, str], ...] = ()
    unknown: tuple[str, ...] = ()

    def line(self, row: int) -> int:
        """The row as an editor counts it."""
        return row + self.offset


def open_raw(connection: duckdb.DuckDBPyConnection, paths: tuple[Path, ...], policy: Policy, folder: Path) -> Raw:
    """Make the view `raw` over files of one kind. Raises InputError when they cannot be read."""
    files = _expanded(paths)
    kinds = {_kind(path) for path in files}
    if len(kinds) > 1:
        raise InputError("the data files are of different kinds", kinds=", ".join(sorted(kinds)))
    kind = kinds.pop()
    try:
        if kind == "parquet":
            return _open_parquet(connection, files)
        if kind == "csv":
            return _open_csv(connection, files, folder)
        return _open_json(connection, files, policy, folder)
    except duckdb.Error as error:
        raise InputError(f"{files[0].name}: {_first_line(error)}") from None


def _expanded(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.iterdir() if file.is_file() and _suffix(file) in _KINDS)
        else:
            path.open("rb").close()  # a missing file is told as the system tells it
            found.append(path)
    if not found:
        raise InputError("there are no data files", path=str(paths[0]) if paths else "")
    return tuple(found)


def _suffix(path: Path) -> str:
    return Path(path.stem).suffix.lower() if path.suffix.lower() in {".gz", ".zst"} else path.suffix.lower()


def _kind(path: Path) -> str:
    kind = _KINDS.get(_suffix(path))
    if kind is None:
        raise InputError(f"{path.name}: data must be .parquet, .csv or .jsonl")
    return kind


def _open_parquet(connection: duckdb.DuckDBPyConnection, files: tuple[Path, ...]) -> Raw:
    selects, offset = [], 0
    for path in files:
        selects.append(
            f"SELECT file_row_number + {offset} AS row, * EXCLUDE (file_row_number) "
            f"FROM read_parquet({quoted(str(path))}, file_row_number = true)"
        )
        ((rows,),) = connection.execute(f"SELECT count(*) FROM read_parquet({quoted(str(path))})").fetchall()
        offset += rows
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {' UNION ALL BY NAME '.join(selects)}")
    return Raw(_columns(connection))


def _open_csv(connection: duckdb.DuckDBPyConnection, files: tuple[Path, ...], folder: Path) -> Raw:
    names = ", ".join(quoted(str(path)) for path in files)
    rows = f"read_csv([{names}], all_varchar = true, header = true, union_by_name = true, null_padding = true)"
    _stage(connection, f"SELECT row_number() OVER () - 1 AS row, * FROM {rows}", folder)
    return Raw(_columns(connection), offset=2)


def _open_json(connection: duckdb.DuckDBPyConnection, files: tuple[Path, ...], policy: Policy, folder: Path) -> Raw:
    """Every field as its own JSON text, NULL for null and for what is not there."""
    names = ", ".join(quoted(str(path)) for path in files)
    lines = f"read_ndjson_objects([{names}], ignore_errors = true, maximum_object_size = 16777216)"
    envelope, facts = ["id", "type", "at", *ENVELOPE, "label", "labelled_at"], list(policy.facts)
    (nested,) = connection.execute(f"SELECT bool_or(json_exists(json, '$.facts')) FROM {lines}").fetchall()[0]
    top = envelope if nested else [*envelope, *facts]
    shape = [f'"{name}": "JSON"' for name in top]
    picked = {name: f"e.{identifier(name)}" for name in top}
    unknown = _keys(connection, lines, "json") - {*top, "facts" if nested else ""}
    if nested:
        inner = ", ".join(f'"{name}": "JSON"' for name in facts)
        shape.append(f'"facts": {{{inner}}}')
        picked |= {name: f"e.facts.{identifier(name)}" for name in facts}
        unknown |= {f"facts.{name}" for name in _keys(connection, lines, "json -> 'facts'") - {*facts}}
    columns = [f"NULLIF(CAST({sql} AS VARCHAR), 'null') AS {identifier(name)}" for name, sql in picked.items()]
    structure = quoted(f"{{{', '.join(shape)}}}")
    _stage(
        connection,
        f"SELECT row, {', '.join(columns)}, e IS NULL AS broken FROM (SELECT row_number() OVER () - 1 AS row, "
        f"from_json(json, {structure}) AS e FROM {lines})",
        folder,
    )
    broken = connection.execute("SELECT row, '' FROM raw WHERE broken ORDER BY row").fetchall()
    staged = _staged(folder)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw AS SELECT * EXCLUDE (broken) FROM {staged} WHERE NOT broken")
    return Raw(dict.fromkeys(_columns(connection), "JSON"), broken=tuple(broken), unknown=tuple(sorted(unknown)))


def _keys(connection: duckdb.DuckDBPyConnection, lines: str, value: str) -> set[str]:
    """The keys of an object in any line."""
    found = connection.execute(f"SELECT DISTINCT unnest(json_keys({value})) FROM {lines}").fetchall()
    return {key for (key,) in found}


def _stage(connection: duckdb.DuckDBPyConnection, select: str, folder: Path) -> None:
    connection.execute(f"COPY ({select}) TO {quoted(str(folder / 'raw.parquet'))} (FORMAT parquet)")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw AS FROM {_staged(folder)}")


def _staged(folder: Path) -> str:
    return f"read_parquet({quoted(str(folder / 'raw.parquet'))})"


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    described = connection.execute("DESCRIBE raw").fetchall()
    return {name: kind for name, kind, *_ in described if name != "row"}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
