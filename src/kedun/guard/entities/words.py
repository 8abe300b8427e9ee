"""The recognisers' word lists, read once from `words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["characters", "words"]


@cache
def words(table: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of a table, by name."""
    text = files("kedun.guard.entities").joinpath("words.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)[table]
    return MappingProxyType({name: tuple(found.split()) for name, found in lists.items()})


@cache
def characters(table: str, name: str) -> frozenset[str]:
    """The single characters of a list."""
    return frozenset("".join(words(table)[name]))
