"""The models that are held to the protocol, each from training rows to a plain model file.

The baselines read the book's own fifteen features. Kedun's model reads what the pack `cards` adds. Which one is
chosen stands here as a constant: it was settled on folds that start by 18 July 2018 and never on those it is judged by.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from kedun.engine.policy.tree import Policy
from kedun.engine.score.format import Input, ModelFile, Part, Title, Tree, Trees
from kedun.lab.fdh.export import from_boosting, from_forest, from_logistic

__all__ = ["BOOK", "CHOSEN", "MODELS", "OWN", "Recipe", "train"]

Floats = NDArray[np.float64]
Outcomes = NDArray[np.int64]

CHOSEN = "kedun"

BOOK = (
    "amount_fen",
    "weekend",
    "night",
    *(f"customer_{what}_{days}d{unit}" for days in (1, 7, 30) for what, unit in (("payments", ""), ("mean", "_fen"))),
    *(f"terminal_{what}_{days}d" for days in (1, 7, 30) for what in ("known_payments", "fraud_rate")),
)
"""The book's features; a rate over no payments counts as 0 there, as its code has it."""

OWN = (
    "amount_fen",
    "amount_above_220",
    "amount_to_usual",
    "amount_to_mean_30d",
    "amount_to_mean_90d",
    "customer_usual_fen",
    "customer_lift_1d",
    "customer_lift_7d",
    "customer_lift_14d",
    "customer_spread_7d",
    "customer_spread_14d",
    "customer_peak_1d",
    "customer_peak_7d",
    "customer_peak_14d",
    "terminal_silent_days",
    "terminal_honest_days",
    "terminal_fraud_days",
    "terminal_streak",
    "terminal_streak_days",
    "terminal_frauds_21d",
    "terminal_honest_21d",
    "terminal_old_frauds_28d",
    "terminal_old_frauds_35d",
    "terminal_first_fraud_days",
    "terminal_ordinary_rate_7d",
    "terminal_ordinary_rate_14d",
    "terminal_ordinary_rate_21d",
    "terminal_ordinary_rate_28d",
    "terminal_tiny_fraud_rate_21d",
    "terminal_fraud_rate_7d",
    "terminal_fraud_rate_30d",
)

_SILENCE = "terminal_silent_days"
_DELAY_DAYS = 7.0
_BACKGROUND = -6.0  # log-odds, one in four hundred
_BAGS = 10

