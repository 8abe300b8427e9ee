"""How long it takes to screen a message, beside Presidio on the same texts, and how that grows with the length.

Texts are chat messages of 35 to 45 characters from our own dialogues, sessions and calls, one in ten from a fraud;
everything is on: entities, links, lexicon, text model, conversation, advice. Presidio has its blank Chinese model and
finds entities only. Each text is run in a row, as a loop over one statement measures, and all texts in turn, when the
processor's caches hold the other texts' data.
"""

import gc
import random
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter_ns
from typing import Any

from kedun.guard.conversation import NEW
from kedun.kernel.errors import UnavailableError
from kedun.lab.bench.machine import machine, peak_mib
from kedun.lab.bench.meter import Progress, no_collector, quantile, us
from kedun.lab.text import corpus
from kedun.pipeline.screening import screen

__all__ = ["bench_screen", "messages"]

_SHORTEST, _LONGEST = 35, 45
_FRAUD_SHARE = 0.1
_CHAT = frozenset({"dialogue", "session", "call"})
_LENGTHS = (100, 1_000, 10_000, 100_000)


def bench_screen(
    *, texts: int = 2_000, seed: int = 1, rival: bool = True, progress: Progress | None = None
) -> dict[str, Any]:
    """Measure and return the figures. Raises UnavailableError when Presidio is asked for and not installed."""
    tell = progress or (lambda *_: None)
    chosen = messages(texts, seed)
    screen(chosen[0])
    with no_collector():
        tell("screen", 0, 3)
        times = _in_a_row(screen, chosen)
        cold = _in_turn(screen, chosen)
        tell("screen", 1, 3)
        growth = {str(length): _per_sign(chosen, length) for length in _LENGTHS}
        tell("screen", 2, 3)
    result: dict[str, Any] = {
        "machine": machine(),
        "texts": len(chosen),
        "median_us": us(statistics.median(times)),
        "p90_us": us(quantile(times, 0.9)),
        "p99_us": us(quantile(times, 0.99)),
        "per_s": round(1e9 * len(times) / sum(times)),
        "in_turn_median_us": us(statistics.median(cold)),
        "ns_per_character": growth,
        "linear": round(growth[str(_LENGTHS[-1])] / growth[str(_LENGTHS[1])], 2),
        "peak_mib": peak_mib(),
    }
    if rival:
        result |= _beside_presidio(chosen)
    tell("screen", 3, 3)
    return result


def messages(count: int, seed: int) -> list[str]:
    """Different messages of about 40 characters, one in ten from a fraud."""
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for item in corpus.items():
        if item.kind not in _CHAT:
            continue
        for filled in corpus.variants(item, 1, seed):
            for turn in filled.turns:
                if _SHORTEST <= len(turn.text) <= _LONGEST:
                    found[item.fraud][turn.text] = None
    rng = random.Random(seed)  # noqa: S311
    honest = rng.sample(sorted(found[False]), min(len(found[False]), round(count * (1 - _FRAUD_SHARE))))
    share = round(len(honest) * _FRAUD_SHARE / (1 - _FRAUD_SHARE))
    fraud = rng.sample(sorted(found[True]), min(len(found[True]), share))
    chosen = fraud + honest
    rng.shuffle(chosen)
    return chosen


def _in_a_row(run: Callable[[str], object], texts: Sequence[str]) -> list[int]:
    """Nanoseconds for each text: the median of seven runs in a row, as a loop over one statement measures."""
    found = []
    for text in texts:
        runs = []
        for _ in range(7):
            start = perf_counter_ns()
            run(text)
            runs.append(perf_counter_ns() - start)
        found.append(int(statistics.median(runs)))
    return found


def _in_turn(run: Callable[[str], object], texts: Sequence[str]) -> list[int]:
    """Nanoseconds for each text, the better of three rounds over all: each finds the caches full of the others."""
    best = [10**12] * len(texts)
    for _ in range(3):
        for number, text in enumerate(texts):
            start = perf_counter_ns()
            run(text)
            best[number] = min(best[number], perf_counter_ns() - start)
    return best


def _per_sign(texts: Sequence[str], length: int) -> float:
    """Nanoseconds a character for one text of a length, the better of three."""
    text = "，".join(texts)
    long = (text * (length // len(text) + 1))[:length]
    best = 10**15
    for _ in range(3):
        start = perf_counter_ns()
        screen(long, NEW)
        best = min(best, perf_counter_ns() - start)
    return round(best / length, 1)


def _beside_presidio(texts: Sequence[str]) -> dict[str, Any]:
    try:
        import spacy  # noqa: PLC0415 # a rival, not a part of Kedun
        import tldextract  # noqa: PLC0415
        from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415
        from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415
    except ImportError:
        raise UnavailableError(
            "Presidio, the rival, is not installed: pip install 'kedun[bench]', or --no-rival",
            zh="未安装对比对象 Presidio：pip install 'kedun[bench]'，或用 --no-rival",
        ) from None

    class Blank(SpacyNlpEngine):
        """Presidio's engine with a blank Chinese pipeline: nothing is fetched."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
            vars(self)["nlp"] = {"zh": spacy.blank("zh")}

    vars(tldextract)["extract"] = tldextract.TLDExtract(suffix_list_urls=())  # it would ask the network
    analyzer = AnalyzerEngine(nlp_engine=Blank(), supported_languages=["zh"])
    sample = texts[: min(len(texts), 300)]
    analyzer.analyze(sample[0], language="zh")
    with no_collector():
        theirs = _in_a_row(lambda text: analyzer.analyze(text, language="zh"), sample)
        ours = _in_a_row(screen, sample)
        theirs_in_turn = _in_turn(lambda text: analyzer.analyze(text, language="zh"), sample)
        ours_in_turn = _in_turn(screen, sample)
    gc.collect()
    return {
        "presidio_median_us": us(statistics.median(theirs)),
        "presidio_per_s": round(1e9 * len(theirs) / sum(theirs)),
        "ratio_presidio": round(sum(theirs) / sum(ours), 2),
        "ratio_presidio_in_turn": round(sum(theirs_in_turn) / sum(ours_in_turn), 2),
        "compared_texts": len(sample),
    }
