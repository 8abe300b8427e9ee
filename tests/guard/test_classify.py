"""The text model: a sum of weighted runs of characters that can be taken apart again."""

from importlib.resources import files
from itertools import pairwise
from math import sqrt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.classify import SHRINK, Evidence, TextModel, TextModelFile, read
from kedun.guard.fold import fold, sound
from kedun.kernel.errors import InputError

FILE = TextModelFile(
    1,
    {"made": "by hand"},
    ("转账", "安全账户", "账户", "您好", sound("转账")),
    (2000, 3000, 500, -4000, 1000),
    {"T12": {"1": 800}, "T02": {"0": 300, "1": 100}},
)
MODEL = TextModel(FILE)
_TEXTS = st.text(st.sampled_from("转账安全户您好，。1 a"), max_size=60)


def views(text: str) -> tuple[str, str]:
    bare = fold(text).bare
    return bare, sound(bare)


def test_what_is_no_model_is_an_error() -> None:
    stored = msgspec.json.encode(FILE)
    for content in (b"", b"[]", b"{}", stored[:-2], stored.replace(b'"about"', b'"abouts"'), b"\xff"):
        with pytest.raises(InputError):
            read(content)
    assert read(stored) == FILE


@pytest.mark.parametrize("changed", [{"format": 2}, {"weights": (1, 2)}, {"grams": ()}])
def test_a_model_of_another_format_or_of_uneven_lists_is_an_error(changed: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        TextModel(msgspec.structs.replace(FILE, **changed))
    assert "train" in caught.value.text("en")


def test_a_run_counts_once_a_message_however_often_it_is_said() -> None:
    assert MODEL.weigh("转账", "") == MODEL.weigh("转账转账转账", "") == Evidence(2.0, 1)


def test_runs_within_runs_all_count() -> None:
    assert MODEL.weigh("安全账户", "") == Evidence(3.5, 2)


def test_a_homophone_is_met_by_its_sound() -> None:
    bare = "赚帐"
    assert MODEL.weigh(bare, bare).count == 0
    assert MODEL.weigh(bare, sound(bare)) == Evidence(1.0, 1)


def test_the_score_is_the_sum_over_the_root_of_what_was_met() -> None:
    assert MODEL.weigh("您好，转账", "").logit() == pytest.approx(-2.0 / sqrt(2 + SHRINK))
    assert Evidence(0.0, 0.0).logit() == 0


@given(text=_TEXTS)
def test_weighing_is_what_a_clear_count_gives(text: str) -> None:
    bare, heard = views(text)
    met = [number for number, gram in enumerate(FILE.grams) if gram in bare or gram in heard]
    assert MODEL.weigh(bare, heard) == Evidence(sum(FILE.weights[n] for n in met) / 1000, len(met))


@given(before=st.integers(0, 60_000), after=st.integers(0, 30_000))
def test_a_run_is_met_wherever_it_lies_in_a_long_text(before: int, after: int) -> None:
    assert MODEL.weigh("好" * before + "安全账户" + "好" * after, "").count == 2


@given(text=_TEXTS)
def test_the_explanation_names_what_speaks_for_fraud_best_first_and_apart(text: str) -> None:
    bare, heard = views(text)
    told = MODEL.because(bare, heard)
    assert len(told) <= 3
    assert [strength for _, _, strength in told] == sorted((strength for _, _, strength in told), reverse=True)
    grams = dict(zip(FILE.grams, FILE.weights, strict=True))
    for start, end, strength in told:
        assert strength > 0
        assert strength * 1000 in {grams.get(bare[start:end]), grams.get(heard[start:end])}
    spans = sorted((start, end) for start, end, _ in told)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    raises = [gram for gram in FILE.grams if gram != "您好" and (gram in bare or gram in heard)]
    assert bool(told) == bool(raises)


def test_the_best_explanation_wins_over_what_it_holds() -> None:
    assert MODEL.because("转到安全账户", "")[0] == (2, 6, 3.0)
    assert len(MODEL.because("转到安全账户", "")) == 1


def test_types_are_scored_by_what_was_met() -> None:
    scores = MODEL.types(MODEL.met("请转账到安全账户", ""))
    assert max(scores, key=lambda type_: scores[type_]) == "T12"
    assert MODEL.types(MODEL.met("您好", "")) == {}


def test_an_empty_model_says_nothing() -> None:
    empty = TextModel(TextModelFile(1, {}, (), ()))
    assert empty.weigh("转账", sound("转账")) == Evidence(0.0, 0.0)
    assert empty.because("转账", sound("转账")) == []


def test_the_shipped_model_is_small_holds_no_digit_and_speaks_of_known_types() -> None:
    stored = (files("kedun.guard") / "model" / "text.json").read_bytes()
    assert len(stored) <= 6_000_000
    shipped = read(stored)
    assert not any(sign in gram for gram in shipped.grams for sign in "0123456789")
    assert len(set(shipped.grams)) == len(shipped.grams) > 1_000
    assert {name for name in shipped.types if not ("T01" <= name <= "T38")} == set()
    assert all(0 <= int(gram) < len(shipped.grams) for weights in shipped.types.values() for gram in weights)
