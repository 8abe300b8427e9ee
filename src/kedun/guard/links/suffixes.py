"""Where a host's registrable domain begins: the public suffix list as tldextract ships it, read without a network.

The list's own algorithm (publicsuffix.org): the longest rule wins, `*` stands for one label, `!` lifts a rule.
The snapshot is read by itself: importing tldextract costs an HTTP client that must never run here.
"""

import functools
import importlib.util
from pathlib import Path

import msgspec

from kedun.kernel.errors import UnavailableError

__all__ = ["Place", "place"]

_SNAPSHOT = ".tld_set_snapshot"
_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="
_LABELS = 64  # more dots than this never name a host


class Place(msgspec.Struct, frozen=True):
    """A host taken apart: `labels` below the registrable `domain`, which ends in `suffix`.

    `owner` is the registrable domain by the registries' rules alone: for kedun.github.io it is github.io,
    while `domain` is kedun.github.io, since anybody may take a name there. Empty where there is none.
    """

    labels: tuple[str, ...]
    domain: str
    suffix: str
    owner: str

    @property
    def name(self) -> str:
        """The part of the domain that its holder chose: kedun of kedun.com.cn."""
        return self.domain[: -len(self.suffix) - 1] if self.domain else ""


@functools.cache
def _rules() -> tuple[frozenset[str], frozenset[str]]:
    spec = importlib.util.find_spec("tldextract")
    if spec is None or spec.origin is None:
        raise UnavailableError("tldextract is not installed", zh="未安装 tldextract")
    text = (Path(spec.origin).parent / _SNAPSHOT).read_text(encoding="utf-8")
    public, _, private = text.partition(_PRIVATE)
    icann, rest = (
        frozenset(_ascii(line) for raw in part.splitlines() if (line := raw.strip()) and not line.startswith("//"))
        for part in (public, private)
    )
    return icann, icann | rest


def _ascii(rule: str) -> str:
    return ".".join(
        part if part.isascii() else "xn--" + part.encode("punycode").decode() for part in rule.lower().split(".")
    )


def _suffix_length(labels: list[str], rules: frozenset[str]) -> int:
    """How many labels at the end are the suffix; 0 when no rule knows it."""
    for start in range(len(labels)):
        tail = ".".join(labels[start:])
        if "!" + tail in rules:
            return len(labels) - start - 1
        if tail in rules:
            return len(labels) - start
        parent = ".".join(labels[start + 1 :])
        if parent and "*." + parent in rules:
            return len(labels) - start
    return 0


@functools.lru_cache(maxsize=4096)
def place(host: str) -> Place:
    """Take apart a lower-case ASCII `host` (labels beyond ASCII as xn--).

    >>> place("a.b.kedun.com.cn").domain, place("kedun.github.io").owner, place("localhost").domain
    ('kedun.com.cn', 'github.io', '')
    """
    labels = host.split(".")[-_LABELS:]
    icann, everything = _rules()
    size = _suffix_length(labels, everything)
    public = _suffix_length(labels, icann)
    owner = ".".join(labels[len(labels) - public - 1 :]) if 0 < public < len(labels) else ""
    if not size or size >= len(labels):
        return Place(tuple(labels), "", ".".join(labels[len(labels) - size :]) if size else "", owner)
    cut = len(labels) - size - 1
    return Place(tuple(labels[:cut]), ".".join(labels[cut:]), ".".join(labels[cut + 1 :]), owner)
