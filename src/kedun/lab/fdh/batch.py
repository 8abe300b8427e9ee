"""A model over many rows at once, with numpy: the same answers as `Model.score`, without the reasons."""

import numpy as np
from numpy.typing import NDArray

from kedun.engine.score.format import Isotonic, Linear, Logistic, ModelFile, Tree, Trees
from kedun.engine.score.parts import logit, sigmoid

__all__ = ["log_odds", "probabilities"]

Floats = NDArray[np.float64]


def log_odds(model: ModelFile, rows: Floats) -> Floats:
    """Log-odds before calibration of each row; a column per input in the model's order, NaN for unknown."""
    in_probability = model.combine == "probability"
    total = np.zeros(len(rows))
    for part in model.parts:
        answer = _line(part, rows) if isinstance(part, Linear) else _forest(part, rows)
        if part.low is not None or part.high is not None:
            answer = np.clip(answer, part.low, part.high)
        is_probability = isinstance(part, Trees) and part.output == "probability"
        if is_probability != in_probability:
            answer = _logit(answer) if is_probability else _sigmoid(answer)
        total += part.weight * answer
    return _logit(total) if in_probability else total


def probabilities(model: ModelFile, rows: Floats) -> Floats:
    """The calibrated probability of each row."""
    raw = log_odds(model, rows)
    match model.calibration:
        case Logistic(slope=slope, intercept=intercept):
            return _sigmoid(slope * raw + intercept)
        case Isotonic(points=points):
            xs, ys = zip(*points, strict=True)
            return np.asarray(np.interp(_sigmoid(raw), xs, ys), dtype=float)
        case None:
            return _sigmoid(raw)


def _line(part: Linear, rows: Floats) -> Floats:
    total = np.full(len(rows), part.intercept)
    for term in part.terms:
        column = rows[:, term.input]
        x = np.where(np.isnan(column), term.missing, column)
        x = np.clip(x, term.low, term.high) if term.low is not None or term.high is not None else x
        total += term.weight / term.scale * (x - term.mean)
    return total


def _forest(part: Trees, rows: Floats) -> Floats:
    total = np.zeros(len(rows))
    for tree in part.trees:
        total += _tree(tree, rows)
    return part.base + part.scale * total


def _tree(tree: Tree, rows: Floats) -> Floats:
    """Sends sets of rows down the tree, so that each node costs one comparison of an array."""
    answer = np.empty(len(rows))
    waiting = [(0, np.arange(len(rows)))]
    while waiting:
        node, here = waiting.pop()
        at = tree.feature[node]
        if at < 0:
            answer[here] = tree.value[node]
        elif len(here):
            x = rows[here, at]
            left = (x <= tree.threshold[node]) | (np.isnan(x) & (tree.missing_left[node] == 1))
            waiting += [(tree.left[node], here[left]), (tree.right[node], here[~left])]
    return answer


def _sigmoid(x: Floats) -> Floats:
    return np.fromiter(map(sigmoid, x.tolist()), float, len(x))


def _logit(x: Floats) -> Floats:
    return np.fromiter(map(logit, x.tolist()), float, len(x))
