"""The model file: its shape as msgspec structs, and the checks that shape alone cannot make.

A file is one JSON object. Everything is a number, a name or a list of them, so loading runs no code. Sizes are
limited before anything is built, every number must be finite and within ±1e50, and a tree must be a tree: one root,
every other node the child of exactly one earlier node.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import msgspec

from kedun.kernel.errors import InputError

__all__ = [
    "LIMITS",
    "Calibration",
    "Input",
    "Isotonic",
    "Limits",
    "Linear",
    "Logistic",
    "ModelFile",
    "Part",
    "Term",
    "Title",
    "Tree",
    "Trees",
    "read_model",
    "write_model",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read: bytes, inputs, parts, trees and nodes over all parts, calibration points."""

    bytes: int = 64 * 1024 * 1024
    inputs: int = 1_000
    parts: int = 100
    trees: int = 20_000
    nodes: int = 2_000_000
    points: int = 10_000


LIMITS = Limits()

_LARGEST = 1e50  # so that no product or sum of a model's numbers and an event's leaves the range of a double


class Title(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in the two languages of the house."""

    zh: str
    en: str


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number the model reads: the fact or feature `name` of the pack it was trained for.

    A truth value counts as 1 or 0; an unknown value is missing, and each part says what it does with that.
    """

    name: str
    source: Literal["fact", "feature"] = "feature"
    title: Title | None = None


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`weight * (x - mean) / scale` of the input at position `input`, x cut to `low`…`high`, `missing` when unknown."""

    input: int
    weight: float
    mean: float = 0.0
    scale: float = 1.0
    missing: float = 0.0
    low: float | None = None
    high: float | None = None


class Linear(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="linear", tag_field="kind"):
    """`intercept` plus the terms, in log-odds, cut to `low`…`high`."""

    terms: list[Term]
    intercept: float = 0.0
    low: float | None = None
    high: float | None = None
    weight: float = 1.0


class Tree(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tree as five parallel lists, node 0 the root.

    A node with `feature` -1 is a leaf. Otherwise a value `<= threshold` of that input goes to `left`, a larger one
    to `right`, an unknown one left when `missing_left` is 1. `value` is the leaf's output, and on inner nodes the
    mean output of the training rows that passed, from which reasons are computed.
    """

    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    missing_left: list[int]
    value: list[float]


class Trees(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="trees", tag_field="kind"):
    """`base` plus `scale` times the sum of all trees' leaves, cut to `low`…`high`.

    That is log-odds, or a probability if `output` says so.
    """

    trees: list[Tree]
    base: float = 0.0
    scale: float = 1.0
    output: Literal["log_odds", "probability"] = "log_odds"
    low: float | None = None
    high: float | None = None
    weight: float = 1.0


Part = Linear | Trees


class Logistic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="logistic", tag_field="kind"):
    """Probability = 1 / (1 + exp(-(slope * log-odds + intercept)))."""

    slope: float
    intercept: float


class Isotonic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="isotonic", tag_field="kind"):
    """Probability read off a rising line through points (raw probability, observed share), flat beyond the ends."""

    points: list[tuple[float, float]]


Calibration = Logistic | Isotonic


class ModelFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole model.

    The parts are added up by weight, in the space `combine` names; weights that add up to 1 make it an average.
    `calibration` maps the result to a probability that can be read as one; `risk` maps that probability to 0…100 by
    a rising line, 100 times it when absent.
    `trained` is for people: where the numbers come from.
    """

    format: Literal["kedun.model/1"]
    id: str
    inputs: list[Input]
    parts: list[Part]
    title: Title | None = None
    combine: Literal["log_odds", "probability"] = "log_odds"
    calibration: Calibration | None = None
    risk: list[tuple[float, float]] | None = None
    trained: dict[str, str | int | float] = {}


_DECODER = msgspec.json.Decoder(ModelFile)


def read_model(text: bytes | str, limits: Limits = LIMITS) -> ModelFile:
    """Read a model file and check all of it.

    Raises InputError with the place and the reason: not JSON, wrong shape, too large, a number that is not finite,
    a reference to nothing, a tree that is none, a line that falls.

    >>> read_model('{"format": "kedun.model/1", "id": "m", "inputs": [], "parts": []}')
    Traceback (most recent call last):
    kedun.kernel.errors.InputError: model: parts: there must be at least 1
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > limits.bytes:
        raise _wrong("", f"the file has {len(raw)} bytes, at most {limits.bytes} are read")
    try:
        model = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise _wrong("", f"not a model file: {fault}") from None
    check_model(model, limits)
    return model


def write_model(model: ModelFile) -> bytes:
    """The file's bytes: compact JSON in the order of the fields, equal for equal models."""
    check_model(model, LIMITS)
    return msgspec.json.encode(model)


