from random import Random

import pytest

from kedun.guard.tables import read_shapes, read_sounds, read_traditional
from kedun.lab.text.attacks import (
    ATTACKS,
    deletion,
    emoji,
    full_width,
    homophone,
    lookalike,
    pinyin,
    symbol,
    traditional,
)

_TEXT = "您好，我是平台客服，请您加微信把验证码发给我，手机红包马上转账到银行卡 abc123"


def test_there_are_eight_attacks() -> None:
    assert set(ATTACKS) == {
        "homophone", "lookalike", "traditional", "symbol", "full_width", "emoji", "pinyin", "deletion"
    }  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_gives_the_same_text(name: str) -> None:
    attack = ATTACKS[name]
    assert attack(_TEXT, Random(7)) == attack(_TEXT, Random(7))
    assert attack(_TEXT, Random(7)) != _TEXT


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_changes_at_probability_zero(name: str) -> None:
    assert ATTACKS[name](_TEXT, Random(1), p=0.0) == _TEXT


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_leaves_an_empty_text_empty(name: str) -> None:
    assert ATTACKS[name]("", Random(1)) == ""


def test_about_three_in_ten_characters_change() -> None:
    text = "转账" * 2000
    changed = sum(old != new for old, new in zip(text, traditional(text, Random(3)), strict=True))
    assert 0.27 < changed / len(text) < 0.33


def test_homophones_keep_the_sound() -> None:
    sounds = read_sounds()
    for old, new in zip("转账微信验证码", homophone("转账微信验证码", Random(5), p=1.0), strict=True):
        assert old != new
        assert sounds[old] == sounds[new]


def test_lookalikes_come_from_the_table() -> None:
    shapes = read_shapes()
    for old, new in zip("转账微信验证码", lookalike("转账微信验证码", Random(5), p=1.0), strict=True):
        assert new in shapes[old]


def test_traditional_forms_are_the_usual_ones() -> None:
    assert traditional("转账银行卡号", Random(5), p=1.0) == "轉賬銀行卡號"
    assert read_traditional()["账"][0] == "賬"


def test_symbols_stand_between_the_characters() -> None:
    attacked = symbol("微信", Random(5), p=1.0)
    assert len(attacked) == 4
    assert attacked[::2] == "微信"


def test_full_width_widens_ascii() -> None:
    assert full_width("vx1", Random(5), p=1.0) == "ｖｘ１"


def test_emoji_replace_words() -> None:
    assert emoji("手机红包", Random(5), p=1.0) in ("📱🧧", "📲🧧")


def test_pinyin_gives_initials_or_syllables() -> None:
    assert all(
        pinyin("码", Random(seed), p=1.0) in ("m", "ma") and pinyin("验", Random(seed), p=1.0) in ("y", "yan")
        for seed in range(20)
    )


def test_deletion_never_takes_two_characters_together() -> None:
    assert deletion("一二三四五六七八", Random(5), p=1.0) == "二四六八"
