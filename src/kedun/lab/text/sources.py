"""The corpora a text model is trained and measured on, each read into `Item`s; families are held out whole.

teleantifraud/   generated scam calls and honest ones (Apache-2.0)
crosswoz/        honest service dialogues (Apache-2.0)
antispam/        short messages that passed and adverts that were blocked (MIT); all honest here
corpus/          ours, written for this purpose
"""

import gzip
import json
import random
import tarfile
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from kedun.kernel.errors import InputError
from kedun.lab.text import corpus
from kedun.lab.text.corpus import Item, Turn

__all__ = ["FAMILIES", "families", "family_of", "public"]

FAMILIES = ("calls", "cases", "chats", "lures", "sessions", "sms")
"""Held out whole, one after another: nothing of a family's writers, forms or files is in training then."""

_FAMILY_OF = {
    "fraud-dialogues": "chats",
    "fraud-disguised": "chats",
    "fraud-english": "chats",
    "reports": "chats",
    "honest-dialogues": "chats",
    "fraud-calls": "calls",
    "honest-calls": "calls",
    "teleantifraud": "calls",
    "crosswoz": "sessions",
    "honest-sessions": "sessions",
    "honest-lines": "sessions",
    "antispam": "sms",
    "sms": "sms",
    "adverts": "sms",
    "notices": "sms",
    "cases": "cases",
    "longhonest": "lures",
    "lures": "lures",
    "fraud": "chats",
    "honest": "chats",
}
_CALL_TYPES = {
    "客服诈骗": "T01",
    "投资诈骗": "T09",
    "钓鱼诈骗": "T05",
    "银行诈骗": "T14",
    "彩票诈骗": "T10",
    "邮件诈骗": "T02",
}


def family_of(source: str) -> str:
    """The family a source's name belongs to. Raises InputError for a file of no known family."""
    for prefix, family in _FAMILY_OF.items():
        if source.startswith(prefix):
            return family
    raise InputError(f"{source} belongs to no family of corpora", zh=f"{source} 不属于任何语料族")


def families(data: Path | None, *, per_source: int = 1_500, seed: int = 1) -> dict[str, list[Item]]:
    """Every item by family: ours (slots unfilled); of each public source at most `per_source`, if `data` is given."""
    found: dict[str, list[Item]] = {family: [] for family in FAMILIES}
    for item in corpus.items():
        found[family_of(item.source)].append(item)
    for name, read in public(data).items() if data else ():
        rows = list(read)
        random.Random(f"{seed}/{name}").shuffle(rows)  # noqa: S311
        found[family_of(name)] += rows[:per_source]
    return found


def public(data: Path) -> dict[str, Iterator[Item]]:
    """Readers of the public sources in a folder, by name. Raises InputError when none is there."""
    readers = {
        "teleantifraud-fraud": _calls(sorted(data.glob("teleantifraud/fraud*.jsonl.gz")), fraud=True),
        "teleantifraud-honest": _calls(sorted(data.glob("teleantifraud/normal*.jsonl.gz")), fraud=False),
        "crosswoz": _crosswoz(sorted(data.glob("crosswoz/*.json.zip"))),
        "antispam-passed": _lines(data / "antispam" / "msglog.tar.gz", "pass", "dialogue"),
        "antispam-blocked": _lines(data / "antispam" / "msglog.tar.gz", "spam", "advert"),
    }
    if not (data / "teleantifraud").is_dir():
        raise InputError(
            f"{data} has no teleantifraud, crosswoz, antispam; docs/explanation/text-quality.md names the sources",
            zh=f"{data} 下没有 teleantifraud、crosswoz、antispam；来源见 docs/explanation/text-quality.md",
        )
    return readers


def _calls(files: list[Path], *, fraud: bool) -> Iterator[Item]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                turns = []
                pairs = zip_longest(row["left"], row["right"])
                sides = ((Turn(other=True, text=caller), Turn(other=False, text=called)) for caller, called in pairs)
                turns = [turn for pair in sides for turn in pair if turn.text]
                kind = _CALL_TYPES.get(row["fraud_type"]) if fraud else None
                yield Item(f"teleantifraud-{'fraud' if fraud else 'honest'}", fraud, kind, "call", tuple(turns))


def _crosswoz(files: list[Path]) -> Iterator[Item]:
    for file in files:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                for row in json.loads(archive.read(name)).values():
                    turns = tuple(Turn(other=said["role"] == "usr", text=said["content"]) for said in row["messages"])
                    yield Item("crosswoz", fraud=False, type=None, kind="session", turns=turns)


def _lines(file: Path, part: str, kind: str) -> Iterator[Item]:
    with tarfile.open(file) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member) if part in member.name else None
            for line in content.read().decode("utf-8", "replace").splitlines() if content else ():
                text = "".join(line.split()) if any("\u4e00" <= sign <= "\u9fff" for sign in line) else line
                if text:
                    source = f"antispam-{'passed' if part == 'pass' else 'blocked'}"
                    yield Item(source, fraud=False, type=None, kind=kind, turns=(Turn(other=True, text=text),))
