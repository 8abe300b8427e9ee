"""The guard's public doors, each with what must hold for any input at all.

Tests drive them with Hypothesis, `.ci/fuzz.py` with Atheris; a door fails by raising. Text may hold lone surrogates.
"""

import warnings
from collections.abc import Callable, Mapping
from functools import cache

from kedun.guard import files, lexicon, links, qr
from kedun.guard.classify import TextModel, TextModelFile
from kedun.guard.conversation import Conversation, decode, encode
from kedun.guard.entities import KINDS, RED_LINE, find, redact
from kedun.guard.findings import level_of
from kedun.guard.fold import fold, sound
from kedun.guard.screen import Guard
from kedun.guard.weigh import NUMBERS, Weights
from kedun.kernel.errors import InputError

__all__ = ["BYTES", "TEXTS", "guard", "open_file"]


@cache
def guard() -> Guard:
    """The shipped lexicon with weights under which everything said counts; the trained ones may be silent."""
    grams = ("验证码", "转账", "您好", "退款", "微信")
    model = TextModelFile(
        format=1, about={}, grams=grams, weights=(900, 800, -500, 100, 400), types={"T01": {"0": 500}}
    )
    single = {concept.id: 0.7 for concept in lexicon.load().concepts}
    weights = Weights(1, -1.0, 1.0, 1.0, 20.0, dict.fromkeys(NUMBERS, 0.5), single, {})
    return Guard(lexicon.load(), TextModel(model), weights)


def open_fold(text: str) -> None:
    """Views can be encoded, are stable, and lead back into the text."""
    folded = fold(text)
    assert fold(folded.clean).clean == folded.clean
    assert len(sound(folded.bare)) == len(folded.bare)
    for view, back in ((folded.clean, folded.in_clean), (folded.bare, folded.in_bare)):
        view.encode()
        last = 0
        for at in range(len(view)):
            start, end = back(at, at + 1)
            assert 0 <= start < end <= len(text)
            assert last <= start
            last = start


def open_entities(text: str) -> None:
    """Hits are in range, in order, apart from each other, of known kinds, and hidden when on the red line."""
    folded = fold(text)
    last = 0
    for hit in find(folded):
        assert last <= hit.start < hit.end <= len(folded.clean)
        assert hit.kind in KINDS
        assert 0 <= hit.confidence <= 1
        assert hit.kind not in RED_LINE or hit.value not in hit.masked
        last = hit.end


def open_redact(text: str) -> None:
    """What is taken out stays out: redacting twice changes nothing more."""
    once = redact(text)
    assert redact(once) == once


def open_link(text: str) -> None:
    """A link's risk is on the scale, and links are found in range."""
    assert 0 <= links.assess(text).risk <= 100
    last = 0
    for start, end, link in links.find(text):
        assert last <= start < end <= len(text)
        assert 0 <= links.assess(link).risk <= 100
        last = end


def open_screen(text: str) -> None:
    """Risk, level and spans agree in both directions, and the conversation can be carried elsewhere."""
    for found in (guard().screen(text), guard().screen(text, direction="out")):
        assert 0 <= found.risk <= 100
        assert found.level == level_of(found.risk)
        assert decode(encode(found.conversation)) == found.conversation
        assert found.conversation.turns == 1
        spans = [finding.span for finding in found.findings if finding.span]
        assert all(0 <= start <= end <= len(text) for start, end in spans)


def open_file(content: bytes, name: str = "a.zip") -> None:
    """A file's risk is on the scale, whatever its bytes say."""
    assert 0 <= files.assess(name, content).risk <= 100


def open_file_name(text: str) -> None:
    """A name alone is enough."""
    assert 0 <= files.assess(text).risk <= 100


def open_picture(content: bytes) -> None:
    """What is no picture is a clear error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the picture library thinks of a broken picture is no failure
        try:
            payloads = qr.payloads(content)
        except InputError:
            return
    assert all(payloads)


def open_conversation(content: bytes) -> None:
    """What is no conversation is a clear error; what is one goes on."""
    try:
        conversation = decode(content)
    except InputError:
        return
    assert isinstance(conversation, Conversation)
    assert guard().screen("好的", conversation).conversation.turns == conversation.turns + 1


TEXTS: Mapping[str, Callable[[str], None]] = {
    "fold": open_fold,
    "entities": open_entities,
    "redact": open_redact,
    "link": open_link,
    "screen": open_screen,
    "file_name": open_file_name,
}
BYTES: Mapping[str, Callable[[bytes], None]] = {
    "file": open_file,
    "picture": open_picture,
    "conversation": open_conversation,
}
