"""The policy packs that ship with Kedun, as data."""

from pathlib import Path

__all__ = ["names", "path"]

_HOME = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The shipped packs' names, sorted.

    >>> "standard" in names()
    True
    """
    return tuple(sorted(entry.parent.name for entry in _HOME.glob("*/pack.toml")))


def path(name: str) -> Path:
    """The folder of a shipped pack; it may not exist when the name is unknown."""
    return _HOME / name
