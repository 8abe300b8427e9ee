"""Coverage counts what stands for a section, and names what is missing and what leads nowhere."""

from pathlib import Path

import pytest

from kedun.handbook import load
from kedun.kernel.errors import PolicyError
from kedun.lab.coverage import Coverage, Row, citations, cover, marked_tests, rooms
from kedun.packs import path

PACK = {
    "pack.toml": """
id = "tiny"
version = "1"
title = { zh = "小", en = "Tiny" }
timezone = "Asia/Shanghai"
lateness = "10m"
[score]
[[score.grade]]
at_least = 0
name = "L0"
level = "low"
action = "allow"
""",
    "events.toml": """
[fact.amount_fen]
type = "int"
unit = "fen"
about = { zh = "金额", en = "Amount" }
[event.order]
title = { zh = "订单", en = "Order" }
facts = ["amount_fen"]
""",
    "rules/orders.toml": """
[[rule]]
id = "order.large"
clause = "{clause}"
on = "order"
when = "amount_fen > 100000"
action = "review"
points = 12
title = {{ zh = "大额订单", en = "Large order" }}
reason = {{ zh = "这笔订单金额很大，请先核对。", en = "The order is large; check it first." }}
procedure = "{procedure}"
types = ["{fraud_type}"]
signal = "{signal}"
""",
    "cases/orders.toml": """
[[case]]
rule = "order.large"
fires = { amount_fen = 100001 }
silent = { amount_fen = 100000 }
""",
}

KNOWN = {"clause": "C3.2-02", "procedure": "PB-02", "fraud_type": "T25", "signal": "SIG-O02"}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A package without a room and a folder of tests without a test, beside each other."""
    (tmp_path / "src/kedun").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    return tmp_path


def write_pack(home: Path, **words: str) -> Path:
    for name, text in PACK.items():
        file = home / "pack" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(**KNOWN | words) if name.startswith("rules/") else text, "utf-8")
    return home / "pack"


def over(home: Path, pack: Path | None = None) -> Coverage:
    return cover(pack, sources=home / "src/kedun", tests=home / "tests")


@pytest.mark.parametrize(
    ("word", "reference", "code"),
    [
        ("clause", "C3.2-99", "V001"),
        ("clause", "13.1", "V001"),
        ("procedure", "PB-99", "V003"),
        ("fraud_type", "T99", "V003"),
        ("signal", "SIG-O99", "V003"),
    ],
)
def test_a_rule_that_names_what_the_handbook_lacks_is_a_fault_with_its_place(
    bare: Path, word: str, reference: str, code: str
) -> None:
    (fault,) = over(bare, write_pack(bare, **{word: reference})).faults
    assert (fault.code, Path(fault.path).name, fault.line > 0) == (code, "orders.toml", True)
    assert f"order.large → {reference}" in fault.message
    assert "手册中没有" in fault.text("zh")


def test_a_case_for_no_rule_is_a_fault(bare: Path) -> None:
    pack = write_pack(bare)
    cases = pack / "cases/orders.toml"
    cases.write_text(cases.read_text("utf-8") + '\n[[case]]\nrule = "order.gone"\nfires = {}\nsilent = {}\n', "utf-8")
    assert [(fault.code, "order.gone" in fault.message) for fault in over(bare, pack).faults] == [("V004", True)]


def test_a_pack_that_cannot_be_loaded_is_refused(bare: Path) -> None:
    pack = write_pack(bare)
    (pack / "events.toml").write_text("[fact", "utf-8")
    with pytest.raises(PolicyError):
        over(bare, pack)


def test_without_pack_rooms_and_tests_every_section_has_clauses_and_two_holes(bare: Path) -> None:
    coverage = over(bare)
    assert list(coverage.rows) == list(load().sections)
    assert all(row.clauses and row.holes == ("rule_or_room", "test") for row in coverage.rows.values())
    assert coverage.faults == ()


@pytest.mark.parametrize("clause", ["3.2", "C3.2-02", "H3.2-01"])
def test_a_rule_and_its_case_count_for_the_section_of_their_clause_and_no_other(bare: Path, clause: str) -> None:
    coverage = over(bare, write_pack(bare, clause=clause))
    row = coverage.rows["3.2"]
    assert (row.rules, row.rooms, row.tests, row.holes) == (("order.large",), (), ("case:order.large#1",), ())
    assert [section for section, row in coverage.rows.items() if row.rules or row.tests] == ["3.2"]


def test_cases_of_one_rule_are_counted(bare: Path) -> None:
    pack = write_pack(bare)
    cases = pack / "cases/orders.toml"
    cases.write_text(cases.read_text("utf-8") * 2, "utf-8")
    assert over(bare, pack).rows["3.2"].tests == ("case:order.large#1", "case:order.large#2")


@pytest.mark.parametrize(
    ("row", "holes"),
    [
        (Row("1.1"), ("clause", "rule_or_room", "test")),
        (Row("1.1", clauses=("H1.1-01",), rooms=("kedun.guard",)), ("test",)),
        (Row("1.1", clauses=("H1.1-01",), rules=("a",), tests=("t",)), ()),
        (Row("1.1", rules=("a",), tests=("t",)), ("clause",)),
    ],
)
def test_a_hole_is_what_is_missing(row: Row, holes: tuple[str, ...]) -> None:
    assert row.holes == holes


ROOM = '"""Watches links. Handbook 3.4, 5.2."""\n'


def test_a_module_is_a_room_of_the_sections_its_docstrings_cite(bare: Path) -> None:
    package = bare / "src/kedun"
    (package / "guard").mkdir()
    (package / "guard/__init__.py").write_text('"""The guard. Handbook 11.3."""\n', "utf-8")
    (package / "guard/links.py").write_text(ROOM + 'def see():\n    """Handbook 3.4 and 4.3."""\n', "utf-8")
    assert list(rooms(package)) == [
        ("kedun.guard", "11.3"),
        ("kedun.guard.links", "3.4"),
        ("kedun.guard.links", "5.2"),
        ("kedun.guard.links", "4.3"),
    ]
    assert over(bare).rows["5.2"].rooms == ("kedun.guard.links",)


@pytest.mark.parametrize(
    "source",
    [
        '"""No citation."""\n# Handbook 3.4\n',
        '"""A text."""\nNOTE = "Handbook 3.4"\n',
        '"""A text."""\ndef _inside():\n    """Handbook 3.4."""\n',
        '"""See Handbook 3."""\n',
    ],
)
def test_a_comment_a_string_a_private_docstring_or_a_whole_chapter_makes_no_room(bare: Path, source: str) -> None:
    (bare / "src/kedun/links.py").write_text(source, "utf-8")
    assert list(rooms(bare / "src/kedun")) == []


def test_the_handbooks_own_data_and_coverage_itself_are_no_rooms(bare: Path) -> None:
    for name in ("handbook", "lab", "cli"):
        (bare / "src/kedun" / name).mkdir()
    for name in ("handbook/model.py", "lab/coverage.py", "cli/coverage.py"):
        (bare / "src/kedun" / name).write_text(ROOM, "utf-8")
    assert list(rooms(bare / "src/kedun")) == []


def test_a_room_that_cites_no_section_of_the_handbook_is_a_fault(bare: Path) -> None:
    (bare / "src/kedun/links.py").write_text('"""Handbook 3.4, 13.9."""\n', "utf-8")
    assert [fault.message for fault in over(bare).faults] == ["kedun.links → 13.9: not in the handbook"]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("", []),
        ("handbook of 3.2 things", []),
        ("Handbook 3.2", ["3.2"]),
        ("Handbook 3.1, 3.3; DOMAIN appendix A.4", ["3.1", "3.3"]),
        ("Handbook 2.3, 3.1-3.4.", ["2.3", "3.1", "3.2", "3.3", "3.4"]),
        ("Handbook 5.1 to 5.3 and 8.2", ["5.1", "5.2", "5.3", "8.2"]),
        ("Handbook 12.4", ["12.4"]),
        ("(Handbook C6.3-02, H3.1-01)", ["6.3", "3.1"]),
        ("Handbook 2.1 was read at 10.30 by 4.2 people", ["2.1"]),
        ("Handbook 3.1.\nLater Handbook 3.4.", ["3.1", "3.4"]),
    ],
)
def test_citations_are_read_as_people_write_them(text: str, sections: list[str]) -> None:
    assert list(citations(text)) == sections


MARKED = """
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.clause("11.1")]
SECTION = "7.1"


