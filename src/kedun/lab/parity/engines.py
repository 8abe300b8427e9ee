"""The fast engines' judgements of a trial, in the oracle's terms."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from kedun.engine.decide import Decider
from kedun.engine.events import Schema
from kedun.engine.lists import Lists
from kedun.engine.policy.tree import Action, Policy
from kedun.engine.windows import MemoryWindows
from kedun.lab.backtest.frame import Frame
from kedun.lab.backtest.replay import considered, load_events
from kedun.lab.backtest.score import score
from kedun.lab.backtest.verdicts import evaluate, feature_values
from kedun.lab.backtest.windows import lanes_of, window_table
from kedun.lab.parity.oracle import Judgement

__all__ = ["LiveEngine", "on_duckdb", "on_live"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OWN: Final = ("label", "labelled_at")


def on_live(policy: Policy, lists: Lists, events: Sequence[Mapping[str, Any]]) -> dict[int, Judgement]:
    """Decide each event but repeats; features are those the engine asks its windows for."""
    engine = LiveEngine(policy, lists)
    seen: set[str] = set()
    found = {}
    for place, event in enumerate(events):
        if event["id"] not in seen:
            seen.add(event["id"])
            found[place] = engine.judge(event)
    return found


class LiveEngine:
    """The live engine's parts put together, so that the windows' values can be seen."""

    def __init__(self, policy: Policy, lists: Lists) -> None:
        self._decider = Decider(policy, lists.matchers())
        self._windows = MemoryWindows(policy, self._decider.window_features, matchers=lists.matchers())
        self._schema = Schema(policy)

    def judge(self, given: Mapping[str, Any]) -> Judgement:
        """Decide one event and take its label, which counts by the time it was known."""
        event = self._schema.build(_as_json(given))
        values, degraded = self._windows.observe(event)
        decision = self._decider.decide(event, values, degraded)
        if given["label"] in {"fraud", "chargeback"}:
            known = given["labelled_at"]
            self._windows.label(event.id, bad=True, at=event.at if known is None else known)
        return Judgement(
            features=dict(zip(self._decider.window_features[event.type], values, strict=True)),
            live=frozenset(reason.rule for reason in decision.reasons),
            shadow=frozenset(reason.rule for reason in decision.shadow),
            action=int(Action[decision.action.upper()]),
            risk=decision.risk,
            grade=decision.grade,
        )


def on_duckdb(
    connection: duckdb.DuckDBPyConnection, policy: Policy, lists: Lists, events: Sequence[Mapping[str, Any]]
) -> dict[int, Judgement]:
    """Replay by SQL, from a file of JSON lines on; features are all that verdicts need, computed ones too."""
    rules = considered(policy)
    if not events:
        return {}
    with tempfile.TemporaryDirectory(prefix="kedun-") as folder:
        path = Path(folder) / "events.jsonl"
        path.write_bytes(msgspec.json.Encoder().encode_lines([_as_line(event) for event in events]))
        read = load_events(connection, [(policy, rules)], [path], folder=Path(folder), derivations={})
        frame = Frame(connection, policy, order=read, intervals=lists.intervals)
        lanes = lanes_of(policy, rules)
        for lane in lanes:
            window_table(frame, lane)
        evaluate(frame, rules, lanes)
        score(frame, rules)
        features: dict[int, dict[str, Any]] = {}
        for event_type in policy.events:
            features |= feature_values(frame, event_type, rules, lanes)
    hits: dict[int, dict[bool, set[str]]] = {}
    for seq, rule, live in frame.run("SELECT seq, rule, live FROM hits"):
        hits.setdefault(seq, {True: set(), False: set()})[live].add(rules[rule].id)
    verdicts = {seq: rest for seq, *rest in frame.run("SELECT seq, action, risk, grade FROM verdicts")}
    calm = max((grade for grade in policy.scoring.grades if grade.at_least <= 0), key=lambda grade: grade.at_least)
    found = {}
    for (seq,) in frame.run("SELECT seq FROM arrivals"):
        action, risk, grade = verdicts.get(seq, (int(calm.action), 0, calm.name))
        fired = hits.get(seq, {True: set(), False: set()})
        found[seq] = Judgement(
            features.get(seq, {}), frozenset(fired[True]), frozenset(fired[False]), action, risk, grade
        )
    return found


def _as_json(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event as event JSON, its times in words."""
    own = {name: value for name, value in event.items() if name not in _OWN and value is not None}
    facts = {name: _time(value) if name == "t" else value for name, value in event["facts"].items()}
    return {**own, "at": _time(event["at"]), "facts": facts}


def _as_line(event: Mapping[str, Any]) -> dict[str, Any]:
    known = event["labelled_at"]
    return {**_as_json(event), "label": event["label"], "labelled_at": None if known is None else _time(known)}


def _time(at: int) -> str:
    return (_EPOCH + timedelta(microseconds=at)).isoformat()
