import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kedun.cli.main import run
from kedun.cli.policy_new import FILES
from kedun.engine.policy.to_sql import DIALECTS

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def pack(tmp_path: Path, capsys: Capture) -> Path:
    """A folder holding the small pack that `policy new` writes."""
    folder = tmp_path / "mine"
    assert run(["policy", "new", str(folder)]) == 0
    capsys.readouterr()
    return folder


def edited(pack: Path, name: str, old: str, new: str) -> Path:
    path = pack / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return pack


def said(capsys: Capture, *arguments: object, code: int = 0) -> str:
    assert run(["policy", *map(str, arguments)]) == code
    return capsys.readouterr().out


def data(capsys: Capture, *arguments: object, code: int = 0) -> Any:
    return json.loads(said(capsys, *arguments, "--json", code=code))


def test_check_fails_on_a_broken_pack_and_shows_every_fault_where_it_stands(pack: Path, capsys: Capture) -> None:
    edited(pack, "rules/3.2-orders.toml", "market_price_fen", "market_prise_fen")
    edited(pack, "rules/3.2-orders.toml", "'bad_phones'", "'bad_phone'")
    out = said(capsys, "check", pack, "--lang", "en", code=1)
    assert f"{pack}/rules/3.2-orders.toml:9:26  error[K010]: there is no name market_prise_fen" in out
    assert "          │                          ^^^^^^^^^^^^^^^^" in out
    assert "error[K020]" in out
    assert out.rstrip().endswith("2 errors, 0 warnings")


def test_check_speaks_chinese_where_nobody_asks_otherwise(pack: Path, capsys: Capture) -> None:
    edited(pack, "rules/3.2-orders.toml", "market_price_fen", "market_prise_fen")
    out = said(capsys, "check", pack, code=1)
    assert "错误[K010]：没有名称 market_prise_fen" in out
    assert "1 处错误，0 处提醒" in out


def test_check_as_json_says_the_same(pack: Path, capsys: Capture) -> None:
    edited(pack, "rules/3.2-orders.toml", "market_price_fen", "market_prise_fen")
    found = data(capsys, "check", pack, code=1)
    assert (found["ok"], found["pack"], found["errors"], found["warnings"]) == (False, None, 1, 0)
    (fault,) = found["faults"]
    assert (fault["code"], fault["severity"], fault["line"], fault["column"]) == ("K010", "error", 9, 26)
    assert fault["message"] == {"zh": "没有名称 market_prise_fen", "en": "there is no name market_prise_fen"}
    assert found["cases"] == {"rows": 0, "failed": []}


def test_check_fails_where_a_case_does_not_hold(pack: Path, capsys: Capture) -> None:
    edited(pack, "cases/3.2-orders.toml", "fires = { amount_fen = 30001", "fires = { amount_fen = 30000")
    edited(pack, "cases/3.2-orders.toml", 'silent = { phone = "13900000000" }', 'silent = { phone = "13800000000" }')
    edited(pack, "cases/3.2-orders.toml", '"order.many_in_minutes"', '"order.nobody"')
    out = said(capsys, "check", pack, "--lang", "en", code=1)
    assert "order.far_above_market: should fire and does not" in out
    assert "order.listed_phone: should be silent and fires" in out
    assert "order.nobody: there is no such rule" in out
    found = data(capsys, "check", pack, code=1)
    assert [one["rule"] for one in found["cases"]["failed"]] == [
        "order.far_above_market", "order.nobody", "order.listed_phone",
    ]  # fmt: skip


def test_check_fails_where_the_cases_cannot_be_read(pack: Path, capsys: Capture) -> None:
    (pack / "cases" / "b.toml").write_text("= 1", encoding="utf-8")
    assert "错误[K070]" in said(capsys, "check", pack, code=1)


def test_check_only_warns_of_what_a_pack_can_live_with(pack: Path, capsys: Capture) -> None:
    edited(pack, "rules/3.2-orders.toml", "AND address_kind IN ('locker', 'hotel')", "AND address_kind <> 'home'")
    out = said(capsys, "check", pack)
    assert "提醒[K031]" in out
    assert "0 处错误，1 处提醒；3 条规则，1 个特征；用例 3 行，0 行不符" in out


def test_check_passes_what_is_shipped(capsys: Capture) -> None:
    assert data(capsys, "check", "cards")["faults"] == []
    found = data(capsys, "check", "standard")
    assert (found["ok"], found["pack"], found["errors"]) == (True, "standard", 0)
    assert found["cases"]["rows"] > 100


