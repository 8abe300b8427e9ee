import time
from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kedun.engine.policy.parse import is_zone, parse, read
from kedun.engine.policy.scan import FUNCTIONS, MAX_CHARACTERS, MAX_NESTING
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope
from kedun.engine.policy.tree import (
    And,
    Case,
    Coalesce,
    Compare,
    DatePart,
    Expression,
    Fact,
    FactRef,
    FeatureRef,
    In,
    Is,
    IsNull,
    Like,
    Literal,
    Negate,
    Not,
    Or,
    Source,
    Text,
    Type,
    children,
)
from kedun.engine.policy.write import write
from kedun.kernel.errors import PolicyError

HANG_S = 60
"""Longer than any machine needs: what takes this long hangs."""

NOWHERE = Source("rules/a.toml", 3, 9)
TYPES = {
    "a": Type.INT, "b": Type.INT, "score": Type.FLOAT, "flag": Type.BOOL, "gift": Type.BOOL, "text": Type.STRING,
    "category": Type.STRING, "placed_at": Type.TIME, "order": Type.INT, "next": Type.INT, "any": Type.INT,
    "市场价": Type.INT,
}  # fmt: skip
SCOPE = Scope(
    facts={**ENVELOPE, **{name: Fact(name, kind, Text(name, name)) for name, kind in TYPES.items()}},
    features={"orders_10m": FeatureName("orders_10m", Type.INT, "count")},
    event="order",
    elsewhere={"payee": ("transfer", "refund")},
)


def tree(text: str, scope: Scope = SCOPE) -> Expression:
    return parse(text, scope, NOWHERE)


def said(text: str, scope: Scope = SCOPE) -> list[tuple[str, str, str]]:
    """Code, message and the characters under the caret of everything found wrong."""
    expression, findings = read(text, scope, NOWHERE)
    assert expression is None
    return [(one.code, one.message.en, text[one.span.start : one.span.end]) for one in findings]


