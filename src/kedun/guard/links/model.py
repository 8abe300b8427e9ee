"""A linear model of URL strings: short character runs of host and path beside what the string is made of.

It is trained by `kedun.lab.urls`, which also says on what; the weights lie beside this file as JSON, in hundredths
of a logit, and every one can be read. Runs of one part are averaged by the root of their number, so that a long
path does not outshout its host.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from itertools import repeat

import msgspec

from kedun.guard.links.domains import is_known, is_open, is_shortener, owner_of, risky_suffixes, words
from kedun.guard.links.lookalike import inside, likeness
from kedun.guard.links.parse import Link
from kedun.guard.links.popular import is_popular
from kedun.guard.links.shape import shape
from kedun.guard.links.suffixes import Place

__all__ = ["Features", "Model", "chance", "features"]

_DIGITS = re.compile(r"[0-9]")
_WORDS = re.compile(r"[a-z]{3,24}")
_LETTERS, _VOWELS = re.compile(r"[^\W\d_]"), re.compile(r"[aeiouy]")
_PUBLIC = re.compile(r"(?:^|\.)(?:gov|gob|gouv|govt|go|gv|edu|ac|mil|int)(?:\.|$)")
"""Suffixes that only states and schools get."""
_PATH, _HOST = 240, 80
"""Characters of path and host that are read."""
_STEPS = (0, 1, 2, 3, 5, 8, 12, 18, 26, 40, 60, 90, 140, 220)


class Features(msgspec.Struct, frozen=True):
    """What the model sees: single facts, runs of the host, runs and words of the path."""

    facts: tuple[str, ...]
    host: frozenset[str]
    path: frozenset[str]


class Model(msgspec.Struct, frozen=True):
    """Weights in hundredths of a logit by feature; `bias` too."""

    bias: float
    weights: Mapping[str, int]

    def chance(self, seen: Features) -> float:
        """The chance, 0–1, that a link with these features is phishing."""
        weights = self.weights
        total = self.bias + sum(weights.get(fact, 0) for fact in seen.facts)
        for part in (seen.host, seen.path):
            if part:
                total += sum(map(weights.get, part, repeat(0))) / math.sqrt(len(part))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total / 100))))


def chance(link: Link, spot: Place) -> float | None:
    """The trained model's chance that `link` is phishing; none when the model is not there."""
    model = _model()
    return model.chance(features(link, spot, popular=is_popular(spot))) if model else None


def features(link: Link, spot: Place, *, popular: bool) -> Features:
    """What the model sees of a link that has a host. The scheme is left out: lists differ in it, phishing does not."""
    host = link.host.removeprefix("www.")[:_HOST]
    path = link.rest[:_PATH].lower()
    path = "" if path == "/" else path
    name, sub = spot.name, ".".join(label for label in spot.labels if label != "www")[-_HOST:]
    openly = is_open(host)
    popular = popular and (not openly or spot.owner != spot.domain)
    chosen = sub if openly and sub else name or host
    facts = [
        f"suffix={spot.suffix}" if not link.ip else f"ip={link.ip_form}",
        f"home={_home(host, spot)}" if openly else "own",
        f"host={_step(len(host))}",
        f"name={_step(len(name))}",
        f"labels={min(sub.count('.') + bool(sub), 5)}",
        f"hyphens={min(chosen.count('-'), 5)}",
        f"digits={_step(len(_DIGITS.findall(chosen)))}",
        f"disorder={_disorder(chosen)}",
        f"vowels={_vowels(chosen)}",
        f"path={_step(len(path))}",
        f"depth={min(path.count('/'), 7)}",
        f"query={min(path.count('='), 5)}",
        f"pathdigits={_step(len(_DIGITS.findall(path)))}",
        f"brand={_brand(name, spot, openly=openly)}",
    ]
    pairs = (
        ("known", is_known(host) and not openly),
        ("official", owner_of(host) is not None and not openly),
        ("short", is_shortener(host)),
        ("risky", spot.suffix.rpartition(".")[2] in risky_suffixes()),
        ("public", bool(_PUBLIC.search(spot.suffix))),
        ("www", link.host.startswith("www.")),
        ("port", link.port not in {None, 80, 443}),
        ("user", bool(link.userinfo)),
        ("puny", "xn--" in host),
        ("nodomain", not spot.domain and not link.ip),
    )
    state = "popular" if popular else "open" if openly else "ip" if link.ip else "else"
    facts += [fact for fact, holds in pairs if holds]
    facts += [f"{state}&{fact}" for fact in facts if not fact.startswith("suffix=")]
    facts.append(f"{state}&bare" if not path else f"{state}&path")
    facts += shape(host, link.rest)
    met = set(_WORDS.findall(path))
    for group, listed in words().items():
        here = [f"hostword:{group}"] * bool(_any_of(group).search(host))
        here += [f"pathword:{group}:{min(len(listed & met), 3)}"] if listed & met else []
        facts += [*here, *(f"{state}&{fact}" for fact in here)]
    runs = _runs("h:", f"^{name}.", 3, 5) | _runs("s:", f"^{sub}." if sub else "", 3, 4)
    plain = _DIGITS.sub("0", path)
    return Features(tuple(facts), runs, _runs("p:", plain + "$" if plain else "", 3, 4) | {f"w:{word}" for word in met})


def _home(host: str, spot: Place) -> str:
    return ".".join(host.split(".")[-3:]) if spot.suffix in {"com", "net"} else spot.suffix


def _step(number: int) -> int:
    """The number made coarse."""
    return next((place for place, top in enumerate(_STEPS) if number <= top), len(_STEPS))


def _runs(mark: str, text: str, shortest: int, longest: int) -> frozenset[str]:
    return frozenset(
        mark + text[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(text) - size + 1)
    )


def _disorder(text: str) -> int:
    """Half bits of entropy a character, so 0–10: a word has few, a random string many."""
    if not text:
        return 0
    size = len(text)
    return int(-2 * sum(count / size * math.log2(count / size) for count in Counter(text).values()))


def _vowels(text: str) -> int:
    letters = len(_LETTERS.findall(text))
    return int(10 * len(_VOWELS.findall(text)) / letters) if letters else -1


def _brand(name: str, spot: Place, *, openly: bool) -> str:
    """Whether a brand is in the host and how: where it stands, and how near it is."""
    parts = name.split("-")
    whole = likeness(name)
    if whole:
        return "name:" + whole.how
    if len(parts) > 1 and any(len(part) > 2 and (hit := likeness(part)) and hit.how != "edit" for part in parts):
        return "name:part"
    if inside(name):
        return "name:inside"
    for label in spot.labels:
        if label not in {"www", "mail"} and any(len(part) > 2 and likeness(part) for part in label.split("-")):
            return "open:part" if openly else "sub:part"
        if openly and inside(label):
            return "open:inside"
    return "none"


@functools.cache
def _any_of(group: str) -> re.Pattern[str]:
    """The longer words of a group, wherever they stand."""
    return re.compile("|".join(sorted(re.escape(word) for word in words()[group] if len(word) > 4)))


@functools.cache
def _model() -> Model | None:
    home = files("kedun.guard.links") / "data" / "model.json"
    return msgspec.json.decode(home.read_bytes(), type=Model) if home.is_file() else None
