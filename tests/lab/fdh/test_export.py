"""Exported models answer as the estimators they come from, to 1e-9, one by one and in bulk."""

from typing import Any

import lightgbm as lgb
import msgspec
import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from kedun.engine.score import Model, ModelFile
from kedun.engine.score.format import Calibration, Input, Isotonic, Logistic, Part
from kedun.kernel.errors import InputError
from kedun.lab.fdh.batch import log_odds, probabilities
from kedun.lab.fdh.export import from_boosting, from_forest, from_logistic

RANDOM = np.random.default_rng(7)
ROWS, WIDE = 600, 4
COMPLETE = np.round(RANDOM.normal(size=(ROWS, WIDE)) * 3, 2)
OUTCOME = (COMPLETE[:, 0] + COMPLETE[:, 1] * COMPLETE[:, 2] + RANDOM.normal(size=ROWS) > 2).astype(int)
HOLED = np.where(RANDOM.random((ROWS, WIDE)) < 0.2, np.nan, COMPLETE)
NAMES = [f"x{at}" for at in range(WIDE)]


def one_by_one(*parts: Part, rows: Any, **changes: Any) -> np.ndarray:
    """Probabilities by the plain model; the bulk path must agree."""
    file = ModelFile(
        format="kedun.model/1", id="m", inputs=[Input(name=name) for name in NAMES], parts=list(parts), **changes
    )
    model = Model(file)
    scores = [model.score(dict(zip(NAMES, row.tolist(), strict=True))) for row in rows]
    np.testing.assert_allclose(log_odds(file, rows), [score.log_odds for score in scores], rtol=0, atol=1e-9)
    answers = np.array([score.probability for score in scores])
    np.testing.assert_allclose(probabilities(file, rows), answers, rtol=0, atol=1e-12)
    return answers


@pytest.mark.parametrize("learned", [COMPLETE, HOLED], ids=["complete", "holed"])
@pytest.mark.parametrize("asked", [COMPLETE, HOLED, np.zeros((1, WIDE))], ids=["complete", "holed", "zero"])
def test_boosting_answers_alike(learned: Any, asked: Any) -> None:
    booster = lgb.train({"objective": "binary", "verbose": -1, "num_leaves": 7}, lgb.Dataset(learned, OUTCOME), 30)
    np.testing.assert_allclose(
        one_by_one(from_boosting(booster), rows=asked), booster.predict(asked), rtol=0, atol=1e-9
    )


@pytest.mark.parametrize("kind", ["boosting", "forest"])
def test_a_split_of_known_against_unknown_answers_alike(kind: str) -> None:
    outcome = np.isnan(HOLED[:, 0]).astype(int)
    if kind == "boosting":
        booster = lgb.train({"objective": "binary", "verbose": -1}, lgb.Dataset(HOLED, outcome), 5)
        answers, expected = one_by_one(from_boosting(booster), rows=HOLED), booster.predict(HOLED)
    else:
        forest = RandomForestClassifier(n_estimators=5, random_state=1).fit(HOLED, outcome)
        answers = one_by_one(from_forest(forest), rows=HOLED, combine="probability")
        expected = forest.predict_proba(HOLED)[:, 1]
    np.testing.assert_allclose(answers, expected, rtol=0, atol=1e-9)


def test_boosting_by_averaged_trees_answers_alike() -> None:
    settings = {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "verbose": -1}
    booster = lgb.train(settings, lgb.Dataset(HOLED, OUTCOME), 10)
    np.testing.assert_allclose(
        one_by_one(from_boosting(booster), rows=HOLED), booster.predict(HOLED), rtol=0, atol=1e-9
    )


def test_boosting_that_found_nothing_to_split_answers_alike() -> None:
    booster = lgb.train(
        {"objective": "binary", "verbose": -1, "min_data_in_leaf": 500}, lgb.Dataset(COMPLETE, OUTCOME), 3
    )
    np.testing.assert_allclose(
        one_by_one(from_boosting(booster), rows=HOLED), booster.predict(HOLED), rtol=0, atol=1e-9
    )


@pytest.mark.parametrize(("zeros_missing", "categories"), [(True, []), (False, [0])])
def test_boosting_by_other_kinds_of_splits_is_refused(zeros_missing: bool, categories: list[int]) -> None:
    rows = np.column_stack([RANDOM.integers(0, 6, ROWS), np.where(RANDOM.random(ROWS) < 0.5, 0, COMPLETE[:, 1])])
    outcome = (rows[:, 0] % 2 + 0.1 * rows[:, 1] > 0.5).astype(int)
    learned = lgb.Dataset(rows, outcome, categorical_feature=categories, params={"zero_as_missing": zeros_missing})
    booster = lgb.train({"objective": "binary", "verbose": -1, "min_data_per_group": 1, "cat_smooth": 1}, learned, 5)
    with pytest.raises(InputError, match="cannot be exported"):
        from_boosting(booster)


@pytest.mark.parametrize("kind", [RandomForestClassifier, ExtraTreesClassifier])
@pytest.mark.parametrize("learned", [COMPLETE, HOLED], ids=["complete", "holed"])
def test_forests_answer_alike(kind: Any, learned: Any) -> None:
    forest = kind(n_estimators=20, min_samples_leaf=5, random_state=1).fit(learned, OUTCOME)
    answers = one_by_one(from_forest(forest), rows=learned, combine="probability")
    np.testing.assert_allclose(answers, forest.predict_proba(learned)[:, 1], rtol=0, atol=1e-9)


def test_forests_answer_alike_where_single_precision_rounds() -> None:
    forest = RandomForestClassifier(n_estimators=5, random_state=1).fit(COMPLETE, OUTCOME)
    splits = np.array([t for each in forest.estimators_ for t in each.tree_.threshold[each.tree_.children_left >= 0]])
    near = np.repeat(splits, WIDE).reshape(-1, WIDE) * (1 + RANDOM.normal(size=(len(splits), WIDE)) * 3e-8)
    answers = one_by_one(from_forest(forest), rows=near, combine="probability")
    np.testing.assert_allclose(answers, forest.predict_proba(near)[:, 1], rtol=0, atol=1e-9)


def test_a_regression_answers_alike() -> None:
    scaler = StandardScaler().fit(COMPLETE)
    regression = LogisticRegression().fit(scaler.transform(COMPLETE), OUTCOME)
    line = from_logistic(regression, means=scaler.mean_, scales=scaler.scale_, missing=[0.0] * WIDE)
    expected = regression.predict_proba(scaler.transform(np.nan_to_num(HOLED)))[:, 1]
    np.testing.assert_allclose(one_by_one(line, rows=HOLED), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "calibration", [Logistic(slope=0.7, intercept=-0.2), Isotonic(points=[(0.1, 0.0), (0.4, 0.2), (0.8, 0.9)])]
)
@pytest.mark.parametrize("combine", ["log_odds", "probability"])
def test_bulk_and_single_scores_of_a_mixed_model_agree(calibration: Calibration, combine: str) -> None:
    booster = lgb.train({"objective": "binary", "verbose": -1}, lgb.Dataset(HOLED, OUTCOME), 10)
    forest = RandomForestClassifier(n_estimators=5, random_state=1).fit(HOLED, OUTCOME)
    boosted = msgspec.structs.replace(from_boosting(booster, weight=0.25), low=-1.0, high=1.0)
    parts = boosted, from_forest(forest, weight=0.75)
    assert len(np.unique(one_by_one(*parts, rows=HOLED, combine=combine, calibration=calibration))) > 10
