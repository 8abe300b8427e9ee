"""Every check: what it finds, and what it lets pass. The texts of faults are in `golden`."""

# ruff: noqa: E501  tables of conditions, read by the row

import pytest

from kedun.engine.policy.check.cycles import circle, circles_of, without
from kedun.engine.policy.check.walk import normal
from kedun.engine.policy.faults import Fault
from kedun.engine.policy.load import check_texts
from kedun.engine.policy.parse import parse
from kedun.engine.policy.scope import ENVELOPE, Scope
from kedun.engine.policy.tree import Fact, Source, Text, Type

PACK = {
    "pack.toml": 'id = "x"\nversion = "1"\n',
    "events.toml": """
[fact]
amount_fen = { type = "int", unit = "fen" }
price_fen = { type = "int", unit = "fen" }
price_yuan = { type = "int", unit = "yuan" }
quantity = { type = "int", unit = "count" }
share_percent = { type = "int", unit = "percent" }
rate_permille = { type = "int", unit = "permille" }
level = { type = "int" }
score = { type = "float" }
age_s = { type = "int", unit = "s" }
category = { type = "string", values = ["手机", "珠宝"] }
phone = { type = "string", entity = "phone" }
ip = { type = "string", entity = "ip" }
text = { type = "string" }
paid = { type = "bool" }
sure = { type = "bool", nullable = false }
placed_at = { type = "time" }
[event.order]
facts = ["amount_fen", "price_fen", "price_yuan", "quantity", "share_percent", "rate_permille", "level", "score", "age_s",
    "category", "phone", "ip", "text", "paid", "sure", "placed_at"]
[event.login]
facts = ["phone"]
""",
    "lists.toml": "".join(
        f'[[list]]\nid = "{name}"\nkind = "{kind}"\neffect = "block"\n'
        for name, kind in (("phones", "phone"), ("networks", "cidr"), ("words", "text"))
    ),
    "features.toml": """
[[feature]]
id = "spent_1d_fen"
on = "order"
by = "phone"
agg = "sum"
value = "amount_fen"
over = "1d"
title = { zh = "x", en = "x" }
[[feature]]
id = "orders_1d"
on = "order"
by = "phone"
agg = "count"
over = "1d"
title = { zh = "x", en = "x" }
""",
}
USES = "spent_1d_fen > 0 AND orders_1d > 0"


def rule(when: str, *, name: str = "a", action: str = "review", more: str = "") -> str:
    return (
        f"[[rule]]\nid = \"r.{name}\"\nclause = '3.2'\non = 'order'\nwhen = '''{when}'''\naction = '{action}'\n"
        f"title = {{ zh = 'x', en = 'x' }}\n{more}\n"
    )


def found(*rules: str, features: str = "") -> list[Fault]:
    files = {**PACK, "a.toml": "".join(rules), "z.toml": rule(USES, name="uses")}
    if features:
        files["more.toml"] = features
    return [one for one in check_texts(files)[1] if one.path != "z.toml"]


def codes(when: str) -> list[str]:
    return [one.code for one in found(rule(when))]


@pytest.mark.parametrize(
    "when",
    [
        "amount_fen > text", "text > 3", "paid > sure", "paid = 1", "at > 3", "at = 'x'", "text + 1 > 2", "paid + 1 > 2",
        "at + 1 > placed_at", "at - 3 > 2", "at * 2 > 1", "-text = 'x'", "score % 2 = 1", "score IN ('x')", "quantity IN (1.5)",
        "paid IN (TRUE)", "quantity LIKE 'x'", "LENGTH(quantity) > 1", "LOWER(paid) = 'x'", "STARTS_WITH(quantity, 'x')",
        "ABS(text) = 1", "LEAST(paid, sure)", "GREATEST(quantity, at) > 1", "LEAST('a', 'b') = 'a'", "HOUR(quantity) = 1",
        "list('phones', quantity)", "quantity AND paid", "paid OR text", "NOT quantity", "quantity IS TRUE", "text", "1",
        "COALESCE(paid, 1) = 1", "NULLIF(text, 1) = 'x'", "CASE WHEN quantity THEN TRUE END", "CASE WHEN paid THEN 1 ELSE 'x' END = 1",
        "quantity < paid < 3", "at BETWEEN 1 AND 2",
    ],
)  # fmt: skip
def test_types_that_do_not_fit_are_found_and_nothing_else_is_said_of_them(when: str) -> None:
    assert set(codes(when)) == {"K011"}


