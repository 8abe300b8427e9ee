"""Named lists of phones, cards, domains, addresses, networks and texts, asked whether they hold a value at a time.

Every kind has one normal form, given to entries and to the values of events alike, so that `+86 138-0013-8000`
and `13800138000` are one phone and `Ｅxample.COM.` one domain. A domain's entry holds its sub-domains, a network's
entry every address inside it. An entry counts from `since_us` up to, not including, `until_us`.

Exact kinds are one dictionary look-up; networks are one per prefix length that the list uses.
"""

import re
import socket
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal, NamedTuple
from urllib.parse import unquote

from kedun.kernel.errors import InputError, NotFoundError

__all__ = ["ALWAYS", "KINDS", "Entry", "Kind", "Lists", "Matcher", "Problem", "normal", "problem"]

Kind = Literal["phone", "card", "domain", "address", "cidr", "text"]
Matcher = Callable[[str, int], bool]
Interval = tuple[int, int]

MAX_LENGTH = 1_000
ALWAYS: Interval = (-(2**62), 2**62)
"""The interval of an entry without since and until, in microseconds."""

_PHONE = re.compile(r"(?:\+86|0086|86(?=1\d{10}$))?\+?(?:00)?(\d{3,20})")
_PHONE_NOISE = str.maketrans("", "", " -().\u00a0\t")
_CARD_NOISE = str.maketrans("", "", " -")
_HOST = re.compile(
    r"(?:(?:https?|wss?|ftp):/*|(?:[a-z][a-z0-9+.-]*:)?//+)?(?:[^/?#]*@)?([^/?#:@\[\]]+)(?::\d*)?(?:[/?#].*)?",
    re.DOTALL,
)
_CONTROLS = "".join(map(chr, range(33)))
_URL_NOISE = str.maketrans("\\", "/", "\t\n\r")
_HOSTNAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_MAPPED = bytes(10) + b"\xff\xff"
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Times are microseconds UTC; `path` and `line` say where it was written, for messages."""

    list_id: str
    value: str
    reason: str = ""
    source: str = ""
    since_us: int | None = None
    until_us: int | None = None
    path: str = ""
    line: int = 0

    @property
    def interval(self) -> Interval:
        """From when up to when it counts."""
        since, until = self.since_us, self.until_us
        return (ALWAYS[0] if since is None else since, ALWAYS[1] if until is None else until)


class Problem(NamedTuple):
    """Why an entry cannot be used, in both languages."""

    zh: str
    en: str


def normal(kind: str, value: str) -> str | None:
    """The one form of a value of this kind, or None when it cannot be one; a network gives `address/length`.

    >>> normal("phone", "+86 138-0013-8000"), normal("domain", "https://Shop.Example.com./x")
    ('13800138000', 'shop.example.com')
    """
    return KINDS[kind](value) if len(value) <= MAX_LENGTH else None


def problem(kind: str, entry: Entry) -> Problem | None:
    """What is wrong with an entry of a list of this kind, or None."""
    since, until = entry.interval
    if since >= until:
        return Problem("until 不晚于 since", "until is not later than since")
    found = normal(kind, entry.value)
    if found is None or not found:
        return Problem(f"不是有效的 {kind} 值", f"not a value of kind {kind}")
    if kind == "domain" and "." not in found:
        return Problem("域名条目至少要有两段", "a domain entry needs at least two labels")
    return None


class Lists:
    """Lists with their entries, by id. Values never change: a new state of the lists is a new `Lists`.

    >>> lists = Lists.from_entries({"bad": "domain"}, [Entry("bad", "evil.cn", reason="phishing")])
    >>> lists.matcher("bad")("pay.evil.cn", 0), lists.matcher("bad")("evil.com", 0)
    (True, False)
    """

    def __init__(self, stores: Mapping[str, "_Store"]) -> None:
        self._stores = dict(stores)

    @classmethod
    def from_entries(cls, kinds: Mapping[str, str], entries: Iterable[Entry]) -> "Lists":
        """Lists of these kinds, by id. Raises `InputError` that names every bad entry with its file and line."""
        by_list: dict[str, list[Entry]] = {list_id: [] for list_id in kinds}
        wrong: list[tuple[Entry, Problem]] = []
        for entry in entries:
            kind = kinds.get(entry.list_id)
            found = Problem("没有这个名单", "no such list") if kind is None else problem(kind, entry)
            if found is None:
                by_list[entry.list_id].append(entry)
            else:
                wrong.append((entry, found))
        if wrong:
            raise _bad_entries(wrong)
        return cls({list_id: _store_of(kinds[list_id], found) for list_id, found in by_list.items()})

    def __contains__(self, list_id: object) -> bool:
        return list_id in self._stores

    def ids(self) -> tuple[str, ...]:
        """The lists' ids, in the order given."""
        return tuple(self._stores)

    def matcher(self, list_id: str) -> Matcher:
        """A function of a value and a time in microseconds: whether the list holds it then. Raises `NotFoundError`."""
        return self._store(list_id).holds

    def matchers(self) -> dict[str, Matcher]:
        """A matcher for every list."""
        return {list_id: store.holds for list_id, store in self._stores.items()}

    def intervals(self, list_id: str, value: str) -> list[Interval]:
        """From when up to when the list holds the value, in microseconds, apart and rising; never touching."""
        return merged(entry.interval for entry in self._store(list_id).entries_of(value))

    def entries_of(self, list_id: str, value: str, at_us: int) -> tuple[Entry, ...]:
        """The entries that hold the value at that time, nearest first: why it is on the list."""
        found = self._store(list_id).entries_of(value)
        return tuple(entry for entry in found if entry.interval[0] <= at_us < entry.interval[1])

    def entries(self, list_id: str) -> tuple[Entry, ...]:
        """Every entry of a list, expired ones too, as given."""
        return self._store(list_id).entries

    def _store(self, list_id: str) -> "_Store":
        store = self._stores.get(list_id)
        if store is None:
            raise NotFoundError("there is no such list", zh="没有这个名单", list=list_id)
        return store


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same times in as few intervals as can be, rising.

    >>> merged([(5, 9), (1, 3), (3, 6)])
    [(1, 9)]
    """
    found: list[Interval] = []
    for since, until in sorted(intervals):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _bad_entries(wrong: list[tuple[Entry, Problem]]) -> InputError:
    def place(entry: Entry) -> str:
        return ":".join(str(part) for part in (entry.path or entry.list_id, entry.line) if part)

    english = "".join(f"\n{place(entry)}  {found.en}" for entry, found in wrong)
    chinese = "".join(f"\n{place(entry)}  {found.zh}" for entry, found in wrong)
    return InputError(
        f"{len(wrong)} list entries cannot be used{english}",
        zh=f"{len(wrong)} 条名单条目无法使用{chinese}",
        places=[(entry.path or entry.list_id, entry.line) for entry, _ in wrong],
    )


# ---------------------------------------------------------------------------------------------------------------------
# Normal forms.


def _phone(value: str) -> str | None:
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value)
    elif len(value) == 11 and value.isdigit():
        return value
    found = _PHONE.fullmatch(value.translate(_PHONE_NOISE))
    return found[1] if found else None


def _card(value: str) -> str | None:
    folded = value if value.isascii() else unicodedata.normalize("NFKC", value)
    digits = folded.translate(_CARD_NOISE)
    return digits if digits.isdigit() else folded.strip()


def _domain(value: str) -> str | None:
    """The host a browser would go to: `\\` is `/` to it, and the last `@` before the path ends the user's name."""
    if _HOSTNAME.fullmatch(value):
        return value if len(value) <= 253 else None
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value).replace("。", ".")
    found = _HOST.fullmatch(value.strip(_CONTROLS).strip().translate(_URL_NOISE).lower())
    if found is None:
        return None
    host = found[1]
    if "%" in host:
        host = unicodedata.normalize("NFKC", unquote(host)).lower()
    host = host.removeprefix("*.").strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if len(host) <= 253 and _HOSTNAME.fullmatch(host) else None


