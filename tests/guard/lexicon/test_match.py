"""The compiled lexicon finds exactly what a slow and clear reading of its patterns finds."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kedun.guard.fold import sound
from kedun.guard.lexicon import Concept, Lexicon, Pattern, load

_LETTERS = "甲乙丙丁。，"
_WORD = st.text("甲乙丙丁", min_size=1, max_size=3)
_GROUP = st.lists(_WORD, min_size=1, max_size=3, unique=True).map(tuple)
_PATTERN = st.builds(
    Pattern,
    concept=st.just("c"),
    any=_GROUP,
    near=st.lists(_GROUP, max_size=2).map(tuple),
    within=st.integers(0, 6),
    order=st.sampled_from(["any", "after", "before"]),
    not_near=st.one_of(st.just(()), _GROUP),
    apart=st.integers(0, 4),
)
_PATTERNS = st.lists(_PATTERN, min_size=1, max_size=4).map(tuple)
_TEXT = st.text(_LETTERS, max_size=40)

Span = tuple[int, int]


def lexicon_of(patterns: tuple[Pattern, ...]) -> Lexicon:
    row = {"id": "c", "title": {"zh": "甲", "en": "c"}, "clause": "C4.3-01", "weight": 10}
    return Lexicon((msgspec.convert(row, Concept),), patterns)


def one(*words: str, **more: object) -> Lexicon:
    return lexicon_of((msgspec.convert({"concept": "c", "any": words, **more}, Pattern),))


def places(words: tuple[str, ...], text: str) -> list[Span]:
    """Every place of every word, the earliest end first, of equal ends the longest."""
    found = [(at, at + len(word)) for word in words for at in range(len(text)) if text.startswith(word, at)]
    return sorted(set(found), key=lambda span: (span[1], span[0]))


def region(pattern: Pattern, anchor: Span, text: str) -> Span | None:
    """From the anchor to the nearest word of every group; of two as near the one before, then the shorter."""
    start, end = anchor
    low, high = anchor
    for group in pattern.near:
        near: list[tuple[int, bool, int, Span]] = []
        for left, right in places(group, text):
            if left < end and right > start:
                continue
            before = right <= start
            gap = start - right if before else left - end
            if gap <= pattern.within and pattern.order != ("after" if before else "before"):
                near.append((gap, not before, right - left, (left, right)))
        if not near:
            return None
        left, right = min(near)[3]
        low, high = min(low, left), max(high, right)
    return low, high


def spoiled(pattern: Pattern, anchor: Span, span: Span, text: str) -> bool:
    """Whether an unwanted word other than the anchor stands in the region or beside it in the same sentence."""
    low, high = span
    for left, right in places(pattern.not_near, text):
        if (left, right) == anchor or right < low - pattern.apart or left > high + pattern.apart:
            continue
        between = text[right:low] if right <= low else text[high:left] if left >= high else ""
        if "。" not in between:
            return True
    return False


def slowly(pattern: Pattern, text: str) -> Span | None:
    for anchor in places(pattern.any, text):
        span = region(pattern, anchor, text)
        if span is not None and not spoiled(pattern, anchor, span, text):
            return span
    return None


def all_slowly(patterns: tuple[Pattern, ...], text: str) -> set[tuple[int, int, int]]:
    found = ((number, slowly(pattern, text)) for number, pattern in enumerate(patterns))
    return {(number, *span) for number, span in found if span is not None}


@settings(max_examples=600)
@given(patterns=_PATTERNS, text=_TEXT)
def test_a_random_lexicon_finds_in_a_random_text_what_a_slow_reading_finds(
    patterns: tuple[Pattern, ...], text: str
) -> None:
    assert set(lexicon_of(patterns).said(text)) == all_slowly(patterns, text)


@settings(max_examples=200)
@given(patterns=_PATTERNS, text=_TEXT)
def test_what_is_found_comes_once_a_pattern_and_by_position(patterns: tuple[Pattern, ...], text: str) -> None:
    said = lexicon_of(patterns).said(text)
    assert [start for _, start, _ in said] == sorted(start for _, start, _ in said)
    assert len({number for number, _, _ in said}) == len(said)
    assert all(0 <= start < end <= len(text) for _, start, end in said)


@settings(max_examples=300)
@given(patterns=_PATTERNS, text=_TEXT, before=st.integers(800, 2_100))
def test_where_a_text_lies_in_a_long_one_changes_nothing(patterns: tuple[Pattern, ...], text: str, before: int) -> None:
    said = lexicon_of(patterns).said("一" * before + text + "一" * 1_500)
    expected = all_slowly(patterns, text)
    assert {number for number, _, _ in said} == {number for number, _, _ in expected}
    assert {(number, start - before, end - before) for number, start, end in said} >= expected


@pytest.mark.parametrize("before", range(860, 1_010))
def test_a_spoiler_is_seen_across_every_cut(before: int) -> None:
    lexicon = one("验证码", near=[["发我"]], within=5, not_near=["不要"], apart=6)
    assert lexicon.said("一" * before + "不要把您的验证码发我" + "一" * 1_500) == []


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("验证码发我", True),
        ("验证码一二三四五发我", True),
        ("验证码一二三四五六发我", False),  # six signs apart, five allowed
        ("发我验证码", True),
        ("不验证码发我", False),
        ("不。验证码发我", True),  # another sentence
        ("验证码发我一二三不", False),
        ("验证码发我一二三四不", True),  # four signs apart, three looked at
        ("验证码不发我", False),
        ("验证码", False),
        ("发我", False),
    ],
)
def test_distances_are_from_edge_to_edge_and_a_sentence_ends_a_spoiler(text: str, met: bool) -> None:
    lexicon = one("验证码", near=[["发我"]], within=5, not_near=["不"], apart=3)
    assert bool(lexicon.said(text)) is met


def test_order_says_on_which_side_the_near_word_must_stand() -> None:
    after = one("转", near=[["我"]], order="after")
    before = one("转", near=[["我"]], order="before")
    assert [bool(lexicon.said(text)) for lexicon in (after, before) for text in ("转我", "我转")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_an_anchor_is_no_near_word_of_itself() -> None:
    assert one("转账", near=[["转"]]).said("转账") == []
    assert one("转账", near=[["转"]]).said("转账转") != []


def test_a_spoiled_anchor_leaves_the_next_one_to_be_heard() -> None:
    lexicon = one("转账", not_near=["不"], apart=1)
    assert lexicon.said("不转账，请您现在转账") == [(0, 8, 10)]


def test_a_longer_word_is_heard_by_its_sound_and_a_short_one_is_not() -> None:
    lexicon = one("验证码", "转账")
    lexicon.hear(sound)
    for text, met in (("验正码", True), ("赚帐", False), ("转账", True)):
        assert bool(lexicon.said(text, sound(text))) is met
    assert one("验证码").said("验正码", sound("验正码")) == [], "a lexicon that was not told to hear does not"


def test_a_question_is_not_heard_as_a_code() -> None:
    lexicon = one("验证码")
    lexicon.hear(sound)
    assert lexicon.said("言证吗", sound("言证吗")) == []


def test_every_anchor_without_conditions_of_the_shipped_lexicon_is_found_alone() -> None:
    lexicon = load()
    missed = []
    for number, pattern in enumerate(lexicon.patterns):
        if not pattern.near:
            missed += [
                (pattern.concept, word)
                for word in pattern.any
                if not any(bad in word for bad in pattern.not_near)
                and number not in {found for found, _, _ in lexicon.said(word)}
            ]
    assert missed == []
