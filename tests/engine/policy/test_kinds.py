import pytest

from kedun.engine.policy.kinds import is_null, kind_of, single_unit, unit_of
from kedun.engine.policy.parse import parse
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope, nearest
from kedun.engine.policy.tree import Compare, Expression, Fact, FactRef, FeatureRef, Literal, Source, Text, Type

UNITS = {"fen": "fen", "yuan": "yuan", "pieces": "count", "share": "percent", "plain": None, "age": "s"}
SCOPE = Scope(
    facts={
        **ENVELOPE,
        **{name: Fact(name, Type.INT, Text("", ""), unit=unit) for name, unit in UNITS.items()},
        "flag": Fact("flag", Type.BOOL, Text("", "")),
    },
    features={"spent": FeatureName("spent", Type.INT, "fen")},
)


def value(text: str) -> Expression:
    match parse(f"{text} > 0", SCOPE, Source("a", 1)):
        case Compare(left=left):
            return left
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("fen", {"fen"}),
        ("spent", {"fen"}),
        ("plain", None),
        ("5", None),
        ("-fen", {"fen"}),
        ("fen + 5", {"fen"}),
        ("5 + fen", {"fen"}),
        ("fen % 5", {"fen"}),
        ("yuan * 100", {"yuan", "fen"}),
        ("100 * yuan", {"yuan", "fen"}),
        ("yuan * 10", {"yuan"}),
        ("fen / 100", {"fen", "yuan"}),
        ("share * 10", {"percent", "permille"}),
        ("fen * pieces", {"fen"}),
        ("pieces * fen", {"fen"}),
        ("fen * yuan", None),
        ("5 * 5", None),
        ("plain * fen", {"fen"}),
        ("fen / NULLIF(pieces, 0)", {"fen"}),
        ("fen / NULLIF(fen, 0)", None),
        ("fen / NULLIF(age, 0)", None),
        ("5 / NULLIF(fen, 0)", None),
        ("pieces / NULLIF(pieces, 0)", None),
        ("at - at", {"s"}),
        ("COALESCE(NULL, fen, 0)", {"fen"}),
        ("GREATEST(5, fen)", {"fen"}),
        ("CASE WHEN flag THEN 5 ELSE fen END", {"fen"}),
        ("HOUR(at)", None),
        ("LENGTH(shop)", None),
    ],
)
def test_a_number_has_the_units_it_may_pass_for(text: str, units: set[str] | None) -> None:
    assert unit_of(value(text), SCOPE) == units


def test_a_name_out_of_scope_has_no_unit() -> None:
    assert unit_of(FactRef("nobody", Type.INT), SCOPE) is None
    assert unit_of(FeatureRef("nobody", Type.INT), SCOPE) is None


def test_a_feature_gets_a_unit_only_where_there_is_one() -> None:
    assert single_unit(value("fen"), SCOPE) == "fen"
    assert single_unit(value("yuan * 100"), SCOPE) is None
    assert single_unit(value("plain"), SCOPE) is None
    assert single_unit(FactRef("flag", Type.BOOL), SCOPE) is None
    assert single_unit(None, SCOPE) is None


def test_types_and_nulls_are_told() -> None:
    assert kind_of(value("HOUR(at)")) is Type.INT
    assert kind_of(parse("flag AND flag", SCOPE, Source("a", 1))) is Type.BOOL
    assert is_null(Literal(None, Type.INT))
    assert not is_null(Literal(0, Type.INT))
    assert not is_null(FactRef("flag", Type.BOOL))


def test_the_nearest_name_is_offered_only_where_it_is_near() -> None:
    assert nearest("AMOUNT_FEN", ["amount_fen"]) == "amount_fen"
    assert nearest("珠保", ["珠宝", "手机"]) == "珠宝"
    assert nearest("zzz", ["amount_fen"]) is None
    assert nearest("x" * 101, ["x" * 101]) is None
