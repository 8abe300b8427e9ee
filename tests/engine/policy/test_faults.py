import pytest

from kedun.engine.policy.faults import Fault, Finding, Mark, broken, ordered, place, width
from kedun.engine.policy.tree import Source, Span, Text
from kedun.kernel.errors import PolicyError

SAID = Text("不对", "wrong")


def drawn(document: str, source: Source, caret: Span, *marks: Mark, lang: str = "en") -> list[str]:
    """The rows of the drawing, without the gutter."""
    fault = place(Finding("K001", source, SAID, caret, marks=marks), {source.path: document})
    excerpt = fault.zh_excerpt if lang == "zh" else fault.excerpt
    return [row.partition("│ ")[2] for row in excerpt.split("\n")]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("abc", 3),
        ("金额", 4),
        ("＞", 2),
        ("a金b", 4),
        ("e\u0301", 1),
        ("\u200b", 0),
        ("ﾊ", 1),
        ("한", 2),
        ("…", 1),
        ("", 0),
    ],
)
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_a_caret_stands_under_its_character_after_han_and_fullwidth_ones() -> None:
    text = "category = '手机Ａ' AND x > 1"
    document = f'when = "{text}"\n'
    at = text.index("x")
    rows = drawn(document, Source("a", 1, 9, text), Span(at, at + 1))
    assert rows == [document.strip(), " " * width(document[: 8 + at]) + "^"]


def test_operands_are_underlined_and_labelled_in_both_languages() -> None:
    text = "价 > b"
    document = f"when = '{text}'"
    marks = (Mark(Span(0, 1), Text("分", "fen")), Mark(Span(4, 5), Text("元", "yuan")))
    assert drawn(document, Source("a", 1, 9, text), Span(2, 3), *marks) == [
        document,
        "        ~~ ^ ~",
        "        fen  yuan",
    ]
    assert drawn(document, Source("a", 1, 9, text), Span(2, 3), *marks, lang="zh")[2] == "        分   元"


def test_labels_that_would_touch_stand_on_rows_of_their_own() -> None:
    marks = (Mark(Span(0, 1), Text("长", "a long label")), Mark(Span(4, 5), Text("短", "short")))
    rows = drawn("a > b", Source("a", 1, 1, "a > b"), Span(2, 3), *marks)
    assert rows[2:] == ["a long label", "    short"]


def test_a_mark_over_the_caret_is_written_over() -> None:
    rows = drawn("abcd", Source("a", 1, 1, "abcd"), Span(0, 4), Mark(Span(1, 3), Text("", "")))
    assert rows == ["abcd", "^~~^"]


def test_an_escape_in_the_file_moves_the_caret_by_what_it_takes_there() -> None:
    text = 'a = "q" AND 手 > 1'
    document = 'when = "a = \\"q\\" AND \\u624b > 1"'
    at = text.index(">")
    fault = place(Finding("K001", Source("a", 1, 9, text), SAID, Span(at, at + 1)), {"a": document})
    assert document[fault.column - 1] == ">"
    long = 'when = "\\U0000624b > 1"'
    fault = place(Finding("K001", Source("a", 1, 9, "手 > 1"), SAID, Span(2, 3)), {"a": long})
    assert long[fault.column - 1] == ">"


@pytest.mark.parametrize("quote", ['"""', "'''"])
def test_text_over_several_lines_is_shown_on_the_line_that_is_meant(quote: str) -> None:
    text = "a > 1\nAND b > 2\n"
    document = f"id = 1\nwhen = {quote}\n{text}{quote}\n"
    source = Source("a", 3, 1, text)
    at = text.index("b")
    fault = place(
        Finding("K001", source, SAID, Span(at, at + 1), marks=(Mark(Span(0, 1), Text("", "")),)), {"a": document}
    )
    assert (fault.line, fault.column) == (4, 5)
    assert fault.excerpt == "        3 │ a > 1\n          │ ~\n        4 │ AND b > 2\n          │     ^"


