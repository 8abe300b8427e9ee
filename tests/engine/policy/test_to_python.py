"""The generated function: every construct, in three-valued logic, on a table a reviewer can read."""

from typing import Any

import pytest

from kedun.engine.decide import Decider
from kedun.engine.events import Schema
from kedun.engine.policy.emit import Constants, Emitter, lower, matches_like, zone_offset
from kedun.engine.policy.load import load_texts
from kedun.engine.policy.tree import Call, DatePart, IsNull, Literal, Negate, Type

EVENTS = """
[fact.n]
type = "int"
about = { zh = "数", en = "a number" }
[fact.m]
type = "int"
about = { zh = "数", en = "a number" }
[fact.x]
type = "float"
about = { zh = "数", en = "a number" }
[fact.s]
type = "string"
about = { zh = "文", en = "a text" }
[fact.b]
type = "bool"
about = { zh = "是否", en = "yes or no" }
[fact.c]
type = "bool"
about = { zh = "是否", en = "yes or no" }
[fact.t]
type = "time"
about = { zh = "时间", en = "a time" }
[event.order]
title = { zh = "订单", en = "Order" }
facts = ["n", "m", "x", "s", "b", "c", "t"]
"""
LISTS = """
[[list]]
id = "seen"
kind = "text"
effect = "watch"
title = { zh = "名单", en = "List" }
"""
RULE = """
[[rule]]
id = "{id}"
clause = "3.2"
on = "order"
when = '''{when}'''
action = "warn"
title = {{ zh = "甲", en = "a" }}
reason = {{ zh = "甲", en = "a" }}
"""
AT = "2026-05-13T03:30:00+08:00"
T, F, U = True, False, None