REFUSED = [
    ("", "K001", "the condition is empty", ""),
    ("  \n", "K001", "the condition is empty", " "),
    ("a >", "K001", "a value is missing beside >", ">"),
    ("a b", "K001", "b is not expected here", "b"),
    ("a AND", "K001", "a value is missing beside AND", "AND"),
    ("ELSE", "K001", "a condition is expected here", "E"),
    ("(a > 1", "K001", "( has no matching )", "("),
    ("a > 1)", "K001", ") has no matching (", ")"),
    ("CASE WHEN flag THEN 1", "K001", "CASE has no matching END", "CASE"),
    ("a > 1 END", "K001", "END has no matching CASE", "END"),
    ("(CASE WHEN flag THEN 1) END", "K001", ") has no matching (", ")"),
    ("CASE END", "K001", "something is missing near END", "END"),
    ("text = 'x", "K001", "the quote is never closed", "'"),
    ("text = 'a' OR text = \"b", "K001", "the quote is never closed", '"'),
    ("text = ‘x’", "K001", "the character ‘ cannot stand here", "‘"),
    ("a ＞ 3", "K001", "the character ＞ cannot stand here", "＞"),
    ("a > 1e", "K001", "1e is not a number", "1e"),
    ("a > １", "K001", "the character １ cannot stand here", "１"),
    ("a > ١", "K001", "the character ١ cannot stand here", "١"),
    ("a = \u200b1", "K001", "the character U+200B cannot stand here", "\u200b"),
    ("😀 > 3", "K001", "the character 😀 cannot stand here", "😀"),
    ("a > 1 AND TIMESTAMP > placed_at", "K001", "TIMESTAMP needs a time in quotes after it", "TIMESTAMP"),
    ("a > 1 AND placed_at > TIMESTAMP", "K001", "TIMESTAMP needs a time in quotes after it", "TIMESTAMP"),
    ("at TIME ZONE 'x'", "K001", "TIME is not expected here", "TIME"),
    ("EXTRACT(a)", "K001", "something is missing near a", "a"),
    ("IF(flag, 1, 2) = 1", "K002", "the function IF is not allowed", "IF"),
    ("COUNT(a) > 1", "K002", "the function COUNT is not allowed", "COUNT"),
    ("LOWR(text) = 'a'", "K002", "the function LOWR is not allowed", "LOWR"),
    ("a(1)", "K002", "the function a is not allowed", "a"),
    ("SELECT 1", "K002", "SELECT is not allowed", "SELECT"),
    ("a IN (SELECT 1)", "K002", "SELECT is not allowed", "SELECT"),
    ("a = ANY (1)", "K002", "the function ANY is not allowed", "ANY"),
    ("EXISTS (a)", "K002", "the function EXISTS is not allowed", "EXISTS"),
    ("CAST(a AS INT) > 1", "K002", "the function CAST is not allowed", "CAST"),
    ("a::int > 1", "K002", "the cast :: is not allowed", "::"),
    ("DROP a", "K002", "DROP is not allowed", "DROP"),
    ("t.a > 1", "K002", "the column qualifier . is not allowed", "."),
    ("a[1] > 1", "K002", "brackets [] is not allowed", "["),
    ("{a} > 1", "K002", "braces {} is not allowed", "{"),
    ("a > 1; b > 1", "K002", "the semicolon ; is not allowed", ";"),
    ("a > 1 -- why", "K002", "a comment -- is not allowed", "--"),
    ("a > /* why */ 1", "K002", "a comment /* is not allowed", "/*"),
    ("a > 1 # why", "K002", "a comment # is not allowed", "#"),
    ("a > :limit", "K002", "the parameter : is not allowed", ":"),
    ("a > ?", "K002", "the parameter ? is not allowed", "?"),
    ("a > @limit", "K002", "the parameter @ is not allowed", "@"),
    ("a > $1", "K001", "the character $ cannot stand here", "$"),
    ("x -> x", "K002", "the lambda -> is not allowed", "->"),
    ("a => 1", "K002", "the lambda => is not allowed", "=>"),
    ("a == 1", "K002", "the operator == is not allowed", "=="),
    ("text || text = 'a'", "K002", "the concatenation || is not allowed", "||"),
    ("a & 1 = 1", "K002", "the sign & is not allowed", "&"),
    ("a !> 1", "K002", "the sign ! is not allowed", "!"),
    ('"a" > 1', "K002", "a quoted name is not allowed", '"a"'),
    ("text ILIKE 'a'", "K002", "ILIKE is not allowed", "ILIKE"),
    ("text LIKE 'a' ESCAPE 'b'", "K002", "ESCAPE is not allowed", "ESCAPE"),
    ("text SIMILAR TO 'a'", "K002", "SIMILAR is not allowed", "SIMILAR"),
    ("a > INTERVAL '1' DAY", "K002", "INTERVAL is not allowed", "INTERVAL"),
    ("placed_at > DATE '2026-01-01'", "K002", "DATE is not allowed", "DATE"),
    ("a IS DISTINCT FROM 1", "K002", "DISTINCT is not allowed", "DISTINCT"),
    ("text 'x' = 'a'", "K001", "'x' is not expected here", "'x'"),
    ("text = 'x' 'a'", "K002", "CONCAT is not allowed", "'x'"),
    ("(a, b) = 1", "K002", "a row of values ( , ) is not allowed", "a"),
    ("() = 1", "K002", "a row of values ( , ) is not allowed", "("),
    ("*", "K002", "* is not allowed", "*"),
    ("at AT TIME ZONE 'UTC' > placed_at", "K002", "AT TIME ZONE outside a date part is not allowed", "at"),
    ("CASE a WHEN 1 THEN flag END", "K002", "CASE x WHEN is not allowed", "CASE a"),
    ("a IN ()", "K002", "IN needs a list of values", "a"),
    ("a IN b", "K002", "IN needs a list of values", "a"),
    ("a IN (b)", "K002", "IN takes constants only, and no NULL", "b"),
    ("a IN (1, NULL)", "K002", "IN takes constants only, and no NULL", "NULL"),
    ("text LIKE category", "K002", "LIKE takes a constant pattern", "category"),
    ("text LIKE 5", "K002", "LIKE takes a constant pattern", "5"),
    ("flag IS 'x'", "K002", "IS takes NULL, TRUE or FALSE only", "'x'"),
    ("flag IS (TRUE)", "K002", "IS takes NULL, TRUE or FALSE only", "(TRUE)"),
    ("flag IS UNKNOWN", "K002", "UNKNOWN is not allowed", "UNKNOWN"),
    ("EXTRACT(DOW FROM at) = 1", "K002", "EXTRACT of DOW is not allowed", "DOW"),
    ("EXTRACT(HOUR, at) = 1", "K002", "EXTRACT needs FROM", "at"),
    ("list(text, text)", "K002", "a constant text is needed here", "text"),
    ("STARTS_WITH(text, category)", "K002", "a constant text is needed here", "category"),
    ("HOUR(at AT TIME ZONE text) = 1", "K002", "a constant text is needed here", "text"),
    ("a BETWEEN SYMMETRIC 1 AND 2", "K010", "there is no name SYMMETRIC", "SYMMETRIC"),
    ("a > 9007199254740992", "K004", "the number is out of range", "9007199254740992"),
    ("a > 99999999999999999999999999", "K004", "the number is out of range", "9" * 26),
    ("score > 1e400", "K004", "the number is out of range", "1e400"),
    ("at > TIMESTAMP '2026-01-01T00:00:00'", "K005", "this is not a time that can be read", "'2026-01-01T00:00:00'"),
    ("at > TIMESTAMP '9999-01-01T00:00:00Z'", "K005", "this is not a time that can be read", "'9999-01-01T00:00:00Z'"),
    (f"text LIKE '{'a' * 101}'", "K006", "a LIKE pattern has at most 100 characters and 8 %", f"'{'a' * 101}'"),
    ("text LIKE '%%%%%%%%%'", "K006", "a LIKE pattern has at most 100 characters and 8 %", "'%%%%%%%%%'"),
    ("HOUR(at AT TIME ZONE 'Mars/Base') = 1", "K007", "there is no time zone Mars/Base", "'Mars/Base'"),
    ("HOUR(at AT TIME ZONE '../x') = 1", "K007", "there is no time zone ../x", "'../x'"),
    ("HOUR(at, at) = 1", "K008", "HOUR takes 1 arguments, 2 given", "HOUR(at, at)"),
    ("ABS() = 1", "K008", "ABS takes 1 arguments, 0 given", "ABS()"),
    ("COALESCE(a) = 1", "K008", "COALESCE takes 2+ arguments, 1 given", "COALESCE(a)"),
    ("payee = 'x'", "K017", "order events do not carry the fact payee", "payee"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "message", "under"), REFUSED)
