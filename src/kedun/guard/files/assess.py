"""One file → its risk and the reasons, from name and bytes. Nothing is opened, run or written to a disk.

Weights follow the signals SIG-F08 to SIG-F12 and SIG-F14 (DOMAIN appendix C.2, 3.4.4).
"""

import hashlib
from collections.abc import Container, Iterator

import msgspec

from kedun.guard.files import documents
from kedun.guard.files.archives import Entry, Listing, listed, unpacked
from kedun.guard.files.kinds import CONTAINERS, FAMILIES, SIGNED, UNSIGNED, Kind, claimed, found
from kedun.guard.files.names import extension, of_name, plain
from kedun.guard.links.reason import Reason, combined, reason

__all__ = ["FileRisk", "assess"]

_DEPTH = 3
_INNER, _ALL_INNER = 4 * 1024 * 1024, 16 * 1024 * 1024
_RATIO, _HUGE = 200, 1 << 30
_RUNNABLE = frozenset({"executable", "script", "shortcut"})


class FileRisk(msgspec.Struct, frozen=True):
    """What a file is worth. `encrypted` and `kind_matches_name` are none when that cannot be told.

    `sha256` is empty without content; `risk` is 0–100, and 60 and more alarms.
    """

    name: str
    kind: Kind
    encrypted: bool | None = None
    kind_matches_name: bool | None = None
    sha256: str = ""
    risk: int = 0
    reasons: tuple[Reason, ...] = ()


def assess(name: str, content: bytes | None = None, *, bad_sha256: Container[str] = frozenset()) -> FileRisk:
    """Judge one file by its name and, where given, its bytes.

    `bad_sha256` holds lower-case hex digests of files known to be bad.

    >>> assess("退款明细.xlsx.exe").risk >= 60, assess("发票.pdf").risk
    (True, 0)
    """
    short = plain(name)
    end = extension(short)
    named = claimed(end)
    reasons = list(of_name(name))
    if content is None:
        return _judged(FileRisk(short, named or "other"), reasons)
    digest = hashlib.sha256(content).hexdigest()
    if digest in bad_sha256:
        reasons.append(reason("file.known_bad", 90, "与已知恶意文件完全相同", "Identical to a file known to be bad"))
    real = _real(content)
    matches = _matches(end, named, real, content)
    if matches is False:
        reasons.append(_mismatch(end, real))
    inside, encrypted = _inside(content, real, _Budget(), _DEPTH)
    reasons += inside
    kind = real[0] if real and not (real[1] in {"zip", "ole2", "html"} and named and matches) else named or "other"
    return _judged(FileRisk(short, kind, encrypted, matches, digest), reasons)


