"""The table test a pack brings along: for each row, does the rule fire where it says, and stay silent where it says.

A row's events are of the rule's type, on 13 May 2026 at 11:00 in Shanghai (a Wednesday) unless they say otherwise;
a row with history shares one customer, order, agent, shop and conversation. A line of history stands `at` a time
before the event (`"-2h"`), may be repeated (`times = 4, every = "10m"`), and its `outcome` is told an hour after it
happened. `without = 1` leaves out the newest of the history, to test a window on both sides of its threshold.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kedun.engine.events import ENVELOPE
from kedun.engine.policy.load import CaseRow
from kedun.engine.policy.tree import Rule, Source, Text
from kedun.kernel.clock import format_time, parse_time
from kedun.kernel.errors import InputError
from kedun.pipeline import Kedun

__all__ = ["CaseFailure", "run_cases"]

_NOW = "2026-05-13T11:00:00+08:00"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_HOUR_US = 3_600_000_000
_LINE = {"type", "at", "times", "every", "outcome"}


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """One row that does not hold: `message` says how."""

    rule: str
    source: Source
    message: Text


def run_cases(kedun: Kedun, rows: Iterable[CaseRow]) -> Iterator[CaseFailure]:
    """The rows that do not hold, each tried in windows of its own.

    `kedun` has decided nothing yet and keeps its windows in memory.
    """
    rules = {rule.id: rule for rule in kedun.policy.rules}
    empty: Any = kedun.windows.snapshot()  # type: ignore[attr-defined]  # what every store in memory has
    for number, row in enumerate(rows):
        rule = rules.get(row.rule)
        if rule is None:
            yield CaseFailure(row.rule, row.source, Text("没有这条规则", "there is no such rule"))
            continue
        for wanted, given in ((True, row.fires), (False, row.silent)):
            if given is not None:
                kedun.windows.restore(empty)  # type: ignore[attr-defined]  # as above
                trial = _Trial(kedun, rule, row, f"row-{number}-{wanted}")
                message = trial.failure(given, wanted=wanted)
                if message is not None:
                    yield CaseFailure(rule.id, row.source, message)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One event of a row, tried under a name nobody else has."""

    kedun: Kedun
    rule: Rule
    row: CaseRow
    name: str

    def failure(self, given: Mapping[str, Any], *, wanted: bool) -> Text | None:
        """What is wrong with the verdict, or None."""
        try:
            fired = self.rule.id in self._fired(given)
        except InputError as error:
            return Text(error.text("zh"), error.text("en"))
        if fired is wanted:
            return None
        if wanted:
            return Text("应当触发而没有触发", "should fire and does not")
        return Text("不应触发却触发了", "should be silent and fires")

    def _fired(self, given: Mapping[str, Any]) -> set[str]:
        """The rules that were TRUE for the event after its history, live or on trial."""
        facts = dict(given)
        now = parse_time(str(facts.pop("at", _NOW)))
        left_out = int(facts.pop("without", 0))
        past = sorted(_history(self.row, now), key=lambda one: one[0])
        same = {field: f"the-{field}" for field in ENVELOPE if field != "channel"} if past else {}
        for turn, (at, line) in enumerate(past[: len(past) - left_out]):
            told = _event(str(line.get("type", self.rule.on)), at, f"{self.name}-{turn}", line, same)
            self.kedun.decide(told)
            if "outcome" in line:
                self.kedun.label(told["id"], str(line["outcome"]), at + _HOUR_US)
        decision = self.kedun.decide(_event(self.rule.on, now, self.name, facts, same))
        return {reason.rule for reason in (*decision.reasons, *decision.shadow)}


def _history(row: CaseRow, now_us: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line in row.history:
        for turn in range(int(str(line.get("times", 1)))):
            seconds = _seconds(str(line["at"])) + turn * _seconds(str(line.get("every", "1m")))
            yield now_us + 1_000_000 * seconds, line


def _event(kind: str, at_us: int, name: str, line: Mapping[str, Any], same: Mapping[str, str]) -> dict[str, Any]:
    own = {field: value for field, value in line.items() if field in ENVELOPE}
    facts = {field: value for field, value in line.items() if field not in ENVELOPE and field not in _LINE}
    return {**same, **own, "id": name, "type": kind, "at": format_time(at_us), "facts": facts}


def _seconds(text: str) -> int:
    """`"-2h"` is -7200."""
    if text[-1:] not in _SECONDS or not text[:-1].lstrip("-").isdigit():
        raise InputError("a time in history is written as -2h", zh="历史中的时间写作 -2h")
    return int(text[:-1]) * _SECONDS[text[-1]]
