"""Events are decoded strictly: a wrong one says where, what was expected and what came."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.engine.events import MAX_EVENT_BYTES, Schema
from kedun.engine.policy.tree import Action, Event, Fact, Grade, Level, Policy, Scoring, Text, Type
from kedun.kernel.errors import EventError, InputError

TEXT = Text("甲", "a")
FACTS = {
    "amount_fen": Fact("amount_fen", Type.INT, TEXT, unit="fen"),
    "share": Fact("share", Type.FLOAT, TEXT),
    "paid": Fact("paid", Type.BOOL, TEXT),
    "note": Fact("note", Type.STRING, TEXT),
    "card": Fact("card", Type.STRING, TEXT, entity="card"),
    "method": Fact("method", Type.STRING, TEXT, values=("card", "wechat")),
    "placed_at": Fact("placed_at", Type.TIME, TEXT),
    "reason": Fact("reason", Type.STRING, TEXT, nullable=False),
    "note_form": Fact("note_form", Type.STRING, TEXT, derive="form", sources=("note",)),
}
POLICY = Policy(
    "t",
    "1",
    TEXT,
    "UTC",
    0,
    FACTS,
    {
        "order": Event(
            "order", TEXT, ("amount_fen", "share", "paid", "note", "card", "method", "placed_at", "note_form")
        ),
        "refund": Event("refund", TEXT, ("reason",)),
    },
    {},
    {},
    (),
    Scoring((Grade(0, "L0", Level.LOW, Action.ALLOW),)),
)
SCHEMA = Schema(POLICY, {"form": lambda note: None if note is None else "ok" if note else "empty"})


def line(**changes: Any) -> dict[str, Any]:
    return {"id": "e1", "type": "order", "at": "2026-05-01T10:00:00+08:00", "facts": {}, **changes}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (line(id=""), "$.id", "wrong kind"),
    (line(id="x" * 129), "$.id", "wrong kind"),
    (line(id="a\x00b"), "$.id", "wrong kind"),
    (line(id=5), "$.id", "wrong kind"),
    (line(type="party"), "$.type", "unknown event type"),
    (line(at="2026-05-01T10:00:00"), "$.at", ""),
    (line(at="0001-01-01T00:00:00Z"), "$.at", ""),
    (line(at="9999-12-31T23:59:59Z"), "$.at", ""),
    (line(at=1777600800), "$.at", ""),
    (line(colour="red"), "$", "no field named colour"),
    (line(facts={"amount_fen": "12"}), "$.facts.amount_fen", "wrong kind"),
    (line(facts={"amount_fen": 1.5}), "$.facts.amount_fen", "wrong kind"),
    (line(facts={"amount_fen": True}), "$.facts.amount_fen", "wrong kind"),
    (line(facts={"amount_fen": 2**53}), "$.facts.amount_fen", "wrong kind"),
    (line(facts={"share": 1e308}), "$.facts.share", "wrong kind"),
    (line(facts={"share": -1e308}), "$.facts.share", "wrong kind"),
    (line(facts={"paid": "yes"}), "$.facts.paid", "wrong kind"),
    (line(facts={"method": "cash"}), "$.facts.method", "not one of the known values"),
    (line(facts={"card": ""}), "$.facts.card", "wrong kind"),
    (line(facts={"placed_at": "yesterday"}), "$.facts.placed_at", ""),
    (line(facts={"note_form": "ok"}), "$.facts.note_form", "leave it out"),
    (line(facts={"colour": 1, "size": 2}), "$.facts", "colour, size"),
    (line(facts=[1]), "$.facts", "wrong kind"),
    (line(type="refund"), "$.facts", "reason is missing"),
]


@pytest.mark.parametrize(
    ("event", "path", "message"), WRONG, ids=[f"{path} {n}" for n, (_, path, _) in enumerate(WRONG)]
)
@pytest.mark.parametrize("way", ["text", "mapping"])
def test_a_wrong_event_says_where_and_what(event: dict[str, Any], path: str, message: str, way: str) -> None:
    with pytest.raises(EventError) as caught:
        SCHEMA.decode(json.dumps(event)) if way == "text" else SCHEMA.build(event)
    assert caught.value.path == path
    assert message in str(caught.value)
    assert caught.value.expected
    assert caught.value.got
    assert caught.value.text("zh") != caught.value.text("en")


def test_expected_says_the_bound_or_the_choice() -> None:
    for facts, expected in [
        ({"amount_fen": 2**53}, "int <= 9007199254740991"),
        ({"method": "cash"}, "one of card, wechat"),
        ({"placed_at": "x"}, "2026-05-01T10:00:00+08:00, 1900 to 2200"),
    ]:
        with pytest.raises(EventError) as caught:
            SCHEMA.build(line(facts=facts))
        assert caught.value.expected == expected


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(EventError):
        SCHEMA.decode(json.dumps(line(facts={"share": number})))
    with pytest.raises(EventError) as caught:
        SCHEMA.build(line(facts={"share": number}))
    assert caught.value.path == "$.facts.share"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "\ufeff{}",
        '{"id":"\ud800"}',
        "[" * 100_000,
        '{"facts":' * 100_000,
        "x" * (MAX_EVENT_BYTES + 1),
    ],
    ids=["empty", "cut", "list", "null", "mark", "surrogate", "deep", "deeper", "huge"],
)
def test_text_that_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(EventError):
        SCHEMA.decode(text)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(EventError):
        SCHEMA.decode(b'{"id":"\xff\xfe","type":"order","at":"2026-05-01T10:00:00Z"}')
    deep = json.dumps(line()).replace("{}", '{"note":' + "[" * 5000 + "]" * 5000 + "}")
    with pytest.raises(EventError):
        SCHEMA.decode(deep)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (line(id="a\ud800"), "$.id"),
        ({**line(), "b\ud800": 1}, "$"),
        (line(facts={"note": "\udfff"}), "$.facts.note"),
        (line(facts={"method": "\udfff"}), "$.facts.method"),
        (line(facts={"\udfff": 1}), "$.facts"),
    ],
    ids=["id", "field", "text", "choice", "fact"],
)
def test_half_a_surrogate_pair_is_refused(event: dict[str, Any], path: str) -> None:
    with pytest.raises(EventError) as caught:
        SCHEMA.build(event)
    assert caught.value.path == path


@pytest.mark.parametrize("event", [None, 5, [], bytearray(b"{}"), {1, 2}])
def test_what_is_no_mapping_is_refused(event: Any) -> None:
    with pytest.raises(EventError):
        SCHEMA.build(event)


def test_a_number_no_double_holds_is_refused_as_a_number() -> None:
    with pytest.raises(EventError) as caught:
        SCHEMA.decode(json.dumps(line(facts={"share": 1})).replace(": 1}", ": 1e400}"))
    assert (caught.value.path, caught.value.expected) == ("$.facts.share", "a number within ±1e15")


def test_a_key_that_is_no_text_is_refused() -> None:
    with pytest.raises(EventError) as caught:
        SCHEMA.build({1: 2})  # type: ignore[dict-item] # that is the point
    assert (caught.value.path, caught.value.expected) == ("$", "str")


def test_a_right_event_is_read_alike_from_text_and_mapping() -> None:
    event = line(
        id="📦-1",
        customer_id="张三",
        facts={
            "amount_fen": 2**53 - 1,
            "share": 0.5,
            "paid": False,
            "note": "好",
            "placed_at": "2026-05-01T00:00:00.000001Z",
        },
    )
    read = SCHEMA.decode(json.dumps(event, ensure_ascii=False).encode())
    assert read == SCHEMA.build(event) == SCHEMA.decode(json.dumps(event))
    assert (read.id, read.customer_id, read.at) == ("📦-1", "张三", 1_777_600_800_000_000)
    assert read.facts.placed_at == 1_777_593_600_000_001
    assert (read.facts.amount_fen, read.facts.paid, read.facts.method) == (2**53 - 1, False, None)
    assert read.facts.note_form == "ok"
    assert SCHEMA.types == ("order", "refund")


def test_a_fact_to_be_worked_out_needs_its_check() -> None:
    with pytest.raises(InputError, match="form"):
        Schema(POLICY, {})


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_input_gives_an_event_or_an_event_error(text: str | bytes) -> None:
    with pytest.raises(EventError):
        SCHEMA.decode(text)


KEYS = st.sampled_from(["id", "type", "at", "facts", "shop", "x"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dictionaries(st.text(max_size=3), st.integers())
)


@given(st.dictionaries(KEYS, LEAVES))
def test_any_mapping_gives_an_event_or_an_event_error(event: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        SCHEMA.build({**event, "id": None})