def check_model(model: ModelFile, limits: Limits = LIMITS) -> None:
    """Raise InputError for the first thing wrong with a model's content."""
    _counts(model, limits)
    names = [each.name for each in model.inputs]
    if any(not name or len(name) > 200 for name in names):
        raise _wrong("inputs", "a name has 1 to 200 characters")
    if len(set(names)) != len(names):
        raise _wrong("inputs", "a name stands twice")
    for place, number in _numbers(model):
        if not abs(number) <= _LARGEST:
            raise _wrong(place, f"the number lies outside ±{_LARGEST:g}")
    for index, part in enumerate(model.parts):
        _check_part(f"parts[{index}]", part, len(names))
    if model.combine == "probability" and not math.isclose(sum(part.weight for part in model.parts), 1.0):
        raise _wrong("parts", "the weights of probabilities must add up to 1")
    if isinstance(model.calibration, Isotonic):
        _check_line("calibration.points", model.calibration.points, top=1.0)
    if isinstance(model.calibration, Logistic) and model.calibration.slope <= 0:
        raise _wrong("calibration.slope", "must be above 0")
    if model.risk is not None:
        _check_line("risk", model.risk, top=100.0)


def _wrong(place: str, message: str) -> InputError:
    return InputError(f"model: {place}: {message}" if place else f"model: {message}", path=place)


def _counts(model: ModelFile, limits: Limits) -> None:
    forests = [part for part in model.parts if isinstance(part, Trees)]
    points = [model.risk or [], *([model.calibration.points] if isinstance(model.calibration, Isotonic) else [])]
    for place, found, most in (
        ("inputs", len(model.inputs), limits.inputs),
        ("parts", len(model.parts), limits.parts),
        ("parts.trees", sum(len(part.trees) for part in forests), limits.trees),
        ("parts.trees.nodes", sum(len(tree.feature) for part in forests for tree in part.trees), limits.nodes),
        ("points", sum(map(len, points)), limits.points),
    ):
        if found > most:
            raise _wrong(place, f"there are {found}, at most {most} are read")
    if not model.parts:
        raise _wrong("parts", "there must be at least 1")


def _numbers(model: ModelFile) -> Iterator[tuple[str, float]]:
    """Every number that enters arithmetic, with its place."""
    for index, part in enumerate(model.parts):
        place = f"parts[{index}]"
        yield f"{place}.weight", part.weight
        yield f"{place}.low", part.low or 0.0
        yield f"{place}.high", part.high or 0.0
        if isinstance(part, Linear):
            yield f"{place}.intercept", part.intercept
            for at, term in enumerate(part.terms):
                numbers = (term.weight, term.mean, term.scale, term.missing, term.low or 0.0, term.high or 0.0)
                yield from ((f"{place}.terms[{at}]", number) for number in numbers)
        else:
            yield f"{place}.base", part.base
            yield f"{place}.scale", part.scale
            for at, tree in enumerate(part.trees):
                yield from ((f"{place}.trees[{at}].threshold", number) for number in tree.threshold)
                yield from ((f"{place}.trees[{at}].value", number) for number in tree.value)
    if isinstance(model.calibration, Logistic):
        yield "calibration.slope", model.calibration.slope
        yield "calibration.intercept", model.calibration.intercept


def _check_part(place: str, part: Part, inputs: int) -> None:
    if part.weight < 0:
        raise _wrong(f"{place}.weight", "must not be below 0")
    if part.low is not None and part.high is not None and part.low > part.high:
        raise _wrong(place, "low is above high")
    if isinstance(part, Linear):
        for at, term in enumerate(part.terms):
            if not 0 <= term.input < inputs:
                raise _wrong(f"{place}.terms[{at}].input", f"there is no input {term.input}")
            if abs(term.scale) < 1 / _LARGEST:
                raise _wrong(f"{place}.terms[{at}].scale", f"must not be nearer to 0 than {1 / _LARGEST:g}")
            if term.low is not None and term.high is not None and term.low > term.high:
                raise _wrong(f"{place}.terms[{at}]", "low is above high")
        return
    for at, tree in enumerate(part.trees):
        _check_tree(f"{place}.trees[{at}]", tree, inputs)


def _check_tree(place: str, tree: Tree, inputs: int) -> None:
    size = len(tree.feature)
    columns = (tree.threshold, tree.left, tree.right, tree.missing_left, tree.value)
    if size == 0 or any(len(column) != size for column in columns):
        raise _wrong(place, "its lists must have one same length of at least 1")
    has_parent = [False] * size
    for node, feature in enumerate(tree.feature):
        if feature == -1:
            continue
        if not 0 <= feature < inputs:
            raise _wrong(f"{place}.feature[{node}]", f"there is no input {feature}")
        if tree.missing_left[node] not in {0, 1}:
            raise _wrong(f"{place}.missing_left[{node}]", "must be 0 or 1")
        for child in (tree.left[node], tree.right[node]):
            if not node < child < size:
                raise _wrong(f"{place}[{node}]", f"child {child} does not come after its parent inside the tree")
            if has_parent[child]:
                raise _wrong(f"{place}[{node}]", f"node {child} has two parents")
            has_parent[child] = True
    if not all(has_parent[1:]):
        raise _wrong(place, "a node hangs from nothing")


def _check_line(place: str, points: Sequence[tuple[float, float]], top: float) -> None:
    if len(points) < 2:
        raise _wrong(place, "a line needs at least 2 points")
    for number in (number for point in points for number in point):
        if not math.isfinite(number):
            raise _wrong(place, "the number is not finite")
    for (x0, y0), (x1, y1) in pairwise(points):
        if x1 <= x0 or y1 < y0:
            raise _wrong(place, "the points must rise")
    if points[0][0] < 0 or points[-1][0] > 1 or points[0][1] < 0 or points[-1][1] > top:
        raise _wrong(place, f"x must lie in 0…1 and y in 0…{top:g}")
