"""`kedun bench`: the figures are there, and ours and the rival's verdicts agree while they are taken."""

import json
from pathlib import Path

import pytest

from kedun.cli import main

FIGURES = {"median_us", "p99_us", "rules_us", "zen_us", "ratio_zen", "rules", "features", "machine", "ratio_history"}


def test_decide_is_measured_beside_zen_and_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("zen", reason="zen-engine, the rival measured against, is not installed")
    arguments = ["bench", "decide", "--events", "1000", "--history", "2000", "--json", "--save", str(tmp_path)]
    assert main.run(arguments) == main.OK
    result = json.loads(capsys.readouterr().out)
    assert result.keys() >= FIGURES
    assert result["compared_events"] > 0
    (kept,) = tmp_path.iterdir()
    assert json.loads(kept.read_text("utf-8")) == result


def test_a_backtest_is_measured_beside_the_live_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["bench", "backtest", "--events", "10000", "--live", "1000"]) == main.OK
    assert "ratio_live" in capsys.readouterr().out
