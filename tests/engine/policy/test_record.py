import pytest

from kedun.engine.policy.document import read_document
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.record import Record, duration
from kedun.engine.policy.tree import Text


def record(text: str) -> tuple[Record, list[Finding]]:
    findings: list[Finding] = []
    found, wrong = read_document("a.toml", text)
    assert not wrong
    return Record(found, (), findings), findings


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.message.en) for finding in findings]


def test_a_missing_key_a_wrong_type_and_an_empty_text_are_told() -> None:
    found, findings = record('b = 1\nc = ""\nd = true\ne = 1\nf = 2026-01-01\n')
    assert (found.text("a"), found.text("b"), found.text("c"), found.text("d", "x")) == ("", "", "", "")
    assert found.whole("d", None, 0, 9) == 0
    assert found.flag("e", default=False) is False
    assert found.text("f") == ""
    assert told(findings) == [
        ("K071", "a is missing"),
        ("K073", "b must be a string, this is a whole number"),
        ("K074", "c is empty"),
        ("K073", "d must be a string, this is true or false"),
        ("K073", "d must be a whole number, this is true or false"),
        ("K073", "e must be true or false, this is a whole number"),
        ("K073", "f must be a string, this is a date or time"),
    ]
    assert found.broken


def test_numbers_and_lengths_of_time_outside_their_range_are_told() -> None:
    found, findings = record('a = 101\nb = "10 minutes"\nc = "07s"\nd = "0s"\n')
    found.whole("a", 0, -100, 100)
    assert (found.duration("b"), found.duration("c"), found.duration("d")) == (0, 0, 0)
    assert told(findings) == [
        ("K074", "a must be from -100 to 100"),
        ("K074", "b is not a length of time"),
        ("K074", "c is not a length of time"),
    ]


def test_arrays_of_something_else_are_told() -> None:
    found, findings = record('a = ["x", 1]\nb = [1, "x", -1, true]\nc = 3\nd = ["a", "b", "c"]\n')
    assert found.texts("a") == ("x",)
    assert found.wholes("b", ()) == (1, -1, True)
    assert found.texts("c") == ()
    assert found.one_or_more("d") == ("a", "b", "c")
    assert [code for code, _ in told(findings)] == ["K073"] * 5 + ["K074"]


def test_a_word_that_is_no_choice_is_told_with_the_nearest_or_all() -> None:
    found, findings = record(f'a = "blok"\nb = "zzz"\nc = "{"x" * 100}"\n')
    choices = {"block": 1, "allow": 2}
    assert [found.choice(key, choices) for key in "abc"] == [1, 1, 1]
    assert [finding.hint.en for finding in findings] == [
        "did you mean block? allowed: block, allow",
        "allowed: block, allow",
        "allowed: block, allow",
    ]
    assert len(findings[2].message.en) < 80


def test_unknown_keys_are_told_with_the_nearest_known() -> None:
    found, findings = record("titel = 1\nzzz = 2\ntitle = 3\n")
    found.whole("title", 0, 0, 9)
    found.finish()
    assert [(one.message.en, one.hint.en) for one in findings] == [
        ("unknown key titel", "did you mean title?"),
        ("unknown key zzz", "allowed: title"),
    ]


def test_a_text_in_one_language_only_is_told() -> None:
    found, findings = record('a = { zh = "中" }\nb = { zh = "中", en = "e", fr = "f" }\nc = "x"\n')
    found.bilingual("a")
    found.bilingual("b")
    assert found.bilingual("c") == Text("", "")
    assert told(findings) == [
        ("K071", "en is missing"),
        ("K072", "unknown key fr"),
        ("K073", "c must be a table, this is a string"),
    ]
    assert found.broken


def test_a_table_that_is_none_is_told() -> None:
    found, findings = record("a = [1]\nb = { x = 2 }\nc = 3\n")
    assert [one.broken for one in found.tables("a")] == [True]
    assert found.named("b")["x"].text("y") == ""
    assert found.tables("c") == []
    assert found.named("c") == {}
    assert found.table("c") == {}
    assert [message for _, message in told(findings)] == [
        "0 must be a table, this is a whole number",
        "x must be a table, this is a whole number",
        "c must be an array, this is a whole number",
        "c must be a table, this is a whole number",
        "c must be a table, this is a whole number",
    ]


def test_a_sound_table_is_read_with_its_defaults() -> None:
    found, findings = record('a = "x"\nb = 5\nc = true\nd = ["p"]\ne = { zh = "中", en = "e" }\nf = "2h"\ng = "q"\n')
    assert (found.text("a"), found.whole("b", None, 0, 9), found.flag("c", default=False)) == ("x", 5, True)
    assert (found.texts("d"), found.one_or_more("d"), found.one_or_more("a")) == (("p",), ("p",), ("x",))
    assert (found.bilingual("e"), found.duration("f")) == (Text("中", "e"), 7_200_000_000)
    assert found.bilingual("none", Text("无", "none")) == Text("无", "none")
    assert (found.choice("none", {"x": 1}, 7), found.wholes("none", (1, 2)), found.tables("none")) == (7, (1, 2), [])
    assert (found.duration("none", "1m"), found.text("none", "z"), found.whole("none", 4, 0, 9)) == (60_000_000, "z", 4)
    found.asked("g")
    found.finish()
    assert not findings
    assert not found.broken


@pytest.mark.parametrize(
    ("word", "micros"),
    [("1s", 1_000_000), ("180d", 15_552_000_000_000), ("10", None), ("1.5h", None), ("-1h", None), ("", None)],
)
def test_a_length_of_time_is_a_whole_number_and_a_unit(word: str, micros: int | None) -> None:
    assert duration(word) == micros
