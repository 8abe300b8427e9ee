"""What the reference page says of the language is what the code does."""

import re
from pathlib import Path

import pytest

from kedun import packs
from kedun.engine.policy.load import load_pack, load_texts
from kedun.engine.policy.parse import MAX_INTEGER, MAX_PATTERN, MAX_WILDCARDS, parse
from kedun.engine.policy.scan import FUNCTIONS, MAX_CHARACTERS, MAX_NESTING, MAX_TOKENS
from kedun.engine.policy.scope import ENVELOPE, Scope
from kedun.engine.policy.tree import Aggregate, Source

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "policy-language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("condition", [line for kind, text in BLOCKS if kind == "sql" for line in text.splitlines()])
def test_every_condition_shown_can_be_read(condition: str) -> None:
    facts = load_pack(packs.path("standard")).facts
    assert parse(condition, Scope(facts={**ENVELOPE, **facts}), Source("page", 1)).span.end == len(condition)


def test_every_table_shown_loads_in_a_pack() -> None:
    facts = '[fact.amount_fen]\ntype = "int"\nunit = "fen"\n[event.order]\nfacts = ["amount_fen"]\n'
    tables = [text for kind, text in BLOCKS if kind == "toml"]
    feature, listing, score, case = tables
    policy = load_texts(
        {
            "pack.toml": f'id = "x"\nversion = "1"\n{score}',
            "events.toml": facts,
            "features.toml": feature,
            "lists.toml": listing,
            "cases/a.toml": case,
        }
    )
    assert (len(policy.features), len(policy.listings), len(policy.scoring.factors)) == (1, 1, 1)


@pytest.mark.parametrize("word", [*FUNCTIONS, *ENVELOPE, *(f"`{one.value}`" for one in Aggregate)])
def test_every_function_field_and_aggregate_is_on_the_page(word: str) -> None:
    assert word in PAGE


@pytest.mark.parametrize("limit", [MAX_INTEGER, MAX_PATTERN, MAX_WILDCARDS, MAX_CHARACTERS, MAX_TOKENS, MAX_NESTING])
def test_every_limit_is_on_the_page(limit: int) -> None:
    spaced = f"{limit:,}".replace(",", " ")
    assert re.search(rf"\b({limit}|{spaced})\b", PAGE)
