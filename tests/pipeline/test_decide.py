"""The whole way of one event, and what is remembered of it."""

import json
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import msgspec
import pytest

import kedun
from kedun.engine.events import Event
from kedun.engine.windows import Observation
from kedun.kernel.errors import ConflictError, EventError, InputError, NotFoundError, PolicyError, UnavailableError
from kedun.pipeline import Kedun, find_pack

PACK = {
    "pack.toml": """
id = "small"
version = "1"
""",
    "events.toml": """
[fact.amount_fen]
type = "int"
unit = "fen"
about = { zh = "金额", en = "Amount" }
[fact.terminal]
type = "string"
entity = "terminal"
about = { zh = "终端", en = "Terminal" }
[fact.phone]
type = "string"
about = { zh = "手机号", en = "Mobile number" }
[event.payment]
title = { zh = "支付", en = "Payment" }
moves_money = true
facts = ["amount_fen", "terminal", "phone"]
""",
    "features.toml": """
[[feature]]
id = "customer_payments_1h"
on = "payment"
by = "customer_id"
agg = "count"
over = "1h"
title = { zh = "客户一小时支付数", en = "Customer's payments in an hour" }
[[feature]]
id = "terminal_fraud_7d"
on = "payment"
by = "terminal"
agg = "rate"
over = "7d"
delay = "1d"
title = { zh = "终端欺诈率", en = "Terminal's fraud rate" }
""",
    "lists.toml": """
[[list]]
id = "blocked_phones"
kind = "phone"
effect = "block"
title = { zh = "手机号黑名单", en = "Blocked mobile numbers" }
[[list.entry]]
value = "+86 138 0013 8000"
reason = "fraud"
source = "case 1"
until = "2026-06-01T00:00:00+08:00"
""",
    "rules/a.toml": """
[[rule]]
id = "payment.many"
clause = "3.3"
on = "payment"
when = "customer_payments_1h >= 3"
action = "verify"
points = 15
title = { zh = "频繁支付", en = "Many payments" }
reason = { zh = "一小时内支付过多。", en = "Too many payments in an hour." }
[[rule]]
id = "payment.terminal"
clause = "3.3"
on = "payment"
when = "terminal_fraud_7d >= 0.5"
action = "review"
points = 40
title = { zh = "终端欺诈率高", en = "Terminal often defrauded" }
reason = { zh = "该终端欺诈率高。", en = "The terminal's fraud rate is high." }
[[rule]]
id = "payment.phone"
clause = "3.3"
on = "payment"
when = "list('blocked_phones', phone)"
action = "block"
points = 50
title = { zh = "黑名单手机号", en = "Blocked mobile number" }
reason = { zh = "手机号在黑名单。", en = "The number is on the block list." }
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in PACK.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def payment(
    number: int, at: str = "2026-05-01T10:00:00+08:00", customer: str | None = "c1", **facts: Any
) -> dict[str, Any]:
    return {"id": f"p{number}", "type": "payment", "at": at, "customer_id": customer, "facts": facts}


def test_a_broken_pack_never_opens_and_every_fault_is_told(folder: Path) -> None:
    (folder / "rules" / "a.toml").write_text(PACK["rules/a.toml"].replace("phone)", "fone)").replace(">= 3", ">= 'x'"))
    with pytest.raises(PolicyError) as caught:
        kedun.open(folder)
    assert len(caught.value.faults) >= 2


def test_a_pack_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotFoundError):
        kedun.open("no-such-pack")


def test_a_malformed_event_changes_nothing(folder: Path) -> None:
    k = kedun.open(folder)
    with pytest.raises(EventError):
        k.decide(payment(1, amount_fen="12"))
    with pytest.raises(EventError):
        k.decide(b"{")
    assert [k.decide(payment(n)).action for n in range(3)] == ["allow", "allow", "verify"]


def test_the_same_event_again_gets_its_first_decision_and_counts_once(folder: Path) -> None:
    k = kedun.open(folder)
    first = k.decide(payment(1))
    assert all(k.decide(payment(1)) is first for _ in range(5))
    assert k.decide(payment(2)).action == "allow"
    with pytest.raises(ConflictError):
        k.decide(payment(1, amount_fen=5))


def test_only_the_newest_decisions_are_remembered(folder: Path) -> None:
    k = kedun.open(folder, remember=2)
    first = k.decide(payment(1))
    k.decide(payment(2))
    k.decide(payment(3))
    assert k.decide(payment(1)) is not first


def test_a_list_is_asked_as_of_the_event(folder: Path) -> None:
    k = kedun.open(folder)
    assert k.decide(payment(1, phone="13800138000")).action == "block"
    assert k.decide(payment(2, phone="13800138001", customer="c2")).action == "allow"
    assert k.decide(payment(3, at="2026-06-01T00:00:00+08:00", phone="13800138000", customer="c3")).action == "allow"


def test_a_label_feeds_the_delayed_rate(folder: Path) -> None:
    k = kedun.open(folder)
    k.decide(payment(1, terminal="t1"))
    assert k.label("p1", "chargeback", 1_777_601_000_000_000)
    assert not k.label("p9", "fraud", 1_777_601_000_000_000)
    decision = k.decide(payment(2, at="2026-05-02T10:00:00+08:00", terminal="t1"))
    assert [(reason.rule, reason.values) for reason in decision.reasons] == [
        ("payment.terminal", {"terminal_fraud_7d": 1.0})
    ]
    with pytest.raises(InputError, match="unknown outcome"):
        k.label("p1", "stolen", 0)
    for at in (1.5, "soon", 2**60, None, True):
        with pytest.raises(InputError):
            k.label("p1", "fraud", at)  # type: ignore[arg-type] # that is the point
    assert k.label("p2", "fraud", "2026-05-02T11:00:00+08:00")


class GoneWindows:
    """A store that cannot answer."""

    features: ClassVar[dict[str, tuple[str, ...]]] = {}

    def observe(self, event: Event) -> Observation:
        raise UnavailableError(f"no store for {event.type}")

    def label(self, event_id: str, *, bad: bool, at: int) -> bool:
        raise UnavailableError(f"no store for {event_id} {bad} {at}")


def test_without_windows_money_waits_for_a_person(folder: Path) -> None:
    k = Kedun(kedun.open(folder).policy, windows=GoneWindows())
    decision = k.decide(payment(1))
    assert (decision.action, decision.degraded) == ("review", ("windows:unavailable",))


def test_a_decision_that_names_times_can_be_written_down(folder: Path) -> None:
    events = PACK["events.toml"].replace('"phone"]', '"phone", "placed_at"]')
    fact = '[fact.placed_at]\ntype = "time"\nabout = { zh = "下单时间", en = "Placed at" }\n'
    (folder / "events.toml").write_text(fact + events, encoding="utf-8")
    rule = PACK["rules/a.toml"].replace("customer_payments_1h >= 3", "at - placed_at > 60")
    (folder / "rules" / "a.toml").write_text(rule, encoding="utf-8")
    features = PACK["features.toml"][PACK["features.toml"].index("[[feature]]", 5) :]
    (folder / "features.toml").write_text(features, encoding="utf-8")
    decision = kedun.open(folder).decide(payment(1, placed_at="2026-05-01T09:00:00+08:00"))
    (reason,) = json.loads(msgspec.json.encode(decision))["reasons"]
    assert reason["values"] == {"at": "2026-05-01T02:00:00Z", "placed_at": "2026-05-01T01:00:00Z"}


def test_threads_share_one_count(folder: Path) -> None:
    k = kedun.open(folder)
    threads = [Thread(target=lambda n=n: [k.decide(payment(n * 100 + i)) for i in range(50)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (reason,) = k.decide(payment(999)).reasons
    assert reason.values == {"customer_payments_1h": 201}


def test_a_shipped_pack_is_found_by_name(folder: Path) -> None:
    assert find_pack("standard").name == "standard"
    assert find_pack(folder) == folder
    k = kedun.open()
    assert k.policy.id == "standard"
    assert k.read(payment(1)).id == "p1"


def test_a_name_kedun_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute"):
        _ = kedun.nothing
