"""The one door of the engine: an event and its window values → a decision with its reasons. Handbook 2.3, 3.1-3.4.

Points become risk in whole numbers (see `Scoring`), so that the live path, DuckDB and Spark agree to the last digit.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal
from zlib import crc32

import msgspec

from kedun.engine.events import Event
from kedun.engine.policy.emit import Matcher
from kedun.engine.policy.to_python import Compiled, Fired, compile_policy
from kedun.engine.policy.tree import Action, Grade, Level, Mode, Policy, Rule, Scoring, Text, Type
from kedun.kernel.clock import format_time

__all__ = ["Advice", "Decider", "Decision", "Reason", "Words", "risk_of", "rollout_bucket"]

ActionWord = Literal["allow", "warn", "verify", "review", "hold", "block"]

WITHOUT_WINDOWS: Final = "windows:unavailable"
"""Degradation that raises money-moving events to at least review."""

_MUST_NOTS: Final = 3


class Words(msgspec.Struct, frozen=True, gc=False):
    """One text in both languages."""

    zh: str
    en: str


class Reason(msgspec.Struct, frozen=True):
    """One rule that was TRUE. `values` are the facts and features it names, as they were; None is unknown.

    Times among the values are text (RFC 3339, UTC).
    """

    rule: str
    clause: str
    title: Words
    reason: Words
    action: ActionWord
    points: int
    values: dict[str, Any]
    procedure: str | None = None
    signal: str | None = None
    types: tuple[str, ...] = ()


class Advice(msgspec.Struct, frozen=True):
    """What to do and never to do: what belongs to the weightiest reason first, then to the others, each once."""

    procedures: tuple[str, ...] = ()
    must_nots: tuple[Words, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What must happen, and why.

    `risk` is 0 to 100, `grade` L0 to L4; `reasons` are live rules, weightiest first; `shadow` are rules on trial,
    reported and never counted; `degraded` says what could not be known; `took_us` is the time it took in µs.
    """

    event_id: str
    action: ActionWord
    risk: int
    level: Level
    grade: str
    reasons: tuple[Reason, ...] = ()
    advice: Advice | None = None
    policy_version: str
    degraded: tuple[str, ...] = ()
    shadow: tuple[Reason, ...] = ()
    took_us: float = 0.0


def rollout_bucket(rule_id: str, entity: str) -> int:
    """The stable bucket, 0 to 99, of an entity for a rule; the rule is live for buckets below its roll-out.

    >>> rollout_bucket("order.new", "c1") == rollout_bucket("order.new", "c1")
    True
    """
    return crc32(f"{rule_id}:{entity}".encode()) % 100


