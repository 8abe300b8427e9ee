import os
import time
import zipfile
from pathlib import Path

import pytest

from kedun.engine.policy.load import (
    check_pack,
    check_texts,
    load_cases,
    load_lists,
    load_pack,
    load_texts,
    open_pack,
    open_texts,
)
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Compare,
    Level,
    Listing,
    Mode,
    Privacy,
    Text,
    Type,
)
from kedun.kernel.errors import PolicyError

HANG_S = 60
"""Longer than any machine needs: what takes this long hangs."""

PACK = 'id = "shop"\nversion = "3"\n'
EVENTS = """
[fact.amount_fen]
type = "int"
unit = "fen"
nullable = false
privacy = "public"
about = { zh = "金额", en = "Amount" }

[fact.phone]
type = "string"
entity = "phone"

[fact.phone_format]
type = "string"
values = ["ok", "bad"]
derive = "mobile"
from = ["phone"]

[fact.paid_at]
type = "time"

[fact.paid]
type = "bool"

[event.order]
title = { zh = "订单", en = "Order" }
moves_money = true
facts = ["amount_fen", "phone", "phone_format", "paid_at", "paid"]

[event.login]
facts = ["phone"]
"""
RULE = """
[[rule]]
id = "order.large"
clause = "3.2"
on = "order"
when = "amount_fen > 100"
action = "review"
title = { zh = "大额", en = "Large" }
"""


LIST = '[[list]]\nid = "bad"\nkind = "phone"\neffect = "block"\ntitle = { zh = "坏", en = "Bad" }\n'


def texts(**files: str) -> dict[str, str]:
    """A small pack with these files beside; `rules` is `rules/a.toml`."""
    named = {f"{name}.toml" if name != "rules" else "rules/a.toml": text for name, text in files.items()}
    return {"pack.toml": PACK, "events.toml": EVENTS, **named}


def feature(text: str) -> str:
    return f'[[feature]]\ntitle = {{ zh = "x", en = "x" }}\n{text}\n'


def codes(files: dict[str, str]) -> list[tuple[str, str, int]]:
    """Code, file and line of everything found wrong."""
    return [(one.code, one.path, one.line) for one in check_texts(files)[1] if one.severity == "error"]


def test_a_broken_pack_does_not_load_in_part_and_tells_everything_in_order() -> None:
    files = texts(
        rules=RULE + RULE.replace("order.large", "order.b").replace("amount_fen >", "amout_fen >"),
        features="[[feature]\n",
        lists='[[list]]\nid = "bad"\nkind = "fone"\neffect = "block"\n',
    )
    policy, faults = check_texts(files)
    assert policy is None
    assert [(one.code, one.path) for one in faults] == [
        ("K070", "features.toml"),
        ("K074", "lists.toml"),
        ("K010", "rules/a.toml"),
    ]
    with pytest.raises(PolicyError) as caught:
        load_texts(files)
    assert [fault.code for fault in caught.value.faults] == ["K070", "K074", "K010"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"events.toml": EVENTS}, [("K075", "pack.toml", 0)]),
        ({"pack.toml": "version = 1"}, [("K071", "pack.toml", 1), ("K073", "pack.toml", 1)]),
        ({"pack.toml": PACK + 'timezone = "Mars"'}, [("K007", "pack.toml", 3)]),
        ({"pack.toml": PACK + 'lateness = "soon"'}, [("K074", "pack.toml", 3)]),
        ({"pack.toml": PACK + 'lateness = "0s"'}, [("K050", "pack.toml", 3)]),
        ({"pack.toml": PACK + 'lateness = "181d"'}, [("K050", "pack.toml", 3)]),
        ({"pack.toml": PACK + "score = 3"}, [("K073", "pack.toml", 3)]),
        ({"pack.toml": PACK + "[rules]"}, [("K072", "pack.toml", 3)]),
        ({"pack.toml": PACK, "a.toml": "timezone = 'UTC'"}, [("K072", "a.toml", 1)]),
        ({"pack.toml": PACK, "rules/pack.toml": "id = 'x'"}, [("K072", "rules/pack.toml", 1)]),
        (texts(more="[fact.amount_fen]\ntype = 'int'"), [("K060", "more.toml", 1)]),
        (texts(more="[event.order]\nfacts = []"), [("K060", "more.toml", 1)]),
        (texts(rules=RULE + RULE), [("K060", "rules/a.toml", 11)]),
        (texts(rules="rule = 3"), [("K073", "rules/a.toml", 1)]),
        (texts(rules="rule = [3]"), [("K073", "rules/a.toml", 1)]),
        (texts(rules="[[rule]]"), [("K071", "rules/a.toml", 1)] * 6),
        (texts(features="[[feature]]\n"), [("K071", "features.toml", 1)]),
        (texts(features=feature("id = 'f'\nagg = 'sum'")), [("K071", "features.toml", 1)] * 4),
        (texts(features=feature("id='f'\nagg='expr'\nvalue='amount_fen'\non='x'")), [("K072", "features.toml", 6)]),
        (texts(features=feature("id = 'f'\nagg = 'expr'\nvalue = 'f + 1'")), [("K045", "features.toml", 5)]),
        (texts(extra="[fact.x]\ntype = 'number'"), [("K074", "extra.toml", 2)]),
        (texts(extra="[event.y]\nfacts = 'x'"), [("K073", "extra.toml", 2)]),
        (texts(extra="[fact.at]\ntype = 'time'"), [("K016", "extra.toml", 1)]),
        (texts(extra="[event.y]\nfacts = ['nobody']"), [("K010", "extra.toml", 2)]),
        (texts(extra="[fact.x]\ntype = 'int'\nderive = 'x'\nfrom = ['nobody']"), [("K010", "extra.toml", 4)]),
    ],
)  # fmt: skip
def test_what_a_pack_lacks_or_has_too_much_is_told(files: dict[str, str], expected: list[tuple[str, str, int]]) -> None:
    assert codes(files) == expected


