"""How well links.assess tells phishing from honest URLs, source by source."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from kedun.guard import links
from kedun.kernel.errors import InputError

__all__ = ["ALARM", "Labelled", "Score", "Table", "measure", "read"]

ALARM = 60
"""A link with this risk or more is an alarm."""
_SURE = ("phish", "scam", "malicious", "fraud", "openphish", "bad")
_HONEST = ("legit", "benign", "honest", "good", "ordinary", "known", "top", "official")


class Labelled(msgspec.Struct, frozen=True):
    """One URL, whether it is phishing, and the source it came from."""

    url: str
    phishing: bool
    source: str


class Score(msgspec.Struct, frozen=True):
    """Counts of one source: of its phishing URLs how many were found, of its honest ones how many were alarmed."""

    source: str
    phishing: int = 0
    found: int = 0
    honest: int = 0
    alarmed: int = 0

    @property
    def recall(self) -> float | None:
        """Share of phishing that was found."""
        return self.found / self.phishing if self.phishing else None

    @property
    def false_alarms(self) -> float | None:
        """Share of honest URLs that were alarmed."""
        return self.alarmed / self.honest if self.honest else None

    @property
    def accuracy(self) -> float | None:
        """Share of all URLs that were judged rightly."""
        all_of = self.phishing + self.honest
        return (self.found + self.honest - self.alarmed) / all_of if all_of else None

    @property
    def balanced(self) -> float | None:
        """Accuracy as if there were as many honest URLs as phishing."""
        if self.recall is None or self.false_alarms is None:
            return None
        return (self.recall + 1 - self.false_alarms) / 2


class Table(msgspec.Struct, frozen=True):
    """All sources, and their sum."""

    total: Score
    sources: tuple[Score, ...]


def read(path: Path) -> Iterator[Labelled]:
    """The URLs of a file, or of every .jsonl, .txt, .csv and .list file in a folder.

    A .jsonl line is {"url", "label": "phishing" | "legit" | 1 | 0} and may name its "source". Any other file is a
    plain list of one URL a line, whose label its name tells: phishing (phish, scam, …) or honest (legit, benign, …).
    Raises InputError when there is nothing to read, a line is broken, or a name tells no label.
    """
    files = sorted(one for one in path.rglob("*") if one.suffix in {".jsonl", ".txt", ".csv", ".list"})
    found = files if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise InputError("no list of URLs there", zh="那里没有网址列表")
    for one in found:
        yield from _lines(one) if one.suffix == ".jsonl" else _plain(one)


def measure(urls: Iterable[Labelled], *, alarm: int = ALARM) -> Table:
    """Judge every URL and count. `alarm` is the risk from which a link alarms."""
    counts: dict[str, list[int]] = {}
    for one in urls:
        alarms = links.assess(one.url).risk >= alarm
        row = counts.setdefault(one.source, [0, 0, 0, 0])
        place = 0 if one.phishing else 2
        row[place] += 1
        row[place + 1] += alarms
    sources = tuple(Score(source, *row) for source, row in sorted(counts.items()))
    return Table(_sum(sources), sources)


def _sum(scores: Sequence[Score]) -> Score:
    return Score(
        "",
        sum(one.phishing for one in scores),
        sum(one.found for one in scores),
        sum(one.honest for one in scores),
        sum(one.alarmed for one in scores),
    )


class _Line(msgspec.Struct):
    url: str
    label: str | int
    source: str = ""


def _lines(path: Path) -> Iterator[Labelled]:
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            if not raw.strip():
                continue
            try:
                line = msgspec.json.decode(raw, type=_Line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise _broken(path, number) from None
            label = {"phishing": True, "legit": False, 1: True, 0: False, "1": True, "0": False}.get(line.label)
            if label is None:
                raise _broken(path, number)
            yield Labelled(line.url, label, line.source or path.stem)


def _broken(path: Path, number: int) -> InputError:
    return InputError(
        f'{path.name} line {number}: expected {{"url", "label": "phishing" or "legit"}}',
        zh=f'{path.name} 第 {number} 行：应为 {{"url", "label": "phishing" 或 "legit"}}',
    )


def _plain(path: Path) -> Iterator[Labelled]:
    name = path.name.lower()
    phishing, honest = (any(word in name for word in words) for words in (_SURE, _HONEST))
    if phishing == honest:
        raise InputError(
            f"{path.name}: the name must tell phishing or legit", zh=f"{path.name}：文件名须含 phishing 或 legit"
        )
    with path.open(encoding="utf-8", errors="replace") as stream:
        for raw in stream:
            url = raw.strip()
            if url and not url.startswith("#"):
                yield Labelled(url, phishing, path.stem)