def test_a_line_end_escaped_in_the_file_is_passed_over() -> None:
    document = 'when = """\\\n    a > 1 AND \\\n    b > 2"""'
    text = "a > 1 AND b > 2"
    at = text.index("b")
    fault = place(Finding("K001", Source("a", 1, 11, text), SAID, Span(at, at + 1)), {"a": document})
    assert (fault.line, fault.column) == (3, 5)


def test_a_backslash_means_itself_in_a_literal_string() -> None:
    text = r"a = '\' AND b"
    fault = place(Finding("K001", Source("a", 1, 11, text), SAID, Span(12, 13)), {"a": f"when = '''{text}'''"})
    assert (fault.line, fault.column) == (1, 23)


def test_without_the_file_the_condition_itself_is_drawn_at_its_place() -> None:
    fault = place(Finding("K001", Source("a", 7, 9, "a > b\nAND c"), SAID, Span(4, 5)), {})
    assert (fault.line, fault.column) == (7, 13)
    assert fault.excerpt == "        7 │ a > b\n          │     ^"
    second = place(Finding("K001", Source("a", 7, 9, "a > b\nAND c"), SAID, Span(10, 11)), {})
    assert (second.line, second.column) == (8, 5)


def test_a_line_without_end_is_cut_around_the_caret() -> None:
    text = "x" * 5000 + "!" + "y" * 5000
    shown, under = drawn(text, Source("a", 1, 1, text), Span(5000, 5001))
    assert width(shown) <= 161
    assert shown[under.index("^")] == "!"
    assert shown.startswith("…")


def test_a_tab_takes_one_cell_and_a_place_past_the_end_the_last() -> None:
    assert drawn("\ta > 1", Source("a", 1, 2, "a > 1"), Span(2, 3)) == [" a > 1", "   ^"]
    assert drawn("a", Source("a", 1, 1, "a"), Span(50, 60)) == ["a", " ^"]


def test_a_fault_says_place_code_message_drawing_and_hint_in_both_languages() -> None:
    finding = Finding(
        "K012",
        Source("rules/a.toml", 2, 9, "a > b"),
        Text("分与元比较", "fen compared with yuan"),
        Span(2, 3),
        Text("改", "mend"),
    )
    fault = place(finding, {"rules/a.toml": 'id = 1\nwhen = "a > b"'})
    assert str(fault) == fault.text("en")
    assert fault.text("en").split("\n") == [
        "rules/a.toml:2:11  error[K012]: fen compared with yuan",
        '        2 │ when = "a > b"',
        "          │           ^",
        "  hint: mend",
    ]
    assert fault.text("zh").split("\n")[0] == "rules/a.toml:2:11  错误[K012]：分与元比较"
    assert fault.text("zh").split("\n")[-1] == "  建议：改"


def test_a_fault_without_a_place_has_no_drawing() -> None:
    fault = place(Finding("K075", Source("pack.toml", 0), SAID, severity="warning"), {"pack.toml": "x"})
    assert fault.text("en") == "pack.toml  warning[K075]: wrong"
    assert fault.text("zh") == "pack.toml  提醒[K075]：不对"


def test_faults_are_told_once_by_file_and_line_in_both_languages() -> None:
    faults = [Fault("K002", "b", "z.toml", 1, 1), Fault("K001", "a", "a.toml", 9), Fault("K001", "a", "a.toml", 2)]
    assert [(one.path, one.line) for one in ordered([*faults, faults[0]])] == [
        ("a.toml", 2),
        ("a.toml", 9),
        ("z.toml", 1),
    ]
    error = broken(faults)
    assert isinstance(error, PolicyError)
    assert error.text("en").startswith("the pack has 3 faults\na.toml:2")
    assert error.text("zh").startswith("规则包有 3 处错误\na.toml:2")
