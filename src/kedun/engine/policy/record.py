"""One table of a TOML file, read key by key: types checked, and what is wrong collected instead of stopping."""

import re
from collections.abc import Mapping
from typing import TypeVar

from kedun.engine.policy.document import Document, Path
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.scope import nearest
from kedun.engine.policy.tree import Source, Span, Text

__all__ = ["MAX_FINDINGS", "Record", "duration"]

MAX_FINDINGS = 1_000
"""After so many faults a pack's other unknown keys are not told."""

T = TypeVar("T")

_NO_HINT = Text("", "")
_DURATION = re.compile(r"(0|[1-9]\d{0,8})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


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
            elif len(set(found)) < len(found):
                self.fault("K074", key, Text(f"{key} 两次写了同一个名称", f"{key} names the same twice"))
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
        """`"10m"` and the like as microseconds; 0 for what is no length of time, a fault, and for `"0s"`, none."""
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