def test_what_is_not_of_the_language_is_refused_by_name(text: str, code: str, message: str, under: str) -> None:
    assert said(text) == [(code, message, under)]


def test_a_refusal_names_everything_allowed_where_it_has_no_better_advice() -> None:
    with pytest.raises(PolicyError) as caught:
        tree("a & 1 = 1")
    assert all(name in str(caught.value) for name in FUNCTIONS)
    assert "不允许符号 &" in caught.value.text("zh")


def test_all_unknown_names_are_told_at_once_with_the_nearest_known() -> None:
    with pytest.raises(PolicyError) as caught:
        tree("categry = 'x' AND flg OR orders_1m > 3")
    assert [fault.message for fault in caught.value.faults] == [
        "there is no name categry", "there is no name flg", "there is no name orders_1m",
    ]  # fmt: skip
    assert [fault.hint for fault in caught.value.faults] == [
        "did you mean category?", "did you mean flag?", "did you mean orders_10m?",
    ]  # fmt: skip


def test_an_unknown_name_is_told_beside_what_ends_the_reading() -> None:
    assert [code for code, _, _ in said("nobody = 1 AND a IN (b)")] == ["K010", "K002"]


def test_a_name_without_a_neighbour_has_no_hint_and_an_endless_one_is_cut() -> None:
    expression, (finding,) = read("z" * 200 + " = 1", SCOPE, NOWHERE)
    assert expression is None
    assert finding.hint.en == ""
    assert len(finding.message.en) < 100


