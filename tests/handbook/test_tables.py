"""A fault in the handbook's tables is found, placed and told with all the others."""

import shutil
from pathlib import Path

import pytest

from kedun.handbook import HandbookError, load, read
from kedun.handbook.tables import HOME


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped tables, free to be broken."""
    shutil.copytree(HOME, tmp_path / "handbook", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "handbook"


def spoil(file: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; the line it stood on."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults_of(home: Path) -> list[tuple[str, str, int, str]]:
    with pytest.raises(HandbookError) as caught:
        read(home)
    return [(fault.code, fault.path, fault.line, fault.message) for fault in caught.value.faults]


ONE_FAULT = [
    ("chapters/03-recognition.toml", "id = 'C3.1-04'", "id = 'C3.1-4'", "H002", "C3.1-4"),
    ("chapters/03-recognition.toml", "id = 'C3.1-04'", "id = 'C3.1-03'", "H003", "C3.1-03 is defined twice"),
    ("chapters/03-recognition.toml", "id = 'C3.1-04'", "id = 'C3.2-94'", "H010", "stands in section 3.1"),
    ("chapters/03-recognition.toml", "source = 'handbook'", "source = 'D'", "H010", "has the handbook as its source"),
    ("chapters/03-recognition.toml", "mark = 'suggested'\nsource = 'D'", "mark = 'sourced'\nsource = 'D'", "H011", "D"),
    ("chapters/03-recognition.toml", "asks = 'step'", "asks = 'wish'", "H002", "wish"),
    ("chapters/03-recognition.toml", "zh = '客户信息核实'", "zh = ''", "H002", "3.1"),
    ("chapters/03-recognition.toml", "en = 'Verify identity", "en = '核验 identity", "H007", "核验"),
    ("fraud_types.toml", "procedures = ['PB-01', 'PB-05']", "procedures = ['PB-77']", "H004", "no PB-77"),
    ("fraud_types.toml", "section = '5.4'", "section = '5.5'", "H004", "no section 5.5"),
    ("fraud_types.toml", "'P0', 'P1'", "'P9', 'P1'", "H004", "no stage P9"),
    ("fraud_types.toml", "level = 'L3'", "level = 'L7'", "H002", "T01"),
    ("fraud_types.toml", "level = 'L3'", "level = 'L3'\nmood = 'grim'", "H002", "mood"),
    ("signals.toml", "types = ['T25']", "types = ['T99']", "H004", "no T99"),
    ("signals.toml", "points = 12", "points = 0", "H005", "points and effect disagree"),
    ("signals.toml", "points = 12", "points = 120", "H002", "SIG-O01"),
    ("procedures.toml", "phase = 'closing'", "phase = 'later'", "H002", "PB-01"),
    ("procedures.toml", "within = '30s'", "within = '30 s'", "H002", "PB-01"),
    ("procedures.toml", "sections = ['5.4']", "sections = []", "H006", "PB-01"),
    ("procedures.toml", "go to PB-05 at once", "go to PB-55 at once", "H004", "no PB-55"),
    ("phrases.toml", "{ticket} for you", "{number} for you", "H013", "SC-026"),
    ("phrases.toml", "audience = 'customer'", "audience = 'nobody'", "H002", "SC-001"),
    ("chapters/06-funds.toml", "SC-061", "SC-961", "H004", "no SC-961"),
    ("chapters/03-recognition.toml", "计 SIG-O04", "计 SIG-O94", "H004", "no SIG-O94"),
    ("cases.toml", "types = ['T20']", "types = ['T70']", "H004", "no T70"),
    ("cases.toml", "mark = 'to_check'", "mark = 'sourced'", "H011", "K01"),
    ("laws.toml", "in_force = '2022-12-01'", "in_force = '1 December'", "H002", "anti-telecom-fraud"),
    ("questions.toml", "answer = [3]", "answer = [5]", "H012", "Q001"),
    ("questions.toml", "answer = [3]", "answer = [3, 4]", "H012", "Q001"),
    ("questions.toml", "answer = [1, 2, 3]", "answer = [1]", "H012", "Q003"),
    ("questions.toml", "answer = [0]", "answer = [2]", "H012", "Q004"),
    ("questions.toml", "answer = [2, 3, 1, 5, 4]", "answer = [2, 3, 1, 5, 5]", "H012", "Q150"),
    ("questions.toml", "kind = 'free'", "kind = 'order'", "H012", "Q092"),
    ("questions.toml", "section = '5.4'", "section = '5.9'", "H004", "no section 5.9"),
    ("stages.toml", "weight = 100", "weight = 'much'", "H002", "P0"),
]  # fmt: skip


@pytest.mark.parametrize("planted", ONE_FAULT)
def test_a_planted_fault_is_named_with_its_file_and_line(copy: Path, planted: tuple[str, str, str, str, str]) -> None:
    file, old, new, code, said = planted
    line = spoil(copy / file, old, new)
    found = [fault for fault in faults_of(copy) if fault[0] == code and fault[1] == file and said in fault[3]]
    assert found
    place = found[0][2]
    assert place == line or (place < line and (copy / file).read_text("utf-8").splitlines()[place - 1].startswith("[["))


def test_all_planted_faults_are_told_at_once_in_the_order_of_files_and_lines(copy: Path) -> None:
    spoil(copy / "signals.toml", "types = ['T25']", "types = ['T99']")
    spoil(copy / "fraud_types.toml", "section = '5.4'", "section = '5.5'")
    spoil(copy / "procedures.toml", "sections = ['5.4']", "sections = []")
    spoil(copy / "chapters/07-law.toml", "zh = '平台规则培训'", "zh = ''")
    (copy / "stages.toml").write_text("[[stage]\n", "utf-8")
    found = faults_of(copy)
    assert {"H001", "H002", "H004", "H006"} <= {code for code, *_ in found}
    assert [each[1:3] for each in found] == sorted(each[1:3] for each in found)


def test_a_missing_file_a_missing_chapter_and_an_unknown_table_are_told(copy: Path) -> None:
    (copy / "signals.toml").unlink()
    (copy / "chapters/12-improvement.toml").unlink()
    with (copy / "stages.toml").open("a", encoding="utf-8") as stages:
        stages.write("\n[[act]]\nid = 'P9'\n")
    messages = [message for *_, message in faults_of(copy)]
    assert "signals.toml is missing" in messages
    assert "section 12.4 is missing" in messages
    assert "stages.toml: unknown table act" in messages


def test_a_section_that_lost_its_clauses_is_told(copy: Path) -> None:
    law = copy / "chapters/07-law.toml"
    text = law.read_text("utf-8")
    start, end = text.index("[[section.clause]]", text.index("id = '7.3'")), text.index("[[section]]\nid = '7.4'")
    law.write_text(text[:start] + text[end:], "utf-8")
    assert ("H009", "7.3: the section has no clause") in [(code, message) for code, _, _, message in faults_of(copy)]


def test_the_error_speaks_both_languages_and_counts(copy: Path) -> None:
    spoil(copy / "procedures.toml", "sections = ['5.4']", "sections = []")
    with pytest.raises(HandbookError) as caught:
        read(copy)
    assert "the handbook has 1 fault" in caught.value.text("en")
    assert "手册数据有 1 处错误" in caught.value.text("zh")
    assert caught.value.code == "handbook.broken"


def test_an_untouched_copy_reads_as_the_shipped_handbook_does(copy: Path) -> None:
    assert read(copy) == load()
