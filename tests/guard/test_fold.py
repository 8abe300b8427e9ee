from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.fold import fold, sound
from kedun.guard.forms import in_bare_form
from kedun.guard.glyphs import bare_table, clean_table, kept_emoji
from kedun.guard.origins import Origins

_HERE = Path(__file__).parent
# Where the plain word that comes back is the everyday one.
_EVERYDAY = {"收款账户": "收款码", "qq群": "群号", "群聊": "群", "手机号": "电话"}
_ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
_SPICED = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "微",
                "薇",
                "信",
                "v",
                "x",
                "+",
                "❤",
                "🐧",
                "一",
                "三",
                "八",
                "〇",
                "1",
                "l",
                "O",
                "-",
                "丶",
                "幺",
                "\u200b",
            ]
        ),
        st.sampled_from(
            [
                "加",
                "号",
                "转",
                "轉",
                "zhang",
                "账",
                "。",
                "，",
                "！",
                "\n",
                "讠正",
                "yi ",
                "san",
                "１",
                "①",
                "️⃣",
                "\ud800",
            ]
        ),
        st.characters(exclude_categories=()),
    ),
    max_size=60,
).map("".join)


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


def _simple(text: str) -> str:
    """Bare text without looking for disguises."""
    bare = in_bare_form(text)
    return "".join(char for char in bare if char != "+" and char not in kept_emoji())


@pytest.mark.parametrize("row", _lines("fold_disguises.tsv"))
def test_a_disguise_comes_back_as_what_it_means(row: str) -> None:
    meaning, form, sentence = row.split("\t")
    bare = fold(sentence).bare
    assert meaning in bare or _EVERYDAY.get(meaning, meaning) in bare, (form, bare)


def test_there_are_all_the_disguises_of_the_handbook() -> None:
    assert len({tuple(row.split("\t")[:2]) for row in _lines("fold_disguises.tsv")}) >= 561


@pytest.mark.parametrize("sentence", _lines("fold_plain.txt"))
def test_plain_text_comes_through(sentence: str) -> None:
    folded = fold(sentence)
    assert folded.clean == sentence.translate(clean_table())
    assert folded.bare == _simple(sentence)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ＶＸ１３８", "VX138"),
        ("𝐕𝐗 𝟏𝟑𝟖", "VX 138"),
        ("Ѵх", "Vx"),
        ("微\u200b信\u202e号\u2060", "微信号"),
        ("v\u0336x\u0336", "vx"),
        ("é", "e"),
        ("e\u0301", "e"),
        ("轉賬到銀行", "转账到银行"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("①③⑧⓪❶➂", "138013"),
        ("幺三八零零幺三八零零零", "13800138000"),
        ("壹叁捌零零壹叁捌零零零", "13800138000"),
        ("138零零138000", "13800138000"),
        ("一-三-八-零-零-一", "1-3-8-0-0-1"),
        ("l38OO138OOO", "13800138000"),
        ("衣三吧零零衣三吧零零零", "13800138000"),
        ("yi san ba ling ling", "1 3 8 0 0"),
        ("📱和☎", "手机和电话"),
        ("你好\u3000世界\xa0", "你好 世界 "),
        ("a\U000e0041b\U000e0100", "ab"),
        ("a\ud83db", "a\ufffdb"),
        ("⻋专账", "车专账"),
    ],
)
def test_clean_text_is_in_plain_characters(text: str, clean: str) -> None:
    assert fold(text).clean == clean


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("加 我 V-X", "加我微信"),
        ("微*信 微❤️信 微.信", "微信微信微信"),
        ("你好！！！在吗??", "你好。在吗。"),
        ("一，二,三、四", "一，二，三，四"),
        ("车专账给我", "转账给我"),
        ("讠正件和氵去院", "证件和法院"),
        ("把z账记录发我", "把转账记录发我"),
        ("zhuan账", "转账"),
        ("手🐔号多少", "手机号多少"),
        ("加V：abc123", "加微信abc123"),
        ("+V abc123", "加微信abc123"),
        ("银彳亍卡", "银行卡"),
        ("帐胡冻姐了", "帐胡冻结了"),
        ("验讵码", "验证码"),
        ("徽章和徵信", "徽章和徵信"),
        ("", ""),
    ],
)
def test_bare_text_says_what_is_meant(text: str, bare: str) -> None:
    assert fold(text).bare == bare