@pytest.mark.parametrize(
    "when",
    [
        "quantity > 1.5", "score > 1", "paid = sure", "at - placed_at > 3", "text > 'a'", "LEAST(at, placed_at) > placed_at",
        "LEAST(quantity, 1.5) > 1", "COALESCE(quantity, 1.5) > 1", "CASE WHEN paid THEN 1 ELSE 1.5 END > 1",
        "COALESCE(NULL, NULL, paid)", "CASE WHEN paid THEN NULL ELSE sure END", "score IN (1, 2)", "NULLIF(quantity, 0) > 1",
        "LENGTH(LOWER(text)) % 2 = 1", "ABS(-quantity) > 2", "paid IS NULL", "at IN (TIMESTAMP '2026-01-01T00:00:00Z')",
        "GREATEST(NULL, quantity) > 1", "COALESCE(LEAST(NULL, 1), 2) > quantity",
    ],
)  # fmt: skip
def test_types_that_fit_pass(when: str) -> None:
    assert codes(when) == []


@pytest.mark.parametrize(
    "when",
    [
        "amount_fen > price_yuan", "amount_fen + quantity > 3", "amount_fen - price_yuan > 3", "amount_fen > age_s",
        "share_percent > rate_permille", "COALESCE(amount_fen, price_yuan) > 3", "LEAST(amount_fen, 3, price_yuan) > 2",
        "NULLIF(amount_fen, quantity) > 3", "CASE WHEN paid THEN amount_fen ELSE price_yuan END > 3",
        "at - placed_at > amount_fen", "spent_1d_fen > price_yuan", "orders_1d > spent_1d_fen", "-amount_fen < price_yuan",
        "ABS(amount_fen) > price_yuan * 3", "amount_fen * quantity > price_yuan", "amount_fen / 2 > price_yuan",
        "amount_fen % 7 > price_yuan", "price_yuan * 10 > amount_fen", "amount_fen / NULLIF(quantity, 0) > price_yuan",
        "amount_fen BETWEEN price_yuan AND 5", "quantity * amount_fen > price_yuan", "share_percent * amount_fen > price_yuan",
    ],
)  # fmt: skip
def test_units_that_differ_are_found(when: str) -> None:
    assert set(codes(when)) == {"K012"}


@pytest.mark.parametrize(
    "when",
    [
        "amount_fen > 3 * price_fen", "amount_fen > price_yuan * 100", "100 * price_yuan < amount_fen", "amount_fen / 100 > price_yuan",
        "amount_fen > 100000", "amount_fen * quantity > price_fen", "level > amount_fen", "level > quantity", "score > amount_fen",
        "amount_fen / NULLIF(price_fen, 0) > 2", "amount_fen * share_percent > price_fen * 100", "share_percent * 10 > rate_permille",
        "at - placed_at > age_s", "spent_1d_fen > amount_fen", "amount_fen / NULLIF(price_yuan, 0) > 2", "amount_fen * price_fen > 3",
        "CASE WHEN paid THEN amount_fen ELSE NULL END > price_fen", "HOUR(at) > quantity", "LENGTH(text) > quantity",
        "amount_fen / NULLIF(age_s, 0) > price_yuan", "level * amount_fen > price_fen", "3 * 2 < level / 2",
        "share_percent / NULLIF(share_percent, 0) > quantity",
    ],
)  # fmt: skip
def test_units_that_agree_or_are_not_stated_pass(when: str) -> None:
    assert codes(when) == []


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("amount_fen > price_yuan", "write price_fen, or multiply price_yuan by 100"),
        ("price_yuan < amount_fen", "divide amount_fen by 100"),
        ("rate_permille > share_percent", "multiply share_percent by 10"),
        ("amount_fen > quantity", "compare numbers of one unit only"),
        ("spent_1d_fen > quantity * price_yuan", "write price_fen, or multiply price_yuan by 100"),
        ("amount_fen > (price_yuan + price_yuan)", "multiply price_yuan + price_yuan by 100"),
    ],
)
def test_a_difference_of_units_comes_with_the_way_out(when: str, hint: str) -> None:
    (one,) = found(rule(when))
    assert one.hint == hint


