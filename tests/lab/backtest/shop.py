"""A tiny pack and helpers that the backtest's tests share."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kedun.engine.lists import Entry, Lists
from kedun.engine.policy.load import load_texts
from kedun.engine.policy.tree import Policy
from kedun.guard.entities import GUARD_CHECKS
from kedun.lab.backtest import BacktestResult, Opened, Settings, backtest

FEATURES = """
[[feature]]
id = "orders_1m"
on = "order"
by = "customer_id"
agg = "count"
over = "1m"
title = { zh = "单", en = "orders" }
"""
RULE = """
[[rule]]
id = "%s"
clause = "3.2"
on = "order"
when = '''%s'''
action = "%s"
points = %d
title = { zh = "题", en = "title" }
reason = { zh = "由", en = "reason" }
%s
"""
TEXTS = {
    "pack.toml": """
id = "tiny"
version = "1"
timezone = "Asia/Shanghai"
lateness = "10s"
title = { zh = "小", en = "tiny" }
[[score.grade]]
at_least = 0
name = "L0"
level = "low"
action = "allow"
[[score.grade]]
at_least = 40
name = "L1"
level = "high"
action = "review"
""",
    "events.toml": """
[fact.amount_fen]
type = "int"
unit = "fen"
about = { zh = "额", en = "amount" }
[fact.category]
type = "string"
values = ["phone", "book"]
about = { zh = "类", en = "category" }
[fact.phone]
type = "string"
about = { zh = "号", en = "phone" }
[fact.weight]
type = "float"
about = { zh = "重", en = "weight" }
[fact.gift]
type = "bool"
about = { zh = "礼", en = "gift" }
[fact.paid_at]
type = "time"
about = { zh = "付", en = "paid" }
[fact.phone_format]
type = "string"
derive = "mobile"
from = ["phone"]
about = { zh = "式", en = "format" }
[event.order]
title = { zh = "单", en = "order" }
facts = ["amount_fen", "category", "phone", "weight", "gift", "paid_at", "phone_format"]
[event.refund]
title = { zh = "退", en = "refund" }
facts = ["amount_fen"]
""",
    "features.toml": FEATURES,
    "lists.toml": """
[[list]]
id = "blocked"
kind = "phone"
effect = "block"
title = { zh = "名单", en = "list" }
""",
}


_OWN = ("customer_id", "order_id", "label", "labelled_at", "type", "id")


def rule(rule_id: str, when: str, action: str = "review", points: int = 50, more: str = "") -> str:
    return RULE % (rule_id, when, action, points, more)


def opened(*rules: str, entries: Sequence[Entry] = (), **texts: str) -> Opened:
    policy: Policy = load_texts({**TEXTS, **texts, "rules/a.toml": "\n".join(rules)})
    return Opened(policy, Lists.from_entries({"blocked": "phone"}, entries))


def order(number: int, at: str = "", **more: Any) -> dict[str, Any]:
    """An order at second `number` of a May morning, facts by name, envelope and label among them."""
    own: dict[str, Any] = {
        name: more.pop(name)
        for name in ("customer_id", "order_id", "label", "labelled_at", "type", "id")
        if name in more
    }
    when = at or f"2026-05-13T11:{number // 60:02}:{number % 60:02}+08:00"
    return {"id": f"o{number}", "type": "order", "at": when, "customer_id": "c1", **own, "facts": more}


def write_lines(path: Path, events: Sequence[Mapping[str, Any] | str]) -> Path:
    lines = [event if isinstance(event, str) else json.dumps(event, ensure_ascii=False) for event in events]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(pack: Opened, *data: Path, settings: Settings | None = None, **more: Any) -> BacktestResult:
    return backtest(pack, data, derivations=GUARD_CHECKS, settings=settings, **more)


def hits(result: BacktestResult) -> dict[str, int]:
    return {found.id: found.hits for found in result.rules}
