"""The entries of a pack's lists, from `[[list.entry]]` and from `lists/ID.csv`, each checked for its list's kind.

A CSV's first line names its columns: `value`, and any of `reason`, `source`, `since`, `until`. Times are RFC 3339,
or a bare date, which means its midnight in the pack's zone.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kedun.engine.lists import Entry, problem
from kedun.engine.policy.document import Document
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.record import Record
from kedun.engine.policy.tree import Listing, Source, Span, Text
from kedun.kernel.clock import parse_time
from kedun.kernel.errors import InputError

__all__ = ["read_entries"]

_COLUMNS = ("value", "reason", "source", "since", "until")


def read_entries(
    documents: Iterable[Document],
    tables: Mapping[str, str],
    listings: Mapping[str, Listing],
    zone: str,
    findings: list[Finding],
) -> tuple[Entry, ...]:
    """Every usable entry of the `listings`; what is wrong with the others goes to `findings`.

    `tables` holds the text of each CSV file by its name.
    """
    found: list[Entry] = []
    rows = [row for document in documents for row in _from_document(document, findings)]
    rows += [row for name in sorted(tables) for row in _from_table(name, tables[name], listings, findings)]
    for list_id, row, source in rows:
        listing = listings.get(list_id)
        if listing is not None:
            entry = _entry(list_id, row, source, zone, findings)
            wrong = problem(listing.kind, entry) if entry is not None else None
            if wrong is not None:
                span = Span(0, len(source.text))
                findings.append(
                    Finding(
                        "K080",
                        source,
                        Text(f"名单 {list_id} 的条目{wrong.zh}", f"an entry of {list_id}: {wrong.en}"),
                        span,
                    )
                )
            elif entry is not None:
                found.append(entry)
    return tuple(found)


_Row = tuple[str, Mapping[str, object], Source]


def _from_document(document: Document, findings: list[Finding]) -> Iterator[_Row]:
    ignored: list[Finding] = []
    for table in Record(document, (), ignored).tables("list"):
        if table.broken:
            continue
        identity = table.data.get("id")
        for record in table.reporting(findings).tables("entry"):
            value = record.text("value")
            for column in _COLUMNS[1:]:
                record.asked(column)
            record.finish()
            if not record.broken:
                yield str(identity), record.data, record.source("value", value)


def _from_table(name: str, text: str, listings: Mapping[str, Listing], findings: list[Finding]) -> Iterator[_Row]:
    list_id = name.rpartition("/")[2].removesuffix(".csv")
    if list_id not in listings:
        message = Text(
            f"没有名单 {list_id}，文件名应是名单的 id",
            f"there is no list {list_id}; the file is named after the list's id",
        )
        findings.append(Finding("K080", Source(name, 1), message))
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        if "value" not in header or not set(header) <= set(_COLUMNS) or len(set(header)) < len(header):
            message = Text(
                "首行要写列名 value,reason,source,since,until",
                "the first line must name the columns value,reason,source,since,until",
            )
            findings.append(Finding("K080", Source(name, 1), message))
            return
        for row in reader:
            source = Source(name, reader.line_num)
            if row and len(row) != len(header):
                message = Text(
                    f"有 {len(row)} 列，应有 {len(header)} 列", f"{len(row)} columns where {len(header)} are named"
                )
                findings.append(Finding("K080", source, message))
            elif row:
                yield list_id, dict(zip(header, row, strict=True)), source
    except csv.Error:
        message = Text("CSV 无法读取", "the CSV cannot be read")
        findings.append(Finding("K080", Source(name, max(1, reader.line_num)), message))


def _entry(list_id: str, row: Mapping[str, object], source: Source, zone: str, findings: list[Finding]) -> Entry | None:
    times: dict[str, int | None] = {}
    for key in ("since", "until"):
        try:
            times[key] = _time(row.get(key), zone)
        except (InputError, ValueError, OverflowError):
            message = Text(f"{key} 不是时间", f"{key} is not a time")
            hint = Text("写 2026-05-01 或 2026-05-01T10:00:00+08:00", "write 2026-05-01 or 2026-05-01T10:00:00+08:00")
            findings.append(Finding("K080", source, message, Span(0, len(source.text)), hint))
            return None
    return Entry(
        list_id=list_id,
        value=str(row.get("value", "")),
        reason=str(row.get("reason") or ""),
        source=str(row.get("source") or ""),
        since_us=times["since"],
        until_us=times["until"],
        path=source.path,
        line=source.line,
    )


def _time(value: object, zone: str) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) == 10:
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        return parse_time(value.isoformat())
    if isinstance(value, date):
        return parse_time(datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone)).isoformat())
    return parse_time(str(value))
