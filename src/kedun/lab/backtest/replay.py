"""One policy over one set of events, on DuckDB: from data files to the tables `hits` and `verdicts`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from kedun.engine.events import Derivation
from kedun.engine.policy.tree import FactRef, Mode, Policy, Rule, references
from kedun.lab.backtest.frame import Frame
from kedun.lab.backtest.score import score
from kedun.lab.backtest.source import Events, read
from kedun.lab.backtest.verdicts import evaluate, facts_of
from kedun.lab.backtest.windows import lanes_of, window_table

__all__ = ["Progress", "considered", "decide_all", "load_events"]

Progress = Callable[[str, float], None]
"""Told what is being done and the share done so far, 0 to 1."""


def considered(policy: Policy, also: str | None = None) -> tuple[Rule, ...]:
    """The rules a backtest tests: all but those that are off, and `also` whatever its mode."""
    return tuple(rule for rule in policy.rules if rule.mode is not Mode.OFF or rule.id == also)


def load_events(
    connection: duckdb.DuckDBPyConnection,
    policies: Sequence[tuple[Policy, tuple[Rule, ...]]],
    paths: Iterable[Path],
    *,
    folder: Path,
    derivations: Mapping[str, Derivation],
) -> Events:
    """Read the files once with every fact that any of the policies' rules ask for.

    Where two policies declare a fact or an event type otherwise, the first one's declaration stands.
    """
    wanted: dict[str, set[str]] = {}
    for policy, rules in policies:
        for event_type, names in _wanted(policy, rules).items():
            wanted.setdefault(event_type, set()).update(names)
    frozen = {event_type: frozenset(names) for event_type, names in wanted.items()}
    schema = _joined([policy for policy, _ in policies])
    return read(connection, schema, paths, folder=folder, wanted=frozen, derivations=derivations)


def decide_all(frame: Frame, rules: tuple[Rule, ...], *, progress: Progress, keep: bool = False) -> None:
    """Make `hits` and `verdicts` of the loaded events; `keep` leaves the tables of window features standing."""
    lanes = lanes_of(frame.policy, rules)
    for place, lane in enumerate(lanes):
        progress("windows", place / (len(lanes) + 2))
        window_table(frame, lane)
    progress("rules", len(lanes) / (len(lanes) + 2))
    evaluate(frame, rules, lanes)
    score(frame, rules)
    for lane in () if keep else lanes:
        frame.run(f"DROP TABLE {lane.table}")
    progress("rules", 1.0)


def _joined(policies: list[Policy]) -> Policy:
    """The first policy with the others' facts and event types beside its own."""
    first, *others = policies
    facts, events = dict(first.facts), dict(first.events)
    for policy in others:
        facts = {**policy.facts, **facts}
        for name, event in policy.events.items():
            known = events.get(name, event)
            events[name] = replace(known, facts=tuple(dict.fromkeys((*known.facts, *event.facts))))
    return replace(first, facts=facts, events=events)


def _wanted(policy: Policy, rules: tuple[Rule, ...]) -> dict[str, set[str]]:
    wanted = {event_type: set(facts_of(policy, event_type, rules)) for event_type in policy.events}
    for lane in lanes_of(policy, rules):
        for event_type in {lane.on, *lane.readers}:
            wanted[event_type].update(lane.by)
        for feature in lane.features:
            for part in (feature.where, feature.value):
                if part is not None:
                    names = (ref.name for ref in references(part) if isinstance(ref, FactRef))
                    wanted[feature.on].update(names)
    return wanted
