"""Small packs for the tests beside: written as TOML, read by the program itself."""

from collections.abc import Mapping
from pathlib import Path

__all__ = ["EVENTS", "rule", "write_pack"]

EVENTS = """
[fact.amount_fen]
type = "int"
unit = "fen"
about = { zh = "金额", en = "amount" }
[fact.price_yuan]
type = "float"
unit = "yuan"
about = { zh = "价", en = "price" }
[fact.device]
type = "string"
entity = "device"
about = { zh = "设备", en = "device" }
[fact.phone]
type = "string"
entity = "phone"
about = { zh = "手机", en = "phone" }
[fact.ip]
type = "string"
entity = "ip"
about = { zh = "地址", en = "ip" }
[fact.ok]
type = "bool"
about = { zh = "成", en = "went well" }
[event.pay]
title = { zh = "付款", en = "payment" }
facts = ["amount_fen", "price_yuan", "device", "phone", "ip", "ok"]
moves_money = true
[event.login]
title = { zh = "登录", en = "login" }
facts = ["device", "ip", "ok"]
"""

_PACK = """
id = "small"
version = "1"
title = { zh = "小", en = "small" }
lateness = "10m"
"""


def rule(name: str, when: str, action: str = "warn", points: int = 10, more: str = "", *, on: str = "pay") -> str:
    """One rule; `when` is written in a TOML basic string."""
    return (
        f'[[rule]]\nid = "{name}"\nclause = "3.2"\non = "{on}"\nwhen = "{when}"\naction = "{action}"\n'
        f'points = {points}\n{more}\ntitle = {{ zh = "题", en = "t" }}\nreason = {{ zh = "因", en = "r" }}\n'
    )


def write_pack(folder: Path, rules: str, files: Mapping[str, str] | None = None) -> Path:
    """A pack of these rules; `files` are further files by name, or replace those that every pack has."""
    texts = {"pack.toml": _PACK, "events.toml": EVENTS, "rules/a.toml": rules, **(files or {})}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
