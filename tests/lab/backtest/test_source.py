"""Reading data: what is refused and how it is told, and that every form of the same data reads alike."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.lab.backtest.shop import hits, opened, order, rule, run, write_lines

from kedun.engine.lists import Entry
from kedun.kernel.errors import InputError
from kedun.lab.backtest import backtest

DEAR = rule("dear", "amount_fen > 100")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(opened(DEAR), tmp_path / "none.parquet")


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"parquet, .csv or .jsonl"):
        run(opened(DEAR), tmp_path / "a.xlsx")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no data files"):
        run(opened(DEAR), tmp_path)


def test_files_of_two_kinds_are_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [order(1)])
    (tmp_path / "b.csv").write_text("id,type,at\n", encoding="utf-8")
    with pytest.raises(InputError, match="different kinds"):
        run(opened(DEAR), tmp_path)


def test_a_broken_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"no parquet at all, only words that are long enough")
    with pytest.raises(InputError, match=r"a\.parquet") as caught:
        run(opened(DEAR), tmp_path / "a.parquet")
    assert "\n" not in str(caught.value)


def test_data_without_times_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,type\n1,order\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column `at`"):
        run(opened(DEAR), tmp_path / "a.csv")


def test_data_without_types_is_refused_where_the_pack_has_several(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,at\n1,2026-05-13\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column `type`"):
        run(opened(DEAR), tmp_path / "a.csv")


def test_a_formal_check_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [order(1, phone="1")])
    pack = opened(rule("form", "phone_format = 'length'"))
    with pytest.raises(InputError, match="no formal check named mobile"):
        backtest(pack, [path], derivations={})


@pytest.mark.parametrize(
    ("wrong", "column", "expected"),
    [
        ({"amount_fen": 1.5}, "amount_fen", "whole number"),
        ({"amount_fen": "7"}, "amount_fen", "whole number"),
        ({"amount_fen": 2**53}, "amount_fen", "whole number"),
        ({"category": "car"}, "category", "one of phone, book"),
        ({"weight": 1e16}, "weight", "finite"),
        ({"gift": 1}, "gift", "true or false"),
        ({"phone": 5}, "phone", "text"),
        ({"paid_at": "yesterday"}, "paid_at", "time"),
        ({"paid_at": "0001-01-01T00:00:00Z"}, "paid_at", "time"),
        ({"at": "9999-01-01T00:00:00Z"}, "at", "time"),
        ({"type": "parcel"}, "type", "one of order, refund"),
        ({"id": ""}, "id", "text"),
        ({"label": "bad"}, "label", "one of fraud"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, wrong: dict[str, Any], column: str, expected: str
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [order(1, amount_fen=500), order(2, **wrong), order(3, amount_fen=500)])
    result = run(opened(DEAR), path)
    assert (result.reading.events, result.reading.refused) == (2, 1)
    (problem,) = result.reading.problems
    assert (problem.row, problem.column) == (2, column)
    assert expected in problem.expected
    assert hits(result) == {"dear": 2}


def test_a_line_that_is_no_json_is_named_and_left_out(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [order(1, amount_fen=500), "{broken", order(3, amount_fen=500)])
    result = run(opened(DEAR), path)
    assert (result.reading.events, result.reading.refused, result.reading.problems[0].row) == (2, 1, 2)


def test_a_repeated_id_counts_once_and_a_conflict_is_counted(tmp_path: Path) -> None:
    first = order(1, amount_fen=500)
    other = {**first, "facts": {"amount_fen": 1}}
    result = run(opened(DEAR), write_lines(tmp_path / "a.jsonl", [first, first, other, order(2)]))
    assert (result.reading.events, result.reading.duplicates, result.reading.conflicts) == (2, 2, 1)
    assert hits(result) == {"dear": 1}


def test_unknown_columns_and_misplaced_facts_are_named(tmp_path: Path) -> None:
    text = "id,type,at,amount_fen,category,colour\n1,order,2026-05-13,500,phone,red\n2,refund,2026-05-13,5,book,red\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    reading = run(opened(DEAR), tmp_path / "a.csv").reading
    assert (reading.unknown_columns, reading.misplaced) == (("colour",), ("category",))


def test_unknown_fields_of_json_lines_are_named(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{**order(1, colour="red"), "mood": 1}, order(2)])
    assert run(opened(DEAR), path).reading.unknown_columns == ("facts.colour", "mood")


def test_a_fact_that_a_type_does_not_carry_is_unknown_to_it(tmp_path: Path) -> None:
    text = "id,type,at,amount_fen,gift\n1,refund,2026-05-13,500,true\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert hits(run(opened(rule("gift", "gift")), tmp_path / "a.csv")) == {"gift": 0}


EVENTS = [
    order(
        1, amount_fen=500, category="phone", phone="13800138000", weight=1.5, gift=True, paid_at="2026-05-13T02:00:00Z"
    ),
    order(2, amount_fen=50, phone="138", weight=-0.25, gift=False, label="fraud"),
    order(3, customer_id="c2", amount_fen=150, label="refunded", labelled_at="2026-05-20T00:00:00Z"),
]
RULES = [
    rule("dear", "amount_fen > 100"),
    rule("form", "phone_format = 'length'"),
    rule("paid", "at - paid_at > 3600"),
    rule("light", "weight < 0 OR gift"),
    rule("twice", "orders_1m >= 2"),
    rule("listed", "list('blocked', phone)"),
]
WANTED = {"dear": 2, "form": 1, "paid": 1, "light": 2, "twice": 1, "listed": 1}


def flat(event: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in event.items() if name != "facts"}, **event["facts"]}


def write_csv(path: Path) -> None:
    rows = [flat(event) for event in EVENTS]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names)]
    lines += [",".join("" if row.get(name) is None else str(row[name]) for name in names) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def write_parquet(path: Path, *, times: str) -> None:
    write_lines(path.with_suffix(".tmp"), [flat(event) for event in EVENTS])
    casts = {"micros": "epoch_us({} :: TIMESTAMPTZ)", "timestamps": "{} :: TIMESTAMPTZ", "text": "{} :: VARCHAR"}
    columns = [
        f'{casts[times]} AS "{{0}}"'.replace("{}", '"{0}"').format(name) for name in ("at", "paid_at", "labelled_at")
    ]
    columns += ["amount_fen :: INTEGER AS amount_fen", "weight :: FLOAT AS weight"]
    lines = duckdb.read_json(str(path.with_suffix(".tmp")), format="newline_delimited")
    lines.select(f"* REPLACE ({', '.join(columns)})").write_parquet(str(path))


@pytest.mark.parametrize("form", ["jsonl", "flat.jsonl", "csv", "micros", "timestamps", "text", "two"])
def test_every_form_of_the_same_data_reads_alike(tmp_path: Path, form: str) -> None:
    path = tmp_path / ("a.parquet" if form in {"micros", "timestamps", "text"} else f"a.{form}")
    match form:
        case "jsonl":
            write_lines(path, EVENTS)
        case "flat.jsonl":
            write_lines(path, [flat(event) for event in EVENTS])
        case "csv":
            write_csv(path)
        case "two":
            path.mkdir()
            write_lines(path / "1.jsonl", EVENTS[:2])
            write_lines(path / "2.jsonl", EVENTS[2:])
        case _:
            write_parquet(path, times=form)
    result = run(opened(*RULES, entries=[Entry("blocked", "13800138000")]), path)
    assert hits(result) == WANTED
    assert result.reading.refused == 0
    assert (result.totals.split.fraud, result.totals.split.refunded, result.totals.split.good) == (1, 1, 1)


def test_what_the_data_recorded_of_a_derived_fact_stands_where_its_sources_are_gone(tmp_path: Path) -> None:
    text = "id,type,at,phone,phone_format\n1,order,2026-05-13,,length\n2,order,2026-05-13,13800138000,length\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert hits(run(opened(rule("form", "phone_format = 'length'")), tmp_path / "a.csv")) == {"form": 1}