@pytest.mark.parametrize(
    "when",
    [
        "category = 'x'",
        "'x' <> category AND category IS NOT NULL",
        "category IN ('手机', 'x')",
        "NULLIF(category, 'x') = '手机'",
    ],
)
def test_a_value_a_fact_never_has_is_found(when: str) -> None:
    assert "K013" in codes(when)


def test_a_value_near_a_known_one_is_offered_and_an_endless_one_cut() -> None:
    (one,) = found(rule("category = '手饥' OR quantity > 3"))
    assert one.hint == "did you mean '手机'? it may be: 手机, 珠宝"
    (one,) = found(rule(f"category = '{'x' * 200}' OR quantity > 3"))
    assert len(one.message) < 80


@pytest.mark.parametrize(
    "when", ["category = '手机'", "category > 'x'", "text = 'x'", "COALESCE(category, 'none') = 'none'"]
)
def test_other_values_pass(when: str) -> None:
    assert codes(when) == []


@pytest.mark.parametrize(
    "when",
    [
        "amount_fen / price_fen > 1",
        "1 / 0 > quantity",
        "1 / NULLIF(quantity, 1) > 1",
        f"1 / ({' + '.join(['quantity'] * 9)}) > 1",
    ],
)
def test_a_divisor_that_could_be_0_is_found(when: str) -> None:
    assert codes(when) == ["K014"]


@pytest.mark.parametrize("divisor", ["0", "0.0", "-0", "ABS(0)", "-ABS(-0.0)"])
def test_a_divisor_that_is_0_is_told_so_and_no_nullif_is_offered(divisor: str) -> None:
    (one,) = found(rule(f"quantity / {divisor} > 1"))
    assert (one.code, one.message, one.hint) == ("K014", "the divisor is 0", "divide by something else")


@pytest.mark.parametrize(
    "when",
    [
        "amount_fen / 3 > 1", "1 / NULLIF(quantity, 0) > 1", "1 / -NULLIF(quantity, 0) > 1", "1 / ABS(NULLIF(quantity, 0)) > 1",
        "1 / COALESCE(NULLIF(quantity, 0), 1) > 1", "1 / GREATEST(quantity, 1) > 1", "quantity % level = 1", "1 / -2.5 < quantity",
    ],
)  # fmt: skip
def test_a_divisor_that_cannot_be_0_passes(when: str) -> None:
    assert codes(when) == []


def test_whole_numbers_that_could_grow_too_large_are_found() -> None:
    assert codes("amount_fen * price_fen * amount_fen > 1") == ["K015"]
    assert codes("spent_1d_fen * spent_1d_fen > 1") == ["K015"]
    assert codes("amount_fen * price_fen > 1") == []
    assert codes("spent_1d_fen * 100 > orders_1d * amount_fen") == []
    assert codes("1.0 * amount_fen * price_fen * amount_fen > 1") == []


def test_a_feature_that_grows_too_large_is_told_once_where_it_is_computed() -> None:
    features = "".join(
        f"[[feature]]\nid = '{name}'\nagg = 'expr'\nvalue = '{value}'\ntitle = {{ zh = 'x', en = 'x' }}\n"
        for name, value in (("square", "spent_1d_fen * spent_1d_fen"), ("again", "square"), ("double", "orders_1d * 2"))
    )
    assert [(one.code, one.line) for one in found(rule("again > 1 AND double > 1"), features=features)] == [("K015", 4)]


@pytest.mark.parametrize(
    ("when", "code"),
    [("list('phone', phone)", "K020"), (f"list('{'x' * 99}', phone)", "K020"), ("list('networks', phone)", "K021"), ("list('phones', ip)", "K021")],
)  # fmt: skip
def test_a_list_that_cannot_answer_is_found(when: str, code: str) -> None:
    assert codes(when) == [code]