@pytest.mark.clause("3.1", "C3.1-04")
def test_one(): ...


@pytest.mark.clause(SECTION)
@pytest.mark.parametrize("x", ["8.1"])
async def test_two(x): ...


def aside(): ...


@pytest.mark.clause("6.4")
class TestGroup:
    @pytest.mark.clause("6.3")
    def test_three(self): ...
"""


def test_marks_are_read_from_tests_classes_and_modules_without_importing_them(bare: Path) -> None:
    (bare / "tests/guard").mkdir()
    (bare / "tests/guard/test_marked.py").write_text(MARKED + "\nraise SystemExit\n", "utf-8")
    (bare / "tests/guard/test_plain.py").write_text("def test_four(): ...\n", "utf-8")
    found = [
        (name.removeprefix("tests/guard/test_marked.py::"), each) for name, each, _ in marked_tests(bare / "tests")
    ]
    assert found == [
        ("test_one", "11.1"), ("test_one", "3.1"), ("test_one", "C3.1-04"),
        ("test_two", "11.1"),
        ("TestGroup::test_three", "11.1"), ("TestGroup::test_three", "6.4"), ("TestGroup::test_three", "6.3"),
    ]  # fmt: skip
    rows = over(bare).rows
    assert rows["3.1"].tests == ("tests/guard/test_marked.py::test_one",)
    assert rows["6.3"].tests == rows["6.4"].tests == ("tests/guard/test_marked.py::TestGroup::test_three",)
    assert rows["7.1"].tests == rows["8.1"].tests == ()


def test_a_mark_that_names_no_clause_is_a_fault_with_its_place(bare: Path) -> None:
    (bare / "tests/test_x.py").write_text('@pytest.mark.clause("C3.1-77")\ndef test_one(): ...\n', "utf-8")
    (fault,) = over(bare).faults
    assert (fault.code, fault.path, fault.line) == ("V001", "tests/test_x.py", 2)


def test_no_folder_of_tests_is_no_test(bare: Path) -> None:
    (bare / "tests").rmdir()
    assert all(row.tests == () for row in over(bare).rows.values())


def test_the_tests_beside_the_sources_are_found(bare: Path) -> None:
    (bare / "tests/test_x.py").write_text('@pytest.mark.clause("3.4")\ndef test_one(): ...\n', "utf-8")
    assert cover(None, sources=bare / "src/kedun").rows["3.4"].tests == ("tests/test_x.py::test_one",)


@pytest.fixture(scope="module")
def house() -> Coverage:
    """The coverage of this very house by its standard pack."""
    return cover(path("standard"))


def test_the_standard_pack_names_nothing_the_handbook_lacks(house: Coverage) -> None:
    assert [str(fault) for fault in house.faults] == []


@pytest.mark.parametrize("section", ["3.1", "3.2", "3.3", "3.4"])
def test_the_sections_machines_answer_for_have_no_hole(house: Coverage, section: str) -> None:
    assert house.rows[section].holes == ()
