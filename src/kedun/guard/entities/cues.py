"""Words that say what the number beside them is, found in one pass by one automaton.

A cue is a class and a span; the classes are the keys of `cues` in `words.toml`.
"""

from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from kedun.guard.entities.words import words

__all__ = ["COMPANIES", "TELLING", "Cue", "cues_of", "has_disguised_cue"]

Cue = tuple[str, int, int]
"""Class, start, end."""

COMPANIES = frozenset({"SF", "ZTO", "YTO", "YUNDA", "STO", "JT", "JD", "EMS", "DPK"})
"""Classes that name a courier company, by the code the formal check knows it by."""

TELLING = frozenset({"wechat", "qq", "code", "password", "cvv", "paycode", "card", "id", "phone", "order"})
"""Classes worth looking for in disguise."""

_PHRASES = {"code": ("verification code", "Verification code", "one-time code", "login code", "SMS code")}
_DISGUISABLE = ("微信", "vx", "wx", "验证码", "校验码", "密码", "扣扣", "qq", "付款码", "卡号", "身份证")


def cues_of(text: str) -> list[Cue]:
    """The cues of a text without lone surrogates, in order and without overlap; of two, the longer."""
    automaton, classes = _automaton()
    return [(classes[index], start, end) for index, start, end in automaton.find_matches_as_indexes(text)]


def has_disguised_cue(clean: str, bare: str) -> bool:
    """Whether a sensitive word stands in the bare text that is not to be seen in the clean one."""
    for word in _DISGUISABLE:  # noqa: SIM110  # a generator would cost four times as much, on every message
        if word in bare and word not in clean:
            return True
    return False


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    """The automaton and the class of each of its words."""
    table = [(kind, word) for kind, found in words("cues").items() for word in (*found, *_PHRASES.get(kind, ()))]
    automaton = AhoCorasick([word for _, word in table], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(kind for kind, _ in table)