TABLE: list[tuple[str, dict[str, Any], bool | None]] = [
    ("n > 3", {"n": 4}, T),
    ("n > 3", {"n": 3}, F),
    ("n > 3", {}, U),
    ("n <> 3", {}, U),
    ("n = m", {"n": 1, "m": 1}, T),
    ("n + m * 2 >= 7", {"n": 1, "m": 3}, T),
    ("n + m * 2 >= 7", {"n": 1}, U),
    ("n - m < -1", {"n": 1, "m": 3}, T),
    ("-n = m", {"n": 2, "m": -2}, T),
    ("n % 3 = -1", {"n": -7}, T),
    ("n % NULLIF(m, 0) = 1", {"n": 7, "m": -3}, T),
    ("n / 2 = 3.5", {"n": 7}, T),
    ("n / NULLIF(m, 0) > 1", {"n": 7, "m": 0}, U),
    ("n / NULLIF(m, 0) > 1", {"n": 7, "m": 2}, T),
    ("x * x > 1", {"x": 1e15}, T),
    ("x / 0.5 > 3", {"x": 2.0}, T),
    ("n > 3 AND m > 3", {"n": 1}, F),
    ("n > 3 AND m > 3", {"n": 5}, U),
    ("n > 3 OR m > 3", {"n": 5}, T),
    ("n > 3 OR m > 3", {"n": 1}, U),
    ("NOT (n > 3 AND m > 3)", {"n": 1}, T),
    ("NOT (n > 3 OR m > 3)", {"n": 1, "m": 2}, T),
    ("b", {"b": True}, T),
    ("NOT b", {"b": False}, T),
    ("NOT b", {}, U),
    ("b OR NOT b", {}, U),
    ("b = c", {"b": True, "c": True}, T),
    ("b = c", {"b": True}, U),
    ("b = (n > 3)", {"b": False, "n": 1}, T),
    ("b = (n > 3)", {"b": False}, U),
    ("b IS TRUE", {}, F),
    ("b IS FALSE", {"b": False}, T),
    ("NOT (b IS FALSE)", {}, T),
    ("n IS NULL", {}, T),
    ("n IS NOT NULL", {}, F),
    ("(n + m) IS NULL", {"n": 1}, T),
    ("(n > m) IS NULL", {"n": 1}, T),
    ("n IN (1, 2, 3)", {"n": 2}, T),
    ("n NOT IN (1, 2, 3)", {"n": 2}, F),
    ("n NOT IN (1, 2, 3)", {}, U),
    ("s IN ('甲', '乙')", {"s": "乙"}, T),
    ("n BETWEEN 1 AND 3", {"n": 3}, T),
    ("n NOT BETWEEN 1 AND 3", {"n": 4}, T),
    ("n BETWEEN 1 AND m", {"n": 0}, F),
    ("n BETWEEN 1 AND m", {"n": 2}, U),
    ("s LIKE '%微信%'", {"s": "加我微信吧"}, T),
    ("s LIKE 'a_c%'", {"s": "abcd"}, T),
    ("s LIKE 'a_c'", {"s": "ab"}, F),
    ("s LIKE 'a%b%c'", {"s": "a1b2c"}, T),
    ("s NOT LIKE 'a%'", {"s": "ab"}, F),
    ("s NOT LIKE 'a%'", {}, U),
    ("s LIKE 'abc'", {"s": "abc"}, T),
    ("s LIKE '%c'", {"s": "abc"}, T),
    ("s < 'b'", {"s": "a"}, T),
    ("s > '甲'", {"s": "\U0001f4e6"}, T),
    ("LENGTH(s) = 2", {"s": "甲\U0001f4e6"}, T),
    ("LOWER(s) = 'abcé'", {"s": "ABCÉ"}, T),
    ("STARTS_WITH(s, '中转')", {"s": "中转仓"}, T),
    ("NOT STARTS_WITH(s, '中转')", {"s": "仓"}, T),
    ("ABS(n) = 5", {"n": -5}, T),
    ("LEAST(n, m, 4) = 2", {"n": 2}, T),
    ("GREATEST(n, m) = 2", {"n": 2}, T),
    ("GREATEST(n, m) = 2", {}, U),
    ("COALESCE(n, m, 0) = 0", {}, T),
    ("COALESCE(n, m, 0) = 7", {"m": 7}, T),
    ("COALESCE(b, FALSE)", {}, F),
    ("COALESCE(b, c)", {"c": True}, T),
    ("COALESCE(b, c)", {}, U),
    ("NOT COALESCE(b, c)", {"b": False, "c": True}, T),
    ("NULLIF(n, 3) = 3", {"n": 3}, U),
    ("NULLIF(n, m) = 3", {"n": 3}, T),
    ("NULLIF(b, c)", {"b": True, "c": False}, T),
    ("NULLIF(b, c)", {"b": True, "c": True}, U),
    ("NOT NULLIF(b, c)", {"b": False, "c": True}, T),
    ("CASE WHEN n > 3 THEN m ELSE 0 END = 5", {"n": 4, "m": 5}, T),
    ("CASE WHEN n > 3 THEN m ELSE 0 END = 0", {"m": 5}, T),
    ("CASE WHEN n > 3 THEN m END = 5", {"n": 1}, U),
    ("CASE WHEN n > 3 THEN b ELSE c END", {"n": 4, "b": True}, T),
    ("NOT CASE WHEN n > 3 THEN b ELSE c END", {"n": 4, "b": False}, T),
    ("CASE WHEN n = 1 THEN TRUE ELSE FALSE END", {"n": 1}, T),
    ("HOUR(at) = 3 AND MINUTE(at) = 30", {}, T),
    ("HOUR(at AT TIME ZONE 'UTC') = 19", {}, T),
    ("EXTRACT(hour FROM t AT TIME ZONE 'America/New_York') = 20", {"t": "2026-03-08T00:30:00Z"}, F),
    ("HOUR(t AT TIME ZONE 'America/New_York') = 19", {"t": "2026-03-08T00:30:00Z"}, T),
    ("HOUR(t AT TIME ZONE 'America/New_York') = 20", {"t": "2026-03-09T00:30:00Z"}, T),
    ("WEEKDAY(at) = 3 AND YEAR(at) = 2026 AND MONTH(at) = 5 AND DAY(at) = 13", {}, T),
    ("at - t > 60", {"t": "2026-05-13T03:28:59+08:00"}, T),
    ("at - t = -1", {"t": "2026-05-13T03:30:00.000001+08:00"}, T),
    ("t < TIMESTAMP '2026-01-01T00:00:00Z'", {"t": "2025-12-31T23:59:59Z"}, T),
    ("list('seen', s)", {"s": "甲"}, T),
    ("NOT list('seen', s)", {"s": "乙"}, T),
    ("list('seen', s)", {}, U),
    ("customer_id = 'c1'", {}, T),
    ("b = (NOT c)", {"b": True, "c": False}, T),
    ("b = (NOT c)", {"b": True}, U),
    ("b = (n > 3 AND m > 3)", {"b": False, "n": 1}, T),
    ("b = (n > 3 AND m > 3)", {"b": False, "n": 4}, U),
    ("b = (n > 3 AND m > 3)", {"b": True, "n": 4, "m": 4}, T),
    ("b = (n > 3 OR m > 3)", {"b": True, "n": 4}, T),
    ("b = (n > 3 OR m > 3)", {"b": True, "n": 1}, U),
    ("b = (n > 3 OR m > 3)", {"b": False, "n": 1, "m": 1}, T),
    ("b = (n IS NULL)", {"b": True}, T),
    ("b = (c IS TRUE)", {"b": False}, T),
    ("b = CASE WHEN n > 3 THEN c ELSE TRUE END", {"b": True, "n": 1}, T),
    ("b = CASE WHEN n > 3 THEN c ELSE TRUE END", {"b": True, "n": 4}, U),
    ("b = COALESCE(c, FALSE)", {"b": False}, T),
    ("b = NULLIF(c, TRUE)", {"b": True, "c": True}, U),
    ("b = NULLIF(c, TRUE)", {"b": False, "c": False}, T),
    ("(b AND c) IS NULL", {"b": True}, T),
    ("(b AND c) IS NULL", {"b": False}, F),
    ("(b IS NULL) IS NULL", {}, F),
    ("s LIKE '_a%_b%c_'", {"s": "xa-xbxcx"}, T),
    ("s LIKE '_a%_b%c_'", {"s": "xa-cx"}, F),
    ("s LIKE '%_b%c'", {"s": "bc"}, F),
    ("shop IS NULL", {}, T),
]


