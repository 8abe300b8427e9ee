"""Internet addresses: four numbers of at most 255 that no word calls a version, and the sixth version's groups."""

import ipaddress
import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page, Run

__all__ = ["find_six", "read"]

_FOUR = re.compile(
    r"(?<![0-9.])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?![0-9A-Za-z]|\.[0-9])"
)
_SIX = re.compile(
    r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{1,4}|:):(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:.])"
)
_VERSIONED = re.compile(
    r"(?:版|版本|微信|支付宝|淘宝|抖音|固件|系统|升级|更新|客户端|软件|驱动|补丁|内核|程序|iOS|Android|安卓|鸿蒙|HarmonyOS|MIUI|Windows|Chrome|App|APP|app"
    r"|[Vv](?:er(?:sion)?)?|build|SDK|编号|型号|章节|第|条款|序号|比分|目录)[^0-9。,;!?]{0,6}$"
)
_NAMED = re.compile(r"(?:ip|ping|dns|host)[0-9]{1,3}", re.IGNORECASE)
_LETTERS = "IPipNGngDSdsHOTho"


def read(run: Run) -> Hit | None:
    """Four numbers from a run on. Right behind a word for a version they count only when the net is spoken of."""
    named = _NAMED.match(run.value)
    if named is None and not run.digits:
        return None
    start = run.start + (len(run.value) - len(run.value.lstrip(_LETTERS)) if named else 0)
    found = _FOUR.match(run.page.text, start)
    if found is None:
        return None
    said = named is not None or "net" in run.page.before(run.start, 10) or "net" in run.page.after(found.end(), 4)
    if not said and _VERSIONED.search(run.page.text, max(0, run.start - 16), run.start):
        return None
    if run.page.text.startswith(("版", "固件", "系统"), found.end()) or found[0].startswith("0.0.0"):
        return None
    octets = [int(octet) for octet in found[0].split(".")]
    if not said and (octets[0] in {0, 255} or max(octets) < 20):
        return None
    hidden = f"{octets[0]}.{octets[1]}.*.*"
    return Hit("ip", found.start(), found.end(), found[0], 0.95 if said else 0.75, "ip.four", hidden)


def find_six(page: Page) -> Iterator[Hit]:
    """Addresses of the sixth version."""
    for found in _SIX.finditer(page.text):
        try:
            address = ipaddress.IPv6Address(found[0])
        except ValueError:
            continue
        if len(found[0]) < 6:
            continue
        value = address.compressed
        yield Hit("ip", found.start(), found.end(), value, 0.9, "ip.six", value.split(":")[0] + ":****")