def test_a_window_feature_cannot_name_a_feature() -> None:
    scope = Scope(facts=SCOPE.facts, features=SCOPE.features, features_barred=True)
    assert said("orders_10m > 3", scope) == [
        ("K018", "a window feature cannot use the feature orders_10m", "orders_10m")
    ]


READ = [
    ("a > 3", "a > 3"),
    ("a != 3", "a <> 3"),
    ("a<>3", "a <> 3"),
    ("NOT a = 3", "NOT (a = 3)"),
    ("flag = TRUE", "flag = TRUE"),
    ("flag IS TRUE", "flag IS TRUE"),
    ("flag is not false", "flag IS NOT FALSE"),
    ("text IS NOT NULL", "text IS NOT NULL"),
    ("NOT text IS NULL", "text IS NOT NULL"),
    ("a NOT IN (1, -2)", "a NOT IN (1, -2)"),
    ("score IN (1, 2.5)", "score IN (1.0, 2.5)"),
    ("text NOT LIKE 'a%'", "text NOT LIKE 'a%'"),
    ("text = 'it''s'", "text = 'it''s'"),
    (r"text = 'a\b'", r"text = 'a\b'"),
    ("a BETWEEN 1 AND 2 AND flag", "a >= 1 AND a <= 2 AND flag"),
    ("a NOT BETWEEN 1 AND 2", "NOT (a >= 1 AND a <= 2)"),
    ("flag AND (gift AND a > 1) AND b > 1", "flag AND gift AND a > 1 AND b > 1"),
    ("flag OR gift OR (a > 1 OR b > 1)", "flag OR gift OR a > 1 OR b > 1"),
    ("flag AND gift OR a > 1 AND b > 1", "flag AND gift OR a > 1 AND b > 1"),
    ("flag AND (gift OR a > 1)", "flag AND (gift OR a > 1)"),
    ("NOT flag AND gift", "NOT flag AND gift"),
    ("NOT NOT flag", "NOT (NOT flag)"),
    ("a + b * 2 - -3 > 0", "a + b * 2 - -3 > 0"),
    ("(a + b) * 2 > 0", "(a + b) * 2 > 0"),
    ("a - (b - 1) > 0", "a - (b - 1) > 0"),
    ("-a > 0", "-(a) > 0"),
    ("- (a + 1) > - 5", "-(a + 1) > -5"),
    ("a % 7 = 0", "a % 7 = 0"),
    ("a / NULLIF(b, 0) > 0.5", "a / NULLIF(b, 0) > 0.5"),
    ("score > 1e3", "score > 1000.0"),
    ("score > 5.", "score > 5.0"),
    ("at - placed_at > 3600", "at - placed_at > 3600"),
    ("placed_at >= TIMESTAMP '2026-01-01T08:00:00+08:00'", "placed_at >= TIMESTAMP '2026-01-01T00:00:00Z'"),
    ("CASE WHEN flag THEN 1 WHEN gift THEN 2.5 END > 1", "CASE WHEN flag THEN 1 WHEN gift THEN 2.5 END > 1"),
    ("CASE WHEN flag THEN 1 ELSE 0 END = 1", "CASE WHEN flag THEN 1 ELSE 0 END = 1"),
    ("coalesce(a, b, 0) > 1", "COALESCE(a, b, 0) > 1"),
    ("least(a, b) < greatest(a, b, 3)", "LEAST(a, b) < GREATEST(a, b, 3)"),
    ("ABS(a) > LENGTH(LOWER(text))", "ABS(a) > LENGTH(LOWER(text))"),
    ("starts_with(text, 'ab')", "STARTS_WITH(text, 'ab')"),
    ("LIST('bad', text)", "list('bad', text)"),
    ("HOUR(at) = 3", "HOUR(at AT TIME ZONE 'Asia/Shanghai') = 3"),
    ("WEEKDAY(at AT TIME ZONE 'UTC') = 7", "WEEKDAY(at AT TIME ZONE 'UTC') = 7"),
    ("EXTRACT(minute FROM (at)) = 3", "MINUTE(at AT TIME ZONE 'Asia/Shanghai') = 3"),
    ("EXTRACT(YEAR FROM at AT TIME ZONE 'UTC') = 2026", "YEAR(at AT TIME ZONE 'UTC') = 2026"),
    ("order > 1 AND next + any > 市场价", "order > 1 AND next + any > 市场价"),
    ("orders_10m >= 3 AND channel = 'app'", "orders_10m >= 3 AND channel = 'app'"),
    ("a > 9007199254740991 OR a < -9007199254740991", "a > 9007199254740991 OR a < -9007199254740991"),
    ("a\n  >\n\t3", "a > 3"),
]


