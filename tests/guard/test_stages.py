"""The script's stages: only upwards, and a jump is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.stages import STAGES, advance, name

_MET = st.sets(st.integers(0, 7), max_size=8)


def test_every_stage_has_a_name_and_words_in_both_languages() -> None:
    assert [name(stage) for stage in range(len(STAGES))] == [f"P{stage}" for stage in range(8)]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in words.zh) for words in STAGES)
    assert not any("\u4e00" <= sign <= "\u9fff" for words in STAGES for sign in words.en)
    assert len({words.zh for words in STAGES}) == len({words.en for words in STAGES}) == 8


def test_before_the_first_stage_there_is_no_name() -> None:
    assert name(-1) is None


@given(stage=st.integers(-1, 7), met=_MET)
def test_a_stage_never_falls(stage: int, met: set[int]) -> None:
    after, _ = advance(stage, met)
    assert after == max([stage, *met])


@given(stage=st.integers(-1, 7), met=_MET)
def test_meeting_nothing_higher_is_no_jump(stage: int, met: set[int]) -> None:
    assert advance(stage, {step for step in met if step <= stage}) == (stage, False)


@pytest.mark.parametrize(
    ("stage", "met", "expected"),
    [
        (1, {3}, (3, False)),  # one step left out is ordinary
        (1, {4}, (4, True)),
        (1, {2, 4}, (4, False)),  # the step between was met in the same message
        (0, {7}, (7, True)),
        (-1, {2}, (2, False)),
        (-1, {3}, (3, True)),  # opens with moving elsewhere
        (-1, {5}, (5, True)),
        (-1, {1, 5}, (5, False)),  # brings its pretext along
    ],
)
def test_leaving_out_two_stages_is_a_jump(stage: int, met: set[int], expected: tuple[int, bool]) -> None:
    assert advance(stage, met) == expected
