"""One TOML file of a pack: its values, and where in the file each stands.

`tomllib` gives the values and no places; `_Walk` goes over a text `tomllib` has accepted and notes where every key
and every value begins. `Record` reads one table with types checked, and collects what is wrong instead of stopping.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kedun.engine.policy.faults import Finding, line_starts
from kedun.engine.policy.scope import nearest
from kedun.engine.policy.tree import Source, Span, Text

__all__ = ["MAX_BYTES", "MAX_FINDINGS", "Document", "Record", "duration", "read_document"]

MAX_BYTES = 4_000_000
MAX_FINDINGS = 1_000
"""After so many faults a pack's other unknown keys are not told."""

Path = tuple[str | int, ...]
T = TypeVar("T")

_NO_HINT = Text("", "")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DURATION = re.compile(r"([1-9]\d{0,8})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `keys` and `values` hold the offset of each by its path; a string's is that of its first
    character, inside the quotes.
    """

    name: str
    text: str
    data: Mapping[str, object]
    keys: Mapping[Path, int] = field(default_factory=dict)
    values: Mapping[Path, int] = field(default_factory=dict)

    def source(self, path: Path, text: str = "") -> Source:
        """Where the value at `path` stands, else the table that should hold it."""
        return self._at(self.values, path, text)

    def key_source(self, path: Path) -> Source:
        """Where the key at `path` stands, drawn under its whole name."""
        return self._at(self.keys, path, str(path[-1]) if path else "")

    def _at(self, offsets: Mapping[Path, int], path: Path, text: str) -> Source:
        while path and path not in offsets:
            path, text = path[:-1], ""
        offset = offsets.get(path, 0)
        starts = line_starts(self.text)
        row = bisect_right(starts, offset) - 1
        return Source(self.name, row + 1, offset - starts[row] + 1, text)


def read_document(name: str, text: str) -> tuple[Document, tuple[Finding, ...]]:
    """The file, empty when it cannot be read, and what is wrong with its TOML."""
    text = text.replace("\r\n", "\n")
    empty = Document(name, text, {})
    if len(text) > MAX_BYTES:
        message = Text(f"文件超过 {MAX_BYTES} 个字符", f"the file has more than {MAX_BYTES} characters")
        return empty, (Finding("K075", Source(name, 1), message),)
    try:
        data = tomllib.loads(text)
        walk = _Walk(text)
        walk.document()
    except tomllib.TOMLDecodeError as error:
        return empty, (_undecoded(name, text, str(error)),)
    except (RecursionError, ValueError):  # tables inside tables without end; a number of too many digits
        message = Text("TOML 嵌套太深或数字太长", "the TOML is nested too deep or holds an endless number")
        return empty, (Finding("K070", Source(name, 1), message),)
    return Document(name, text, data, walk.keys, walk.values), ()


def _undecoded(name: str, text: str, told: str) -> Finding:
    place = _PLACE.search(told)
    if place is not None and place[1]:
        line, column = int(place[1]), int(place[2])
    else:  # the end of the file
        stripped = text.rstrip()
        line, column = stripped.count("\n") + 1, len(stripped) - stripped.rfind("\n")
    reason = _PLACE.sub("", told)
    return Finding("K070", Source(name, line, column), Text(f"TOML 语法错误：{reason}", f"TOML syntax: {reason}"))


class _Walk:
    """Notes the places of keys and values in a text known to be valid TOML."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._blank():
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _blank(self) -> bool:
        """Skips space, line ends and comments; whether anything is left."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = end if end >= 0 else len(self.text)
            elif character in " \t\n":
                self.at += 1
            else:
                return True
        return False

    def _header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *outer, last = self._key()
        path: Path = ()
        for word in outer:
            path = self._last((*path, word))
        path += (last,)
        self.at += 2 if many else 1
        if many:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = self._last(path)
        self.keys[path] = self.values[path] = start
        return path

    def _last(self, path: Path) -> Path:
        count = self._counts.get(path)
        return path if count is None else (*path, count - 1)

    def _key(self) -> list[str]:
        words = []
        while True:
            self._blank()
            if self.text[self.at] in "\"'":
                words.append(self._string())
            else:
                found = _BARE.match(self.text, self.at)
                words.append(found[0] if found else "")
                self.at = found.end() if found else self.at + 1
            self._blank()
            if self.text[self.at] != ".":
                return words
            self.at += 1

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table + tuple(self._key())
        self.keys[path] = start
        self.at += 1
        self._blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self.text[self.at]
        self.values[path] = self.at
        if opening in "\"'":
            self.values[path] = self._content()
            self._string()
        elif opening == "[":
            self._items("]", lambda index: self._value((*path, index)))
        elif opening == "{":
            self._items("}", lambda _: self._pair(path))
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _items(self, closing: str, read: Callable[[int], None]) -> None:
        self.at += 1
        index = 0
        self._blank()
        while self.text[self.at] != closing:
            read(index)
            index += 1
            self._blank()
            if self.text[self.at] == ",":
                self.at += 1
                self._blank()
        self.at += 1

    def _content(self) -> int:
        quote = self.text[self.at]
        if not self.text.startswith(quote * 3, self.at):
            return self.at + 1
        return self.at + (4 if self.text.startswith("\n", self.at + 3) else 3)

    def _string(self) -> str:
        """Passes over the string; what it holds, escapes left as they are."""
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        start = self.at = self.at + len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        end = self.at
        while mark == quote * 3 and self.text.startswith(quote, self.at + 3):
            self.at += 1
        self.at += len(mark)
        return self.text[start:end]


class Record:
    """One table of a document, read key by key. What is wrong goes to `findings`; `broken` says something was."""

    def __init__(self, document: Document, path: Path, findings: list[Finding]) -> None:
        data: object = document.data
        for step in path:
            data = data[step]  # type: ignore[index]  # the path was found in this data
        self.document = document
        self.path = path
        self.findings = findings
        self._is_table = isinstance(data, dict)
        self.broken = not self._is_table
        self.data: Mapping[str, object] = data if isinstance(data, dict) else {}
        self._read: set[str] = set()
        if self.broken:
            self._wrong((), _TABLE, data)

    def asked(self, key: str) -> None:
        """Says that somebody else reads this key."""
        self._read.add(key)

    def reporting(self, findings: list[Finding]) -> "Record":
        """The same table, what is wrong going elsewhere."""
        return Record(self.document, self.path, findings)

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """A string; without `default` it must be there and not be empty."""
        value = self._take(key, str, default)
        if value is None or (default is None and not value and key in self.data):
            self._say_empty(key, value)
        return value or ""

    def whole(self, key: str, default: int | None, lowest: int, highest: int) -> int:
        """A whole number from `lowest` to `highest`."""
        value = self._take(key, int, default)
        if value is not None and not lowest <= value <= highest:
            message = Text(f"{key} 应在 {lowest} 到 {highest} 之间", f"{key} must be from {lowest} to {highest}")
            self.fault("K074", key, message)
        return value if value is not None else lowest

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key, bool, default)
        return default if value is None else value

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings; empty when it is not there."""
        value = self._take(key, list, [])
        for index, item in enumerate(value or []):
            if not isinstance(item, str):
                self._wrong((key, index), _KINDS[str], item)
        return tuple(item for item in value or [] if isinstance(item, str))

    def wholes(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """An array of whole numbers, none negative."""
        value = self._take(key, list, list(default))
        for index, item in enumerate(value or []):
            if not isinstance(item, int) or isinstance(item, bool) or item < 0:
                self._wrong((key, index), _KINDS[int], item)
        return tuple(item for item in value or [] if isinstance(item, int))

    def choice(self, key: str, choices: Mapping[str, T], default: T | None = None) -> T:
        """One of the words in `choices`."""
        if default is not None and key not in self.data:
            self._read.add(key)
            return default
        word = self.text(key)
        if word in choices:
            return choices[word]
        if word:
            near = nearest(word, choices)
            words = ", ".join(choices)
            hint = (
                Text(f"是否想写 {near}？可用：{words}", f"did you mean {near}? allowed: {words}")
                if near
                else Text(f"可用：{words}", f"allowed: {words}")
            )
            self.fault("K074", key, Text(f"{key} 不能是 {_short(word)}", f"{key} cannot be {_short(word)}"), hint)
        return next(iter(choices.values()))

    def one_or_more(self, key: str) -> tuple[str, ...]:
        """A string, or an array of one or two."""
        if isinstance(self.data.get(key), list):
            found = self.texts(key)
            if not 1 <= len(found) <= 2:
                self.fault("K074", key, Text(f"{key} 要有一个或两个名称", f"{key} takes one name or two"))
            return found
        word = self.text(key)
        return (word,) if word else ()

    def bilingual(self, key: str, default: Text | None = None) -> Text:
        """`{ zh = "…", en = "…" }`, both there."""
        value = self._take(key, dict, {} if default is not None else None)
        if value is None or (default is not None and key not in self.data):
            return default or Text("", "")
        inner = Record(self.document, (*self.path, key), self.findings)
        found = Text(inner.text("zh"), inner.text("en"))
        inner.finish()
        self.broken = self.broken or inner.broken
        return found

    def duration(self, key: str, default: str | None = None) -> int:
        """`"10m"` and the like as microseconds."""
        word = self.text(key, default)
        found = duration(word)
        if found is None and word:
            hint = Text('写整数加单位 s、m、h 或 d，如 "10m"', 'write a whole number and s, m, h or d, as "10m"')
            self.fault("K074", key, Text(f"{key} 不是时长", f"{key} is not a length of time"), hint)
        return found or 0

    def table(self, key: str) -> Mapping[str, object]:
        """A table, as it is."""
        return self._take(key, dict, None) or {}

    def tables(self, key: str) -> list["Record"]:
        """The tables of an array of tables, none when it is not there."""
        value = self._take(key, list, [])
        return [Record(self.document, (*self.path, key, index), self.findings) for index in range(len(value or []))]

    def named(self, key: str) -> dict[str, "Record"]:
        """The tables of a table of tables, by name."""
        value = self._take(key, dict, {})
        return {name: Record(self.document, (*self.path, key, name), self.findings) for name in value or {}}

    def source(self, key: str | None = None, text: str = "") -> Source:
        """Where a key's value stands, or the table itself."""
        return self.document.source(self.path if key is None else (*self.path, key), text)

    def fault(self, code: str, key: str, message: Text, hint: Text = _NO_HINT) -> None:
        """Notes that the value of `key` is wrong."""
        value = self.data.get(key)
        text = value if isinstance(value, str) else ""
        self._note(Finding(code, self.source(key, text), message, Span(0, len(text)), hint))

    def finish(self) -> None:
        """Notes every key nobody asked for."""
        for key in self.data:
            if key not in self._read and len(self.findings) < MAX_FINDINGS:
                near = nearest(key, self._read)
                known = ", ".join(sorted(self._read))
                hint = (
                    Text(f"是否想写 {near}？", f"did you mean {near}?")
                    if near
                    else Text(f"可用：{known}", f"allowed: {known}")
                )
                source = self.document.key_source((*self.path, key))
                message = Text(f"不认识的键 {_short(key)}", f"unknown key {_short(key)}")
                self._note(Finding("K072", source, message, Span(0, len(source.text)), hint))

    def _take(self, key: str, kind: type[T], default: T | None) -> T | None:
        self._read.add(key)
        if key not in self.data:
            if default is None and self._is_table:
                self._missing(key)
            return default
        value = self.data[key]
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self._wrong((key,), _KINDS[kind], value)
        return None

    def _missing(self, key: str) -> None:
        message = Text(f"缺少 {key}", f"{key} is missing")
        self._note(Finding("K071", self.source(), message))

    def _say_empty(self, key: str, value: str | None) -> None:
        if value is not None:
            self.fault("K074", key, Text(f"{key} 是空的", f"{key} is empty"))

    def _wrong(self, path: Path, expected: Text, got: object) -> None:
        kind = _KINDS.get(type(got), _MOMENT)
        where = str(path[0]) if path else str(self.path[-1] if self.path else "")
        message = Text(
            f"{where} 应是{expected.zh}，这里是{kind.zh}", f"{where} must be {expected.en}, this is {kind.en}"
        )
        self._note(Finding("K073", self.document.source((*self.path, *path)), message))

    def _note(self, finding: Finding) -> None:
        self.broken = True
        self.findings.append(finding)


_KINDS: Mapping[type, Text] = {
    str: Text("字符串", "a string"),
    int: Text("整数", "a whole number"),
    float: Text("小数", "a decimal number"),
    bool: Text("true 或 false", "true or false"),
    list: Text("数组", "an array"),
    dict: Text("表", "a table"),
}
_MOMENT = Text("日期或时间", "a date or time")
_TABLE = _KINDS[dict]


def duration(word: str) -> int | None:
    """A length of time in microseconds, or None when it is not one.

    >>> duration("10m")
    600000000
    """
    found = _DURATION.fullmatch(word)
    return int(found[1]) * _SECONDS[found[2]] * 1_000_000 if found else None


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"
