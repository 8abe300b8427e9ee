"""Figures, comparison of packs, periods and outputs of a backtest."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.lab.backtest.shop import RULE, TEXTS, hits, opened, order, rule, run, write_lines

from kedun.cli.main import run as kedun
from kedun.kernel.errors import InputError, NotFoundError
from kedun.lab.backtest import Settings
from kedun.lab.backtest.report import page, tables
from kedun.lab.backtest.result import BacktestResult, Split
from kedun.lab.backtest.run import connected

RULES = (
    rule("dear", "amount_fen > 100", "review", 0),
    rule("phones", "category = 'phone'", "warn", 30),
    rule("trial", "gift", "block", 0, 'mode = "shadow"'),
    rule("resting", "gift", "block", 0, 'mode = "off"'),
)
EVENTS = [
    order(1, order_id="a", amount_fen=500, category="phone", label="fraud", customer_id="bad"),
    order(2, order_id="a", amount_fen=500, label="chargeback", customer_id="bad"),
    order(3, amount_fen=700, gift=True, label="refunded"),
    order(4, amount_fen=50, category="phone", label="refused"),
    order(5, amount_fen=50, label="fraud", customer_id="sly"),
    order(90_000, amount_fen=900, customer_id="c9") | {"at": "2026-05-15T00:30:00+08:00"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "a.jsonl", EVENTS)


def test_an_unknown_rule_is_refused(data: Path) -> None:
    with pytest.raises(NotFoundError, match="no rule none"):
        run(opened(*RULES), data, rule="none")


@pytest.mark.parametrize("engine", ["duckdb", "live"])
def test_the_figures_are_those_counted_by_hand(data: Path, engine: str) -> None:
    result = run(opened(*RULES), data, settings=Settings(engine=engine))
    totals = result.totals
    assert totals.actions == {"allow": 1, "warn": 1, "verify": 0, "review": 4, "hold": 0, "block": 0}
    assert totals.split == Split(fraud=3, refunded=1, refused=1, good=1)
    assert (totals.caught, totals.precision, totals.recall) == (2, 0.5, 0.666667)
    assert (totals.money_stopped_fen, totals.money_fraud_fen) == (500, 550)
    assert (totals.customers, totals.customers_troubled) == (4, 2)
    dear, phones, trial = result.rules
    assert (dear.hits, dear.split, dear.money_fen) == (4, Split(2, 1, 0, 1), 500)
    assert (dear.precision, dear.recall, dear.only, dear.first) == (0.5, 0.666667, 3, 1)
    assert (phones.hits, phones.only, phones.first) == (2, 1, 0)
    assert (trial.hits, trial.live, trial.mode) == (1, 0, "shadow")
    assert [(pair.one, pair.other, pair.both, pair.share) for pair in result.overlaps] == [
        ("dear", "phones", 1, 0.5),
        ("dear", "trial", 1, 1.0),
    ]
    assert [(day.day, day.events, day.fraud, day.caught) for day in result.days] == [
        ("2026-05-13", 5, 3, 2),
        ("2026-05-15", 1, 0, 0),
    ]
    assert result.types == {"order": 6, "refund": 0}


@pytest.mark.parametrize("engine", ["duckdb", "live"])
def test_one_rule_can_be_tried_even_when_it_is_off(data: Path, engine: str) -> None:
    result = run(opened(*RULES), data, rule="resting", settings=Settings(engine=engine))
    assert (hits(result), result.rules[0].live, result.focus) == ({"resting": 1}, 0, "resting")
    assert {pair.other for pair in result.overlaps} == {"resting"}


def test_a_period_reports_less_and_counts_what_lies_before(data: Path) -> None:
    start = 1_778_641_204_000_000  # 2026-05-13T11:00:04+08:00
    pack = opened(rule("several", "orders_1m >= 2"), rule("dear", "amount_fen > 100"))
    result = run(pack, data, settings=Settings(first_at=start, last_at=start + 10_000_000, threads=1, memory="500MB"))
    assert result.totals.split.total == 2
    assert hits(result) == {"several": 1, "dear": 0}


def test_a_pack_is_measured_against_another(data: Path) -> None:
    other = opened(rule("dear", "amount_fen > 600", "review", 0), rule("gone", "gift", "hold", 0))
    result = run(opened(*RULES), data, against=other)
    change = result.difference
    assert change is not None
    assert (change.gained, change.lost) == (Split(fraud=2), Split())
    assert change.changed == {"allow>warn": 1, "allow>review": 2, "hold>review": 1}
    assert {rule.id: (rule.gained, rule.lost) for rule in change.rules} == {
        "dear": (Split(fraud=2), Split()),
        "gone": (Split(), Split(refunded=1)),
        "phones": (Split(fraud=1, refused=1), Split()),
        "trial": (Split(refunded=1), Split()),
    }
    assert change.totals.caught == 0


def test_packs_with_other_facts_can_be_compared(data: Path) -> None:
    more = TEXTS["events.toml"].replace('"phone_format"]', '"phone_format", "colour"]') + (
        '[fact.colour]\ntype = "string"\nabout = { zh = "色", en = "colour" }\n'
    )
    other = opened(rule("red", "colour IS NULL"), entries=(), **{"events.toml": more})
    assert run(opened(*RULES), data, against=other).difference is not None


def test_the_same_pack_makes_no_difference(data: Path) -> None:
    change = run(opened(*RULES), data, against=opened(*RULES)).difference
    assert change is not None
    assert (change.gained, change.lost, change.changed, change.rules) == (Split(), Split(), {}, ())


def test_a_roll_out_is_live_for_its_share_of_entities_alone(tmp_path: Path) -> None:
    events = [order(number, customer_id=f"c{number}", amount_fen=500) for number in range(200)]
    data = write_lines(tmp_path / "a.jsonl", [*events, order(300, amount_fen=500, customer_id=None)])
    pack = opened(rule("dear", "amount_fen > 100", "review", 0, "rollout = 30"))
    fast, slow = (run(pack, data, settings=Settings(engine=engine)) for engine in ("duckdb", "live"))
    assert fast.rules == slow.rules
    assert fast.rules[0].hits == 201
    assert 30 <= fast.rules[0].live <= 90


def test_a_pack_that_never_fires_gives_a_result_all_the_same(tmp_path: Path) -> None:
    result = run(opened(rule("dear", "amount_fen > 100")), write_lines(tmp_path / "a.jsonl", [order(1)]))
    assert (hits(result), result.overlaps) == ({"dear": 0}, ())
    assert "没有规则命中" in page(result)


def test_progress_is_told_from_reading_to_rules(data: Path) -> None:
    told: list[tuple[str, float]] = []
    run(opened(*RULES, rule("w", "orders_1m > 3")), data, progress=lambda what, share: told.append((what, share)))
    assert told[0] == ("read", 0.0)
    assert told[-1] == ("rules", 1.0)
    assert "windows" in {what for what, _ in told}


# -- outputs ----------------------------------------------------------------------------------------------------------


def whole(data: Path, **more: Any) -> BacktestResult:
    return run(opened(*RULES), data, against=opened(rule("dear", "amount_fen > 600", "review", 0)), **more)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_needs_nothing_else(data: Path, language: Any) -> None:
    text = page(whole(data), language=language)
    assert all(mark not in text for mark in ("http://", "https://", "src=", "@import", "url("))
    assert f'id="lang-{language}" checked' in text
    assert "¥5.00" in text
    assert "dear" in text


def test_the_page_escapes_what_the_data_and_the_pack_say(tmp_path: Path) -> None:
    events = [order(1, amount_fen="<script>alert(1)</script>"), order(2, amount_fen=500)]
    written = RULE.replace("题", "<b>题</b>") % ("dear", "amount_fen > 100", "review", 0, "")
    text = page(run(opened(written), write_lines(tmp_path / "a.jsonl", events)))
    assert "<script>alert" not in text
    assert "<b>题</b>" not in text
    assert "&lt;b&gt;题&lt;/b&gt;" in text


@pytest.mark.parametrize(("language", "word"), [("zh", "拦下的金额"), ("en", "money stopped")])
def test_the_terminal_shows_the_figures(data: Path, language: Any, word: str) -> None:
    out = StringIO()
    Console(width=140, file=out).print(tables(whole(data), language=language, every_rule=True))
    text = out.getvalue()
    assert word in text
    assert "¥5.00" in text


def folder(tmp_path: Path) -> Path:
    for name, text in {**TEXTS, "rules/a.toml": "\n".join(RULES)}.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "pack"


def test_the_command_refuses_a_bad_date(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kedun(["backtest", str(folder(tmp_path)), str(data), "--from", "2026-13-01"]) == 2
    assert "2026-13-01" in capsys.readouterr().err


def test_the_command_writes_json_and_a_page(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = tmp_path / "r.html"
    pack = str(folder(tmp_path))
    code = kedun(
        ["backtest", pack, str(data), "--against", pack, "--json", "--html", str(html), "--from", "2026-05-14"]
    )
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (result["pack"], result["totals"]["split"]["good"]) == ("tiny", 1)
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_names_refused_rows_and_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [order(1, amount_fen="7"), order(2), order(2), order(3, amount_fen=500)]
    data = write_lines(tmp_path / "a.jsonl", lines)
    assert kedun(["backtest", str(folder(tmp_path)), str(data), "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "row 1 amount_fen" in told.err
    assert "1 ids came again" in told.err
    assert "dear" in told.out


def test_an_amount_of_memory_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="no amount of memory"), connected(Settings(memory="lots")):
        pass
