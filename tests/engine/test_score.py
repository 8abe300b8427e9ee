"""A model file is taken whole or refused whole, and a score says why."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.engine.score import Limits, Model, read_model, write_model
from kedun.kernel.errors import InputError


def tree(**changes: Any) -> dict[str, Any]:
    """amount <= 100: 0.5, else new <= 0: 1.0, else 2.0; an unknown amount goes left, an unknown `new` right."""
    return {
        "feature": [0, -1, 1, -1, -1],
        "threshold": [100.0, 0.0, 0.0, 0.0, 0.0],
        "left": [1, 0, 3, 0, 0],
        "right": [2, 0, 4, 0, 0],
        "missing_left": [1, 0, 0, 0, 0],
        "value": [0.8, 0.5, 1.4, 1.0, 2.0],
    } | changes


def forest(**changes: Any) -> dict[str, Any]:
    return {"kind": "trees", "trees": [tree()]} | changes


def line(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "linear",
        "intercept": -1.0,
        "terms": [{"input": 0, "weight": 2.0, "mean": 50, "scale": 10}],
    } | changes


def model(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "format": "kedun.model/1",
        "id": "m",
        "inputs": [{"name": "amount"}, {"name": "new", "title": {"zh": "首次", "en": "first time"}}],
        "parts": list(parts or [forest()]),
    } | changes


def loaded(*parts: dict[str, Any], **changes: Any) -> Model:
    return Model.load(json.dumps(model(*parts, **changes)))


NAN, HUGE = float("nan"), 1e60

WRONG = {
    "not json": ("{", "not a model file"),
    "not utf-8": (b"\xff\xfe", "not a model file"),
    "a list": ([], "not a model file"),
    "another format": (model(format="pickle"), "not a model file"),
    "a field nobody knows": (model(code="import os"), "unknown field"),
    "NaN": (model(forest(base=NAN)), "not a model file"),
    "infinity": (
        '{"format":"kedun.model/1","id":"m","inputs":[],"parts":[{"kind":"linear","terms":[],"intercept":1e999}]}',
        "not a model file",
    ),
    "a number out of all bounds": (model(forest(base=HUGE)), "parts[0].base: the number lies outside"),
    "a tree's number out of bounds": (model(forest(trees=[tree(value=[0, 0, 0, 0, HUGE])])), "parts[0].trees[0].value"),
    "a term's number out of bounds": (model(line(terms=[{"input": 0, "weight": HUGE}])), "parts[0].terms[0]"),
    "a kind nobody knows": (model({"kind": "python"}), "not a model file"),
    "no part": (model(parts=[]), "parts: there must be at least 1"),
    "weight below 0": (model(forest(weight=-1)), "parts[0].weight: must not be below 0"),
    "probabilities above 1": (model(forest(), line(), combine="probability"), "probabilities must add up to 1"),
    "a name twice": (model(inputs=[{"name": "amount"}, {"name": "amount"}]), "a name stands twice"),
    "an empty name": (model(inputs=[{"name": ""}, {"name": "new"}]), "a name has 1 to 200 characters"),
    "an empty tree": (model(forest(trees=[{key: [] for key in tree()}])), "one same length"),
    "uneven lists": (model(forest(trees=[tree(left=[1])])), "one same length"),
    "an input there is not": (model(forest(trees=[tree(feature=[7, -1, 1, -1, -1])])), "there is no input 7"),
    "an input below -1": (model(forest(trees=[tree(feature=[-2, -1, 1, -1, -1])])), "there is no input -2"),
    "a cycle": (model(forest(trees=[tree(left=[1, 0, 0, 0, 0])])), "does not come after its parent"),
    "a child outside": (model(forest(trees=[tree(right=[2, 0, 9, 0, 0])])), "child 9"),
    "two parents": (model(forest(trees=[tree(left=[2, 0, 3, 0, 0])])), "node 2 has two parents"),
    "a loose node": (model(forest(trees=[tree(feature=[0, -1, -1, -1, -1])])), "a node hangs from nothing"),
    "a missing_left of 2": (model(forest(trees=[tree(missing_left=[2, 0, 0, 0, 0])])), "must be 0 or 1"),
    "a term of no input": (model(line(terms=[{"input": 5, "weight": 1}])), "there is no input 5"),
    "a scale of 0": (model(line(terms=[{"input": 0, "weight": 1, "scale": 0}])), "must not be nearer to 0"),
    "low above high": (model(line(terms=[{"input": 0, "weight": 1, "low": 2, "high": 1}])), "low is above high"),
    "a part's low above its high": (model(line(low=2, high=1)), "parts[0]: low is above high"),
    "a part's low out of bounds": (model(forest(low=-HUGE)), "parts[0].low"),
    "one point": (model(calibration={"kind": "isotonic", "points": [[0, 0]]}), "at least 2 points"),
    "a falling line": (model(risk=[[0, 50], [1, 40]]), "risk: the points must rise"),
    "a line beyond 1": (model(calibration={"kind": "isotonic", "points": [[0, 0], [1, 2]]}), "y in 0…1"),
    "a falling calibration": (model(calibration={"kind": "logistic", "slope": -1, "intercept": 0}), "must be above 0"),
    "a huge calibration": (
        model(calibration={"kind": "logistic", "slope": 1, "intercept": HUGE}),
        "calibration.intercept",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_its_place(case: str) -> None:
    content, said = WRONG[case]
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    with pytest.raises(InputError) as refusal:
        Model.load(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(bytes=10), "bytes, at most 10"),
        (Limits(inputs=1), "inputs: there are 2, at most 1"),
        (Limits(parts=0), "parts: there are 1"),
        (Limits(trees=0), "parts.trees: there are 1"),
        (Limits(nodes=4), "parts.trees.nodes: there are 5"),
        (Limits(points=1), "points: there are 2"),
    ],
)
def test_a_file_above_a_limit_is_refused(limits: Limits, said: str) -> None:
    content = json.dumps(model(risk=[[0, 0], [1, 100]]))
    with pytest.raises(InputError, match=said):
        Model.load(content, limits)


def test_a_deeply_nested_file_is_refused() -> None:
    with pytest.raises(InputError, match="not a model file"):
        Model.load('{"trained":' + "[" * 100_000)


def test_a_line_with_an_infinite_point_is_refused_when_written() -> None:
    file = read_model(json.dumps(model()))
    broken = type(file)(format=file.format, id="m", inputs=file.inputs, parts=file.parts, risk=[(0.0, 0.0), (1.0, NAN)])
    with pytest.raises(InputError, match="not finite"):
        write_model(broken)


def test_a_model_reads_from_a_path_and_writes_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(write_model(read_model(json.dumps(model(forest(), line())))))
    assert write_model(Model.load(path).file) == path.read_bytes()


def test_a_file_too_long_on_disk_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(" " * 1000)
    with pytest.raises(InputError, match="101 bytes"):
        Model.load(path, Limits(bytes=100))


@pytest.mark.parametrize(
    ("amount", "new", "log_odds"),
    [
        (100, 0, 0.5),
        (100.5, 0, 1.0),
        (101, True, 2.0),
        (101, False, 1.0),
        (None, 1, 0.5),
        (101, None, 2.0),
        (NAN, None, 0.5),
        (math.inf, None, 0.5),
        (10**400, None, 0.5),
    ],
)
def test_a_tree_sends_each_value_its_way_and_an_unknown_one_by_default(amount: Any, new: Any, log_odds: float) -> None:
    score = loaded().score({"amount": amount, "new": new})
    assert score.log_odds == log_odds
    assert score.probability == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-15)


def test_an_input_nobody_gives_and_one_of_a_foreign_kind_are_unknown() -> None:
    assert loaded().score({}).log_odds == 0.5
    assert loaded().score({"amount": "101"}).log_odds == 0.5  # type: ignore[dict-item]  # what a caller may still do


@pytest.mark.parametrize(("amount", "log_odds"), [(60, 1.0), (None, -11.0), (1000, 9.0), (-1000, -11.0)])
def test_a_line_cuts_its_inputs_and_fills_unknown_ones(amount: float | None, log_odds: float) -> None:
    term = {"input": 0, "weight": 2.0, "mean": 50, "scale": 10, "low": 0, "high": 100, "missing": 0}
    assert loaded(line(terms=[term])).score({"amount": amount}).log_odds == pytest.approx(log_odds)


@pytest.mark.parametrize(
    ("cut", "log_odds"),
    [({"low": 0.7}, 0.7), ({"high": 0.4}, 0.4), ({"low": 0.7, "high": 0.75}, 0.7), ({"low": 0.2}, 0.5)],
)
def test_a_part_s_answer_is_cut_to_its_range(cut: dict[str, float], log_odds: float) -> None:
    whole = loaded(forest(**cut))
    score = whole.score({"amount": 60})
    assert score.log_odds == log_odds
    assert score.base + sum(whole.contributions({"amount": 60}).values()) == pytest.approx(log_odds)


def test_a_part_cut_at_both_ends_of_its_way_gives_no_reasons() -> None:
    assert loaded(forest(low=9.0)).score({"amount": 60}).reasons == ()


def test_parts_are_added_by_weight_in_log_odds() -> None:
    score = loaded(forest(weight=3), line(weight=1)).score({"amount": 60})
    assert score.log_odds == pytest.approx(3 * 0.5 + 1 * 1.0)


def test_parts_are_averaged_by_weight_in_probability() -> None:
    shares = {"output": "probability", "trees": [tree(value=[0.2, 0.1, 0.5, 0.4, 0.9])]}
    score = loaded(forest(weight=0.5, **shares), line(weight=0.5), combine="probability").score({"amount": 60})
    assert score.probability == pytest.approx((0.1 + 1 / (1 + math.exp(-1.0))) / 2)


def test_a_forest_that_is_certain_stays_finite() -> None:
    shares = {"output": "probability", "trees": [tree(value=[0.2, 0.0, 0.5, 0.4, 1.0])]}
    assert loaded(forest(**shares)).score({"amount": 1}).probability == pytest.approx(0.0, abs=1e-11)
    assert loaded(forest(**shares)).score({"amount": 101}).probability == pytest.approx(1.0, abs=1e-11)


def test_an_extreme_score_does_not_overflow() -> None:
    assert loaded(forest(base=-1e40)).score({}).probability == 0.0
    assert loaded(forest(base=1e40)).score({}).probability == 1.0


def test_calibration_and_risk_are_read_off_their_lines() -> None:
    logistic = loaded(calibration={"kind": "logistic", "slope": 2, "intercept": -1}).score({"amount": 1})
    assert logistic.probability == 0.5
    points = [[0.1, 0.0], [0.5, 0.2], [0.9, 0.6]]
    isotonic = loaded(calibration={"kind": "isotonic", "points": points}, risk=[[0.0, 0], [0.3, 60], [1.0, 100]])
    score = isotonic.score({"amount": 1})
    raw = 1 / (1 + math.exp(-0.5))
    assert score.probability == pytest.approx(0.2 + (raw - 0.5))
    assert score.risk == pytest.approx(60 + (score.probability - 0.3) / 0.7 * 40)


@pytest.mark.parametrize(("base", "probability"), [(-9.0, 0.05), (9.0, 0.6)])
def test_a_line_is_flat_beyond_its_ends(base: float, probability: float) -> None:
    points = [[0.1, 0.05], [0.9, 0.6]]
    assert (
        loaded(forest(base=base), calibration={"kind": "isotonic", "points": points}).score({}).probability
        == probability
    )


def test_reasons_name_what_moved_the_score_largest_first() -> None:
    score = loaded().score({"amount": 150, "new": True})
    assert [(r.name, r.value, round(r.contribution, 9)) for r in score.reasons] == [
        ("amount", 150.0, 0.6),
        ("new", 1.0, 0.6),
    ]
    assert score.reasons[1].title is not None
    assert score.reasons[1].title.zh == "首次"
    assert [r.name for r in loaded().score({"amount": 150, "new": True}, top=1).reasons] == ["amount"]


def test_a_reason_may_be_that_something_is_unknown() -> None:
    assert [(r.name, r.value) for r in loaded().score({}).reasons] == [("amount", None)]


@given(
    amount=st.none() | st.floats(-1e15, 1e15),
    new=st.none() | st.booleans(),
    weights=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.1, 5)),
    combine=st.sampled_from(["log_odds", "probability"]),
)
def test_base_and_contributions_add_up_to_the_score(
    amount: float | None, new: bool | None, weights: tuple[float, float, float], combine: str
) -> None:
    if combine == "probability":
        weights = (weights[0] / sum(weights), weights[1] / sum(weights), weights[2] / sum(weights))
    shares = forest(output="probability", trees=[tree(value=[0.2, 0.1, 0.5, 0.4, 0.9])], weight=weights[0])
    term = {"input": 0, "weight": 2.0, "mean": 50, "scale": 10, "low": 0, "high": 100}
    whole = loaded(shares, forest(weight=weights[1]), line(terms=[term], weight=weights[2]), combine=combine)
    values = {"amount": amount, "new": new}
    score = whole.score(values)
    assert score.base + sum(whole.contributions(values).values()) == pytest.approx(score.log_odds, abs=1e-9)
    assert 0 <= score.probability <= 1
    assert 0 <= score.risk <= 100
    assert whole.score(values) == score
