"""One TOML file of a pack: its values, and where in the file each stands.

`tomllib` gives the values and no places; `_Walk` goes over a text `tomllib` has accepted and notes where every key
and every value begins.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kedun.engine.policy.faults import Finding, line_starts
from kedun.engine.policy.tree import Source, Text

__all__ = ["MAX_BYTES", "Document", "Path", "read_document"]

MAX_BYTES = 4_000_000

Path = tuple[str | int, ...]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


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