@pytest.mark.parametrize("text", ["100一200元", "138号两台", "二零二四年", "三三两两", "一共50元", "010-67028866三个"])
def test_han_digits_in_ordinary_text_stay(text: str) -> None:
    assert fold(text).clean == text


def test_a_span_of_the_disguised_word_is_found_again() -> None:
    text = "找薇\u200b-❤ 号"
    folded = fold(text)
    at = folded.bare.index("微信")
    start, end = folded.in_bare(at, at + 2)
    assert text[start:end] == "薇\u200b-❤"


def test_a_span_of_digits_is_found_again() -> None:
    text = "电话：壹叁捌，零零① ③⑧000。"
    folded = fold(text)
    start, end = folded.in_clean(3, 16)
    assert text[start:end] == "壹叁捌，零零① ③⑧000"


@given(st.one_of(_ANY, _SPICED))
def test_spans_stay_in_range_and_order(text: str) -> None:
    folded = fold(text)
    for view, back in ((folded.clean, folded.in_clean), (folded.bare, folded.in_bare)):
        spans = [back(at, at + 1) for at in range(len(view))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(spans))
        if spans:
            assert back(0, len(view)) == (spans[0][0], spans[-1][1])


@given(st.one_of(_ANY, _SPICED))
def test_clean_text_is_clean(text: str) -> None:
    clean = fold(text).clean
    assert fold(clean).clean == clean


@given(st.one_of(_ANY, _SPICED))
def test_no_view_holds_what_cannot_be_encoded(text: str) -> None:
    folded = fold(text)
    folded.clean.encode()
    folded.bare.encode()
    assert "+" not in folded.bare
    assert not any(char.isspace() or char in kept_emoji() for char in folded.bare)


@given(_ANY)
def test_an_unchanged_character_maps_to_itself(text: str) -> None:
    folded = fold(text)
    if folded.clean == text:
        assert [folded.in_clean(at, at + 1) for at in range(len(text))] == [(at, at + 1) for at in range(len(text))]


@given(_ANY, st.integers(-5, 100), st.integers(-5, 100))
def test_spans_outside_are_clipped(text: str, start: int, end: int) -> None:
    folded = fold(text)
    for first, last in (folded.in_clean(start, end), folded.in_bare(start, end)):
        assert 0 <= first <= last <= len(text)


def test_sound_alikes_sound_alike() -> None:
    assert sound("微信") == sound("威心")
    assert sound("银行卡") == sound("音航咖")
    assert sound("转账") != sound("退款")
    assert sound("zhuang账") == "zhuang" + sound("帐")


@given(_ANY)
def test_sound_keeps_the_length(text: str) -> None:
    assert len(sound(fold(text).bare)) == len(fold(text).bare)


def test_every_character_of_gb2312_has_a_sound() -> None:
    chars = [
        bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF)
    ]
    assert sum(map(len, chars)) == 6763
    assert all("\ue000" <= sound(in_bare_form(char)) <= "\uf8ff" for char in chars if char and in_bare_form(char))


@pytest.mark.parametrize(
    "text", ["v" * 1_000_000, "\u0300" * 100_000, "一3" * 300_000, "yi " * 100_000, "+🐧" * 100_000, "。，" * 100_000]
)
def test_a_huge_text_is_taken(text: str) -> None:
    folded = fold(text)
    assert folded.in_bare(0, len(folded.bare))[1] <= len(text)


@given(st.text(max_size=60), st.integers(0, 70), st.integers(0, 70))
def test_a_span_walked_back_is_the_span_the_origins_tell(text: str, start: int, length: int) -> None:
    folded = fold(text)
    end = min(start + length, len(folded.bare))
    if start < end:
        origins = Origins.of(text).translated(text, clean_table())
        for edits in folded._clean_edits:
            origins = origins.edited(edits)
        origins = origins.translated(folded.clean, bare_table())
        for edits in folded._bare_edits:
            origins = origins.edited(edits)
        assert folded.in_bare(start, end) == origins.span(start, end)
