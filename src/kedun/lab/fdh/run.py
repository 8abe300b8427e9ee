"""The whole experiment: features once, then each model trained and measured on each fold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kedun.engine.policy.load import load_pack
from kedun.engine.policy.tree import Policy
from kedun.engine.score.format import ModelFile
from kedun.kernel.errors import NotFoundError
from kedun.lab.fdh.batch import log_odds
from kedun.lab.fdh.features import Table, feature_table
from kedun.lab.fdh.models import CHOSEN, MODELS, train
from kedun.lab.fdh.protocol import Figures, Fold, folds, measure
from kedun.packs import path

__all__ = ["FIGURES", "Result", "run"]

Progress = Callable[[str, float], None]

FIGURES = ("auc", "ap", "cp100")


@dataclass(frozen=True, slots=True)
class Result:
    """Each model's figures per fold, folds in the book's order; the chosen model; the one trained on fold 0."""

    starts: tuple[date, ...]
    figures: Mapping[str, tuple[Figures, ...]]
    chosen: str
    newest: ModelFile

    def as_json(self) -> dict[str, object]:
        """`{"models": {name: {"auc": {"mean", "sd", "folds"}, …}}, "chosen"}`; sd over folds, as the book has it."""
        return {
            "models": {
                name: {each: _summary([getattr(one, each) for one in per_fold]) for each in FIGURES}
                for name, per_fold in self.figures.items()
            },
            "chosen": self.chosen,
            "train_starts": [start.isoformat() for start in self.starts],
        }


def run(  # noqa: PLR0913 - each is one option of the command
    data: Path,
    train_start: date,
    count: int,
    *,
    models: Sequence[str] = tuple(MODELS),
    threads: int | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Result:
    """Hold the named models to the protocol. Raises InputError for data or dates that cannot be used."""
    unknown = [name for name in models if name not in MODELS]
    if unknown:
        raise NotFoundError(f"there is no model {', '.join(unknown)}; there are {', '.join(MODELS)}")
    policy = load_pack(path("cards"))
    wanted = dict.fromkeys(each for name in (*models, CHOSEN) for each in MODELS[name].inputs)
    table = feature_table(data, policy, wanted, threads=threads, progress=progress)
    found = folds(table.payments, train_start, count)
    figures: dict[str, list[Figures]] = {name: [] for name in models}
    newest: ModelFile | None = None
    for at, fold in enumerate(found):
        for step, name in enumerate(models):
            progress("models", (at + step / len(models)) / len(found))
            model = _trained(name, table, fold, policy)
            scores = log_odds(model, table.rows(MODELS[name].inputs, fold.test))
            figures[name].append(measure(table.payments, fold.test, scores))
            newest = model if at == 0 and name == CHOSEN else newest
    return Result(
        starts=tuple(fold.start for fold in found),
        figures={name: tuple(each) for name, each in figures.items()},
        chosen=CHOSEN,
        newest=newest or _trained(CHOSEN, table, found[0], policy),
    )


def _trained(name: str, table: Table, fold: Fold, policy: Policy) -> ModelFile:
    return train(name, table.rows(MODELS[name].inputs, fold.train), table.payments.fraud[fold.train], policy)


def _summary(values: Sequence[float]) -> dict[str, object]:
    return {"mean": float(np.mean(values)), "sd": float(np.std(values)), "folds": list(values)}
