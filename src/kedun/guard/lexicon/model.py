"""The lexicon's rows as typed values."""

from typing import Annotated, Literal

import msgspec

from kedun.kernel.errors import InputError

__all__ = ["Concept", "Direction", "Lever", "LexiconError", "Pattern", "Said", "Text"]

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Percent = Annotated[int, msgspec.Meta(ge=-100, le=100)]
Distance = Annotated[int, msgspec.Meta(ge=0, le=60)]
Lever = Literal["authority", "urgency", "fear", "gain", "isolation", "secrecy"]
Direction = Literal["in", "out", "both"]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]

Said = tuple[int, int, int]
"""A pattern's index in `Lexicon.patterns` and the half-open span of the bare text it was met in."""


class LexiconError(InputError):
    """The lexicon's data is broken; `file` says where."""

    code = "guard.lexicon"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text for people, in both languages."""

    zh: Annotated[str, msgspec.Meta(min_length=1)]
    en: Annotated[str, msgspec.Meta(min_length=1)]


class Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be said, and what it means.

    `weight` (−100 to 100) is how much it speaks of fraud when met alone in an inbound message; `out` is what it means
    in a message an agent is about to send: nothing, advise, or stop.
    """

    id: Name
    title: Text
    clause: Annotated[str, msgspec.Meta(pattern=r"^[CH]\d{1,2}\.\d-\d{2}$")]
    weight: Percent
    signal: Annotated[str, msgspec.Meta(pattern=r"^SIG-[A-Z]\d{2}$")] | None = None
    stage: Annotated[str, msgspec.Meta(pattern=r"^P[0-7]$")] | None = None
    types: tuple[Annotated[str, msgspec.Meta(pattern=r"^T\d{2}$")], ...] = ()
    levers: tuple[Lever, ...] = ()
    direction: Direction = "both"
    out: Literal["", "advise", "stop"] = ""
    out_weight: Percent = 0
    procedure: Annotated[str, msgspec.Meta(pattern=r"^PB-\d{2}$")] | None = None
    phrases: tuple[Annotated[str, msgspec.Meta(pattern=r"^SC-\d{3}$")], ...] = ()
    better: Text | None = None


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to say a concept: an anchor, words near it, words that must not be near.

    Distances are in characters of the bare text, from edge to edge.
    """

    concept: Name
    any: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1)]
    near: tuple[Annotated[tuple[Word, ...], msgspec.Meta(min_length=1)], ...] = ()
    within: Distance = 10
    order: Literal["any", "after", "before"] = "any"
    not_near: tuple[Word, ...] = ()
    apart: Distance = 6
    weight: Percent | None = None
    types: tuple[str, ...] = ()
