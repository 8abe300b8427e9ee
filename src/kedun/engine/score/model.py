"""A model at work: numbers in, a probability with its reasons out.

Reasons follow the path through each tree: going from a node to its child moves the expected output from the one's
mean to the other's, and the difference is put to the account of the input that was asked (Saabas 2014). They are
exact in sum: base plus all contributions is the model's log-odds. They cost nothing beyond the walk itself.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from kedun.engine.score.format import (
    LIMITS,
    Calibration,
    Input,
    Limits,
    Linear,
    Logistic,
    ModelFile,
    Title,
    check_model,
    read_model,
)
from kedun.engine.score.parts import Forest, Line, logit, moved, sigmoid

__all__ = ["Model", "Reason", "Score"]

Value = float | int | bool | None


class Reason(msgspec.Struct, frozen=True):
    """What one input did to a score: `contribution` log-odds, above 0 towards fraud; `value` None when unknown."""

    name: str
    value: float | None
    contribution: float
    title: Title | None = None


class Score(msgspec.Struct, frozen=True):
    """A model's answer.

    `probability` 0…1 after calibration, `risk` 0…100, `log_odds` before calibration, `base` the log-odds before
    anything is known of this event; `reasons` those that moved it most, largest first. Over all inputs
    `base` and the contributions add up to `log_odds`.
    """

    probability: float
    risk: float
    log_odds: float
    base: float
    reasons: tuple[Reason, ...]


class Model:
    """A checked model, ready to score. It holds no state between scores and is safe to share.

    >>> from kedun.engine.score.format import Input, Linear, ModelFile, Term
    >>> part = Linear(intercept=-3.0, terms=[Term(input=0, weight=2.0)])
    >>> model = Model(ModelFile(format="kedun.model/1", id="m", inputs=[Input(name="jump")], parts=[part]))
    >>> score = model.score({"jump": 1.5})
    >>> score.probability, score.risk, [(reason.name, reason.contribution) for reason in score.reasons]
    (0.5, 50.0, [('jump', 3.0)])
    """

    __slots__ = ("_calibrate", "_parts", "_risk", "file", "inputs")

    def __init__(self, file: ModelFile) -> None:
        check_model(file)
        self.file = file
        self.inputs: tuple[Input, ...] = tuple(file.inputs)
        self._parts: list[tuple[Line | Forest, Callable[[float], float] | None, float]] = [
            (Line(part) if isinstance(part, Linear) else Forest(part), _cutter(part.low, part.high), part.weight)
            for part in file.parts
        ]
        self._calibrate = _calibrator(file.calibration)
        self._risk = _line(file.risk or [(0.0, 0.0), (1.0, 100.0)])

    @classmethod
    def load(cls, source: Path | bytes | str, limits: Limits = LIMITS) -> "Model":
        """Read a model from a path, or from the file's text. Raises InputError when anything about it is wrong."""
        if isinstance(source, Path):
            with source.open("rb") as stream:
                source = stream.read(limits.bytes + 1)
        return cls(read_model(source, limits))

    def score(self, values: Mapping[str, Value], top: int = 5) -> Score:
        """Score one event. `values` are facts and features by name; absent, None and NaN mean unknown.

        `top` is how many reasons are kept; inputs that moved nothing are never among them.
        """
        row = [_number(values.get(each.name)) for each in self.inputs]
        base, log_odds, contributions = self._explain(row)
        probability = self._calibrate(log_odds)
        ranked = sorted(
            (i for i, each in enumerate(contributions) if each), key=lambda i: -abs(round(contributions[i], 9))
        )
        reasons = tuple(
            Reason(
                self.inputs[i].name,
                None if math.isnan(row[i]) else row[i],
                contributions[i],
                self.inputs[i].title,
            )
            for i in ranked[:top]
        )
        return Score(probability, self._risk(probability), log_odds, base, reasons)

    def contributions(self, values: Mapping[str, Value]) -> dict[str, float]:
        """Every input's contribution in log-odds, by name."""
        row = [_number(values.get(each.name)) for each in self.inputs]
        return dict(zip((each.name for each in self.inputs), self._explain(row)[2], strict=True))

    def _explain(self, row: Sequence[float]) -> tuple[float, float, list[float]]:
        """Base, log-odds and contributions of a row of floats, NaN for unknown."""
        in_probability = self.file.combine == "probability"
        totals = [0.0] * len(row)
        base = result = 0.0
        for part, cut, weight in self._parts:
            account = [0.0] * len(row)
            start, end = part.walk(row, account)
            if cut is not None:
                start, end = moved(start, end, account, cut)
            if part.probability != in_probability:
                start, end = moved(start, end, account, logit if part.probability else sigmoid)
            base += weight * start
            result += weight * end
            for at, share in enumerate(account):
                totals[at] += weight * share
        if in_probability:
            base, result = moved(base, result, totals, logit)
        return base, result, totals


def _number(value: Value) -> float:
    """A fact's or feature's value as the float a part reads; unknown, infinite and unheard-of kinds become NaN."""
    if not isinstance(value, int | float):
        return math.nan
    try:
        number = float(value)
    except OverflowError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _cutter(low: float | None, high: float | None) -> Callable[[float], float] | None:
    """What cuts a part's answer to its range; None where there is nothing to cut."""
    if low is None and high is None:
        return None
    least, most = (-math.inf if low is None else low), (math.inf if high is None else high)
    return lambda answer: min(max(answer, least), most)


def _calibrator(calibration: Calibration | None) -> Callable[[float], float]:
    if calibration is None:
        return sigmoid
    if isinstance(calibration, Logistic):
        slope, intercept = calibration.slope, calibration.intercept
        return lambda log_odds: sigmoid(slope * log_odds + intercept)
    curve = _line(calibration.points)
    return lambda log_odds: curve(sigmoid(log_odds))


def _line(points: Sequence[tuple[float, float]]) -> Callable[[float], float]:
    """A line through points that rise in x, flat beyond its ends."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]

    def read(x: float) -> float:
        if x <= xs[0]:
            return ys[0]
        if x >= xs[-1]:
            return ys[-1]
        at = bisect_right(xs, x)
        share = (x - xs[at - 1]) / (xs[at] - xs[at - 1])
        return ys[at - 1] + share * (ys[at] - ys[at - 1])

    return read
