"""A link as it was written, made into its parts, however a stranger disguised it. Nothing is ever fetched.

Browsers are lenient and so is this: backslashes count as slashes, white space inside is dropped, a full-width or
Chinese full stop counts as a dot, an address may be one decimal, octal or hexadecimal number.
"""

import re
import unicodedata

import msgspec

__all__ = ["LONGEST", "Link", "parse"]

LONGEST = 4096
"""Characters of a link that are looked at; a longer one is cut and marked."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]{0,31}):")
_DOTS = str.maketrans(dict.fromkeys("。．｡․﹒", "."))
_QUOTES = " \t\r\n\"'`<>“”‘’《》〈〉「」『』（）()【】[]，,；;！!、"
_BROKEN_DOT = re.compile(r"\s?[\[({<【（｛〔]\s?(?:\.|dot|点)\s?[\])}>】）｝〕]\s?", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(r"h(?:xx|\*\*|XX|tt|__)ps?(?=\[?:)", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]{0,16}|[0-9]{1,16})\Z")
_OPAQUE = frozenset({"data", "javascript", "vbscript", "blob", "file", "about", "mailto", "tel", "sms", "smsto"})


class Link(msgspec.Struct, frozen=True):
    """A link's parts. `host` is lower-case ASCII (xn-- where it was not); `shown` is the host as a person reads it.

    `ip` is the dotted form of an address, and `ip_form` how it was written: dotted, number, octal, hex, v6.
    `rest` is path, query and fragment together, beginning with / ? or #.
    """

    url: str
    scheme: str
    userinfo: str = ""
    host: str = ""
    shown: str = ""
    port: int | None = None
    rest: str = ""
    ip: str = ""
    ip_form: str = ""
    disguises: tuple[str, ...] = ()
    cut: bool = False


def parse(written: str) -> Link:
    """The parts of one link; never raises. What has no host has an empty one.

    >>> parse("hxxps://www[.]kedun[.]com\\\\a?b").host, parse("http://0x7f.1/").ip
    ('www.kedun.com', '127.0.0.1')
    """
    cut = len(written) > LONGEST
    text = written[:LONGEST].strip(_QUOTES)
    text, disguises = _plain(text)
    scheme, rest = _split_scheme(text)
    if scheme in _OPAQUE and not rest.startswith("//"):
        return Link(text, scheme, rest=rest, disguises=disguises, cut=cut)
    rest = rest.replace("\\", "/").lstrip("/")
    end = next((place for place, mark in enumerate(rest) if mark in "/?#"), len(rest))
    authority, rest = rest[:end], rest[end:]
    userinfo, _, authority = authority.rpartition("@")
    shown, port = _split_port(authority)
    host, shown = _host(shown)
    ip, form = _address(host)
    return Link(text, scheme or "http", userinfo, ip or host, shown, port, rest, ip, form, disguises, cut)


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its disguises undone, and which there were."""
    disguises = []
    if not text.isascii():
        seen = _INVISIBLE.sub("", text)
        if seen != text:
            disguises.append("invisible")
        wide = "".join(
            unicodedata.normalize("NFKC", mark) if 0xFF01 <= ord(mark) <= 0xFF5E or 0x1D400 <= ord(mark) <= 0x1D7FF
            or 0x2460 <= ord(mark) <= 0x24FF else mark
            for mark in seen
        ).translate(_DOTS)  # fmt: skip
        if wide != seen:
            disguises.append("width")
        text = wide
    whole = _BROKEN_DOT.sub(".", text)
    if whole != text:
        disguises.append("broken_dot")
    text = whole
    broken = _BROKEN_SCHEME.match(text)
    if broken and broken[0].lower() not in {"http", "https"}:
        disguises.append("broken_scheme")
        text = ("https" if broken[0][-1] in "sS" else "http") + text[broken.end() :]
    if text[:12].lower().startswith(("http[:]", "https[:]")):
        text = text.replace("[:]", ":", 1)
    return "".join(text.split()), tuple(disguises)


def _split_scheme(text: str) -> tuple[str, str]:
    found = _SCHEME.match(text)
    if not found:
        return "", text
    scheme, rest = found[1].lower(), text[found.end() :]
    if scheme in _OPAQUE or rest.startswith(("//", "\\\\", "/\\", "\\/")):
        return scheme, rest
    if scheme in {"http", "https"}:
        return scheme, rest
    return "", text  # kedun.com:8080/a has a port, not a scheme


def _split_port(authority: str) -> tuple[str, int | None]:
    if authority.startswith("["):
        host, _, port = authority.partition("]")
        host, port = host + "]", port.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
    digits = port[:6]
    return host, int(digits) if digits.isascii() and digits.isdigit() else None


def _host(written: str) -> tuple[str, str]:
    """The host in ASCII, and as people see it (xn-- undone)."""
    if "%" in written:
        written = _unquoted(written)
    labels = [label for label in written.casefold().split(".") if label][:128]
    return ".".join(map(_to_ascii, labels)), ".".join(map(_to_shown, labels))


def _unquoted(text: str) -> str:
    def byte(found: re.Match[str]) -> str:
        return chr(int(found[1], 16))

    return re.sub(r"%([0-9a-fA-F]{2})", byte, text)


def _to_ascii(label: str) -> str:
    if label.isascii():
        return label
    whole = unicodedata.normalize("NFKC", label[:128])
    try:
        return whole if whole.isascii() else "xn--" + whole.encode("punycode").decode("ascii")
    except UnicodeError:
        return "xn--"


def _to_shown(label: str) -> str:
    if not label.startswith("xn--") or not label.isascii() or len(label) > 128:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _address(host: str) -> tuple[str, str]:
    """The dotted form of an address in any of the forms that browsers take, and which form it was."""
    if host.startswith("["):
        return host, "v6"
    parts = host.split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.match(part) for part in parts):
        return "", ""
    values = []
    for part in parts:
        base = 16 if part[:2] in {"0x", "0X"} else 8 if part[0] == "0" and len(part) > 1 else 10
        try:
            values.append(int(part[2:] or "0", 16) if base == 16 else int(part, base))
        except ValueError:
            return "", ""
    last = values.pop()
    if any(value > 255 for value in values) or last >= 256 ** (4 - len(values)):
        return "", ""
    whole = last + sum(value << (24 - 8 * place) for place, value in enumerate(values))
    form = _form(parts)
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0)), form


def _form(parts: list[str]) -> str:
    if any(part[:2] in {"0x", "0X"} for part in parts):
        return "hex"
    if any(len(part) > 1 and part[0] == "0" for part in parts):
        return "octal"
    return "dotted" if len(parts) == 4 else "number"
