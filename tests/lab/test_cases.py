import pytest

from kedun.engine.lists import Lists
from kedun.engine.policy.load import CaseRow, load_texts
from kedun.lab.cases import run_cases
from kedun.pipeline import Kedun

PACK = {
    "pack.toml": 'id = "x"\nversion = "1"\n',
    "a.toml": """
[fact.amount_fen]
type = "int"
[event.order]
facts = ["amount_fen"]
[event.refund]
facts = ["amount_fen"]
[[feature]]
id = "refunds_1h"
on = "refund"
by = "customer_id"
agg = "count"
over = "1h"
title = { zh = "x", en = "x" }
[[feature]]
id = "bad_rate"
on = "order"
by = "customer_id"
agg = "rate"
delay = "1d"
over = "30d"
title = { zh = "x", en = "x" }
[[rule]]
id = "order.large"
clause = "3.2"
on = "order"
when = "amount_fen > 100"
action = "review"
title = { zh = "x", en = "x" }
[[rule]]
id = "order.after_refunds"
clause = "3.2"
on = "order"
when = "refunds_1h >= 2"
action = "review"
mode = "shadow"
title = { zh = "x", en = "x" }
[[rule]]
id = "order.after_fraud"
clause = "3.2"
on = "order"
when = "bad_rate > 0.5"
action = "review"
title = { zh = "x", en = "x" }
[[rule]]
id = "order.at_night"
clause = "3.2"
on = "order"
when = "HOUR(at) < 6"
action = "review"
title = { zh = "x", en = "x" }
""",
}


@pytest.fixture
def kedun() -> Kedun:
    return Kedun(load_texts(PACK), lists=Lists.from_entries({}, ()))


def said(kedun: Kedun, *rows: CaseRow) -> list[tuple[str, str]]:
    return [(one.rule, one.message.en) for one in run_cases(kedun, rows)]


def test_a_row_that_does_not_hold_is_told(kedun: Kedun) -> None:
    wrong = CaseRow("order.large", fires={"amount_fen": 100}, silent={"amount_fen": 101})
    assert said(kedun, wrong, CaseRow("order.none", fires={}, silent=None)) == [
        ("order.large", "should fire and does not"),
        ("order.large", "should be silent and fires"),
        ("order.none", "there is no such rule"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        CaseRow("order.large", fires={"amount_fen": "x"}, silent=None),
        CaseRow("order.large", fires={"nobody": 1}, silent=None),
        CaseRow("order.large", fires={"at": "yesterday"}, silent=None),
        CaseRow("order.large", fires={}, silent=None, history=({"at": "2 hours"},)),
    ],
)
def test_a_row_that_is_no_event_is_told(kedun: Kedun, row: CaseRow) -> None:
    ((rule, message),) = said(kedun, row)
    assert rule == "order.large"
    assert message != "should fire and does not"


def test_rows_that_hold_are_passed_over_each_in_windows_of_its_own(kedun: Kedun) -> None:
    refunds = ({"type": "refund", "at": "-10m", "times": 2, "every": "1m"},)
    fraud = ({"at": "-3d", "outcome": "fraud"},)
    rows = [
        CaseRow("order.large", fires={"amount_fen": 101}, silent={"amount_fen": 100}),
        CaseRow("order.after_refunds", fires={}, silent={"without": 1}, history=refunds),
        CaseRow("order.after_refunds", fires=None, silent={}, history=refunds[:0]),
        CaseRow("order.after_refunds", fires=None, silent={"customer_id": "somebody else"}, history=refunds),
        CaseRow("order.after_fraud", fires={}, silent=None, history=fraud),
        CaseRow("order.at_night", fires={"at": "2026-05-13T03:00:00+08:00"}, silent={}),
    ]
    assert said(kedun, *rows) == []