@pytest.mark.parametrize(
    "when",
    [
        "list('phones', phone)",
        "list('networks', ip)",
        "list('words', phone)",
        "list('phones', text)",
        "list('phones', LOWER(text))",
    ],
)
def test_a_list_of_the_right_kind_passes(when: str) -> None:
    assert codes(when) == []


def test_without_any_list_the_fault_says_so() -> None:
    files = {**PACK, "lists.toml": "", "a.toml": rule("list('x', phone)")}
    assert [one.hint for one in check_texts(files)[1] if one.code == "K020"] == ["there are: -"]


@pytest.mark.parametrize(
    "when", ["text = NULL OR paid", "NULL <> text OR paid", f"LOWER({'LOWER(' * 8}text{')' * 8}) = NULL OR paid"]
)
def test_a_comparison_with_null_is_found(when: str) -> None:
    assert "K030" in codes(when)


@pytest.mark.parametrize(
    "when",
    [
        "NOT paid", "quantity <> 3", "3 <> quantity", "category NOT IN ('手机')", "text NOT LIKE 'x%'", "NOT list('words', text)",
        "quantity > 3 AND (sure OR NOT paid)",
    ],
)  # fmt: skip
def test_a_negation_an_unknown_silences_is_hinted_at(when: str) -> None:
    assert [(one.code, one.severity) for one in found(rule(when))] == [("K031", "warning")]


@pytest.mark.parametrize(
    "when",
    [
        "paid IS FALSE", "paid IS NOT TRUE", "NOT sure", "NOT paid AND paid IS NOT NULL", "quantity <> 3 OR quantity IS NULL",
        "COALESCE(quantity, 0) <> 3", "NOT (quantity > 3)", "NOT COALESCE(paid, FALSE)", "orders_1d <> 3", "NOT NOT sure",
    ],
)  # fmt: skip
def test_a_negation_that_says_what_it_makes_of_unknowns_passes(when: str) -> None:
    assert codes(when) == []


def test_a_rule_that_is_never_true_is_an_error_and_one_that_always_is_a_warning() -> None:
    assert [(one.code, one.severity) for one in found(rule("quantity > 3 AND quantity < 2"))] == [("K040", "error")]
    assert [(one.code, one.severity) for one in found(rule("sure OR NOT sure"))] == [("K041", "warning")]
    assert "the condition is true whenever it is known" in [one.message for one in found(rule("paid OR NOT paid"))]
    assert [(one.code, one.severity) for one in found(rule("paid OR (quantity > 3 AND quantity < 2)"))] == [
        ("K040", "warning")
    ]
    assert found(rule("paid OR quantity > 3")) == []


def test_a_rule_said_twice_is_found_however_it_is_written() -> None:
    pairs = [
        ("quantity > 3 AND paid", "paid AND 3 < quantity"),
        ("level IN (1, 2) OR sure", "sure OR level IN (2, 1, 1)"),
        ("score > 1", "score > 1.0"),
        ("CASE WHEN paid THEN LEAST(level, 3) ELSE COALESCE(level, 1) END > -level", "CASE WHEN paid THEN LEAST(level, 3) ELSE COALESCE(level, 1) END > -(level)"),
        ("HOUR(at) = 3 AND text LIKE 'x' AND list('words', text)", "HOUR(at AT TIME ZONE 'Asia/Shanghai') = 3 AND list('words', text) AND text LIKE 'x'"),
    ]  # fmt: skip
    for first, second in pairs:
        assert [one.code for one in found(rule(first), rule(second, name="b"))] == ["K042"], first


def test_rules_alike_in_another_clause_are_only_hinted_at_and_those_off_or_on_trial_not_compared() -> None:
    other = rule("paid", name="b").replace("'3.2'", "'3.3'")
    assert [(one.code, one.severity) for one in found(rule("paid"), other)] == [("K042", "warning")]
    assert found(rule("paid"), rule("paid", name="b", more="mode = 'shadow'")) == []
    assert found(rule("paid", more="mode = 'off'"), rule("paid", name="b", more="mode = 'off'")) == []
    assert found(rule("list('phones', phone)"), rule("list('words', phone)", name="b")) == []


