"""`kedun day` and `kedun lab shopday` as a person calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from kedun.cli import main, shopday

Called = Callable[..., int]


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Called:
    """Run `shopday` with its own small tree."""

    def call(*arguments: str) -> int:
        def build() -> typer.Typer:
            app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
            app.callback()(lambda: None)
            shopday.register(app)
            return app

        monkeypatch.setattr(main, "build", build)
        return main.run(["shopday", *arguments])

    return call


def test_an_unknown_form_is_refused(lab: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lab("--out", str(tmp_path / "day.csv")) == main.UNUSABLE
    assert ".parquet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_too_many_events_are_refused(lab: Called, tmp_path: Path) -> None:
    assert lab("--out", str(tmp_path / "day.jsonl"), "--events", "10000001") == main.UNUSABLE


def test_a_wrong_start_is_refused(lab: Called, tmp_path: Path) -> None:
    assert lab("--out", str(tmp_path / "day.jsonl"), "--start", "yesterday") == main.UNUSABLE


def test_a_stream_is_written_and_reported(lab: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "day.jsonl"
    assert lab("--out", str(out), "--events", "500", "--start", "2026-11-10T20:00:00+08:00", "--json") == main.OK
    assert json.loads(capsys.readouterr().out)["events"] == 500
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 500
    assert json.loads(lines[0])["at"] >= "2026-11-10T20:00:00+08:00"


def test_too_short_a_day_is_refused(tmp_path: Path) -> None:
    assert main.run(["day", "--events", "10", "--html", str(tmp_path / "day.html")]) == main.UNUSABLE


def test_an_unknown_pack_is_refused_and_no_page_is_written(tmp_path: Path) -> None:
    html = tmp_path / "day.html"
    assert main.run(["day", "--events", "1000", "--pack", "none", "--html", str(html)]) == main.UNUSABLE
    assert not html.exists()


def test_a_day_prints_its_figures_as_json_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = tmp_path / "new" / "day.html"
    assert main.run(["day", "--events", "1500", "--json", "--html", str(html)]) == main.OK
    figures = json.loads(capsys.readouterr().out)
    assert figures["events"] == 1_500
    assert 'lang="zh-Hans"' in html.read_text(encoding="utf-8")


def test_a_day_tells_catches_line_by_line_without_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = tmp_path / "day.html"
    assert main.run(["--lang", "en", "day", "--events", "3000", "--html", str(html)]) == main.OK
    out = capsys.readouterr().out
    assert "\x1b[" not in out
    assert "customer c0***" in out
    assert "By type of scam" in out
    assert 'lang="en"' in html.read_text(encoding="utf-8")
