"""The command runs the whole experiment on a small made-up world and prints what was measured."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kedun.cli.main import run as command
from kedun.engine.policy.load import load_pack
from kedun.engine.score import Model
from kedun.kernel.errors import NotFoundError
from kedun.lab.fdh.features import feature_table
from kedun.lab.fdh.models import CHOSEN, MODELS, OWN, train
from kedun.lab.fdh.run import run
from kedun.packs import path

START = "2018-05-11"


@pytest.fixture(scope="module")
def printed(world: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    saved = tmp_path_factory.mktemp("model") / "model.json"
    arguments = ["lab", "fdh", str(world.path), "--train-start", START, "--folds", "1", "--json", "--save", str(saved)]
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("typer.echo", lambda text, **_: lines.append(str(text)))
        assert command(arguments) == 0
    return json.loads("\n".join(lines)), saved


def test_an_unknown_model_is_refused(world: Any) -> None:
    with pytest.raises(NotFoundError, match="no model magic"):
        run(world.path, date(2018, 5, 11), 1, models=["magic"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (["--train-start", "soon"], "2018-07-18"),
        (["--train-start", "0001-01-02"], "2018-07-18"),
        (["--train-start", "2018-05-12"], "does not lie inside"),
        (["--folds", "3"], "does not lie inside"),
    ],
)
def test_a_wrong_period_is_refused_with_one_line(
    world: Any, capsys: pytest.CaptureFixture[str], changed: list[str], said: str
) -> None:
    given = {"--train-start": START, "--folds": "1"} | dict([changed])
    options = [word for pair in given.items() for word in pair]
    assert command(["lab", "fdh", str(world.path), *options]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert said in told[-1]


def test_without_the_optional_part_the_command_says_what_to_install(
    world: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each.startswith(("kedun.lab.fdh", "lightgbm"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert command(["lab", "fdh", str(world.path), "--train-start", START]) == 3
    assert "pip install 'kedun[lab]'" in capsys.readouterr().err


def test_every_model_has_mean_sd_and_folds_of_each_figure(printed: tuple[dict[str, Any], Path]) -> None:
    report, _ = printed
    assert set(report["models"]) == set(MODELS)
    for figures in report["models"].values():
        assert set(figures) == {"auc", "ap", "cp100"}
        for figure in figures.values():
            assert figure["mean"] == pytest.approx(np.mean(figure["folds"]))
            assert (figure["sd"], len(figure["folds"])) == (0.0, 1)


def test_the_chosen_model_is_named_ahead(printed: tuple[dict[str, Any], Path]) -> None:
    assert printed[0]["chosen"] == CHOSEN
    assert CHOSEN in printed[0]["models"]


def test_the_chosen_model_finds_a_defrauding_terminal(printed: tuple[dict[str, Any], Path]) -> None:
    assert printed[0]["models"][CHOSEN]["auc"]["mean"] > 0.9


def test_the_saved_model_scores_an_event_with_reasons(printed: tuple[dict[str, Any], Path]) -> None:
    model = Model.load(printed[1])
    values = dict.fromkeys(OWN, 0.0) | {"amount_fen": 29_500, "amount_above_220": True, "terminal_honest_days": 60}
    assert {each.name for each in model.inputs} == set(OWN)
    score = model.score(values)
    assert score.reasons
    assert score.base + sum(model.contributions(values).values()) == pytest.approx(score.log_odds, abs=1e-9)


def test_training_twice_gives_the_same_file(world: Any) -> None:
    policy = load_pack(path("cards"))
    table = feature_table(world.path, policy, OWN)
    rows = table.rows(OWN, np.arange(600))
    first, second = (train(CHOSEN, rows, table.payments.fraud[:600], policy) for _ in range(2))
    assert first == second


def test_a_table_is_printed_for_people(world: Any, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--train-start", START, "--folds", "1", "--model", "logistic"]
    assert command(["--lang", "en", "lab", "fdh", str(world.path), *options]) == 0
    told = capsys.readouterr().out
    assert "logistic" in told
    assert "chosen before any test fold was scored" in told