def _address(value: str) -> str | None:
    return _APART.sub("", unicodedata.normalize("NFKC", value).casefold())


def _cidr(value: str) -> str | None:
    try:
        return None if "%" in value else str(_network(value))
    except ValueError:
        return None


def _network(value: str) -> IPv4Network | IPv6Network:
    found = ip_network(value.strip(), strict=False)
    if found.version == 6 and found.prefixlen >= 96 and found.network_address.packed.startswith(_MAPPED):
        return IPv4Network((found.network_address.packed[12:], found.prefixlen - 96))
    return found


def _text(value: str) -> str | None:
    if value.isascii():
        return value.strip().lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).strip()


KINDS: Mapping[str, Callable[[str], str | None]] = {
    "phone": _phone,
    "card": _card,
    "domain": _domain,
    "address": _address,
    "cidr": _cidr,
    "text": _text,
}
"""The normal form of each kind."""


# ---------------------------------------------------------------------------------------------------------------------
# Stores: one per list.


class _Exact:
    """Entries found by their normal form alone."""

    def __init__(self, kind: str, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._normal = KINDS[kind]
        self._by_value: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._by_value.setdefault(self._normal(entry.value) or "", []).append(entry)
        self._edges = {value: _edges(found) for value, found in self._by_value.items()}

    def holds(self, value: str, at_us: int) -> bool:
        """Whether the value is on the list at that time."""
        key = self._normal(value) if len(value) <= MAX_LENGTH else None
        edges = self._edges.get(key) if key else None
        return edges is not None and bisect_right(edges, at_us) & 1 == 1

    def entries_of(self, value: str) -> list[Entry]:
        """The entries that hold the value at any time."""
        key = self._normal(value) if len(value) <= MAX_LENGTH else None
        return self._by_value.get(key, []) if key else []


class _Domains(_Exact):
    """Entries that hold their sub-domains."""

    def holds(self, value: str, at_us: int) -> bool:
        """Whether the domain, or one above it, is on the list at that time."""
        edges_of = self._edges
        return any(
            (edges := edges_of.get(suffix)) is not None and bisect_right(edges, at_us) & 1 == 1
            for suffix in self._suffixes(value)
        )

    def entries_of(self, value: str) -> list[Entry]:
        """The entries of the domain and of those above it, nearest first."""
        return [entry for suffix in self._suffixes(value) for entry in self._by_value.get(suffix, ())]

    def _suffixes(self, value: str) -> list[str]:
        host = self._normal(value) if len(value) <= MAX_LENGTH else None
        labels = host.split(".") if host else []
        return [".".join(labels[at:]) for at in range(max(0, len(labels) - 1))]


class _Networks:
    """Entries that hold every address inside them, IPv4 and IPv6; an IPv4 address written as IPv6 counts as IPv4."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._tables: dict[int, dict[int, dict[int, list[Entry]]]] = {4: {}, 16: {}}
        for entry in self.entries:
            network = _network(entry.value)
            size = network.max_prefixlen // 8
            shift = network.max_prefixlen - network.prefixlen
            table = self._tables[size].setdefault(shift, {})
            table.setdefault(int(network.network_address) >> shift, []).append(entry)
        self._edges = {
            size: [
                (shift, {number: _edges(found) for number, found in self._tables[size][shift].items()})
                for shift in sorted(self._tables[size])
            ]
            for size in self._tables
        }

    def holds(self, value: str, at_us: int) -> bool:
        """Whether a network of the list holds the address at that time."""
        packed = _packed(value)
        if packed is None:
            return False
        number = int.from_bytes(packed)
        for shift, table in self._edges[len(packed)]:
            edges = table.get(number >> shift)
            if edges is not None and bisect_right(edges, at_us) & 1:
                return True
        return False

    def entries_of(self, value: str) -> list[Entry]:
        """The entries of the networks around the address, the smallest network first."""
        packed = _packed(value)
        if packed is None:
            return []
        number, tables = int.from_bytes(packed), self._tables[len(packed)]
        return [entry for shift in sorted(tables) for entry in tables[shift].get(number >> shift, ())]


_Store = _Exact | _Networks


def _store_of(kind: str, entries: Iterable[Entry]) -> _Store:
    if kind == "cidr":
        return _Networks(entries)
    return _Domains(kind, entries) if kind == "domain" else _Exact(kind, entries)


def _edges(entries: Iterable[Entry]) -> list[int]:
    """Since and until of each merged interval in turn: an odd number of edges at or before a time means inside."""
    return [edge for interval in merged(entry.interval for entry in entries) for edge in interval]


def _packed(value: str) -> bytes | None:
    value = value.strip()
    try:
        if ":" not in value:
            return socket.inet_pton(socket.AF_INET, value)
        packed = socket.inet_pton(socket.AF_INET6, value)
    except (OSError, ValueError):  # not an address; ValueError for a NUL or what is not ASCII
        return None
    return packed[12:] if packed.startswith(_MAPPED) else packed