def test_a_pack_that_is_not_there_is_named(capsys: Capture) -> None:
    assert run(["policy", "check", ""]) == 2
    assert "没有规则包" in capsys.readouterr().err
    for command in (["check", "nowhere"], ["show", "nowhere"], ["diff", "standard", "nowhere"], ["sql", "nowhere"]):
        assert run(["policy", *command]) == 2
        assert "没有规则包 nowhere" in capsys.readouterr().err


def test_a_broken_pack_is_not_shown_in_part(pack: Path, capsys: Capture) -> None:
    edited(pack, "rules/3.2-orders.toml", "market_price_fen", "market_prise_fen")
    assert run(["policy", "show", str(pack)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "没有名称 market_prise_fen" in captured.err


def test_show_refuses_what_the_pack_does_not_hold(pack: Path, capsys: Capture) -> None:
    assert run(["policy", "show", str(pack), "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_show_lists_rules_features_and_lists(pack: Path, capsys: Capture) -> None:
    out = said(capsys, "show", pack)
    assert "my-shop 0.1.0  我的店铺" in out
    assert "3 条规则，1 个特征，4 个事实，1 种事件，1 个名单；时区 Asia/Shanghai" in out
    rows = [row.split() for row in out.splitlines()]
    assert ["order.listed_phone", "3.2", "order", "block", "40", "live", "手机号在涉诈名单"] in rows
    assert ["customer_orders_10m", "order", "count", "10m", "该客户十分钟内的订单数"] in rows
    assert ["bad_phones", "phone", "block", "涉诈手机号"] in rows
    found = data(capsys, "show", pack)
    assert found["rules"][0]["id"] == "order.far_above_market"
    assert found["features"][0]["over"] == "10m"


def test_show_says_all_of_a_rule_and_of_a_feature(pack: Path, capsys: Capture) -> None:
    found = data(capsys, "show", pack, "order.many_in_minutes")
    assert found["when"] == "customer_orders_10m >= 5 AND address_kind IN ('locker', 'hotel')"
    assert (found["uses"], found["used_by"], found["line"]) == (["address_kind", "customer_orders_10m"], [], 19)
    found = data(capsys, "show", pack, "customer_orders_10m")
    assert (found["aggregate"], found["over"], found["delay"], found["value"]) == ("count", "10m", None, None)
    assert (found["uses"], found["used_by"]) == (["customer_id"], ["order.many_in_minutes"])
    assert "订单金额远超市场价 / Order amount far above market" in said(capsys, "show", pack, "order.far_above_market")


def test_diff_finds_nothing_between_a_pack_and_itself(pack: Path, capsys: Capture) -> None:
    assert said(capsys, "diff", pack, pack) == "没有差别\n"
    assert not any(any(change.values()) for change in data(capsys, "diff", pack, pack).values())


def test_diff_tells_what_was_added_removed_and_changed(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other"
    said(capsys, "new", other)
    edited(other, "rules/3.2-orders.toml", "> 3 *", "> 4 *")
    edited(other, "rules/3.2-orders.toml", 'id = "order.listed_phone"', 'id = "order.phone_on_list"')
    edited(other, "features.toml", 'over = "10m"', 'over = "90s"')
    edited(other, "pack.toml", 'version = "0.1.0"', 'version = "0.2.0"')
    found = data(capsys, "diff", pack, other)
    assert found["rules"] == {
        "added": ["order.phone_on_list"],
        "removed": ["order.listed_phone"],
        "changed": {
            "order.far_above_market": {
                "when": ["amount_fen > 3 * market_price_fen", "amount_fen > 4 * market_price_fen"]
            }
        },
    }
    assert found["features"]["changed"] == {"customer_orders_10m": {"over": ["10m", "90s"]}}
    assert found["pack"]["changed"] == {"my-shop": {"version": ["0.1.0", "0.2.0"]}}
    out = said(capsys, "diff", pack, other)
    assert "~ rules order.far_above_market\n    when: amount_fen > 3 * market_price_fen\n" in out
    assert "+ rules order.phone_on_list\n- rules order.listed_phone\n" in out


def test_diff_tells_new_grades_and_entries_left_out(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other"
    said(capsys, "new", other)
    grade = '\n[[score.grade]]\nat_least = 0\nname = "G"\nlevel = "low"\naction = "allow"\n'
    edited(other, "pack.toml", 'lateness = "10m"', 'lateness = "1h"\n' + grade)
    edited(other, "rules/3.2-orders.toml", "points = 35", 'points = 35\nprocedure = "PB-02"')
    out = said(capsys, "diff", pack, other)
    assert "→ at_least 0, name G, level low, action allow" in out
    assert "    procedure: -\n             → PB-02" in out


def test_diff_passes_over_spaces_and_order_of_writing(pack: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other"
    said(capsys, "new", other)
    edited(other, "rules/3.2-orders.toml", "amount_fen > 3 * market_price_fen", "(amount_fen >  3*market_price_fen)")
    assert said(capsys, "diff", pack, other) == "没有差别\n"


def test_new_refuses_a_folder_that_is_not_empty(pack: Path, capsys: Capture) -> None:
    assert run(["policy", "new", str(pack)]) == 2
    assert "没有写入任何文件" in capsys.readouterr().err
    assert run(["policy", "new", str(pack / "pack.toml")]) == 2


def test_new_writes_a_commented_pack_that_passes_every_check(tmp_path: Path, capsys: Capture) -> None:
    out = said(capsys, "new", tmp_path / "fresh")
    assert len(out.splitlines()) == len(FILES)
    found = data(capsys, "check", tmp_path / "fresh")
    assert (found["ok"], found["warnings"], found["cases"]["rows"]) == (True, 0, 3)
    assert all("#" in text for text in FILES.values())


def test_sql_refuses_an_unknown_dialect_and_an_unknown_rule(pack: Path, capsys: Capture) -> None:
    assert run(["policy", "sql", str(pack), "--dialect", "cobol"]) == 2
    assert "duckdb" in capsys.readouterr().err
    assert run(["policy", "sql", str(pack), "--rule", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_writes_the_rules_in_every_dialect(pack: Path, capsys: Capture, dialect: str) -> None:
    assert "market_price_fen" in said(capsys, "sql", pack, "--rule", "order.far_above_market", "--dialect", dialect)
    assert "SELECT" in said(capsys, "sql", pack, "--dialect", dialect)


def test_explain_says_what_a_code_means_and_how_it_is_mended(capsys: Capture) -> None:
    assert run(["policy", "explain", "K999"]) == 2
    assert "K999" in capsys.readouterr().err
    assert said(capsys, "explain", "k012", "--lang", "en") == (
        "K012  units differ, as fen and yuan\n  mend: bring both sides to one unit\n"
    )


def test_new_sql_and_explain_as_json_say_the_same(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "fresh"
    found = data(capsys, "new", folder)
    assert found == {"folder": str(folder), "files": [str(folder / name) for name in FILES]}
    text = said(capsys, "sql", folder, "--dialect", "spark").rstrip("\n")
    head = {"pack": "my-shop", "version": "0.1.0", "dialect": "spark"}
    assert data(capsys, "sql", folder, "--dialect", "spark") == {**head, "rule": None, "sql": text}
    one = data(capsys, "sql", folder, "--rule", "order.listed_phone")
    assert (one["rule"], one["dialect"]) == ("order.listed_phone", "duckdb")
    assert one["sql"] == said(capsys, "sql", folder, "--rule", "order.listed_phone").rstrip("\n")
    assert data(capsys, "explain", "k040") == {
        "code": "K040",
        "severities": ["error", "warning"],
        "meaning": {"zh": "条件永远不成立", "en": "a condition is never true"},
        "mend": {"zh": "去掉互相矛盾的部分", "en": "take out what contradicts the rest"},
    }


def test_sql_runs_over_the_tables_the_reference_shows_and_matches_lists_only_as_it_says(
    pack: Path, capsys: Capture
) -> None:
    page = (Path(__file__).parents[2] / "docs/reference/sql-dialects.md").read_text(encoding="utf-8")
    (tables,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    edited(pack, "events.toml", 'entity = "phone"\n', "")
    lists = "".join(f'[[list]]\nid = "{kind}s"\nkind = "{kind}"\neffect = "block"\n' for kind in ("domain", "cidr"))
    (pack / "more.toml").write_text(lists, encoding="utf-8")
    edited(pack, "rules/3.2-orders.toml", "list('bad_phones', phone)", " OR ".join(
        f"list('{name}', phone)" for name in ("bad_phones", "domains", "cidrs")
    ))  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(tables)
        entries = [
            ("bad_phones", "13800000000"),
            ("domains", "evil.cn"),
            ("cidrs", "10.0.0.0/8"),
            ("cidrs", "10.1.2.3/32"),
        ]
        connection.executemany("INSERT INTO kedun_list VALUES (?, ?, NULL, 10)", entries)
        values = ["13800000000", "138-0000-0000", "evil.cn", "pay.evil.cn", "10.1.2.3", "10.1.2.3/32", None]
        rows = [(str(at), at, value) for at, value in enumerate(values)] + [("late", 10, "13800000000")]
        connection.executemany("""INSERT INTO kedun_events (id, type, "at", phone) VALUES (?, 'order', ?, ?)""", rows)
        found = connection.sql(said(capsys, "sql", pack)).project("id", '"order.listed_phone"').fetchall()
    assert {identity for identity, fires in found if fires} == {"0", "2", "5"}
    assert {fires for _, fires in found} == {True, False}