# Probability to risk, so that risk means in the pack's grades what it means for rules: review from one in three.
_RISK = ((0.0, 0.0), (0.005, 10.0), (0.05, 25.0), (0.15, 50.0), (0.33, 65.0), (0.6, 80.0), (1.0, 100.0))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is made: the inputs it reads, and from their rows (NaN for unknown) and outcomes its parts."""

    inputs: tuple[str, ...]
    parts: Callable[[Floats, Outcomes], Sequence[Part]]
    probability: bool = False


def train(name: str, rows: Floats, outcomes: Outcomes, policy: Policy) -> ModelFile:
    """Train the named model; rows have a column per input of its recipe."""
    recipe = MODELS[name]
    parts = list(recipe.parts(rows, outcomes))
    return ModelFile(
        format="kedun.model/1",
        id=f"{policy.id}.{name}",
        title=_TITLES[name],
        inputs=[_input(each, policy) for each in recipe.inputs],
        parts=parts,
        combine="probability" if recipe.probability else "log_odds",
        risk=list(_RISK),
        trained={"rows": len(rows), "frauds": int(outcomes.sum())},
    )


def _input(name: str, policy: Policy) -> Input:
    feature = policy.features.get(name)
    title = feature.title if feature is not None else policy.facts[name].about
    return Input(name=name, source="fact" if feature is None else "feature", title=Title(zh=title.zh, en=title.en))


# -- baselines --------------------------------------------------------------------------------------------------------


def _logistic(rows: Floats, outcomes: Outcomes) -> list[Part]:
    filled = np.nan_to_num(rows)
    scaler = StandardScaler().fit(filled)
    regression = LogisticRegression(max_iter=1000).fit(scaler.transform(filled), outcomes)
    zeros = [0.0] * rows.shape[1]
    return [from_logistic(regression, means=scaler.mean_, scales=scaler.scale_, missing=zeros)]


def _plain_boosting(rows: Floats, outcomes: Outcomes) -> list[Part]:
    settings = {"objective": "binary", "num_leaves": 15, "learning_rate": 0.02, **_QUIET}
    return [from_boosting(lgb.train(settings, lgb.Dataset(np.nan_to_num(rows), outcomes), 300))]


def _forest(rows: Floats, outcomes: Outcomes) -> list[Part]:
    forest = RandomForestClassifier(n_estimators=100, random_state=0, n_jobs=2).fit(np.nan_to_num(rows), outcomes)
    return [from_forest(forest)]


# -- Kedun's model ----------------------------------------------------------------------------------------------------


def _own(rows: Floats, outcomes: Outcomes) -> list[Part]:
    """Boosting, averaged over bags, that learns what can be seen; and the hazard of what cannot be seen yet.

    A terminal compromised since its last known payment looks like any other. The chance of that grows with the time
    since, delay included, so its log is added at weight 1 and not learned: the few such frauds of seven days would
    teach noise. For the same reason whatever the boosting finds below the background is cut off.
    """
    silence = rows[:, OWN.index(_SILENCE)]
    start = float(np.log(outcomes.mean() / (1.0 - outcomes.mean())))
    offset = start + np.log((_DELAY_DAYS + silence) / (_DELAY_DAYS + 1.0))

    def bag(seed: int) -> list[Tree]:
        learned = lgb.Dataset(rows, outcomes, init_score=offset, params=_QUIET)
        return from_boosting(lgb.train({"objective": "binary", "seed": seed, **_OWN_SETTINGS}, learned, _ROUNDS)).trees

    with ThreadPoolExecutor(_THREADS) as pool:
        trees = [tree for each in pool.map(bag, range(_BAGS)) for tree in each]
    boosted = Trees(trees=trees, scale=1.0 / _BAGS, base=start, low=_BACKGROUND)
    return [boosted, _hazard(silence)]


def _hazard(silence: Floats) -> Trees:
    """A tree that reads the days of silence and gives the log of the hazard, 0 at one day: a chain of steps."""
    steps, counts = np.unique(silence, return_counts=True)
    values = np.log((_DELAY_DAYS + steps) / (_DELAY_DAYS + 1.0))
    asked = OWN.index(_SILENCE)
    nodes: list[tuple[int, float, int, int, float]] = []
    for at, (step, value) in enumerate(zip(steps[:-1].tolist(), values[:-1].tolist(), strict=True)):
        node = 2 * at
        mean = float(np.average(values[at:], weights=counts[at:]))
        nodes += [(asked, step, node + 1, node + 2, mean), (-1, 0.0, 0, 0, value)]
    nodes.append((-1, 0.0, 0, 0, float(values[-1])))
    feature, threshold, left, right, value = map(list, zip(*nodes, strict=True))
    tree = Tree(
        feature=feature, threshold=threshold, left=left, right=right, missing_left=[1] * len(nodes), value=value
    )
    return Trees(trees=[tree])


# One thread each, so that sums are added in one order everywhere; bags run side by side instead.
_THREADS = 2
_QUIET = {"verbosity": -1, "num_threads": 1, "force_row_wise": True, "deterministic": True}
_ROUNDS = 150
_OWN_SETTINGS = {
    "num_leaves": 7,
    "learning_rate": 0.03,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "min_data_in_leaf": 20,
    **_QUIET,
}
_TITLES = {
    "logistic": Title(zh="逻辑回归（书中特征）", en="Logistic regression, the book's features"),
    "boosting": Title(zh="梯度提升（书中特征）", en="Gradient boosting, the book's features"),
    "forest": Title(zh="随机森林（书中特征）", en="Random forest, the book's features"),
    "kedun": Title(zh="客盾模型", en="Kedun's model"),
}

MODELS: Mapping[str, Recipe] = {
    "logistic": Recipe(BOOK, _logistic),
    "boosting": Recipe(BOOK, _plain_boosting),
    "forest": Recipe(BOOK, _forest, probability=True),
    "kedun": Recipe(OWN, _own),
}
