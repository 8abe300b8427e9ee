"""What a file is: by its first bytes, and what its name claims (DOMAIN 3.4.4)."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["CONTAINERS", "FAMILIES", "MACRO_NAMES", "SIGNED", "UNSIGNED", "Kind", "claimed", "found"]

Kind = Literal["image", "video", "pdf", "document", "archive", "executable", "script", "shortcut", "other"]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES: dict[Kind, str] = {
    "image": "jpg jpeg jpe png gif webp bmp tif tiff heic heif avif svg ico",
    "video": "mp4 mov avi mkv webm flv wmv m4v 3gp mpg mpeg ts",
    "pdf": "pdf",
    "document": "doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltm xlam ppt pptx pptm pps ppsx ppsm ppam rtf txt "
    "csv wps et dps odt ods odp ofd md log xml json eml",
    "archive": "zip rar 7z tar gz tgz bz2 xz cab arj lzh ace z zst tbz txz iso img vhd vhdx wim uue udf",
    "executable": "exe scr com pif cpl msi msp mst dll sys drv ocx apk apks xapk aab ipa dmg pkg mpkg app deb rpm appx "
    "appxbundle msix msixbundle jar run bin elf appimage gadget application xll hlp",
    "script": "js jse mjs vbs vbe wsf wsh wsc hta bat cmd ps1 psm1 ps1xml sh bash command py pyw pl rb php scf inf reg "
    "sct chm html htm mht mhtml xhtml shtml svgz slk iqy jnlp msc settingcontent-ms ahk au3 lua scpt",
    "shortcut": "lnk url desktop webloc website library-ms search-ms",
}
_BY_NAME: Mapping[str, Kind] = MappingProxyType({end: kind for kind, ends in _NAMES.items() for end in ends.split()})
CONTAINERS = _set("iso img vhd vhdx wim udf")
"""Disk images: whatever lies in them slips past the mark that downloads carry."""
MACRO_NAMES = _set("docm dotm xlsm xlsb xltm xlam pptm ppsm ppam slk")

FAMILIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "zip": _set(
            "docx docm dotx dotm xlsx xlsm xlsb xltm xlam pptx pptm ppsx ppsm ppam odt ods odp ofd jar apk apks xapk "
            "aab ipa appx appxbundle msix msixbundle wps et dps zip"
        ),
        "ole2": _set("doc dot xls xlt ppt pps wps et dps msi msp mst msg docx xlsx pptx"),
        "html": _set("html htm xhtml shtml mht mhtml xml hta doc xls jsp asp php svg txt md"),
        "gz": _set("tgz svgz gz deb"),
        "bz2": _set("tbz bz2"),
        "xz": _set("txz xz"),
        "rtf": _set("rtf doc wps dot"),
        "exe": _set("hlp"),
        "shebang": _set("run bin command txt"),
        "mp4": _set("m4a heic ts"),
    }
)
"""Endings that a format may rightly have, by the format's name."""
SIGNED: frozenset[Kind] = frozenset({"image", "video", "pdf", "archive", "executable"})
"""Kinds whose files begin with a signature of their own, but for the endings in UNSIGNED."""
UNSIGNED = _set(
    "svg tar img iso udf uue lzh arj z com pif cpl application run bin gadget ts mpg mpeg app xll hlp sys drv ipa "
    "dmg wmv"
)

_MAGIC: tuple[tuple[int, bytes, Kind, str], ...] = (
    (0, b"MZ", "executable", "exe"),
    (0, b"\x7fELF", "executable", "elf"),
    (0, b"\xcf\xfa\xed\xfe", "executable", "mach-o"),
    (0, b"\xce\xfa\xed\xfe", "executable", "mach-o"),
    (0, b"dex\n", "executable", "dex"),
    (0, b"xar!", "executable", "pkg"),
    (0, b"!<arch>\ndebian", "executable", "deb"),
    (0, b"\xed\xab\xee\xdb", "executable", "rpm"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut", "lnk"),
    (0, b"[InternetShortcut]", "shortcut", "url"),
    (0, b"ITSF", "script", "chm"),
    (0, b"#!", "script", "shebang"),
    (0, b"%PDF-", "pdf", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document", "ole2"),
    (0, b"{\\rtf", "document", "rtf"),
    (0, b"PK\x03\x04", "archive", "zip"),
    (0, b"PK\x05\x06", "archive", "zip"),
    (0, b"PK\x07\x08", "archive", "zip"),
    (0, b"Rar!\x1a\x07", "archive", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (0, b"\x1f\x8b", "archive", "gz"),
    (0, b"BZh", "archive", "bz2"),
    (0, b"\xfd7zXZ\x00", "archive", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "archive", "zst"),
    (0, b"MSCF", "archive", "cab"),
    (0, b"MSWIM\x00", "archive", "wim"),
    (0, b"vhdxfile", "archive", "vhdx"),
    (0, b"conectix", "archive", "vhd"),
    (7, b"**ACE**", "archive", "ace"),
    (257, b"ustar", "archive", "tar"),
    (32769, b"CD001", "archive", "iso"),
    (0, b"\x89PNG\r\n\x1a\n", "image", "png"),
    (0, b"\xff\xd8\xff", "image", "jpeg"),
    (0, b"GIF8", "image", "gif"),
    (0, b"BM", "image", "bmp"),
    (0, b"II*\x00", "image", "tiff"),
    (0, b"MM\x00*", "image", "tiff"),
    (0, b"\x00\x00\x01\x00", "image", "ico"),
    (8, b"WEBP", "image", "webp"),
    (8, b"AVI ", "video", "avi"),
    (0, b"\x1aE\xdf\xa3", "video", "mkv"),
    (0, b"FLV\x01", "video", "flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video", "wmv"),
    (0, b"\x00\x00\x01\xba", "video", "mpeg"),
)
_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_MSI = bytes.fromhex("84100c0000000000c000000000000046")
_MARKUP = re.compile(rb"\s*(?:<!--|<!doctype html|<html|<head|<body|<script|<hta:|<job|<package)", re.IGNORECASE)
_VECTOR = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HEAD = 1024


def claimed(extension: str) -> Kind | None:
    """The kind that a lower-case `extension` claims; none for one nobody knows."""
    return _BY_NAME.get(extension)


def found(content: bytes) -> tuple[Kind, str] | None:
    """Kind and format by the content's own signature; none when it has none.

    >>> found(b"MZ" + bytes(64)), found(b"hello")
    (('executable', 'exe'), None)
    """
    for place, magic, kind, form in _MAGIC:
        if content.startswith(magic, place):
            if form in {"exe", "bmp"} and len(content) < 26:
                continue
            return ("executable", "msi") if form == "ole2" and _MSI in content[: 1 << 20] else (kind, form)
    if content[4:8] == b"ftyp":
        return ("image", "heif") if content[8:12] in _PICTURES else ("video", "mp4")
    return _late(content)


def _late(content: bytes) -> tuple[Kind, str] | None:
    """Formats that may begin a little later: PDF readers and browsers are lenient."""
    head = content[:_HEAD]
    if b"%PDF-" in head:
        return "pdf", "pdf"
    plain = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if _VECTOR.search(plain):
        return "image", "svg"
    if _MARKUP.match(plain):
        return "script", "html"
    if content[-512:-504] == b"conectix":
        return "archive", "vhd"
    return None
