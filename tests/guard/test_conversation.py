"""A conversation's state can be stored and carried on elsewhere, and nothing else passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guard.made import made_guard

from kedun.guard.conversation import MEMORY, NEW, Conversation, decode, encode, kept, remembered
from kedun.kernel.errors import InputError

NO_STATE = {
    "nothing": b"",
    "no JSON": b"{",
    "an object": b"{}",
    "a text": b'"x"',
    "no UTF-8": b'["\xff"]',
    "turns below zero": b"[-1]",
    "turns without end": b"[99999999999999999999999]",
    "turns that are text": b'["1"]',
    "a stage above P7": b"[1,8]",
    "a stage below none": b"[1,-2]",
    "a risk above 100": b"[1,0,false,101]",
    "a risk below 0": b"[1,0,false,-1]",
    "something said in a message to come": b'[1,0,false,0,[["asks_code",2]]]',
    "something said before the first": b'[1,0,false,0,[["asks_code",0]]]',
    "a word for a message number": b'[1,0,false,0,[["asks_code","1"]]]',
    "more said than is kept": b"[1,0,false,0,[" + b",".join(b'["c%d",1]' % n for n in range(65)) + b"]]",
    "a count below zero": b"[1,0,false,0,[],0,-100]",
    "a recent count below zero": b"[1,0,false,0,[],0,0,0,-100]",
    "evidence beyond a double": b"[1,0,false,0,[],1e999]",
    "evidence beyond reason": b"[1,0,false,0,[],1e300]",
    "a type that is a number": b"[1,0,false,0,[],0,0,0,0,0,5]",
}
_SOME_SAID = st.dictionaries(st.text("abcdefg_", min_size=1, max_size=8), st.integers(1, 40), max_size=100)


@pytest.mark.parametrize("what", NO_STATE)
def test_what_is_no_state_is_an_error_in_both_languages(what: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(NO_STATE[what])
    assert "state" in caught.value.text("en")
    assert "会话状态" in caught.value.text("zh")


def test_a_state_comes_back_as_it_was() -> None:
    state = Conversation(3, 4, True, 88, (("asks_code", 2), ("claims", 3)), 1.5, 20.0, -0.25, 3.0, 0.125, "T16")
    assert decode(encode(state)) == state
    assert decode(encode(state).decode()) == state
    assert decode(b"[]") == NEW


@given(numbers=st.lists(st.floats(-1e9, 1e9), min_size=5, max_size=5), said=_SOME_SAID, turns=st.integers(40, 10**9))
def test_whatever_can_be_read_can_be_gone_on_with(numbers: list[float], said: dict[str, int], turns: int) -> None:
    total, count, recent, few, peak = numbers
    state = Conversation(turns, 3, True, 50, kept(said), total, abs(count), recent, abs(few), peak, "T01")
    found = made_guard().screen("马上转账", decode(encode(state)))
    assert 0 <= found.risk <= 100
    assert found.conversation.turns == turns + 1


def test_something_said_is_forgotten_after_so_many_messages() -> None:
    state = Conversation(turns=20, said=(("old", 20 - MEMORY - 1), ("edge", 20 - MEMORY), ("new", 20)))
    assert remembered(state) == {"edge": 20 - MEMORY, "new": 20}


@given(said=_SOME_SAID)
def test_of_too_many_things_said_the_newest_are_kept(said: dict[str, int]) -> None:
    rows = kept(said)
    assert len(rows) == min(64, len(said))
    left_out = said.keys() - dict(rows).keys()
    assert all(said[name] <= min(turn for _, turn in rows) for name in left_out)


def test_the_state_stays_small_however_long_the_talk() -> None:
    guard, state = made_guard(), NEW
    for number in range(300):
        state = guard.screen("我是客服，您已中奖，验证码发我，马上转账" if number % 3 else "您好", state).conversation
    assert state.turns == 300
    assert len(encode(state)) < 3_000


def test_the_state_holds_no_text_and_no_number_of_a_person() -> None:
    state = made_guard().screen("我是客服张三，手机13800138000，验证码482913发我").conversation
    written = encode(state).decode()
    assert "asks_code" in written
    assert not any(secret in written for secret in ("张三", "13800138000", "482913"))
