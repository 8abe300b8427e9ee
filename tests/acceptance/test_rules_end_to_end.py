"""Lists, roll-out, shadow, off, red lines: from a small pack's TOML to decisions, live and in SQL alike."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.acceptance.packs import rule, write_pack

import kedun
from kedun.cli import main
from kedun.engine.decide import rollout_bucket

LISTS = """
[[list]]
id = "bad_phones"
kind = "phone"
effect = "block"
title = { zh = "黑名单", en = "bad phones" }
[[list.entry]]
value = "+86 138-0013-8000"
reason = "r"
source = "s"
since = 2026-05-01T00:00:00+08:00
until = 2026-06-01T00:00:00+08:00
[[list]]
id = "bad_nets"
kind = "cidr"
effect = "block"
title = { zh = "网段", en = "nets" }
[[list.entry]]
value = "10.0.0.0/8"
reason = "r"
source = "s"
[[list]]
id = "trusted"
kind = "text"
effect = "allow"
title = { zh = "白名单", en = "trusted" }
[[list.entry]]
value = "vip"
reason = "r"
source = "s"
"""

RULES = (
    rule("l.phone", "list('bad_phones', phone)", "block", 50)
    + rule("l.net", "list('bad_nets', ip)", "hold", 30)
    + rule("l.trusted", "list('trusted', customer_id)", "allow", -20)
    + rule("a.warn", "amount_fen > 10", "warn", 15)
    + rule("a.verify", "amount_fen > 100", "verify", 10)
    + rule("a.red", "amount_fen > 1000", "block", 60, "red_line = true")
    + rule("a.redwarn", "amount_fen = 7", "warn", 15, "red_line = true")
    + rule("a.part", "amount_fen > 50", "review", 20, "rollout = 30")
    + rule("a.none", "amount_fen > 51", "block", 90, "rollout = 0")
    + rule("a.device", "amount_fen > 52", "review", 20, 'rollout = 50\nrollout_by = "device"')
    + rule("a.shadow", "amount_fen > 10", "block", 100, 'mode = "shadow"')
    + rule("a.off", "amount_fen > 0", "block", 100, 'mode = "off"')
)

ENVELOPE = ("id", "type", "at", "customer_id")
LIVE = [line.split('"')[1] for line in RULES.splitlines() if line.startswith("id = ") and "a.off" not in line]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "p", RULES, {"lists.toml": LISTS})


def pay(
    number: int, at: str = "2026-05-13T11:00:00+08:00", customer: str | None = None, **facts: Any
) -> dict[str, Any]:
    return {"id": f"p{number}", "type": "pay", "at": at, "customer_id": customer, "facts": facts}


def test_an_allow_list_silences_a_warning_but_no_red_line(pack: Path) -> None:
    k = kedun.open(pack)
    assert k.decide(pay(1, customer="vip", amount_fen=20)).action == "allow"
    assert k.decide(pay(2, customer="other", amount_fen=20)).action == "warn"
    assert k.decide(pay(3, customer="vip", amount_fen=7)).action == "warn"
    blocked = k.decide(pay(4, customer="vip", amount_fen=2000))
    assert blocked.action == "block"
    assert blocked.risk == k.decide(pay(5, amount_fen=2000)).risk, "a red line is not offset either"


@pytest.mark.parametrize(
    ("at", "listed"),
    [
        ("2026-04-30T23:59:59.999999+08:00", False),
        ("2026-05-01T00:00:00+08:00", True),
        ("2026-05-31T23:59:59.999999+08:00", True),
        ("2026-06-01T00:00:00+08:00", False),
    ],
)
@pytest.mark.parametrize("phone", ["13800138000", "１３８００１３８０００", "0086-138 0013 8000"])
def test_an_entry_counts_from_since_up_to_until_however_it_is_written(
    pack: Path, at: str, listed: bool, phone: str
) -> None:
    assert (kedun.open(pack).decide(pay(1, at, phone=phone)).action == "block") is listed


def test_a_roll_out_is_stable_and_near_its_share(pack: Path) -> None:
    k, again = kedun.open(pack), kedun.open(pack)
    live = 0
    for number in range(2000):
        decision = k.decide(pay(number, customer=f"客{number}😀", amount_fen=51))
        fired = "a.part" in {reason.rule for reason in decision.reasons}
        assert fired is not ("a.part" in {reason.rule for reason in decision.shadow})
        assert fired is (rollout_bucket("a.part", f"客{number}😀") < 30)
        later = again.decide(pay(number, customer=f"客{number}😀", amount_fen=60))
        assert fired is ("a.part" in {reason.rule for reason in later.reasons})
        live += fired
    assert 500 < live < 700


def test_shadow_and_nobodys_roll_out_are_told_and_do_nothing_and_off_is_not_told(pack: Path) -> None:
    decision = kedun.open(pack).decide(pay(1, amount_fen=60))
    assert decision.action == "warn"
    assert {reason.rule for reason in decision.shadow} == {"a.shadow", "a.none", "a.part", "a.device"}
    assert {reason.rule for reason in decision.reasons} == {"a.warn"}


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_live_engine_and_sql_count_the_same(pack: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(7)
    events = [
        pay(
            random.randrange(900),
            random.choice(["2026-04-30T23:59:59.999999+08:00", "2026-05-01T00:00:00Z", "2026-06-01T00:00:00+08:00"]),
            random.choice([None, "vip", "客1", "😀", "c2"]),
            amount_fen=random.choice([None, 0, 7, 11, 51, 60, 101, 2000, -(2**53) + 1]),
            device=random.choice([None, "d1", "设备", "😀"]),
            phone=random.choice([None, "13800138000", "＋86 13800138000", "no phone"]),
            ip=random.choice([None, "10.1.2.3", "::ffff:10.1.2.3", "11.0.0.1", "junk"]),
        )
        for _ in range(1200)
    ]
    file = pack.parent / f"events.{kind}"
    if kind == "jsonl":
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in events), encoding="utf-8")
    else:
        names = ["amount_fen", "device", "phone", "ip"]
        flat = [[*(one[key] for key in ENVELOPE), *(one["facts"][name] for name in names)] for one in events]
        rows = [",".join("" if cell is None else str(cell) for cell in row) for row in flat]
        file.write_text("\n".join([",".join([*ENVELOPE, *names]), *rows]) + "\n", encoding="utf-8")
    told = {}
    for engine in ("duckdb", "live"):
        assert main.run(["backtest", str(pack), str(file), "--engine", engine, "--json"]) == main.OK
        told[engine] = json.loads(capsys.readouterr().out)
    assert told["duckdb"]["reading"]["duplicates"] + told["duckdb"]["reading"]["conflicts"] > 0
    for name in ("reading", "totals", "rules", "overlaps", "days"):
        assert told["duckdb"][name] == told["live"][name], name
    assert {one["id"] for one in told["live"]["rules"] if one["hits"]} == set(LIVE)


def test_the_sql_of_a_pack_runs_on_a_table_of_its_facts(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert main.run(["policy", "sql", str(pack)]) == main.OK
    sql = capsys.readouterr().out
    with duckdb.connect() as db:
        db.execute(
            'CREATE TABLE kedun_events (id VARCHAR, "type" VARCHAR, "at" BIGINT, customer_id VARCHAR,'
            " amount_fen BIGINT, price_yuan DOUBLE, device VARCHAR, phone VARCHAR, ip VARCHAR, ok BOOLEAN)"
        )
        db.execute("CREATE TABLE kedun_list (list_id VARCHAR, value VARCHAR, since BIGINT, until BIGINT)")
        db.execute("INSERT INTO kedun_list VALUES ('trusted', 'vip', NULL, NULL)")
        db.execute(
            'INSERT INTO kedun_events (id, "type", "at", customer_id, amount_fen) VALUES '
            "('1', 'pay', 0, 'vip', 7), ('2', 'pay', 0, NULL, NULL)"
        )
        found = db.execute(sql)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert names == ["id", *LIVE]
    assert [name for name, value in rows[0].items() if value is True] == ["l.trusted", "a.redwarn"]
    assert [value for name, value in rows[1].items() if name != "id"] == [False] * 11
