"""Whether a domain is among the most visited of the world: a Bloom filter of facts, built by `kedun.lab.urls`.

It never forgets a domain that was put in, and takes about one stranger in a hundred for a member; so it may speak
for a link, as one feature of the model, and never decides alone.
"""

import functools
import gzip
import hashlib
from collections.abc import Iterable
from importlib.resources import files

from kedun.guard.links.suffixes import Place

__all__ = ["HASHES", "filled", "is_popular", "spots"]

HASHES = 6


def is_popular(spot: Place) -> bool:
    """Whether a host's registrable domain was among the popular: of a guest's host the guest's, not the house's."""
    bits, domain = _bits(), spot.domain
    return bool(bits and domain) and all(bits[spot >> 3] >> (spot & 7) & 1 for spot in spots(domain, 8 * len(bits)))


def spots(domain: str, size: int) -> tuple[int, ...]:
    """The HASHES bits, of `size`, that stand for `domain`."""
    digest = hashlib.blake2b(domain.encode("utf-8", "replace"), digest_size=16).digest()
    first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little") | 1
    return tuple((first + turn * second) % size for turn in range(HASHES))


def filled(domains: Iterable[str], size: int) -> bytes:
    """A filter of `size` bytes that holds `domains`."""
    bits = bytearray(size)
    for domain in domains:
        for spot in spots(domain, 8 * size):
            bits[spot >> 3] |= 1 << (spot & 7)
    return bytes(bits)


@functools.cache
def _bits() -> bytes:
    home = files("kedun.guard.links") / "data" / "popular.bin.gz"
    return gzip.decompress(home.read_bytes()) if home.is_file() else b""
