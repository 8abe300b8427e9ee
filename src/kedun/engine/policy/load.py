"""A pack's folder → a policy, whole or not at all.

A pack is a folder of TOML: `pack.toml`, and any others holding facts, events, features, lists and rules; the
policy's order of rules is that of file names, then of lines. `cases/` holds a table test of the rules and is read
by `load_cases`; entries of lists are read by `load_lists`. Nothing loads in part: every fault is collected, and a
single error keeps the whole pack out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from kedun.engine.lists import Lists
from kedun.engine.policy.assemble import assemble
from kedun.engine.policy.check import run
from kedun.engine.policy.document import MAX_BYTES, Document, read_document
from kedun.engine.policy.entries import read_entries
from kedun.engine.policy.faults import Fault, Finding, broken, ordered, place
from kedun.engine.policy.record import MAX_FINDINGS, Record
from kedun.engine.policy.tree import Policy, Source, Text

__all__ = [
    "POINTLESS",
    "CaseRow",
    "Pack",
    "check_pack",
    "check_texts",
    "load_cases",
    "load_lists",
    "load_pack",
    "load_texts",
    "open_pack",
    "open_texts",
]

Folder = Path | Traversable

POINTLESS = frozenset({"K040", "K042"})
"""Faults that keep a pack out though every condition has its meaning: never true, said twice."""


_NOWHERE = Source("", 0)
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of a rule's table test: facts (and envelope fields) that make it fire, such as do not, or both.

    `history` are events before it, each with `at` relative to the event as `"-2h"`, its facts, and optionally
    `type`, `outcome`, `times` and `every`.
    """

    rule: str
    fires: Mapping[str, object] | None
    silent: Mapping[str, object] | None
    history: tuple[Mapping[str, object], ...] = ()
    source: Source = _NOWHERE


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy and the lists it ships with."""

    policy: Policy
    lists: Lists


def open_pack(path: Folder) -> Pack:
    """The policy and the lists in the folder at `path`. Raises `PolicyError` as `load_pack` does."""
    return _sound(*_checked(*_texts(path)))


def open_texts(texts: Mapping[str, str]) -> Pack:
    """As `open_pack`, for texts by file name."""
    return _sound(*_checked(texts, []))


def load_lists(path: Folder) -> Lists:
    """The lists of the pack at `path`, with the entries it ships. Raises `PolicyError` as `load_pack` does."""
    return open_pack(path).lists


def load_pack(path: Folder) -> Policy:
    """The policy in the folder at `path`. Raises `PolicyError` with every fault, in the order of files and lines."""
    return open_pack(path).policy


def load_texts(texts: Mapping[str, str]) -> Policy:
    """The policy in these texts, by file name; `pack.toml` must be among them. Raises `PolicyError`.

    Unlike a pack's folder, texts may hold rules that are pointless yet plain in meaning (`POINTLESS`), so that
    tests can ask what such a condition comes to.

    >>> load_texts({"pack.toml": 'id = "small"\\nversion = "1"'}).timezone
    'Asia/Shanghai'
    """
    pack, faults = _checked(texts, [], tolerated=POINTLESS)
    return _sound(pack, faults).policy


def check_pack(path: Folder) -> tuple[Policy | None, tuple[Fault, ...]]:
    """The policy, or None when it has errors, and everything found, warnings too."""
    pack, faults = _checked(*_texts(path))
    return (pack.policy if pack is not None else None), faults


def check_texts(texts: Mapping[str, str]) -> tuple[Policy | None, tuple[Fault, ...]]:
    """As `check_pack`, for texts by file name."""
    pack, faults = _checked(texts, [])
    return (pack.policy if pack is not None else None), faults


def load_cases(path: Folder) -> tuple[CaseRow, ...]:
    """The rows under `cases/` of the pack, in order. Raises `PolicyError` when one cannot be read."""
    texts, findings = _texts(path)
    rows = []
    documents = _documents({name: text for name, text in texts.items() if _is_case(name)}, findings)
    for document in documents:
        top = Record(document, (), findings)
        for record in top.tables("case"):
            row = CaseRow(
                rule=record.text("rule"),
                fires=record.table("fires") if record.has("fires") else None,
                silent=record.table("silent") if record.has("silent") else None,
                history=tuple(one.data for one in record.tables("history")),
                source=record.source("rule"),
            )
            for key in ("fires", "silent"):
                record.asked(key)
            record.finish()
            rows.append(row)
        top.finish()
    if findings:
        raise broken(place(finding, texts) for finding in findings)
    return tuple(rows)


def _sound(pack: Pack | None, faults: tuple[Fault, ...]) -> Pack:
    if pack is None:
        raise broken(fault for fault in faults if fault.severity == "error")
    return pack


def _checked(
    texts: Mapping[str, str], findings: list[Finding], *, tolerated: frozenset[str] = frozenset()
) -> tuple[Pack | None, tuple[Fault, ...]]:
    tomls = {name: text for name, text in texts.items() if name.endswith(".toml") and not _is_case(name)}
    tables = {name: text for name, text in texts.items() if name.endswith(".csv")}
    documents = _documents(tomls, findings)
    draft = assemble(documents, findings)
    policy = draft.policy
    broken_lists = {f"{name}.csv" for kind, name, _ in draft.places if kind == "list" and name not in policy.listings}
    tables = {name: text for name, text in tables.items() if name.rpartition("/")[2] not in broken_lists}
    entries = read_entries(documents, tables, policy.listings, policy.timezone, findings)
    findings += run(draft)
    normal = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    faults = ordered(place(finding, normal) for finding in findings[:MAX_FINDINGS])
    if any(fault.severity == "error" and fault.code not in tolerated for fault in faults):
        return None, faults
    kinds = {listing.id: listing.kind for listing in policy.listings.values()}
    return Pack(policy, Lists.from_entries(kinds, entries)), faults


def _documents(texts: Mapping[str, str], findings: list[Finding]) -> list[Document]:
    documents = []
    for name in sorted(texts):
        document, found = read_document(name, texts[name])
        findings += found
        documents.append(document)
    return documents


def _is_case(name: str) -> bool:
    return "cases" in name.split("/")[:-1]


def _texts(path: Folder) -> tuple[dict[str, str], list[Finding]]:
    """Every TOML and CSV file of the pack by its name below it, and what could not be read."""
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    if not path.is_dir():
        message = Text("没有这个规则包目录", "there is no such pack folder")
        return {}, [Finding("K075", Source(path.name, 0), message)]
    for name, file in _files(path, path.name, 0, findings):
        try:
            data = file.read_bytes()
        except OSError:
            findings.append(_unreadable(name, "文件无法读取", "the file cannot be read"))
            continue
        try:
            texts[name] = data.decode("utf-8-sig") if len(data) <= 4 * MAX_BYTES else " " * (MAX_BYTES + 1)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            findings.append(Finding("K075", Source(name, line), Text("文件不是 UTF-8 编码", "the file is not UTF-8")))
    return texts, findings


def _files(folder: Folder, prefix: str, depth: int, findings: list[Finding]) -> Iterator[tuple[str, Folder]]:
    """The TOML and CSV files below the folder, by name; what cannot be read is told, never passed over."""
    if depth > _DEEPEST:
        told = "目录嵌套太深，其中的文件不会读取", "the folder is nested too deep; nothing in it is read"
        findings.append(_unreadable(prefix, *told))
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda one: one.name)
    except OSError:
        findings.append(_unreadable(prefix, "目录无法读取", "the folder cannot be read"))
        return
    for entry in entries:
        name = f"{prefix}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            yield from _files(entry, name, depth + 1, findings)
        elif not entry.is_file():
            told = (
                "既不是文件也不是目录，链接可能已失效",
                "this is neither a file nor a folder; does a link lead nowhere?",
            )
            findings.append(_unreadable(name, *told))
        elif entry.name.endswith((".toml", ".csv")):
            yield name, entry


def _unreadable(name: str, zh: str, en: str) -> Finding:
    return Finding("K075", Source(name, 0), Text(zh, en))