@pytest.mark.parametrize(("text", "written"), READ)
def test_a_condition_is_read_as_it_is_meant(text: str, written: str) -> None:
    assert write(tree(text)) == written


def test_a_number_without_its_leading_zero_is_refused() -> None:
    assert said("a > .5") == [("K001", "a decimal needs a digit before its point", ".")]
    assert said("a.5 > 1") == [("K002", "the column qualifier . is not allowed", ".")]


def test_nodes_have_the_types_of_what_they_were_read_from() -> None:
    match tree(
        "a / 2 > 1 AND flag = NULL AND COALESCE(NULL, text) = 'x' AND CASE WHEN flag THEN NULL ELSE score END > 1"
    ):
        case And(
            items=(Compare(left=ratio), Compare(right=null), Compare(left=Coalesce() as first), Compare(left=case))
        ):
            assert ratio.type is Type.FLOAT  # type: ignore[union-attr]
            assert null == Literal(None, Type.BOOL, null.span)
            assert (first.type, first.items[0].type) == (Type.STRING, Type.STRING)  # type: ignore[union-attr]
            assert isinstance(case, Case)
            assert case.type is Type.FLOAT
            assert case.branches[0][1].type is Type.FLOAT  # type: ignore[union-attr]
        case other:
            pytest.fail(f"{other}")


def test_references_tell_facts_from_features() -> None:
    match tree("orders_10m > a"):
        case Compare(left=FeatureRef(id="orders_10m", type=Type.INT), right=FactRef(name="a", type=Type.INT)):
            pass
        case other:
            pytest.fail(f"{other}")


def spans(text: str) -> list[tuple[str, str]]:
    """Kind and characters of every node."""
    found = []

    def visit(node: Expression) -> None:
        found.append((type(node).__name__, text[node.span.start : node.span.end]))
        for child in children(node):
            visit(child)

    visit(tree(text))
    return found


