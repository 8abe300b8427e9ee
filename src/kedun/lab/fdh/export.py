"""Trained estimators as plain model files.

Each function turns one fitted estimator into a part of `kedun.engine.score`; the part's answers equal the
estimator's to 1e-9. Inner nodes get the mean of their leaves weighted by training rows, so that a score's reasons
start from the training set's mean.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kedun.engine.score.format import Linear, Term, Tree, Trees
from kedun.kernel.errors import InputError

__all__ = ["from_boosting", "from_forest", "from_logistic"]

_BEYOND = 1e40


def from_boosting(booster: Any, *, weight: float = 1.0) -> Trees:
    """A LightGBM booster with a binary objective, as log-odds. Categorical and zero-as-missing splits are refused."""
    model = booster.dump_model()
    trees = [_boosted_tree(info["tree_structure"]) for info in model["tree_info"]]
    scale = 1.0 / len(trees) if model.get("average_output") else 1.0
    return Trees(trees=trees, scale=scale, weight=weight)


def from_forest(forest: Any, *, weight: float = 1.0) -> Trees:
    """A fitted RandomForestClassifier or ExtraTreesClassifier of two classes, as the probability of class 1."""
    trees = [_grown_tree(each.tree_) for each in forest.estimators_]
    return Trees(trees=trees, scale=1.0 / len(trees), output="probability", weight=weight)


def from_logistic(
    regression: Any,
    *,
    means: Sequence[float],
    scales: Sequence[float],
    missing: Sequence[float],
    weight: float = 1.0,
) -> Linear:
    """A fitted LogisticRegression over standardised inputs; `missing` is what an unknown input counts as."""
    columns = zip(regression.coef_[0], means, scales, missing, strict=True)
    terms = [
        Term(input=at, weight=float(w), mean=float(mean), scale=float(scale), missing=float(fill))
        for at, (w, mean, scale, fill) in enumerate(columns)
    ]
    return Linear(terms=terms, intercept=float(regression.intercept_[0]), weight=weight)


def _boosted_tree(root: Mapping[str, Any]) -> Tree:
    """Nodes in the order of a walk from the root, so that every child comes after its parent."""
    tree = Tree(feature=[], threshold=[], left=[], right=[], missing_left=[], value=[])

    def add(node: Mapping[str, Any]) -> tuple[int, float]:
        at = len(tree.feature)
        for column in (tree.feature, tree.left, tree.right, tree.missing_left):
            column.append(0)
        tree.threshold.append(0.0)
        tree.value.append(0.0)
        if "leaf_value" in node:
            tree.feature[at] = -1
            tree.value[at] = float(node["leaf_value"])
            return at, float(node.get("leaf_count", 1))
        if node["decision_type"] != "<=" or node["missing_type"] == "Zero":
            raise InputError(f"a split of kind {node['decision_type']} {node['missing_type']} cannot be exported")
        tree.feature[at] = int(node["split_feature"])
        tree.threshold[at] = _held(float(node["threshold"]))
        # LightGBM reads an unknown value as 0 where training saw none unknown.
        zero_left = node["threshold"] >= 0
        tree.missing_left[at] = int(node["default_left"] if node["missing_type"] == "NaN" else zero_left)
        (tree.left[at], left_rows), (tree.right[at], right_rows) = add(node["left_child"]), add(node["right_child"])
        rows = left_rows + right_rows or 1.0
        tree.value[at] = (left_rows * tree.value[tree.left[at]] + right_rows * tree.value[tree.right[at]]) / rows
        return at, rows

    add(root)
    return tree


def _grown_tree(grown: Any) -> Tree:
    """A scikit-learn tree. It compares in single precision, so its thresholds move to where doubles decide alike."""
    inner = grown.children_left >= 0
    counts = grown.value[:, 0, :]
    missing = getattr(grown, "missing_go_to_left", np.zeros(len(inner), dtype=bool))
    return Tree(
        feature=np.where(inner, grown.feature, -1).tolist(),
        threshold=[_double(t) if is_inner else 0.0 for t, is_inner in zip(grown.threshold, inner, strict=True)],
        left=np.where(inner, grown.children_left, 0).tolist(),
        right=np.where(inner, grown.children_right, 0).tolist(),
        missing_left=np.where(inner, missing, 0).astype(int).tolist(),
        value=(counts[:, 1] / counts.sum(axis=1)).tolist(),
    )


def _held(threshold: float) -> float:
    """A split of known against unknown has an endless threshold; it becomes one that no event's number reaches."""
    return min(max(threshold, -_BEYOND), _BEYOND)


def _double(threshold: float) -> float:
    """The largest double that, rounded to single precision, is still at most `threshold`."""
    if abs(threshold) > _BEYOND:
        return _held(threshold)
    below = np.float32(threshold)
    if float(below) > threshold:
        below = np.nextafter(below, np.float32(-np.inf))
    above = np.nextafter(below, np.float32(np.inf))
    middle = (float(below) + float(above)) / 2.0
    return middle if np.float32(middle) == below else float(np.nextafter(middle, -np.inf))
