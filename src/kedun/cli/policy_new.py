"""The small pack that `kedun policy new` writes: every part of the format once, commented in both languages."""

from collections.abc import Mapping
from pathlib import Path

from kedun.kernel.errors import ConflictError

__all__ = ["FILES", "write_new"]

FILES: Mapping[str, str] = {
    "pack.toml": """\
# 规则包的名称与版本。 What the pack is called, and its version.
id = "my-shop"
version = "0.1.0"
title = { zh = "我的店铺", en = "My shop" }

# 时间部分（HOUR、WEEKDAY 等）所用的时区。 The zone of HOUR, WEEKDAY and the like.
timezone = "Asia/Shanghai"

# 事件最多迟到多久仍计入窗口。 How late an event may come and still count in windows.
lateness = "10m"
""",
    "events.toml": """\
# 会发生什么，以及那时知道什么。 What can happen, and what is known when it does.
# 类型 types: bool, int, float, string, time。单位写进 unit：金额用 fen。 State units; money is in fen.

[fact.amount_fen]
type = "int"
unit = "fen"
about = { zh = "订单金额", en = "Amount of the order" }

[fact.market_price_fen]
type = "int"
unit = "fen"
about = { zh = "同类商品市场价", en = "Market price of like goods" }

[fact.phone]
type = "string"
privacy = "personal"
entity = "phone"
about = { zh = "收件手机号", en = "Recipient's mobile number" }

[fact.address_kind]
type = "string"
values = ["home", "work", "locker", "hotel"]
about = { zh = "收货地点类型", en = "Kind of place delivered to" }

[event.order]
title = { zh = "订单", en = "Order" }
moves_money = true
facts = ["amount_fen", "market_price_fen", "phone", "address_kind"]
""",
    "features.toml": """\
# 特征：过去一段时间里的计数、合计等。 Features: counts, sums and the like over the time before.
# agg: count sum avg min max distinct seconds_since_last rate expr

[[feature]]
id = "customer_orders_10m"
on = "order"
by = "customer_id"
agg = "count"
over = "10m"
title = { zh = "该客户十分钟内的订单数", en = "The customer's orders within ten minutes" }
""",
    "lists.toml": """\
# 名单。 Lists. kind: phone card domain address cidr text; effect: block allow watch
# 条目也可写在 lists/bad_phones.csv。 Entries may also stand in lists/bad_phones.csv.

[[list]]
id = "bad_phones"
kind = "phone"
effect = "block"
title = { zh = "涉诈手机号", en = "Phones used in fraud" }

[[list.entry]]
value = "13800000000"
reason = "示例 example"
source = "示例 example"
""",
    "rules/3.2-orders.toml": """\
# 规则：条件为真时采取什么动作、加多少分。 Rules: what is due when the condition is TRUE, and how many points it adds.
# 条件是 SQL 布尔表达式；未知（NULL）不算真。 Conditions are SQL; an unknown is not TRUE.
# 动作 actions, mildest first: allow warn verify review hold block

[[rule]]
id = "order.far_above_market"
clause = "3.2"
on = "order"
when = "amount_fen > 3 * market_price_fen"
action = "review"
points = 35
title = { zh = "订单金额远超市场价", en = "Order amount far above market" }
threshold = "suggested"

[[rule]]
id = "order.many_in_minutes"
clause = "3.2"
on = "order"
when = "customer_orders_10m >= 5 AND address_kind IN ('locker', 'hotel')"
action = "verify"
points = 20
title = { zh = "短时间内多次下单到临时地点", en = "Many orders within minutes to a passing address" }
threshold = "suggested"

[[rule]]
id = "order.listed_phone"
clause = "3.2"
on = "order"
when = "list('bad_phones', phone)"
action = "block"
points = 40
hard = true
title = { zh = "手机号在涉诈名单", en = "The phone is on the list" }
threshold = "suggested"
""",
    "cases/3.2-orders.toml": """\
# 用例：使规则触发的事实，与不应触发的事实。 Cases: facts that make a rule fire, and such as must not.

[[case]]
rule = "order.far_above_market"
fires = { amount_fen = 30001, market_price_fen = 10000 }
silent = { amount_fen = 30000, market_price_fen = 10000 }

[[case]]
rule = "order.many_in_minutes"
history = [{ at = "-5m", times = 4, every = "1m" }]
fires = { address_kind = "locker" }
silent = { address_kind = "home" }

[[case]]
rule = "order.listed_phone"
fires = { phone = "+86 138-0000-0000" }
silent = { phone = "13900000000" }
""",
}
"""The pack's files by their names below its folder."""


def write_new(folder: Path) -> list[Path]:
    """Write the pack into a new or empty folder; the files written. Raises `ConflictError` where something stands."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError("the folder is not empty; nothing was written", zh="目录非空，没有写入任何文件")
    written = []
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