class _Budget:
    """Bytes that may still be unpacked for one file, nested ones together."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _ALL_INNER


def _judged(risk: FileRisk, reasons: list[Reason]) -> FileRisk:
    """The same file with its grounds, the weightiest of each code, and the risk they make together."""
    first: dict[str, Reason] = {}
    for one in sorted(reasons, key=lambda one: -one.weight):
        first.setdefault(one.code, one)
    kept = tuple(first.values())
    return msgspec.structs.replace(risk, risk=combined(kept), reasons=kept)


def _real(content: bytes) -> tuple[Kind, str] | None:
    real = found(content)
    if real == ("archive", "zip"):
        listing = listed("zip", content)
        names = {entry.name for entry in listing.entries} if listing else set()
        if "AndroidManifest.xml" in names:
            return "executable", "apk"
        if "META-INF/MANIFEST.MF" in names and any(name.endswith(".class") for name in names):
            return "executable", "jar"
    return real


def _matches(end: str, named: Kind | None, real: tuple[Kind, str] | None, content: bytes) -> bool | None:
    """Whether content and name agree; none when either says nothing."""
    if named is None or not content:
        return None
    if real is None:
        return None if named not in SIGNED or end in UNSIGNED else False
    kind, form = real
    if form in {"apk", "jar"}:
        return end in {form, "apk", "apks", "xapk", "aab", "jar", "zip"}
    if form == "shebang" and named in {"script", "document"}:
        return True
    if end == form or end in FAMILIES.get(form, ()):
        return True
    return kind == named and (kind == "archive" or form not in {"zip", "ole2"})


def _mismatch(end: str, real: tuple[Kind, str] | None) -> Reason:
    if real is None:
        return reason("file.mismatch", 40, f"内容不是 .{end}", f"The content is not .{end}")
    weight = 70 if real[0] in _RUNNABLE and real[1] not in {"html", "shebang"} else 40
    return reason("file.mismatch", weight, f"名为 .{end}，内容却是 {real[1]}", f"Named .{end}, but it is {real[1]}")


def _inside(
    content: bytes, real: tuple[Kind, str] | None, budget: _Budget, depth: int
) -> tuple[list[Reason], bool | None]:
    """Grounds within the bytes, and whether a password guards them."""
    if real is None:
        return [], None
    kind, form = real
    reasons: list[Reason] = []
    if kind == "executable":
        if form == "apk":
            reasons.append(reason("file.app", 60, "手机安装包", "A phone app"))
        else:
            reasons.append(reason("file.executable", 60, f"可执行程序（{form}）", f"A program ({form})"))
    elif kind == "shortcut" or form == "chm":
        reasons.append(reason("file.shortcut" if kind == "shortcut" else "file.script", 60, f"会执行程序的 {form} 文件",
                              f"A {form} file that starts programs"))  # fmt: skip
    elif form in CONTAINERS:
        reasons.append(reason("file.container", 60, f"磁盘镜像（{form}）", f"A disk image ({form})"))
    if kind in {"image", "pdf", "video"} and b"PK\x05\x06" in content[-65_600:] and b"PK\x03\x04" in content:
        reasons.append(
            reason(
                "file.polyglot", 40, "同时是另一种文件（内藏压缩包）", "Also another file: an archive is hidden inside"
            )
        )
    if form == "svg" and b"<script" in content[: 1 << 20].lower():
        reasons.append(reason("file.script", 50, "图片里有脚本", "A script inside the picture"))
    reasons += _document(form, content)
    listing = listed("zip" if form in {"apk", "jar"} else form, content)
    if listing is None:
        return reasons, documents.is_locked(form, content)
    if kind == "archive":
        reasons += _archive(listing, content, budget, depth)
    return reasons, listing.encrypted


def _document(form: str, content: bytes) -> Iterator[Reason]:
    match form:
        case "pdf":
            yield from documents.of_pdf(content)
        case "ole2":
            yield from documents.of_ole2(content)
        case "rtf":
            yield from documents.of_rtf(content)
        case _:
            return


def _archive(listing: Listing, content: bytes, budget: _Budget, depth: int) -> Iterator[Reason]:
    entries = listing.entries
    names = [entry.name for entry in entries]
    yield from documents.of_zip_names(names)
    if listing.encrypted:
        yield reason("file.encrypted", 40, "压缩包有密码，无法检查", "A password guards the archive from any check")
    if listing.broken:
        yield reason("file.broken", 20, "压缩包结构损坏或被改动", "The archive's tables are broken or altered")
    total = sum(entry.size for entry in entries)
    if total > _HUGE or listing.more or any(entry.size > max(entry.packed, 1) * _RATIO > 1 << 20 for entry in entries):
        yield reason("file.bomb", 60, "解压后体积异常，疑似压缩炸弹", "Unpacks to an absurd size: perhaps a bomb")
    for entry in entries:
        short = plain(entry.name)
        worst = (
            max(of_name(entry.name), key=lambda one: one.weight, default=None) if claimed(extension(short)) else None
        )
        if worst and worst.weight >= 45:
            yield reason(
                "file.inside",
                worst.weight + 5,
                f"压缩包内有危险文件：{worst.why.zh}",
                f"Inside the archive: {worst.why.en}",
            )
    yield from _nested(entries, content, budget, depth)


def _nested(entries: tuple[Entry, ...], content: bytes, budget: _Budget, depth: int) -> Iterator[Reason]:
    """What lies in archives within the archive, and in files whose names say nothing."""
    for entry in entries:
        if budget.left <= 0:
            return
        part = unpacked(content, entry, min(_INNER, budget.left))
        budget.left -= len(part) + 1024
        real = _real(part) if part else None
        if real is None:
            continue
        if real[0] == "archive" and depth == 0:
            yield reason("file.nested", 50, "压缩包层层嵌套", "Archives within archives within archives")
            return
        end = extension(plain(entry.name))
        if _matches(end, claimed(end), real, part) is False:
            yield _mismatch(end, real)
        if real[0] != "image":
            yield from _inside(part, real, budget, depth - 1)[0]
