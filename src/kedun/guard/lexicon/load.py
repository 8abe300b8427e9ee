"""Read the lexicon's TOML and compile it. Every fault names its file."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from kedun.guard.lexicon.match import Lexicon
from kedun.guard.lexicon.model import Concept, LexiconError, Pattern

__all__ = ["load", "load_from"]

Row = TypeVar("Row")


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The shipped lexicon, compiled once for the process. Raises LexiconError."""
    return load_from(files("kedun.guard.lexicon"))


def load_from(folder: Traversable) -> Lexicon:
    """The lexicon of a folder with words/, concepts/ and patterns/. Raises LexiconError."""
    words = _words(folder)
    concepts: dict[str, Concept] = {}
    for name, row in _rows(folder, "concepts"):
        concept = _convert(row, Concept, name)
        if concept.id in concepts:
            raise LexiconError(f"{name}: concept {concept.id} is there twice", zh=f"{name}：概念 {concept.id} 重复")
        concepts[concept.id] = concept
    patterns = []
    for name, row in _rows(folder, "patterns"):
        pattern = _convert(row, Pattern, name)
        if pattern.concept not in concepts:
            raise LexiconError(
                f"{name}: there is no concept {pattern.concept}", zh=f"{name}：没有概念 {pattern.concept}"
            )
        patterns.append(_expanded(pattern, words, name))
    return Lexicon(tuple(concepts.values()), tuple(patterns))


def _words(folder: Traversable) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, table in _tables(folder, "words"):
        for group, row in table.items():
            if group in groups:
                raise LexiconError(f"{name}: group {group} is there twice", zh=f"{name}：词组 {group} 重复")
            groups[group] = _convert(row, _Group, f"{name} [{group}]").words
    return {group: tuple(dict.fromkeys(_flat(members, groups, group))) for group, members in groups.items()}


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


def _expanded(pattern: Pattern, words: Mapping[str, tuple[str, ...]], name: str) -> Pattern:
    return msgspec.structs.replace(
        pattern,
        any=tuple(dict.fromkeys(_flat(pattern.any, words, name))),
        near=tuple(tuple(dict.fromkeys(_flat(group, words, name))) for group in pattern.near),
        not_near=tuple(dict.fromkeys(_flat(pattern.not_near, words, name))),
    )


def _flat(members: tuple[str, ...], groups: Mapping[str, tuple[str, ...]], name: str, depth: int = 0) -> Iterator[str]:
    """Words of a list whose "@group" members stand for the group's words."""
    for member in members:
        if not member.startswith("@"):
            yield member
        elif member[1:] not in groups or depth > 8:
            raise LexiconError(f"{name}: there is no group {member}", zh=f"{name}：没有词组 {member}")
        else:
            yield from _flat(groups[member[1:]], groups, name, depth + 1)


def _rows(folder: Traversable, kind: str) -> Iterator[tuple[str, object]]:
    for name, table in _tables(folder, kind):
        for key, rows in table.items():
            if key + "s" != kind or not isinstance(rows, list):
                raise LexiconError(f"{name}: unknown table {key}", zh=f"{name}：未知的表 {key}")
            yield from ((f"{name} #{number}", row) for number, row in enumerate(rows, 1))


def _tables(folder: Traversable, kind: str) -> Iterator[tuple[str, dict[str, object]]]:
    for file in sorted((folder / kind).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            try:
                yield f"{kind}/{file.name}", tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise LexiconError(f"{kind}/{file.name}: {error}", zh=f"{kind}/{file.name}：{error}") from None


def _convert(row: object, kind: type[Row], name: str) -> Row:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise LexiconError(f"{name}: {error}", zh=f"{name}：{error}") from None
