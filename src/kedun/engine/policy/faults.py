"""What a check finds, and how it is shown: place, code, the source line, a caret, the operands underlined, a hint.

A check yields a `Finding`, which speaks in spans of one condition's text; `place` turns it into a `Fault`, which
speaks in lines and columns of the file and carries its drawing in both languages:

    rules/3.2-orders.toml:14:20  error[K012]: fen compared with yuan
           14 │ when = "amount_fen > 3 * market_price_yuan"
              │         ~~~~~~~~~~ ^     ~~~~~~~~~~~~~~~~~
              │         fen              yuan
      hint: write market_price_fen, or multiply market_price_yuan by 100

Columns in `Fault` count characters from 1; the drawing counts terminal cells, a Han or fullwidth character being
two, so that carets stand under what they mean.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kedun.engine.policy.tree import Source, Span, Text
from kedun.kernel import errors

__all__ = ["Fault", "Finding", "Mark", "broken", "line_starts", "ordered", "place", "width"]

Severity = Literal["error", "warning"]

_LINE_END = re.compile(r"\n")
_GUTTER = 9
_WIDEST = 160
_LEAD = 40
_PLAIN = Text("", "")
_START = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the condition to underline with `~`, with a short label under it."""

    span: Span
    label: Text = _PLAIN


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, or worth a hint, in the definition at `source`. The caret stands under `span` of its text."""

    code: str
    source: Source
    message: Text
    span: Span = _START
    hint: Text = _PLAIN
    marks: tuple[Mark, ...] = ()
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Fault(errors.Fault):
    """A finding with its place in the file; what the base holds is English, the `zh_` fields are Chinese."""

    zh_message: str = ""
    zh_hint: str = ""
    zh_excerpt: str = ""

    def text(self, lang: str) -> str:
        """The whole fault as an analyst sees it, in "zh" or "en"."""
        if lang != "zh":
            return str(self)
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        word = "错误" if self.severity == "error" else "提醒"
        lines = [f"{place}  {word}[{self.code}]：{self.zh_message}".lstrip()]
        lines += [self.zh_excerpt] if self.zh_excerpt else []
        lines += [f"  建议：{self.zh_hint}"] if self.zh_hint else []
        return "\n".join(lines)

    def __str__(self) -> str:
        return errors.Fault.__str__(self)


def broken(faults: Iterable[Fault]) -> errors.PolicyError:
    """The error that carries these faults, in both languages."""
    found = ordered(faults)
    listing = "".join(f"\n{fault.text('zh')}" for fault in found)
    return errors.PolicyError(found, zh=f"规则包有 {len(found)} 处错误{listing}")


def ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and column, each once."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: (fault.path, fault.line, fault.column, fault.code, fault.message)))


def place(finding: Finding, documents: Mapping[str, str]) -> Fault:
    """The finding with its line, column and drawing.

    `documents` holds the text of each file by the path its sources name, line ends as `\\n`. Where it does not
    hold the file, the condition itself is drawn.
    """
    source = finding.source
    if source.line == 0:
        return _placeless(finding)
    document = documents.get(source.path)
    if document is None:
        document, offsets = source.text, list(range(len(source.text) + 1))
        first_line, indent = source.line, source.column - 1
    else:
        offsets = _offsets(document, _offset(document, source), source.text)
        first_line, indent = 1, 0
    start, end = _stretch(finding.span, offsets)
    starts = line_starts(document)
    row = bisect_right(starts, start) - 1
    line = row + first_line
    column = start - starts[row] + 1 + (indent if row == 0 else 0)
    draw = _Drawing(
        document, first_line, (start, end), [(*_stretch(mark.span, offsets), mark) for mark in finding.marks]
    )
    return Fault(
        code=finding.code,
        message=finding.message.en,
        path=source.path,
        line=line,
        column=column,
        hint=finding.hint.en,
        excerpt=draw.lines("en"),
        severity=finding.severity,
        zh_message=finding.message.zh,
        zh_hint=finding.hint.zh,
        zh_excerpt=draw.lines("zh"),
    )


def _placeless(finding: Finding) -> Fault:
    return Fault(
        code=finding.code,
        message=finding.message.en,
        path=finding.source.path,
        hint=finding.hint.en,
        severity=finding.severity,
        zh_message=finding.message.zh,
        zh_hint=finding.hint.zh,
    )


def width(text: str) -> int:
    """Terminal cells the text takes: 2 for Han, kana, hangul and fullwidth characters, 0 for combining ones.

    >>> width("金额>5")
    6
    """
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character < "\x7f":
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def line_starts(document: str) -> tuple[int, ...]:
    """Where each line of the text begins.

    >>> line_starts("ab\\nc\\n")
    (0, 3, 5)
    """
    return _line_starts(document)


@lru_cache(maxsize=16)
def _line_starts(document: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in _LINE_END.finditer(document)))


def _offset(document: str, source: Source) -> int:
    """Where line and column of `source` lie in the file."""
    starts = line_starts(document)
    return min(starts[min(source.line, len(starts)) - 1] + source.column - 1, len(document))


def _offsets(document: str, start: int, text: str) -> list[int]:
    """For each character of `text`, and for its end, where in the file it is written; escapes take several there."""
    before = start - 1 if document[start - 1 : start] != "\n" else start - 2
    escapes = document[before : before + 1] == '"'
    offsets, at = [], start
    for _ in text:
        while escapes and document[at : at + 1] == "\\" and document[at + 1 : at + 2].isspace():
            at += 1
            while document[at : at + 1].isspace():
                at += 1
        offsets.append(at)
        at += {"u": 6, "U": 10}.get(document[at + 1 : at + 2], 2) if escapes and document[at : at + 1] == "\\" else 1
    return [*offsets, at]


def _stretch(span: Span, offsets: list[int]) -> tuple[int, int]:
    last = len(offsets) - 1
    start, end = min(span.start, last), min(span.end, last)
    return offsets[start], max(offsets[start] + 1, offsets[end])


class _Drawing:
    """The lines of a file that a finding touches, each with its underlines."""

    def __init__(
        self, document: str, first_line: int, caret: tuple[int, int], marks: list[tuple[int, int, Mark]]
    ) -> None:
        self._document = document
        self._starts = line_starts(document)
        self._first_line = first_line
        self._caret = caret
        self._marks = marks

    def lines(self, lang: str) -> str:
        strokes = [(*self._caret, "^", ""), *((start, end, "~", _word(mark, lang)) for start, end, mark in self._marks)]
        by_line: dict[int, list[tuple[int, int, str, str]]] = {}
        for start, end, stroke, label in strokes:
            row = bisect_right(self._starts, start) - 1
            by_line.setdefault(row, []).append((start, end, stroke, label))
        return "\n".join(shown for row in sorted(by_line) for shown in self._block(row, by_line[row]))

    def _block(self, row: int, strokes: list[tuple[int, int, str, str]]) -> list[str]:
        start = self._starts[row]
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self._document)
        text = self._document[start:end].removesuffix("\n")
        number = row + self._first_line
        left = max(0, min(at for at, *_ in strokes) - start - _LEAD) if width(text) > _WIDEST else 0
        shown = ("…" if left else "") + _visible(text[left : left + _WIDEST])
        shift = start + left - (1 if left else 0)
        rows = [f"{number:>{_GUTTER}} │ {shown}".rstrip()]
        under, labels = _Row(), [_Row()]
        for at, to, stroke, label in sorted(strokes):
            column = width(shown[: at - shift])
            cells = max(1, width(shown[at - shift : to - shift]))
            under.write(column, stroke * cells)
            if label and not labels[-1].free(column):
                labels.append(_Row())
            labels[-1].write(column, label)
        bar = " " * _GUTTER + " │ "
        return rows + [bar + row.text for row in (under, *labels) if row.text]


class _Row:
    """One row of underlines or labels, filled from the left by terminal cell."""

    def __init__(self) -> None:
        self.text = ""

    def free(self, column: int) -> bool:
        return not self.text or width(self.text) < column

    def write(self, column: int, text: str) -> None:
        gap = column - width(self.text)
        if gap >= 0:
            self.text += " " * gap + text if text else ""
        else:
            self.text = self.text[:column] + text + self.text[column + len(text) :]


def _visible(text: str) -> str:
    """The line with tabs and other controls as single cells."""
    return "".join(character if character.isprintable() else " " for character in text)


def _word(mark: Mark, lang: str) -> str:
    return mark.label.zh if lang == "zh" else mark.label.en