@pytest.mark.parametrize(
    "name", ["class", "__class__", "_x", "None", "😀", "ﬁ", "ª", "1a", "a b", "x" * 101, "list", "AND"]
)
def test_a_name_that_conditions_or_programs_could_not_use_is_told(name: str) -> None:
    assert codes(texts(extra=f"[fact.'{name}']\ntype = 'int'")) == [("K016", "extra.toml", 1)]
    assert codes(texts(features=feature(f"id = '{name}'\nagg = 'expr'\nvalue = 'amount_fen'"))) == [
        ("K016", "features.toml", 3)
    ]


@pytest.mark.parametrize("name", ["金额", "text", "order", "at_us", "match", "x" * 100])
def test_any_other_name_is_taken(name: str) -> None:
    assert codes(texts(extra=f"[fact.'{name}']\ntype = 'int'")) == []


SCORES = [
    ("[score]\nrelief_limit = 200", ["K074"]),
    ("[score]\nunknown = 1", ["K072"]),
    ("[[score.grade]]\nat_least = 10\nname = 'L0'\nlevel = 'low'\naction = 'allow'", ["K074"]),
    ("[[score.factor]]\nid = 'f'\nfamily = 'stage'\nwhen = 'nobody'\npercent = 110", ["K010"]),
    ("[[score.factor]]\nid = 'f'\nfamily = 'stage'\nwhen = 'paid'\npercent = 110\non = ['oder']", ["K019"]),
    ("[[score.factor]]\nid = 'f'\nfamily = 'stage'\nwhen = 'paid'\npercent = 110\non = ['login']", ["K017"]),
    ("[[score.factor]]\nid = 'f'\nfamily = 'stage'\nwhen = 'paid'\npercent = 110\n" * 2, ["K060"]),
]


@pytest.mark.parametrize(("score", "expected"), SCORES)
def test_a_score_that_cannot_be_used_is_told(score: str, expected: list[str]) -> None:
    assert [code for code, _, _ in codes(texts() | {"pack.toml": PACK + score})] == expected


@pytest.mark.parametrize(
    ("rule", "code", "line"),
    [
        (RULE.replace('on = "order"', 'on = "oder"'), "K019", 5),
        (RULE + 'rollout_by = "nobody"', "K010", 9),
        (
            RULE.replace('"order"', '"login"').replace("amount_fen > 100", "phone = 'x'") + 'rollout_by = "paid"',
            "K017",
            9,
        ),
        (RULE.replace("order.large", "order large"), "K016", 3),
        (RULE + "rollout = 101", "K074", 9),
        (RULE + 'mode = "on"', "K074", 9),
        (RULE + 'hard = "x"', "K073", 9),
    ],
)
def test_a_rule_that_cannot_be_used_is_told(rule: str, code: str, line: int) -> None:
    assert codes(texts(rules=rule)) == [(code, "rules/a.toml", line)]


