import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun import packs
from kedun.guard.entities import GUARD_CHECKS

FACTS = tomllib.loads((packs.path("standard") / "events.toml").read_text(encoding="utf-8"))["fact"]
DERIVED = {fact["derive"]: fact for fact in FACTS.values() if "derive" in fact}
NAMES = sorted(GUARD_CHECKS)


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_value_has_an_unknown_form(name: str) -> None:
    sources = DERIVED[name]["from"]
    for place in range(len(sources)):
        values = ["1"] * len(sources)
        assert GUARD_CHECKS[name](*values[:place], None, *values[place + 1 :]) is None


def test_the_standard_pack_uses_every_check_and_no_other() -> None:
    assert set(DERIVED) == set(GUARD_CHECKS)


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text(max_size=40) | st.from_regex(r"[0-9A-Z@.+-]{5,20}", fullmatch=True), choice=st.integers(0, 9))
def test_whatever_is_typed_gets_one_of_the_packs_words(name: str, text: str, choice: int) -> None:
    fact = DERIVED[name]
    named = [FACTS[source].get("values", []) for source in fact["from"][1:]]
    others = [values[choice % len(values)] for values in named]
    assert GUARD_CHECKS[name](text, *others) in fact["values"]
