"""What lies in an archive, from its tables alone or by unpacking a bounded little: no bomb ever fills memory.

ZIP by PKWARE's APPNOTE, RAR by RARLAB's technical notes (4 and 5), 7z by the format's own description.
"""

import lzma
import zlib
from collections.abc import Iterator

import msgspec

__all__ = ["MOST_ENTRIES", "Entry", "Listing", "listed", "unpacked"]

MOST_ENTRIES = 2000
"""Entries of one archive that are looked at."""
_TAIL = 65_557 + 22
_AES_7Z = bytes.fromhex("06f10701")
_HEADER_7Z = 1 << 20


class Entry(msgspec.Struct, frozen=True):
    """One file in an archive: sizes in bytes as declared, `place` where its data begin (-1 unknown)."""

    name: str
    packed: int
    size: int
    encrypted: bool
    method: int = -1
    place: int = -1


class Listing(msgspec.Struct, frozen=True):
    """What an archive says of itself. `encrypted` is none when untold; `broken` means tables cut or lying."""

    entries: tuple[Entry, ...]
    encrypted: bool | None
    broken: bool = False
    more: bool = False
    """More entries than were looked at."""


def listed(form: str, content: bytes) -> Listing | None:
    """The table of a zip, rar or 7z; none for other forms."""
    match form:
        case "zip":
            return _zip(content)
        case "rar":
            return _rar5(content) if content.startswith(b"Rar!\x1a\x07\x01\x00") else _rar4(content)
        case "7z":
            return _seven(content)
        case _:
            return None


def unpacked(content: bytes, entry: Entry, most: int) -> bytes:
    """At most `most` bytes of a stored or deflated zip entry; empty when it cannot be had."""
    if entry.encrypted or entry.place < 0:
        return b""
    raw = content[entry.place : entry.place + min(entry.packed or most, most)]
    if entry.method == 0:
        return raw
    if entry.method != 8:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(raw, most)
    except zlib.error:
        return b""


def _zip(content: bytes) -> Listing:
    entries: list[Entry] = []
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _TAIL))
    start = _directory(content, end) if end >= 0 else -1
    walk = _central(content, start) if start >= 0 else _local(content)
    for entry in walk:
        if len(entries) == MOST_ENTRIES:
            return Listing(tuple(entries), _any(entries), broken=start < 0, more=True)
        entries.append(entry)
    return Listing(tuple(entries), _any(entries), broken=start < 0)


def _any(entries: list[Entry]) -> bool | None:
    return any(entry.encrypted for entry in entries) if entries else None


def _directory(content: bytes, end: int) -> int:
    """Where the central directory begins: as told, or counted back from its end."""
    size, told = _number(content, end + 12, 4), _number(content, end + 16, 4)
    for place in (told, end - size):
        if 0 <= place < end and content[place : place + 4] == b"PK\x01\x02":
            return place
    return -1 if size else end


def _central(content: bytes, place: int) -> Iterator[Entry]:
    while content[place : place + 4] == b"PK\x01\x02":
        flags, method = _number(content, place + 8, 2), _number(content, place + 10, 2)
        packed, size = _number(content, place + 20, 4), _number(content, place + 24, 4)
        lengths = [_number(content, place + at, 2) for at in (28, 30, 32)]
        name = _name(content[place + 46 : place + 46 + lengths[0]], flags)
        local = _number(content, place + 42, 4)
        body = local + 30 + _number(content, local + 26, 2) + _number(content, local + 28, 2)
        there = content[local : local + 4] == b"PK\x03\x04"
        yield Entry(name, packed, size, bool(flags & 1), method, body if there else -1)
        place += 46 + sum(lengths)


def _local(content: bytes) -> Iterator[Entry]:
    """Entries of a zip whose directory is gone."""
    place = content.find(b"PK\x03\x04")
    while place >= 0:
        flags, method = _number(content, place + 6, 2), _number(content, place + 8, 2)
        packed, size = _number(content, place + 18, 4), _number(content, place + 22, 4)
        length = _number(content, place + 26, 2)
        body = place + 30 + length + _number(content, place + 28, 2)
        yield Entry(
            _name(content[place + 30 : place + 30 + length], flags), packed, size, bool(flags & 1), method, body
        )
        place = content.find(b"PK\x03\x04", max(body + packed, place + 4))


def _name(raw: bytes, flags: int) -> str:
    """A name in UTF-8 where it says so or is; else in GBK, as Chinese Windows writes it."""
    for code in ("utf-8",) if flags & 0x800 else ("utf-8", "gb18030"):
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _rar4(content: bytes) -> Listing:
    entries: list[Entry] = []
    place, shut = 7, False
    while place + 7 <= len(content) and len(entries) < MOST_ENTRIES:
        kind, flags, size = content[place + 2], _number(content, place + 3, 2), _number(content, place + 5, 2)
        if size < 7 or not 0x72 <= kind <= 0x7B:
            return Listing(tuple(entries), shut or _any(entries), broken=True)
        if kind == 0x73:
            shut = bool(flags & 0x80)
            if shut:
                return Listing((), encrypted=True)
        extra = _number(content, place + 7, 4) if flags & 0x8000 or kind == 0x74 else 0
        if kind == 0x74:
            at = place + 32 + (8 if flags & 0x100 else 0)
            raw = content[at : at + _number(content, place + 26, 2)].partition(b"\x00")[0]
            entries.append(Entry(_name(raw, 0), extra, _number(content, place + 11, 4), bool(flags & 4)))
        if kind == 0x7B:
            break
        place += size + extra
    return Listing(tuple(entries), _any(entries), more=len(entries) == MOST_ENTRIES)


