"""What a document can do of itself: macros, embedded programs, scripts and actions in PDF; whether it is locked."""

import re
import zlib
from collections.abc import Iterable, Iterator

from kedun.guard.links.reason import Reason, reason

__all__ = ["is_locked", "of_ole2", "of_pdf", "of_rtf", "of_zip_names"]

_VBA = "_VBA_PROJECT".encode("utf-16-le")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NATIVE = "\x01Ole10Native".encode("utf-16-le")
_NAME = re.compile(rb"#([0-9a-fA-F]{2})")
_RUNS = re.compile(rb"/(?:JavaScript|JS)\b")
_STARTS = re.compile(rb"/Launch\b")
_HOLDS = re.compile(rb"/EmbeddedFiles?\b")
_STREAM = re.compile(rb"stream\r?\n")
_STREAMS, _STREAM_BYTES, _ALL_BYTES = 64, 256 * 1024, 4 * 1024 * 1024
_MACRO = reason("file.macro", 60, "文档里有宏", "The document holds macros")
_OBJECT = reason("file.object", 40, "文档里嵌着程序或对象", "A program or object is embedded in the document")


def is_locked(form: str, content: bytes) -> bool | None:
    """Whether a password guards an OLE2 document or a PDF; none for other forms."""
    if form == "ole2":
        return _LOCKED in content
    return b"/Encrypt" in content if form == "pdf" else None


def of_ole2(content: bytes) -> Iterator[Reason]:
    """Macros and embedded programs in the old Office format, by the names of its streams."""
    if _VBA in content:
        yield _MACRO
    if _NATIVE in content:
        yield _OBJECT


def of_zip_names(names: Iterable[str]) -> Iterator[Reason]:
    """Macros and embedded objects in the new Office format, by the names of its parts."""
    low = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in low):
        yield _MACRO
    if any("/embeddings/" in name and name.endswith(".bin") for name in low):
        yield _OBJECT


def of_rtf(content: bytes) -> Iterator[Reason]:
    """Embedded objects in RTF, the way of its known exploits."""
    if b"\\objdata" in content or b"\\objupdate" in content:
        yield _OBJECT


def of_pdf(content: bytes) -> Iterator[Reason]:
    """Scripts, starts of programs and files inside a PDF, also in its packed parts as far as the bounds go."""
    plain = b"\n".join((content, *_unpacked(content)))
    plain = _NAME.sub(lambda found: bytes((int(found[1], 16),)), plain) if b"#" in plain else plain
    if _STARTS.search(plain):
        yield reason("file.pdf_launch", 65, "PDF 会启动别的程序", "The PDF starts another program")
    if _RUNS.search(plain):
        yield reason("file.pdf_script", 45, "PDF 里有脚本", "The PDF holds scripts")
    if _HOLDS.search(plain):
        yield reason("file.pdf_embedded", 30, "PDF 里夹带文件", "Files are attached inside the PDF")


def _unpacked(content: bytes) -> Iterator[bytes]:
    left = _ALL_BYTES
    for turn, found in enumerate(_STREAM.finditer(content)):
        if turn == _STREAMS or left <= 0:
            return
        try:
            part = zlib.decompressobj().decompress(content[found.end() : found.end() + _STREAM_BYTES], _STREAM_BYTES)
        except zlib.error:
            continue
        left -= len(part)
        yield part
