import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kedun.engine.policy.document import MAX_BYTES, Document, read_document


def document(text: str) -> Document:
    found, findings = read_document("a.toml", text)
    assert not findings
    return found


def at(found: Document, *path: str | int) -> tuple[int, int]:
    source = found.source(path)
    return source.line, source.column


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = = 2", (2, 5)),
        ("a = [1,", (1, 8)),
        ('a = """x', (1, 9)),
        ("a = 1\na = 2", (2, 6)),
        ("[a]\n[a]", (2, 3)),
        ("a = '\x00'", (1, 6)),
    ],
)
def test_toml_that_is_not_well_formed_is_told_with_its_line(text: str, place: tuple[int, int]) -> None:
    found, (finding,) = read_document("a.toml", text)
    assert (finding.code, finding.source.line, finding.source.column) == ("K070", *place)
    assert found.data == {}


@pytest.mark.parametrize("text", ["a = " + "[" * 5000 + "]" * 5000, "a = " + "9" * 5000], ids=["nested", "digits"])
def test_toml_without_end_is_told(text: str) -> None:
    assert [finding.code for finding in read_document("a.toml", text)[1]] == ["K070"]


def test_a_file_too_large_is_told_without_reading_it() -> None:
    found, (finding,) = read_document("a.toml", "# " + "x" * MAX_BYTES)
    assert (finding.code, found.data) == ("K075", {})


PLACES = '''\
# a comment = "x"
id = "one" # another
"quoted key" = 1
dotted.key = 'two'
many = [
    "x", # why
    "y",
]
table = { zh = "中", en = "e", deep = { a = [1, { b = "c" }] } }
long = """
first
second"""
tight = """x"""
ends = """he said "so"""""
escaped = "a \\" b"
literal = 'a \\ b'
[section]
when = "x"
[section.sub]
n = 1.5
[[list]]
id = "l1"
[[list.entry]]
value = "e1"
[[list.entry]]
value = "e2"
[[list]]
id = "l2"
[list.more]
x = 2026-01-01T00:00:00Z
[[list.entry]]
value = "e3"
'''


def test_every_key_and_value_is_found_where_it_stands() -> None:
    found = document(PLACES)
    assert at(found, "id") == (2, 7)
    assert at(found, "quoted key") == (3, 16)
    assert at(found, "dotted", "key") == (4, 15)
    assert at(found, "many", 0) == (6, 6)
    assert at(found, "many", 1) == (7, 6)
    assert at(found, "table", "zh") == (9, 17)
    assert at(found, "table", "deep", "a", 1, "b") == (9, 55)
    assert at(found, "long") == (11, 1)
    assert at(found, "tight") == (13, 12)
    assert at(found, "ends") == (14, 11)
    assert at(found, "escaped") == (15, 12)
    assert at(found, "literal") == (16, 12)
    assert at(found, "section", "when") == (18, 9)
    assert at(found, "section", "sub", "n") == (20, 5)
    assert at(found, "list", 0) == (21, 1)
    assert at(found, "list", 0, "entry", 1, "value") == (26, 10)
    assert at(found, "list", 1, "id") == (28, 7)
    assert at(found, "list", 1, "more", "x") == (30, 5)
    assert at(found, "list", 1, "entry", 0, "value") == (32, 10)
    key = found.key_source(("section", "when"))
    assert (key.line, key.column, key.text) == (18, 1, "when")


def test_what_is_not_there_is_placed_at_the_table_that_should_hold_it() -> None:
    found = document("[a]\nb = 1")
    assert at(found, "a", "missing") == (1, 1)
    assert at(found, "nowhere") == (1, 1)
    assert found.key_source(()).text == ""


def test_windows_line_ends_count_as_one() -> None:
    assert at(document("a = 1\r\nb = 'x'\r\n"), "b") == (2, 6)


KEYS = st.text("ab-_1", min_size=1, max_size=4)
STRINGS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


def written(value: object) -> str:
    """TOML for a value, strings in one of the ways to write them."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            plain = value.replace("\\", "\\\\").replace('"', '\\"')
            return f"'{value}'" if len(value) % 3 == 0 and "'" not in value else f'"{plain}"'
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + " }"
        case _:
            return str(value)


VALUES = st.recursive(
    STRINGS | st.integers(-999, 999) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.lists(st.dictionaries(KEYS, VALUES, max_size=2), max_size=3))
@example({"a": {"b": ["]", "}", "#"]}}, [{"a": '"'}])
def test_every_string_stands_where_it_is_said_to(top: dict[str, object], tables: list[dict[str, object]]) -> None:
    text = "".join(f"{key} = {written(value)} # note\n" for key, value in top.items())
    text += "".join("[[t]]\n" + "".join(f"{key} = {written(one)}\n" for key, one in row.items()) for row in tables)
    found = document(text)
    assert found.data == tomllib.loads(text)
    for path, value in strings((), found.data):
        source = found.source(path)
        line = text.split("\n")[source.line - 1]
        plain = value.replace("\\", "\\\\").replace('"', '\\"')
        assert line[source.column - 1 :].startswith((value + "'", plain + '"'))


def strings(path: tuple[str | int, ...], value: object) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in pairs for found in strings((*path, key), one)]
