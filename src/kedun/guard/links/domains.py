"""Which domains are official, well known, open to everybody, or shorteners: the lists beside this file.

All lists count a name with everything below it. They are facts collected by hand and from public lists;
sources and licences stand in docs/decisions/0010-links-and-files.md.
"""

import functools
from collections.abc import Iterator, Mapping
from importlib.resources import files

import msgspec

from kedun.guard.links.suffixes import place

__all__ = [
    "Owner",
    "brands",
    "is_known",
    "is_open",
    "is_shortener",
    "official",
    "owner_of",
    "owners",
    "risky_suffixes",
    "targets",
    "words",
]


class Owner(msgspec.Struct, frozen=True):
    """Who holds official domains. `kind` is platform, pay, bank, courier, carrier, government or global."""

    kind: str
    zh: str
    en: str
    brands: tuple[str, ...]
    domains: tuple[str, ...]


def official(domain: str) -> bool:
    """Whether `domain` (or a host below it) belongs to a platform, bank, courier, carrier or authority we know.

    >>> official("taobao.com"), official("m.tb.cn"), official("taobao-kefu.com")
    (True, True, False)
    """
    return owner_of(domain) is not None


def owner_of(host: str) -> Owner | None:
    """Who officially holds `host`, the longest listed name deciding."""
    held = _held()
    for name in _parents(host.lower().rstrip(".")):
        if name in held:
            return held[name]
    return None


def is_known(host: str) -> bool:
    """Whether `host` belongs to a well-known site whose holder alone decides what stands there."""
    known = _known()
    return any(name in known for name in _parents(host))


def is_open(host: str) -> bool:
    """Whether anybody can publish at `host`: by the list, or since its suffix is private (publicsuffix.org)."""
    openly = _lines("publish.txt")
    if any(name in openly for name in _parents(host)):
        return True
    spot = place(host)
    return bool(spot.domain) and spot.owner != spot.domain


def is_house(host: str) -> bool:
    """Whether `host` is itself the name of such a place, or of a shortener, and no guest's."""
    return host in _lines("publish.txt") or host in _lines("shorteners.txt") or place("x." + host).suffix == host


def is_shortener(host: str) -> bool:
    """Whether links at `host` lead elsewhere."""
    return host.removeprefix("www.") in _lines("shorteners.txt")


@functools.cache
def owners() -> tuple[Owner, ...]:
    """Everybody on the official list, in its order."""
    found = []
    for line in _text("official.txt").splitlines():
        if line and not line.startswith("#"):
            kind, zh, en, brand_words, names = (part.strip() for part in line.split("|"))
            found.append(Owner(kind, zh, en, tuple(brand_words.split()), tuple(names.split())))
    return tuple(found)


@functools.cache
def brands() -> Mapping[str, Owner]:
    """Brand words in lower-case ASCII, and whose they are."""
    return {word: owner for owner in reversed(owners()) for word in owner.brands}


@functools.cache
def words() -> Mapping[str, frozenset[str]]:
    """Groups of words that phishing likes in hosts and paths: action, money, chinese."""
    pairs = (line.partition(" = ") for line in _text("words.txt").splitlines() if not line.startswith("#"))
    return {name: frozenset(listed.split()) for name, _, listed in pairs}


@functools.cache
def _held() -> Mapping[str, Owner]:
    return {name: owner for owner in reversed(owners()) for name in owner.domains}


@functools.cache
def _known() -> frozenset[str]:
    return _lines("known.txt") - _lines("publish.txt")


@functools.cache
def _lines(name: str) -> frozenset[str]:
    """The words of a list, comments left out."""
    return frozenset(
        word for line in _text(name).splitlines() if not line.startswith("#") for word in line.lower().split()
    )


def risky_suffixes() -> frozenset[str]:
    """Top-level domains that abuse desks name most often."""
    return _lines("risky.txt")


def targets() -> frozenset[str]:
    """Names and short forms that phishing pages carry: who is imitated."""
    return _lines("targets.txt")


def _text(name: str) -> str:
    return (files("kedun.guard.links") / "data" / name).read_text(encoding="utf-8")


def _parents(host: str) -> Iterator[str]:
    """The host, then every name above it."""
    labels = host.split(".")[-8:]
    for start in range(len(labels)):
        yield ".".join(labels[start:])