def verdict(condition: str, facts: dict[str, Any]) -> bool | None:
    rules = RULE.format(id="yes", when=condition) + RULE.format(id="no", when=f"NOT ({condition})")
    texts = {"pack.toml": 'id = "t"\nversion = "1"', "events.toml": EVENTS, "lists.toml": LISTS, "rules/a.toml": rules}
    policy = load_texts(texts)
    event = {"id": "1", "type": "order", "at": AT, "customer_id": "c1", "facts": facts}
    decision = Decider(policy, {"seen": lambda value, _: value == "甲"}).decide(Schema(policy).build(event), ())
    fired = {reason.rule for reason in decision.reasons}
    assert len(fired) < 2, f"both {condition} and its negation"
    return True if "yes" in fired else False if "no" in fired else None


@pytest.mark.parametrize(
    ("condition", "facts", "expected"), TABLE, ids=[f"{n} {row[0]}" for n, row in enumerate(TABLE)]
)
def test_a_condition_is_true_false_or_unknown(condition: str, facts: dict[str, Any], *, expected: bool | None) -> None:
    assert verdict(condition, facts) is expected


def test_text_of_an_analyst_reaches_the_source_only_as_a_literal() -> None:
    hostile = "'''\n__import__('os').system('true') #"
    condition = "s = '" + hostile.replace("'", "''") + "'"
    rule = RULE.format(id="yes", when="X").replace("'''X'''", '"""' + condition + '"""')
    policy = load_texts({"pack.toml": 'id = "t"\nversion = "1"', "events.toml": EVENTS, "rules/a.toml": rule})
    decider = Decider(policy)
    assert repr(hostile) in decider.compiled.source
    event = {"id": "1", "type": "order", "at": AT, "facts": {"s": hostile}}
    assert decider.decide(Schema(policy).build(event), ()).reasons


def test_a_like_bomb_takes_no_time() -> None:
    assert not matches_like("a" * 20_000, ("", *["a"] * 60, "b"))
    assert not matches_like("a" * 20_000 + "b", ("", *["_a"] * 8, "c"))


def test_lower_case_keeps_the_number_of_characters() -> None:
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000:
            assert len(lower(chr(code))) == 1


def test_what_is_no_condition_and_no_value_is_refused_by_the_writer() -> None:
    writer = Emitter({}, frozenset(), Constants({}))
    number, text = Literal(1, Type.INT), Literal("a", Type.STRING)
    for write in (writer.true, writer.false, writer._truth):
        with pytest.raises(TypeError, match="is not a condition"):
            write(Negate(number, Type.INT))
        with pytest.raises(TypeError, match="is not a condition"):
            write(Call("LENGTH", (text,), Type.INT))
    with pytest.raises(TypeError, match="is not a value"):
        writer.value(Call("SQRT", (number,), Type.FLOAT))
    with pytest.raises(TypeError, match="is not a value"):
        writer._value(IsNull(number))
    with pytest.raises(TypeError, match="is not a part of a date"):
        writer.value(DatePart("century", Literal(0, Type.TIME), "UTC"))


def test_a_zone_remembers_only_so_much() -> None:
    offset = zone_offset("UTC")
    assert {offset(number * 900_000_000) for number in range(100_050)} == {0}


def test_a_zone_is_offset_as_its_clocks_were() -> None:
    shanghai = zone_offset("Asia/Shanghai")
    assert shanghai(1_778_644_800_000_000) == 8 * 3_600_000_000
    assert shanghai(583_000_000_000_000) == 9 * 3_600_000_000, "summer time of 1988"


NESTS = {
    "NULLIF": ("n", "NULLIF({}, 7)", " > 3"),
    "COALESCE": ("n", "COALESCE({}, m, 0)", " > 3"),
    "CASE": ("n", "CASE WHEN n > 1 THEN {} ELSE 0 END", " > 3"),
    "of truths": ("b", "(c = {})", ""),
    "of unknowns": ("b", "({} IS NULL)", ""),
    "NULLIF of truths": ("b", "NULLIF({}, c)", ""),
    "COALESCE of truths": ("b", "COALESCE({}, c)", ""),
    "CASE of truths": ("b", "CASE WHEN {} THEN b ELSE c END", ""),
}


@pytest.mark.parametrize(("start", "wrap", "end"), NESTS.values(), ids=NESTS.keys())
def test_a_deep_condition_is_written_in_proportion_to_its_length(start: str, wrap: str, end: str) -> None:
    def size(depth: int) -> int:
        condition = start
        for _ in range(depth):
            condition = wrap.format(condition)
        texts = {"pack.toml": 'id = "t"\nversion = "1"', "events.toml": EVENTS}
        texts["rules/a.toml"] = RULE.format(id="yes", when=condition + end)
        return len(Decider(load_texts(texts)).compiled.source)

    assert size(24) < 4 * size(8)
