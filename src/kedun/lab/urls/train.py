"""Train the linear model of URL strings from lists of URLs, and write weights that `kedun.guard.links.model` reads."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from kedun.guard.links.model import Features, Model, features
from kedun.guard.links.parse import parse
from kedun.guard.links.popular import is_popular
from kedun.guard.links.suffixes import place

__all__ = ["fit", "seen", "write"]

_RARE = 12  # a feature met less often is left out
_HIDDEN = 0.05  # share of honest URLs whose popularity is hidden: most honest sites of the world are not popular


def seen(url: str, *, hide: bool = False) -> Features | None:
    """The features of one URL; none when it has no host. `hide` leaves out whether the domain is popular."""
    link = parse(url)
    if not link.host:
        return None
    spot = place("" if link.ip else link.host)
    return features(link, spot, popular=not hide and is_popular(spot))


def fit(phishing: Sequence[str], honest: Sequence[str], *, size: int = 36_000, strength: float = 0.5) -> Model:
    """A model with at most `size` weights. Popularity is hidden from half of the honest, chosen by the URL itself."""
    pairs = [(url, 1) for url in phishing] + [(url, 0) for url in honest]
    rows, labels = [], []
    for url, label in pairs:
        one = seen(url, hide=not label and _share(url) < _HIDDEN)
        if one is not None:
            rows.append(one)
            labels.append(label)
    met: Counter[str] = Counter()
    for one in rows:
        met.update(_names(one))
    names = [name for name, count in met.items() if count >= _RARE]
    model, weights = _fitted(rows, labels, names, strength)
    worth = sorted(names, key=lambda name: -abs(weights[name]) * math.sqrt(met[name]))[:size]
    if len(worth) < len(names):
        model, weights = _fitted(rows, labels, worth, strength)
    return Model(
        round(100 * model, 1), {name: value for name in sorted(worth) if (value := round(100 * weights[name]))}
    )


def write(model: Model, path: Path) -> None:
    """Write `model` as JSON, one weight a line, so that a change can be read."""
    lines = [f"{msgspec.json.encode(name).decode()}:{value}" for name, value in model.weights.items()]
    path.write_text(f'{{"bias":{model.bias},"weights":{{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _fitted(
    rows: Sequence[Features], labels: Sequence[int], names: Sequence[str], strength: float
) -> tuple[float, dict[str, float]]:
    chosen = frozenset(names)
    vectors = DictVectorizer(dtype=np.float32, sort=False)
    matrix = vectors.fit_transform(_weighed(one, chosen) for one in rows)
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)  # liblinear's own
    regression = LogisticRegression(C=strength, solver="liblinear", class_weight="balanced", max_iter=200)
    regression.fit(matrix, np.array(labels))
    return float(regression.intercept_[0]), dict(
        zip(vectors.feature_names_, map(float, regression.coef_[0]), strict=True)
    )


def _weighed(one: Features, chosen: frozenset[str]) -> dict[str, float]:
    """The features of one URL that are chosen, runs weighed as the model weighs them."""
    weighed = dict.fromkeys(chosen.intersection(one.facts), 1.0)
    for part in (one.host, one.path):
        if part:
            weighed |= dict.fromkeys(chosen & part, 1 / math.sqrt(len(part)))
    return weighed


def _names(one: Features) -> Iterable[str]:
    return {*one.facts, *one.host, *one.path}


def _share(url: str) -> float:
    """A number, 0–1, that is always the same for one URL."""
    return int.from_bytes(hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=4).digest(), "big") / 2**32
