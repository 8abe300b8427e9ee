"""A small guard whose every weight is known, for tests that must not hang on what training found."""

import msgspec

from kedun.guard.classify import TextModel, TextModelFile
from kedun.guard.lexicon import Concept, Lexicon, Pattern
from kedun.guard.screen import Guard
from kedun.guard.weigh import Weights

__all__ = ["concept", "made_guard", "pattern", "weights"]


def concept(id_: str, weight: int = 30, **more: object) -> dict[str, object]:
    """A concept's row."""
    return {"id": id_, "title": {"zh": id_, "en": id_}, "clause": "C4.3-01", "weight": weight, **more}


def pattern(concept_: str, *words: str, **more: object) -> dict[str, object]:
    """A pattern's row."""
    return {"concept": concept_, "any": words, **more}


def weights(**changed: object) -> Weights:
    """Weights by which every concept of `made_guard` counts."""
    single = {"claims": 1.0, "lures": 1.5, "asks_code": 3.0, "wants_money": 3.0, "out_asks_code": 1.0, "warns": -4.0}
    pairs = {"asks_code": {"claims": 1.0}}
    given: dict[str, object] = {
        "format": 1,
        "bias": -2.0,
        "alarm": 0.5,
        "alarm_later": 1.0,
        "slope": 20.0,
        "numbers": {"text": 0.5, "levers": 0.5, "jump": 0.5, "stages": 0.25},
        "single": single,
        "pairs": pairs,
    }
    return Weights(**{**given, **changed})  # type: ignore[arg-type] # a test's own mixture


def made_guard() -> Guard:
    """Six things to say, four runs of characters."""
    concepts = msgspec.convert(
        [
            concept("claims", 10, stage="P1", types=["T01"], levers=["authority"]),
            concept("lures", 20, stage="P2", types=["T10", "T01"], levers=["gain"]),
            concept("asks_code", 60, stage="P4", types=["T16", "T01"], direction="in"),
            concept("wants_money", 60, stage="P5", types=["T09"], levers=["urgency"]),
            concept("out_asks_code", 0, direction="out", out="stop", out_weight=100, clause="C4.3-15"),
            concept("warns", -20),
        ],
        tuple[Concept, ...],
    )
    patterns = msgspec.convert(
        [
            pattern("claims", "我是客服"),
            pattern("lures", "中奖", "赔付"),
            pattern("asks_code", "验证码", near=[["发我", "告诉我"]], not_near=["不要", "不会"]),
            pattern("wants_money", "转账"),
            pattern("out_asks_code", "验证码", near=[["发我", "告诉我"]], not_near=["不要", "不会"]),
            pattern("warns", "谨防诈骗"),
        ],
        tuple[Pattern, ...],
    )
    model = TextModelFile(1, {}, ("马上", "您好", "退款", "安全"), (4000, -6000, 900, 500), {"T05": {"0": 900}})
    return Guard(Lexicon(concepts, patterns), TextModel(model), weights())
