"""Writing a stream down: JSON lines as kedun reads them, or one wide Parquet table for the backtest.

The wide table's columns, in order: `seq` (0, 1, …), `id`, `type`, `at` (microseconds), the envelope, every fact of
the standard pack (times as microseconds; derived facts computed by the guard's formal checks), `label`,
`labelled_at`, `scenario`, `scam_stage`, `story`.
"""

import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from kedun import packs
from kedun.guard.entities import GUARD_CHECKS
from kedun.lab.shopday.rows import ENVELOPE, Row, format_time

__all__ = ["columns", "write_jsonl", "write_parquet"]

_CHUNK = 25_000
_SQL_TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "string": "VARCHAR", "time": "BIGINT"}

Progress = Callable[[int], None]
"""Told how many events are written so far."""


@dataclass(frozen=True, slots=True)
class _Derived:
    name: str
    check: Callable[..., str | None]
    sources: tuple[str, ...]


def columns() -> dict[str, str]:
    """The wide table's columns and their DuckDB types, in order."""
    facts = _declared_facts()
    found = {"seq": "BIGINT", "id": "VARCHAR", "type": "VARCHAR", "at": "BIGINT"}
    found |= dict.fromkeys(ENVELOPE, "VARCHAR")
    found |= {name: _SQL_TYPES[fact["type"]] for name, fact in facts.items()}
    found |= {
        "label": "VARCHAR",
        "labelled_at": "BIGINT",
        "scenario": "VARCHAR",
        "scam_stage": "VARCHAR",
        "story": "BIGINT",
    }
    return found


def write_jsonl(rows: Iterable[Row], path: Path, *, labels: bool = True, progress: Progress | None = None) -> int:
    """Write one event a line; returns how many.

    With `labels` a line carries, beside the event's fields, `label`, `labelled_at`, `scenario`, `scam_stage`
    and `story`; without, it is exactly what `kedun decide` reads.
    """
    encoder, count = msgspec.json.Encoder(), 0
    rows = iter(rows)
    with path.open("wb") as out:
        while chunk := list(islice(rows, _CHUNK)):
            lines = [row.event() | _labels(row) for row in chunk] if labels else [row.event() for row in chunk]
            out.write(encoder.encode_lines(lines))
            count += len(chunk)
            if progress is not None:
                progress(count)
    return count


def write_parquet(rows: Iterable[Row], path: Path, *, progress: Progress | None = None) -> int:
    """Write the wide table through DuckDB; returns how many rows.

    Memory does not grow with the stream. Parts of 25 000 rows are converted beside the making of the next ones and
    joined in order at the end; until then they lie in a folder beside `path`.
    """
    derived, encoder, count = _derivations(), msgspec.json.Encoder(), 0
    rows = iter(rows)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, ThreadPoolExecutor(max_workers=1) as worker:
        parts: list[Path] = []
        running: Future[None] | None = None
        while chunk := list(islice(rows, _CHUNK)):
            text = encoder.encode_lines([_flat(row, count + n, derived) for n, row in enumerate(chunk)])
            if running is not None:
                running.result()
            parts.append(Path(folder) / f"{len(parts):06d}.parquet")
            running = worker.submit(_convert, text, parts[-1])
            count += len(chunk)
            if progress is not None:
                progress(count)
        if running is not None:
            running.result()
        _join(parts, path)
    return count


def _convert(text: bytes, part: Path) -> None:
    """Turn JSON lines into one Parquet part."""
    kinds = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in columns().items()) + "}"
    lines = part.with_suffix(".jsonl")
    lines.write_bytes(text)
    with _base() as base:
        read = f"SELECT * FROM read_json(?, format = 'newline_delimited', columns = {kinds})"
        base.execute(f"COPY ({read}) TO '{_quoted(part)}' (FORMAT parquet, COMPRESSION zstd)", [str(lines)])
    lines.unlink()


def _join(parts: list[Path], path: Path) -> None:
    """Join the parts in their order; no part makes an empty table."""
    with _base() as base:
        if not parts:
            base.execute(
                "CREATE TABLE events (" + ", ".join(f'"{name}" {kind}' for name, kind in columns().items()) + ")"
            )
            base.execute(f"COPY events TO '{_quoted(path)}' (FORMAT parquet)")
            return
        names = [str(part) for part in parts]
        base.execute(
            f"COPY (SELECT * FROM read_parquet(?)) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)", [names]
        )


def _base() -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    base.execute("SET preserve_insertion_order = true; SET threads = 2; SET memory_limit = '512MB'")
    return base


def _labels(row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "labelled_at": format_time(row.labelled_us),
        "scenario": row.scenario,
        "scam_stage": row.stage,
        "story": row.story,
    }


def _flat(row: Row, seq: int, derived: Mapping[str, tuple[_Derived, ...]]) -> dict[str, Any]:
    facts = row.facts
    found: dict[str, Any] = {
        "seq": seq,
        "id": row.id,
        "type": row.type,
        "at": row.at,
        "channel": row.channel,
        "shop": row.shop,
        "customer_id": row.customer_id,
        "order_id": row.order_id,
        "agent_id": row.agent_id,
        "conversation_id": row.conversation_id,
        "label": row.label,
        "labelled_at": row.labelled_us,
        "scenario": row.scenario,
        "scam_stage": row.stage,
        "story": row.story,
    }
    found.update(facts)
    for item in derived[row.type]:
        values = [facts.get(source) for source in item.sources]
        if any(value is not None for value in values):
            found[item.name] = item.check(*values)
    return found


def _declared_facts() -> dict[str, dict[str, Any]]:
    return dict(_declared()["fact"])


def _declared() -> dict[str, Any]:
    return tomllib.loads((packs.path("standard") / "events.toml").read_text(encoding="utf-8"))


def _derivations() -> dict[str, tuple[_Derived, ...]]:
    """For each event type the facts that a formal check computes."""
    declared = _declared()
    found = {}
    for kind, event in declared["event"].items():
        items = [(name, declared["fact"][name]) for name in event["facts"]]
        found[kind] = tuple(
            _Derived(name, GUARD_CHECKS[fact["derive"]], tuple(fact["from"]))
            for name, fact in items
            if "derive" in fact
        )
    return found


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