def test_every_node_spans_the_characters_it_was_read_from() -> None:
    assert spans("(a + 2) * 3 > (b) AND (flag OR NOT (gift)) AND text NOT IN ('手机', 'x')") == [
        ("And", "(a + 2) * 3 > (b) AND (flag OR NOT (gift)) AND text NOT IN ('手机', 'x')"),
        ("Compare", "(a + 2) * 3 > (b)"),
        ("Arithmetic", "(a + 2) * 3"),
        ("Arithmetic", "a + 2"),
        ("FactRef", "a"),
        ("Literal", "2"),
        ("Literal", "3"),
        ("FactRef", "b"),
        ("Or", "flag OR NOT (gift)"),
        ("FactRef", "flag"),
        ("Not", "NOT (gift)"),
        ("FactRef", "gift"),
        ("Not", "text NOT IN ('手机', 'x')"),
        ("In", "text NOT IN ('手机', 'x')"),
        ("FactRef", "text"),
        ("Literal", "'手机'"),
        ("Literal", "'x'"),
    ]
    assert spans("EXTRACT(HOUR FROM (at)) = -(a) OR CASE WHEN (flag) THEN 1 END = - 5") == [
        ("Or", "EXTRACT(HOUR FROM (at)) = -(a) OR CASE WHEN (flag) THEN 1 END = - 5"),
        ("Compare", "EXTRACT(HOUR FROM (at)) = -(a)"),
        ("DatePart", "EXTRACT(HOUR FROM (at))"),
        ("FactRef", "at"),
        ("Negate", "-(a)"),
        ("FactRef", "a"),
        ("Compare", "CASE WHEN (flag) THEN 1 END = - 5"),
        ("Case", "CASE WHEN (flag) THEN 1 END"),
        ("FactRef", "flag"),
        ("Literal", "1"),
        ("Literal", "END"),
        ("Literal", "- 5"),
    ]
    assert spans("a BETWEEN 1 AND 2")[0:2] == [("And", "a BETWEEN 1 AND 2"), ("Compare", "a BETWEEN 1 AND 2")]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1000 + "a > 1" + ")" * 1000,
        "NOT " * 1000 + "flag",
        "a = " + "- " * 1000 + "1",
        "CASE WHEN " * 500 + "flag" + " THEN 1 END" * 500,
        " + ".join(["a"] * 1000) + " > 1",
        " OR ".join(["a > 1"] * 100_000),
        "text = '" + "x" * 10_000_000 + "'",
        "-a" * 4000,
        "LOWER(" * 500 + "text" + ")" * 500 + " = 'x'",
        "a > 1" + " " * MAX_CHARACTERS,
    ],
    ids=["brackets", "not", "minus", "case", "sum", "operands", "10 MB", "words", "calls", "blanks"],
)
def test_a_condition_without_end_is_refused_clearly_and_without_a_hang(text: str) -> None:
    start = time.perf_counter()
    ((code, _, _),) = said(text)
    assert code == "K003"
    assert time.perf_counter() - start < HANG_S


def test_nesting_up_to_the_limit_is_read() -> None:
    text = "(" * MAX_NESTING + "a > 1" + ")" * MAX_NESTING
    assert write(tree(text)) == "a > 1"
    assert len(tree(" OR ".join(["a = 1"] * 500)).items) == 500  # type: ignore[union-attr]


def test_running_out_of_stack_is_told_as_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("kedun.engine.policy.parse.scan", deep)
    assert said("a > 1") == [("K003", f"nested more than {MAX_NESTING} deep", "a")]


def test_time_zones_are_known_by_name() -> None:
    assert is_zone("Asia/Shanghai")
    assert not is_zone("")
    assert not is_zone("../etc/passwd")
    assert not is_zone("Asia")


TOKENS = [
    *(
        "a",
        "b",
        "flag",
        "text",
        "score",
        "at",
        "placed_at",
        "orders_10m",
        "nobody",
        "1",
        "2.5",
        "1e",
        "'x'",
        "'%'",
        "NULL",
    ),
    *(
        "TRUE",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "%",
        "=",
        "<>",
        "<",
        ">=",
        "AND",
        "OR",
        "NOT",
        "IN",
        "BETWEEN",
        "LIKE",
    ),
    *("IS", "CASE", "WHEN", "THEN", "ELSE", "END", "COALESCE", "NULLIF", "LOWER", "HOUR", "EXTRACT", "list", "FROM"),
    *("AT", "TIME", "ZONE", "TIMESTAMP", "'2026-01-01T00:00:00Z'", "SELECT", ".", ";", "--", "[", "::", "||", "?", ":"),
    *("DISTINCT", "JSON", "ALL", "INTERVAL", "COLLATE", "OVER", "AS", "ESCAPE", "IF", "{", "}", "@", "$", "＞", "\\"),
    *("^", "!", "~", "#", "&"),
]


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map(" ".join) | st.lists(st.sampled_from(TOKENS)).map("".join))
@example("EXTRACT ( EXTRACT FROM at )")
@example("a IS NOT")
@example("CASE WHEN a")
def test_any_soup_of_words_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


