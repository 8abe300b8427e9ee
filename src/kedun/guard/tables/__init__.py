"""The plain-text tables of disguise, and how they are read. Sources and licences: `README.md` beside this file."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["read_lines", "read_pairs", "read_shapes", "read_sounds", "read_splits", "read_toml", "read_traditional"]


def read_lines(name: str) -> Iterator[str]:
    """The lines of a table, without comments and blank ones."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.split("\n") if line and not line.startswith("# "))


def read_pairs(name: str) -> Iterator[tuple[str, str]]:
    """The lines of a table, parted at the first blank."""
    for line in read_lines(name):
        key, _, value = line.partition(" ")
        yield key, value


def read_toml(name: str) -> dict[str, Any]:
    """A table in TOML."""
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def read_sounds() -> Mapping[str, str]:
    """Character → toneless syllable (`绿` is `lv`)."""
    return {char: syllable for syllable, chars in read_pairs("sound.txt") for char in chars}


@cache
def read_shapes() -> Mapping[str, str]:
    """Character → the characters that look like it."""
    return dict(read_pairs("shape.txt"))


@cache
def read_traditional() -> Mapping[str, str]:
    """Simplified character → its traditional forms, the usual one first."""
    return {line[0]: line[1:] for line in read_lines("traditional.txt")}


@cache
def read_splits() -> Mapping[str, tuple[str, ...]]:
    """Character → ways to write it as its parts."""
    return {char: tuple(ways.split(" ")) for char, ways in read_pairs("split.txt")}