def test_a_pack_of_nothing_but_faults_is_told_in_bounded_time() -> None:
    start = time.perf_counter()
    wrong = "".join(f"key_{number} = 1\n" for number in range(40_000))
    assert len(codes(texts(rules=wrong))) == 1000
    rules = "".join(RULE.replace("order.large", f"r{number}").replace("amount_fen", "amout") for number in range(1500))
    assert len(codes(texts(rules=rules))) == 1000
    assert time.perf_counter() - start < HANG_S


def test_a_feature_keyed_by_what_the_event_lacks_is_told_once() -> None:
    by_amount = feature("id = 'f'\non = 'order'\nby = 'amount_fen'\nagg = 'count'\nover = '1d'")
    rule = RULE.replace('"order"', '"login"').replace("amount_fen > 100", "f > 1 OR f > 2")
    assert codes(texts(features=by_amount, rules=rule)) == [("K017", "rules/a.toml", 6)] * 2
    ratio = by_amount + feature("id = 'g'\nagg = 'expr'\nvalue = 'f * 2'")
    assert codes(texts(features=ratio, rules=rule.replace("f >", "g >"))) == []


@pytest.mark.parametrize(
    ("text", "codes_found"),
    [
        ("on = 'order'\nby = 'nobody'\nagg = 'count'\nover = '1d'", ["K010"]),
        ("on = 'login'\nby = 'amount_fen'\nagg = 'count'\nover = '1d'", ["K017"]),
        ("on = 'oder'\nby = 'phone'\nagg = 'count'\nover = '1d'", ["K019"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '181d'", ["K050"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '0s'", ["K050"]),
        ("on = 'order'\nby = 'phone'\nagg = 'rate'\nover = '1d'", ["K071"]),
        ("on = 'order'\nby = 'phone'\nagg = 'rate'\nover = '1d'\ndelay = '0s'", ["K050"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '1d'\ndelay = '0s'", ["K051"]),
        ("on = 'order'\nby = ['phone', 'phone']\nagg = 'count'\nover = '1d'", ["K074"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '1d'\nfor = 'nobody'", ["K074"]),
        ("on = 'order'\nby = 'phone'\nagg = 'rate'\nover = '1d'\ndelay = '365d'", ["K050"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '1d'\ndelay = '1d'", ["K051"]),
        ("on = 'order'\nby = 'phone'\nagg = 'avg'\nover = '1d'\nvalue = 'amount_fen / 2'", ["K051"]),
        ("on = 'order'\nby = 'phone'\nagg = 'min'\nover = '1d'\nvalue = 'phone'", ["K051"]),
        ("on = 'order'\nby = 'phone'\nagg = 'distinct'\nover = '1d'\nvalue = 'amount_fen / 2'", ["K051"]),
        ("on = 'order'\nby = ['phone', 'shop', 'at']\nagg = 'count'\nover = '1d'", ["K074"]),
        ("on = 'order'\nby = 'phone'\nagg = 'count'\nover = '1d'\nwhere = 'amount_fen'", ["K011"]),
    ],
)  # fmt: skip
def test_a_feature_that_cannot_be_kept_is_told(text: str, codes_found: list[str]) -> None:
    assert [code for code, _, _ in codes(texts(features=feature(f"id = 'f'\n{text}")))] == codes_found


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (texts(features=feature("id = 'f'\non = 'order'\nby = 'phone'\nagg = 'count'\nover = '0s'")), "K050"),
        (texts(features=feature("id = 'f'\non = 'order'\nby = 'phone'\nagg = 'count'\nover = 'long'")), "K074"),
        (texts(features=feature("id = 'f'\nagg = 'expr'\nvalue = 'amount_fen +'")), "K001"),
        (texts(features=feature("id = 'f'\nagg = 'expr'\nvalue = 'f + 1'")), "K045"),
        (texts(extra="[fact.f]\ntype = 'itn'\n[event.y]\nfacts = ['f']"), "K074"),
    ],
)
def test_what_is_defined_but_broken_is_told_where_it_stands_and_not_where_it_is_used(
    files: dict[str, str], code: str
) -> None:
    uses = feature("id = 'g'\nagg = 'expr'\nvalue = 'f + 2'")
    files["z.toml"] = uses + RULE.replace("amount_fen > 100", "f > 1 AND g > 1")
    assert [found for found, _, _ in codes(files)] == [code]
    files["z.toml"] = RULE.replace("amount_fen > 100", "f > 1 AND nobody > 1")
    assert sorted(found for found, _, _ in codes(files)) == sorted([code, "K010"])


def test_a_broken_event_or_list_is_told_once() -> None:
    window = feature("id = 'f'\non = 'y'\nby = 'phone'\nagg = 'count'\nover = '1d'")
    files = texts(extra="[event.y]\nfacts = 3", features=window, rules=RULE.replace('on = "order"', 'on = "y"'))
    assert [code for code, _, _ in codes(files)] == ["K073"]
    files = texts(lists=LIST.replace("block", "blok"), rules=RULE.replace("amount_fen > 100", "list('bad', phone)"))
    assert [code for code, _, _ in codes(files | {"lists/bad.csv": "value\n1\n"})] == ["K074"]


def test_a_key_of_a_broken_fact_is_not_told_too() -> None:
    window = feature("id = 'f'\non = 'order'\nby = 'x'\nagg = 'count'\nover = '1d'")
    assert [code for code, _, _ in codes(texts(extra="[fact.x]\ntype = 'itn'", features=window))] == ["K074"]
    derived = "[fact.x]\ntype = 'itn'\n[fact.y]\ntype = 'int'\nderive = 'd'\nfrom = ['x']"
    assert [code for code, _, _ in codes(texts(extra=derived))] == ["K074"]


def test_a_window_feature_that_uses_a_feature_is_told_so_whatever_the_order() -> None:
    window = feature("id = 'f'\non = 'order'\nby = 'phone'\nagg = 'sum'\nvalue = 'g'\nover = '1d'")
    ratio = feature("id = 'g'\nagg = 'expr'\nvalue = 'amount_fen'")
    assert [code for code, _, _ in codes(texts(features=window + ratio))] == ["K018"]
    assert [code for code, _, _ in codes(texts(features=ratio + window))] == ["K018"]


def test_every_circle_of_features_is_told_and_what_hangs_on_it_is_left_out() -> None:
    features = "".join(
        feature(f"id = '{name}'\nagg = 'expr'\nvalue = '{value}'")
        for name, value in (("d", "a + 1"), ("a", "b + 1"), ("b", "c + 1"), ("c", "a + b"), ("x", "y"), ("y", "x"))
    )
    found = [one for one in check_texts(texts(features=features))[1] if one.code == "K045"]
    assert {one.message for one in found} <= {
        "features need each other: a → b → a",
        "features need each other: a → b → c → a",
        "features need each other: b → c → b",
        "features need each other: x → y → x",
    }
    assert len(found) == 2


def test_a_long_chain_of_features_is_read_whatever_its_order() -> None:
    chain = [feature(f"id = 'f{at}'\nagg = 'expr'\nvalue = 'COALESCE(f{at + 1}, 0)'") for at in range(1500)]
    files = texts(features="".join(chain) + feature("id = 'f1500'\nagg = 'expr'\nvalue = 'amount_fen'"))
    assert len(load_texts(files).features) == 1501


def test_pointless_rules_load_from_texts_but_not_from_a_pack(tmp_path: Path) -> None:
    files = texts(rules=RULE.replace("amount_fen > 100", "amount_fen > 100 AND amount_fen < 50"))
    assert len(load_texts(files).rules) == 1
    with pytest.raises(PolicyError):
        load_pack(write(tmp_path / "p", files))


def test_a_policy_holds_what_the_texts_say() -> None:
    rule = RULE + (
        'reason = { zh = "理由", en = "Why" }\npoints = 35\ngroup = "g"\nprocedure = "PB-02"\ntypes = ["T25"]\n'
        'signal = "SIG-P03"\nmode = "shadow"\nhard = true\nred_line = true\nrollout = 10\nrollout_by = "phone"\n'
        'threshold = "sourced"\n'
    )
    policy = load_texts(texts(rules=rule))
    (found,) = policy.rules
    assert (policy.id, policy.version, policy.timezone, policy.lateness_us) == (
        "shop",
        "3",
        "Asia/Shanghai",
        600_000_000,
    )
    assert policy.title == Text("shop", "shop")
    assert (found.id, found.clause, found.on, found.action) == ("order.large", "3.2", "order", Action.REVIEW)
    assert isinstance(found.when, Compare)
    assert (found.title, found.reason) == (Text("大额", "Large"), Text("理由", "Why"))
    assert (found.points, found.group, found.procedure, found.fraud_types) == (35, "g", "PB-02", ("T25",))
    assert (found.signal, found.mode, found.hard, found.red_line) == ("SIG-P03", Mode.SHADOW, True, True)
    assert (found.rollout, found.rollout_by, found.threshold) == (10, "phone", "sourced")
    source = found.source
    assert (source.path, source.line, source.column, source.text) == ("rules/a.toml", 6, 9, "amount_fen > 100")
    fact = policy.facts["amount_fen"]
    assert (fact.type, fact.unit, fact.nullable, fact.privacy) == (Type.INT, "fen", False, Privacy.PUBLIC)
    derived = policy.facts["phone_format"]
    assert (derived.derive, derived.sources, derived.values) == ("mobile", ("phone",), ("ok", "bad"))
    assert (policy.facts["phone"].entity, policy.facts["paid"].about) == ("phone", Text("paid", "paid"))
    assert policy.events["order"].moves_money
    assert not policy.events["login"].moves_money


def test_what_a_rule_does_not_say_has_its_default() -> None:
    (found,) = load_texts(texts(rules=RULE)).rules
    assert (found.reason, found.points, found.group, found.procedure) == (found.title, 0, found.id, None)
    assert (found.mode, found.hard, found.rollout, found.rollout_by, found.threshold) == (
        Mode.LIVE, False, 100, "customer_id", "suggested",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("agg", "more", "kind", "unit"),
    [
        ("count", "", Type.INT, "count"),
        ("distinct", "value = 'phone'", Type.INT, "count"),
        ("sum", "value = 'amount_fen'", Type.INT, "fen"),
        ("avg", "value = 'amount_fen'", Type.FLOAT, "fen"),
        ("max", "value = 'amount_fen * 2'", Type.INT, "fen"),
        ("min", "value = 'paid_at'", Type.TIME, None),
        ("max", "value = 'amount_fen / 2'", Type.FLOAT, "fen"),
        ("seconds_since_last", "", Type.INT, "s"),
        ("rate", "delay = '7d'", Type.FLOAT, None),
        ("sum", "value = 'amount_fen'\nunit = 'points'\nwhere = 'paid'", Type.INT, "points"),
    ],
)
def test_a_feature_has_the_type_and_unit_of_what_it_computes(agg: str, more: str, kind: Type, unit: str | None) -> None:
    text = feature(f"id = 'f'\non = 'order'\nby = ['phone', 'shop']\nagg = '{agg}'\nover = '1d'\n{more}")
    found = load_texts(texts(features=text)).features["f"]
    assert (found.aggregate, found.type, found.unit) == (Aggregate(agg), kind, unit)
    assert (found.by, found.over_us) == (("phone", "shop"), 86_400_000_000)
    assert (found.where is not None) is ("where" in more)
    assert found.delay_us == (7 * 86_400_000_000 if agg == "rate" else 0)


def test_expr_features_may_stand_before_what_they_use() -> None:
    text = feature("id = 'ratio'\nagg = 'expr'\nvalue = 'total / NULLIF(amount_fen, 0)'")
    text += feature("id = 'late'\nagg = 'expr'\nvalue = 'at - paid_at'")
    text += feature("id = 'total'\non = 'order'\nby = 'phone'\nagg = 'sum'\nvalue = 'amount_fen'\nover = '1d'")
    found = load_texts(texts(features=text)).features
    assert list(found).index("total") < list(found).index("ratio")
    assert {one.id: (one.type, one.unit) for one in found.values()} == {
        "late": (Type.INT, "s"),
        "total": (Type.INT, "fen"),
        "ratio": (Type.FLOAT, None),
    }


def test_scoring_has_the_grades_of_the_handbook_until_a_pack_states_its_own() -> None:
    plain = load_texts(texts()).scoring
    assert [(one.at_least, one.name, one.level, one.action) for one in plain.grades] == [
        (0, "L0", Level.LOW, Action.ALLOW),
        (25, "L1", Level.MEDIUM, Action.WARN),
        (50, "L2", Level.MEDIUM, Action.VERIFY),
        (65, "L3", Level.HIGH, Action.REVIEW),
        (80, "L4", Level.CRITICAL, Action.BLOCK),
    ]
    assert (plain.fade, plain.relief_limit, plain.hard_risk, plain.allow_beats) == (
        (1000, 300, 90, 27),
        20,
        80,
        Action.WARN,
    )
    own = load_texts(
        texts()
        | {
            "pack.toml": PACK
            + """
[score]
relief_limit = 10
hard_risk = 90
allow_beats = "verify"
fade = [1000, 500]
[[score.grade]]
at_least = 0
name = "G"
level = "low"
action = "allow"
[[score.grade]]
at_least = 40
name = "R"
level = "high"
action = "hold"
[[score.factor]]
id = "dear"
family = "asset"
when = "amount_fen >= 200000"
percent = 110
on = ["order"]
"""
        }
    ).scoring
    assert [one.name for one in own.grades] == ["G", "R"]
    assert (own.fade, own.relief_limit, own.hard_risk, own.allow_beats) == ((1000, 500), 10, 90, Action.VERIFY)
    assert [(one.id, one.family, one.percent, one.on) for one in own.factors] == [("dear", "asset", 110, ("order",))]


def test_bad_entries_are_all_told_with_file_and_line() -> None:
    values = ('"x"', '"13800138000"\nsince = "soon"', "3")
    entries = LIST + "".join(f"[[list.entry]]\nvalue = {value}\n" for value in values)
    files = texts(lists=entries) | {
        "lists/bad.csv": 'value,since,until\n13900139000,2026-02-01,2026-01-01\n\n13900139000\n"12\n34",,\n',
        "lists/none.csv": "value\n1\n",
    }
    assert codes(files) == [
        ("K080", "lists.toml", 7), ("K080", "lists.toml", 9), ("K073", "lists.toml", 12), ("K080", "lists/bad.csv", 2),
        ("K080", "lists/bad.csv", 4), ("K080", "lists/bad.csv", 6), ("K080", "lists/none.csv", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table", ["reason\nx\n", "value,note\n1,2\n", "value,value\n1,2\n", "", "value\n" + "x" * 200_000]
)
def test_a_table_of_entries_that_cannot_be_read_is_told(table: str) -> None:
    found = codes(texts(lists=LIST) | {"lists/bad.csv": table})
    assert [code for code, _, _ in found] == ["K080"]


def test_entries_come_from_toml_and_csv_with_their_times() -> None:
    entries = LIST + (
        '[[list.entry]]\nvalue = "13800138000"\nreason = "r"\nsource = "s"\nsince = 2026-01-01\n'
        "until = 2026-01-02T00:00:00+08:00\n"
    )
    files = texts(lists=entries) | {"lists/bad.csv": "value,until,reason\n13900139000,2026-01-02,x\n"}
    pack = open_texts(files)
    assert pack.policy.listings["bad"] == Listing(
        "bad", "phone", "block", Text("坏", "Bad"), pack.policy.listings["bad"].source
    )
    start, day = 1_767_196_800_000_000, 86_400_000_000
    assert pack.lists.intervals("bad", "13800138000") == [(start, start + day)]
    assert pack.lists.intervals("bad", "13900139000")[0][1] == start + day
    (entry,) = pack.lists.entries_of("bad", "13800138000", start)
    assert (entry.reason, entry.source, entry.path, entry.line) == ("r", "s", "lists.toml", 7)


def test_two_lists_of_one_id_are_told() -> None:
    assert codes(texts(lists=LIST + LIST)) == [("K060", "lists.toml", 7)]
    assert codes(texts(lists="list = [3]")) == [("K073", "lists.toml", 1)]


def test_entries_of_a_list_that_is_broken_are_not_told_too() -> None:
    assert [
        code for code, _, _ in codes(texts(lists=LIST.replace("phone", "fone") + "[[list.entry]]\nvalue = 'x'"))
    ] == ["K074"]


# Folders


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    policy, (first, *_) = check_pack(tmp_path / "none")
    assert (policy, first.code, first.path) == (None, "K075", "none")


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", texts())
    (folder / "rules.toml").write_bytes(b"# one\n# \xd6\xd0\xce\xc4\n")
    _, faults = check_pack(folder)
    assert [(one.code, one.path, one.line) for one in faults] == [("K075", "p/rules.toml", 2)]


def test_a_file_too_large_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", texts())
    (folder / "big.toml").write_bytes(b"#" * 16_000_001)
    assert [(one.code, one.path) for one in check_pack(folder)[1]] == [("K075", "p/big.toml")]


def test_what_a_folder_holds_and_cannot_be_read_is_told_and_never_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "p", texts(rules=RULE) | {"a/b/c/fine.toml": "", "a/b/c/d/e.toml": "= broken"})
    (folder / "lists").symlink_to("nowhere")
    (folder / "rules" / "x.toml").symlink_to("nowhere.toml")
    os.mkfifo(folder / "y.toml")
    policy, faults = check_pack(folder)
    assert policy is None
    assert [(one.code, one.path, one.message) for one in faults] == [
        ("K075", "p/a/b/c/d", "the folder is nested too deep; nothing in it is read"),
        ("K075", "p/lists", "this is neither a file nor a folder; does a link lead nowhere?"),
        ("K075", "p/rules/x.toml", "this is neither a file nor a folder; does a link lead nowhere?"),
        ("K075", "p/y.toml", "this is neither a file nor a folder; does a link lead nowhere?"),
    ]

    def refuse(path: Path) -> bytes:
        raise PermissionError(path)

    folder = write(tmp_path / "q", {"pack.toml": PACK})
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert ("q/pack.toml", "the file cannot be read") in [(one.path, one.message) for one in check_pack(folder)[1]]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refuse)
        assert ("q", "the folder cannot be read") in [(one.path, one.message) for one in check_pack(folder)[1]]


def test_a_folder_is_read_in_the_order_of_its_files_hidden_ones_left_out(tmp_path: Path) -> None:
    rules = {
        f"rules/{name}.toml": "\ufeff" + RULE.replace("order.large", f"order.{name}").replace("100", str(100 + at))
        for at, name in enumerate("cab")
    }
    hidden = {
        ".git/x.toml": "= broken",
        "_old/x.toml": "= broken",
        "notes.txt": "= broken",
        "rules/_draft.toml": "= broken",
        "rules/.draft.toml": "= broken",
    }
    folder = write(tmp_path / "p", texts() | rules | hidden)
    assert [rule.id for rule in load_pack(folder).rules] == ["order.a", "order.b", "order.c"]
    assert open_pack(folder).policy.rules[0].source.path == "p/rules/a.toml"
    assert load_lists(folder).ids() == ()


def test_rows_of_cases_are_read_in_order_and_their_faults_told(tmp_path: Path) -> None:
    row = '[[case]]\nrule = "order.large"\nfires = { amount_fen = 101 }\nsilent = { amount_fen = 100 }\n'
    past = '[[case]]\nrule = "order.large"\nhistory = [{ at = "-2h", amount_fen = 1 }]\nfires = { amount_fen = 5 }\n'
    folder = write(tmp_path / "p", texts(rules=RULE) | {"cases/a.toml": row + past})
    first, second = load_cases(folder)
    assert (first.rule, first.fires, first.silent) == ("order.large", {"amount_fen": 101}, {"amount_fen": 100})
    assert (second.silent, second.history[0]["at"], second.source.line) == (None, "-2h", 6)
    write(folder, {"cases/b.toml": "[[case]]\nfires = 3\nsilent = {}\nwhen = 1\n", "cases/c.toml": "= 1"})
    with pytest.raises(PolicyError) as caught:
        load_cases(folder)
    assert [fault.code for fault in caught.value.faults] == ["K071", "K073", "K072", "K070"]


def test_a_pack_inside_an_archive_is_read_as_any_other(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packs.zip", "w") as archive:
        for name, text in texts(rules=RULE).items():
            archive.writestr(f"mine/{name}", text)
    with zipfile.ZipFile(tmp_path / "packs.zip") as archive:
        policy = load_pack(zipfile.Path(archive, "mine/"))
    assert [rule.source.path for rule in policy.rules] == ["mine/rules/a.toml"]


def test_a_rule_that_names_no_group_stands_alone() -> None:
    assert [rule.group for rule in load_texts(texts(rules=RULE)).rules] == ["order.large"]