def test_a_rule_behind_a_block_that_asks_less_is_found() -> None:
    block = rule("paid", name="block", action="block")
    assert [one.code for one in found(block, rule("quantity > 3 AND paid"))] == ["K043"]
    assert [one.code for one in found(block, rule("paid AND sure", name="b", action="block"), rule("sure AND paid AND level > 1"))] == [
        "K043", "K043",
    ]  # fmt: skip
    assert found(rule("quantity > 3 AND paid"), block) == []
    assert found(block, rule("quantity > 3 OR paid")) == []
    assert found(rule("paid", name="b", action="block", more="rollout = 50"), rule("quantity > 3 AND paid")) == []
    assert found(rule("paid", name="b", action="block", more="mode = 'shadow'"), rule("quantity > 3 AND paid")) == []
    assert found(block, rule("quantity > 3 AND paid", more="mode = 'off'")) == []


def test_a_feature_nobody_needs_is_found_but_not_in_a_pack_that_is_broken_elsewhere() -> None:
    features = "".join(
        f"[[feature]]\nid = '{name}'\nagg = 'expr'\nvalue = '{value}'\ntitle = {{ zh = 'x', en = 'x' }}\n"
        for name, value in (("used", "inner + 1"), ("inner", "orders_1d"), ("idle", "quantity"), ("off", "quantity"))
    )
    rules = rule("used > 1 AND used < 5") + rule("off > 1", name="off", more="mode = 'off'")
    assert [(one.code, one.message) for one in found(rules, features=features)] == [
        ("K044", "no rule needs the feature idle"),
        ("K044", "no rule needs the feature off"),
    ]
    assert [one.code for one in found(rules, rule("nobody = 1", name="b"), features=features)] == ["K010"]


def test_a_feature_for_models_needs_no_rule_nor_do_those_it_is_computed_from() -> None:
    features = "".join(
        f"[[feature]]\nid = '{name}'\nagg = 'expr'\nvalue = '{value}'\ntitle = {{ zh = 'x', en = 'x' }}\n{more}"
        for name, value, more in (
            ("read", "inner + 1", "for = 'model'\n"), ("inner", "quantity", ""), ("idle", "quantity", "for = 'rules'\n"),
        )
    )  # fmt: skip
    assert [(one.code, one.message) for one in found(features=features)] == [("K044", "no rule needs the feature idle")]


def test_factors_keep_a_feature_in_use() -> None:
    score = "[[score.factor]]\nid = 'f'\nfamily = 'asset'\nwhen = 'orders_1d > 3'\npercent = 110\n"
    files = {**PACK, "pack.toml": PACK["pack.toml"] + score, "a.toml": rule("spent_1d_fen > 3")}
    assert check_texts(files)[1] == ()


@pytest.mark.parametrize(
    ("needs", "circles"),
    [
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, [("a",)]),
        ({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}, [("a", "b", "c")]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("a", "b"), ("c", "d")]),
    ],
)
def test_circles_begin_with_their_first_name(needs: dict[str, list[str]], circles: list[tuple[str, ...]]) -> None:
    assert sorted(circles_of(needs)) == circles


def test_a_circle_is_shown_at_the_next_name_and_leaves_the_rest() -> None:
    finding = circle(("a", "b"), Source("f", 1, 1, "1 + b"))
    assert (finding.message.en, finding.span.start, finding.span.end) == ("features need each other: a → b → a", 4, 5)
    assert without(["a"], {"a": ["b"], "b": ["a", "c"], "c": []}) == {"b": ["c"], "c": []}


def test_the_normal_form_keeps_apart_what_differs() -> None:
    scope = Scope(facts={**ENVELOPE, **{name: Fact(name, Type.INT, Text("", "")) for name in "abc"}})

    def of(text: str) -> object:
        return normal(parse(text, scope, Source("a", 1)))

    assert of("a < b") == of("b > a")
    assert of("a <= b") != of("b <= a")
    assert of("a - b > 1") != of("b - a > 1")
    assert of("NOT a = b") != of("a = b")
    assert of("NULLIF(a, b) = 1") != of("NULLIF(b, a) = 1")
    assert of("a IS NULL") != of("b IS NULL")
    assert of("a / 2 = 1") != of("a / 3 = 1")