def _rar5(content: bytes) -> Listing:
    entries: list[Entry] = []
    place = 8
    while place + 7 <= len(content) and len(entries) < MOST_ENTRIES:
        size, at = _vint(content, place + 4)
        over = at + size
        kind, at = _vint(content, at)
        flags, at = _vint(content, at)
        if kind == 4:
            return Listing((), encrypted=True)
        if not size or kind > 5:
            return Listing(tuple(entries), _any(entries), broken=True)
        extra, at = _vint(content, at) if flags & 1 else (0, at)
        data, at = _vint(content, at) if flags & 2 else (0, at)
        if kind == 2:
            entries.append(_rar5_file(content, at, data, content[max(at, over - extra) : over]))
        if kind == 5:
            break
        place = over + data
    return Listing(tuple(entries), _any(entries), more=len(entries) == MOST_ENTRIES)


def _rar5_file(content: bytes, at: int, packed: int, extra: bytes) -> Entry:
    flags, at = _vint(content, at)
    size, at = _vint(content, at)
    _, at = _vint(content, at)
    at += 4 * bool(flags & 2) + 4 * bool(flags & 4)
    _, at = _vint(content, at)
    _, at = _vint(content, at)
    length, at = _vint(content, at)
    shut, place = False, 0
    while place < len(extra):
        step, inner = _vint(extra, place)
        kind, _ = _vint(extra, inner)
        shut = shut or kind == 1
        place = inner + max(step, 1)
    return Entry(_name(content[at : at + min(length, 4096)], 0x800), packed, size, shut)


def _seven(content: bytes) -> Listing:
    start, size = 32 + _number(content, 12, 8), _number(content, 20, 8)
    header = content[start : start + min(size, _HEADER_7Z)] if start < len(content) else b""
    if not header:
        return Listing((), None, broken=bool(size))
    if header[0] == 0x17:
        if _AES_7Z in header:
            return Listing((), encrypted=True)
        header = _decoded_7z(content, header)
        if not header:
            return Listing((), None, broken=True)
    return Listing(tuple(_names_7z(header)), encrypted=_AES_7Z in header)


def _decoded_7z(content: bytes, header: bytes) -> bytes:
    """The table that a 7z packs with LZMA, of which at most _HEADER_7Z bytes; empty when it is packed otherwise."""
    at = 2  # kEncodedHeader, kPackInfo
    offset, at = _vint_7z(header, at)
    _, at = _vint_7z(header, at)
    packed, _ = _vint_7z(header, at + 1)
    coder = header.find(b"\x23\x03\x01\x01\x05")
    props = header[coder + 5 : coder + 10]
    if coder < 0 or len(props) < 5 or props[0] >= 225:
        return b""
    rest, lc = divmod(props[0], 9)
    pb, lp = divmod(rest, 5)
    wanted = min(_number(props, 1, 4), 1 << 24)
    try:
        unpack = lzma.LZMADecompressor(
            lzma.FORMAT_RAW,
            filters=[{"id": lzma.FILTER_LZMA1, "dict_size": max(wanted, 4096), "lc": lc, "lp": lp, "pb": pb}],
        )
        return unpack.decompress(content[32 + offset : 32 + offset + min(packed, _HEADER_7Z)], _HEADER_7Z)
    except (lzma.LZMAError, ValueError, EOFError):
        return b""


def _names_7z(header: bytes) -> Iterator[Entry]:
    """The names in a 7z table: kNames, its size, and names in UTF-16 that end with a zero."""
    place = header.rfind(b"\x11")
    while place >= 0:
        size, at = _vint_7z(header, place + 1)
        block = header[at + 1 : at + size]
        if size > 2 and at + size <= len(header) and header[at : at + 1] == b"\x00" and block.endswith(b"\x00\x00"):
            text = block.decode("utf-16-le", "replace")
            yield from (Entry(name, 0, 0, encrypted=False) for name in text.split("\x00")[:MOST_ENTRIES] if name)
            return
        place = header.rfind(b"\x11", max(0, place - 4096), place)


def _vint(content: bytes, place: int) -> tuple[int, int]:
    """RAR 5's number of seven bits a byte, low first, and where it ends."""
    value = 0
    for turn in range(10):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * turn)
        if byte < 0x80:
            break
    return value, place


def _vint_7z(content: bytes, place: int) -> tuple[int, int]:
    """7z's number: the first byte's leading ones say how many bytes follow."""
    if place >= len(content):
        return 0, place
    first, value = content[place], 0
    place += 1
    for turn in range(8):
        mask = 0x80 >> turn
        if not first & mask:
            return value | (first & (mask - 1)) << (8 * turn), place
        value |= _number(content, place, 1) << (8 * turn)
        place += 1
    return value, place


def _number(content: bytes, place: int, size: int) -> int:
    return int.from_bytes(content[place : place + size], "little")
