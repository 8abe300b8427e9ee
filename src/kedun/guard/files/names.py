"""What is wrong with a file's name alone: hidden endings, doubled endings, letters that turn the reading round."""

import re
import unicodedata
from collections.abc import Iterator

from kedun.guard.files.kinds import CONTAINERS, MACRO_NAMES, claimed
from kedun.guard.links.reason import Reason, reason

__all__ = ["extension", "extensions", "of_name", "plain"]

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_HIDDEN = re.compile("[\u00ad\u115f\u1160\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0\u0000-\u001f]")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000\u2800]{6}")
_RUNS = frozenset({"executable", "script", "shortcut"})
_TEXTS = frozenset({"html", "htm", "mht", "mhtml", "xhtml", "shtml", "py", "php", "js", "lua", "rb", "pl", "sh"})
_PHONES = frozenset({"apk", "apks", "xapk", "aab", "ipa"})
_LONGEST = 1024
_INSTALLER = re.compile(
    "会议|客服|理赔|退款|客户端|安装包|补丁|meeting|setup|teamviewer|todesk|anydesk|sunlogin|向日葵", re.IGNORECASE
)


def plain(name: str) -> str:
    """The last part of a path, full-width letters made plain, invisible and turning marks gone."""
    text = unicodedata.normalize("NFKC", name[-_LONGEST:])
    text = _HIDDEN.sub("", _TURNING.sub("", text)).replace("。", ".")
    return text.replace("\\", "/").rsplit("/", 1)[-1].rstrip(" .\t")


def extensions(name: str) -> tuple[str, ...]:
    """All endings of a plain name, lower-case, last one last.

    >>> extensions("图纸.pdf.exe"), extensions("README")
    (('pdf', 'exe'), ())
    """
    parts = name.lower().split(".")
    return tuple(part.strip() for part in parts[1:][-8:])


def extension(name: str) -> str:
    """The ending that decides how a file is opened; empty when there is none."""
    ends = extensions(name)
    return ends[-1] if ends else ""


def of_name(name: str) -> Iterator[Reason]:
    """The grounds that a name gives, whatever the content."""
    short = plain(name)
    ends = extensions(short)
    last = ends[-1] if ends else ""
    yield from _kind(last, short)
    if _TURNING.search(name):
        yield reason(
            "file.rlo", 60, "文件名里有反转字符，真正的后缀被藏起来", "Direction marks in the name hide the real ending"
        )
    if _HIDDEN.search(name):
        yield reason("file.invisible", 40, "文件名里有隐形字符", "Invisible characters in the name")
    if _SPACES.search(unicodedata.normalize("NFC", name[-_LONGEST:]).rstrip()):
        yield reason("file.spaces", 60, "用大量空格把后缀推出视野", "Many spaces push the ending out of sight")
    before = claimed(ends[-2]) if len(ends) > 1 else None
    if before not in {None, "archive"} | _RUNS and (claimed(last) in _RUNS or last in CONTAINERS):
        yield reason(
            "file.double",
            60,
            f"双重后缀：看似 {ends[-2]}，实为 {last}",
            f"Two endings: it looks like {ends[-2]} and is {last}",
        )


def _kind(last: str, short: str) -> Iterator[Reason]:
    kind = claimed(last)
    if last in _PHONES:
        yield reason("file.app", 60, f"手机安装包 .{last}", f"A phone app, .{last}")
    elif kind == "executable":
        yield reason("file.executable", 60, f"可执行程序 .{last}", f"A program, .{last}")
    elif kind == "shortcut":
        yield reason(
            "file.shortcut", 60, f"快捷方式 .{last} 会执行别的程序", f"A shortcut, .{last}, starts something else"
        )
    elif kind == "script":
        weight = 35 if last in _TEXTS - {"js"} else 60
        yield reason("file.script", weight, f"脚本或网页 .{last}", f"A script or page, .{last}")
    elif last in CONTAINERS:
        yield reason(
            "file.container", 60, f"磁盘镜像 .{last} 常用来夹带木马", f"A disk image, .{last}, often carries trojans"
        )
    elif last in MACRO_NAMES:
        yield reason("file.macro", 45, f"可带宏的文档 .{last}", f"A document with macros, .{last}")
    if kind == "executable" and _INSTALLER.search(short):
        yield reason(
            "file.installer",
            30,
            "自称会议、客服或远程协助的安装包",
            "It calls itself a meeting, service or remote-help installer",
        )