@given(st.text(max_size=300))
@example("\x00")
@example("'")
@example("\ud800")
@example("1_000 > 0x1f")
@example("'a' -- '")
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


def _read_or_refused(text: str) -> None:
    expression, findings = read(text, SCOPE, NOWHERE)
    assert (expression is None) is bool(findings)
    assert all(one.message.en and one.message.zh and one.span.start <= len(text) for one in findings)
    if expression is not None:
        assert 0 <= expression.span.start < expression.span.end <= len(text)


# A tree of any shape, its operands of the right types, to be written and read again.

INTS = st.integers(-(2**53) + 1, 2**53 - 1).map(lambda value: Literal(value, Type.INT))
FLOATS = st.floats(-1e15, 1e15).map(lambda value: Literal(value, Type.FLOAT))
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda value: Literal(value, Type.STRING))
NUMBERS = INTS | FLOATS | st.sampled_from(["a", "b", "score"]).map(lambda name: FactRef(name, TYPES[name]))
TEXTS = st.sampled_from(["text", "category"]).map(lambda name: FactRef(name, Type.STRING))
TIMES = st.sampled_from([FactRef("at", Type.TIME), FactRef("placed_at", Type.TIME), Literal(0, Type.TIME)])
LEAVES = (
    st.sampled_from([FactRef("flag", Type.BOOL), FactRef("gift", Type.BOOL), Literal(True, Type.BOOL)])
    | st.builds(Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), NUMBERS, NUMBERS)
    | st.builds(Compare, st.sampled_from(["=", "<>"]), TEXTS, STRINGS)
    | st.builds(In, TEXTS, st.lists(STRINGS, min_size=1, max_size=3).map(tuple))
    | st.builds(Like, TEXTS, st.text("ab%_'", max_size=6))
    | st.builds(IsNull, TEXTS | NUMBERS)
    | st.builds(Compare, st.just("="), st.builds(DatePart, st.just("hour"), TIMES, st.just("UTC")), INTS)
    | st.builds(Compare, st.just("<"), st.builds(Negate, st.just(FactRef("a", Type.INT)), st.just(Type.INT)), INTS)
)


def flat(kind: type[And] | type[Or], items: list[Expression]) -> Expression:
    parts = [part for item in items for part in (item.items if isinstance(item, kind) else (item,))]
    return kind(tuple(parts))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: flat(And, items)),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: flat(Or, items)),
        st.builds(Not, inner),
        st.builds(Is, inner, st.booleans()),
        st.tuples(inner, inner, inner).map(lambda one: Case(((one[0], one[1]),), one[2], Type.BOOL)),
        st.tuples(inner, inner).map(lambda one: Coalesce(one, Type.BOOL)),
    ),
    max_leaves=12,
)


def bare(node: Expression) -> str:
    """The tree without its spans."""
    if isinstance(node, tuple):
        return f"({', '.join(map(bare, node))})"
    if not hasattr(node, "span"):
        return repr(node)
    parts = (f"{one.name}={bare(getattr(node, one.name))}" for one in fields(node) if one.name != "span")
    return f"{type(node).__name__}({', '.join(parts)})"


@given(TREES)
def test_what_is_written_is_read_as_the_same_tree(node: Expression) -> None:
    assert bare(tree(write(node))) == bare(node)