class Decider:
    """A policy compiled for deciding.

    `matchers` answers its lists; `must_nots` says, by fraud type, what nobody may do then (Handbook 2.1).
    """

    def __init__(
        self,
        policy: Policy,
        matchers: Mapping[str, Matcher] | None = None,
        must_nots: Mapping[str, Text] | None = None,
    ) -> None:
        self.compiled: Compiled = compile_policy(policy, matchers)
        self._evaluate = self.compiled.evaluate
        self._scoring = policy.scoring
        self._version = f"{policy.id}@{policy.version}"
        self._money = frozenset(name for name, event in policy.events.items() if event.moves_money)
        self._texts = [(_words(rule.title), _words(rule.reason)) for rule in self.compiled.rules]
        times = {"at", *(name for name, fact in policy.facts.items() if fact.type is Type.TIME)}
        self._times = [times.intersection(names) for names in self.compiled.names]
        self._must_nots = {fraud_type: _words(text) for fraud_type, text in (must_nots or {}).items()}
        self._grade_of = [_grade_at(policy.scoring, risk) for risk in range(101)]
        self._calm = self._grade_of[0]

    @property
    def window_features(self) -> Mapping[str, tuple[str, ...]]:
        """Per event type, the window features whose values `decide` takes, in order."""
        return self.compiled.window_features

    def decide(self, event: Event, values: tuple[Any, ...], degraded: tuple[str, ...] = ()) -> Decision:
        """Decide one event. `values` answer `window_features[event.type]`; None where unknown. `took_us` is left 0."""
        fired, hits = self._evaluate(event, event.facts, values)
        floor = Action.REVIEW if WITHOUT_WINDOWS in degraded and event.type in self._money else Action.ALLOW
        if not fired:
            action = max(self._calm.action, floor)
            return Decision(
                event_id=event.id,
                action=action.word,  # type: ignore[arg-type] # the ladder's words
                risk=0,
                level=self._calm.level,
                grade=self._calm.name,
                policy_version=self._version,
                degraded=degraded,
            )
        live, shadow = self._split(event, fired)
        rules = [self.compiled.rules[index] for index, _ in live]
        risk = risk_of(self._scoring, rules, [self.compiled.factors[index] for index in hits])
        grade = self._grade_of[risk]
        action = max(_action_of(self._scoring, rules), grade.action, floor)
        reasons = [self._reason(index, values) for index, values in live]
        if len(reasons) > 1:
            weights = {self.compiled.rules[index].id: _weight(self.compiled.rules[index]) for index, _ in live}
            reasons.sort(key=lambda reason: weights[reason.rule], reverse=True)
        return Decision(
            event_id=event.id,
            action=action.word,  # type: ignore[arg-type] # the ladder's words
            risk=risk,
            level=grade.level,
            grade=grade.name,
            reasons=tuple(reasons),
            advice=self._advice(reasons),
            policy_version=self._version,
            degraded=degraded,
            shadow=tuple(self._reason(index, values) for index, values in shadow),
        )

    def _split(self, event: Event, fired: list[Fired]) -> tuple[list[Fired], list[Fired]]:
        live: list[Fired] = []
        shadow: list[Fired] = []
        for entry in fired:
            rule = self.compiled.rules[entry[0]]
            (live if rule.mode is Mode.LIVE and _rolled_out(rule, event) else shadow).append(entry)
        return live, shadow

    def _advice(self, reasons: list[Reason]) -> Advice | None:
        procedures = dict.fromkeys(reason.procedure for reason in reasons if reason.procedure)
        types = dict.fromkeys(fraud_type for reason in reasons for fraud_type in reason.types)
        must_nots = (self._must_nots[fraud_type] for fraud_type in types if fraud_type in self._must_nots)
        return Advice(tuple(procedures), tuple(must_nots)[:_MUST_NOTS]) if procedures or types else None

    def _reason(self, index: int, values: tuple[object, ...]) -> Reason:
        rule = self.compiled.rules[index]
        title, reason = self._texts[index]
        named: dict[str, Any] = dict(zip(self.compiled.names[index], values, strict=True))
        for name in self._times[index]:
            if named[name] is not None:
                named[name] = format_time(named[name])
        return Reason(
            rule.id,
            rule.clause,
            title,
            reason,
            rule.action.word,  # type: ignore[arg-type] # the ladder's words
            rule.points,
            named,
            rule.procedure,
            rule.signal,
            rule.fraud_types,
        )


def risk_of(scoring: Scoring, rules: list[Rule], factors: list[Any]) -> int:
    """The risk, 0 to 100, of the live rules that fired and the factors that apply; see `Scoring` for the sum."""
    if not rules:
        return 0
    groups: dict[str, list[int]] = {}
    relief = 0
    pinned = hard = False
    for rule in rules:
        if rule.action is Action.ALLOW:
            relief -= min(rule.points, 0)
        elif rule.points > 0:
            groups.setdefault(rule.group, []).append(rule.points)
        pinned = pinned or rule.red_line
        hard = hard or rule.hard
    total = sum(
        points * weight
        for members in groups.values()
        for points, weight in zip(sorted(members, reverse=True), scoring.fade, strict=False)
    )
    largest: dict[str, int] = {}
    for factor in factors:
        largest[factor.family] = max(largest.get(factor.family, 0), factor.percent)
    scale = 1
    for percent in largest.values():
        total *= percent
        scale *= 100
    risk = total // scale // 1000
    if relief and not pinned:
        risk -= min(relief, scoring.relief_limit)
    return max(0, min(100, max(risk, scoring.hard_risk) if hard else risk))


def _action_of(scoring: Scoring, rules: list[Rule]) -> Action:
    """The strongest action due; an allow rule silences the mild ones, never a red line."""
    if any(rule.action is Action.ALLOW for rule in rules):
        rules = [rule for rule in rules if rule.red_line or rule.action > scoring.allow_beats]
    return max((rule.action for rule in rules), default=Action.ALLOW)


def _rolled_out(rule: Rule, event: Event) -> bool:
    if rule.rollout >= 100:
        return True
    entity = getattr(event, rule.rollout_by, None) or getattr(event.facts, rule.rollout_by, None)
    return entity is not None and rollout_bucket(rule.id, str(entity)) < rule.rollout


def _weight(rule: Rule) -> tuple[bool, int, int]:
    return rule.hard, rule.action, rule.points


def _grade_at(scoring: Scoring, risk: int) -> Grade:
    return max((grade for grade in scoring.grades if grade.at_least <= risk), key=lambda grade: grade.at_least)


def _words(text: Text) -> Words:
    return Words(text.zh, text.en)
