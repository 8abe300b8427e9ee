"""The table of what is found and what is left alone, beside Han characters."""

import tomllib
from pathlib import Path

import pytest

from kedun.guard.entities import KINDS, find
from kedun.guard.fold import fold

pytestmark = pytest.mark.clause("3.1", "4.3")

TABLE = tomllib.loads((Path(__file__).parent / "table.toml").read_text(encoding="utf-8"))
FOUND = [(kind, text, value) for kind, rows in TABLE.items() for text, value in rows["found"]]
LEFT = [(kind, text) for kind, rows in TABLE.items() for text in rows["left"]]


def values(kind: str, text: str) -> list[str]:
    return [hit.value for hit in find(fold(text)) if hit.kind == kind]


def test_the_table_is_large_and_even() -> None:
    assert len(FOUND) >= 400
    assert len(LEFT) >= 400
    assert set(TABLE) == KINDS
    assert all(len(rows["found"]) >= 12 and len(rows["left"]) >= 12 for rows in TABLE.values())


@pytest.mark.parametrize(("kind", "text"), LEFT)
def test_what_only_looks_alike_is_left_alone(kind: str, text: str) -> None:
    assert values(kind, text) == []


@pytest.mark.parametrize(("kind", "text", "value"), FOUND)
def test_what_is_there_is_found(kind: str, text: str, value: str) -> None:
    assert value in values(kind, text)
