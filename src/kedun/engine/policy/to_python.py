"""One policy becomes one Python function: `evaluate(event, facts, window_values) -> (fired, factors)`.

The function asks once which type the event is, reads the facts that type's rules need, works out computed
features, then tests every rule. Rules that are off are not in it. The source can be read with `Compiled.source`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kedun.engine.policy.emit import Constants, Emitter, Matcher
from kedun.engine.policy.tree import (
    ENVELOPE,
    Aggregate,
    DatePart,
    Expression,
    Factor,
    FactRef,
    FeatureRef,
    Mode,
    Policy,
    Rule,
    children,
    references,
)

__all__ = ["Compiled", "Fired", "compile_policy", "rule_names"]

Fired = tuple[int, tuple[object, ...]]
"""A rule's place in `Compiled.rules` and the values of its names, in the order of `Compiled.names`."""

Evaluate = Callable[[Any, Any, tuple[Any, ...]], tuple[list[Fired], list[int]]]

_CERTAIN: Final = frozenset({"at"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """A policy ready to run.

    `window_features` lists, per event type, the ids of the window features whose values `evaluate` takes as its
    third argument, in order; `names` lists, per rule, the facts and features whose values explain it.
    """

    evaluate: Evaluate
    rules: tuple[Rule, ...]
    names: tuple[tuple[str, ...], ...]
    factors: tuple[Factor, ...]
    window_features: Mapping[str, tuple[str, ...]]
    source: str


def compile_policy(policy: Policy, matchers: Mapping[str, Matcher] | None = None) -> Compiled:
    """Write and compile the policy's one function. `matchers` holds a matcher per list id that conditions name."""
    rules = tuple(rule for rule in policy.rules if rule.mode is not Mode.OFF)
    constants = Constants(matchers or {})
    lines = ["def evaluate(e, f, w):", "    kind = e.type", "    at = e.at", "    out = []", "    hits = []"]
    window_features = {}
    for event_type in policy.events:
        writer = _Branch(policy, event_type, rules, constants)
        window_features[event_type] = writer.window_features
        body = writer.lines()
        if body:
            lines += [f"    if kind == {event_type!r}:", *("        " + line for line in body)]
    source = "\n".join([*lines, "    return out, hits", ""])
    namespace = constants.namespace
    exec(compile(source, "<policy>", "exec"), namespace)  # noqa: S102 # source is written from the checked tree only
    evaluate: Evaluate = namespace["evaluate"]  # type: ignore[assignment] # defined by the source above
    names = tuple(rule_names(rule) for rule in rules)
    return Compiled(evaluate, rules, names, policy.scoring.factors, window_features, source)


def rule_names(rule: Rule) -> tuple[str, ...]:
    """The facts and features a rule names, each once, in order of appearance."""
    return tuple(dict.fromkeys(_name(reference) for reference in references(rule.when)))


class _Branch:
    """The part of the function for one event type."""

    def __init__(self, policy: Policy, event_type: str, rules: tuple[Rule, ...], constants: Constants) -> None:
        self._policy = policy
        self._rules = [(index, rule) for index, rule in enumerate(rules) if rule.on == event_type]
        self._factors = [
            (index, factor)
            for index, factor in enumerate(policy.scoring.factors)
            if self._rules and (not factor.on or event_type in factor.on)
        ]
        roots = [rule.when for _, rule in self._rules] + [factor.when for _, factor in self._factors]
        needed = list(dict.fromkeys(reference for root in roots for reference in _leaves(root)))
        self._computed = _in_order([ref for ref in needed if isinstance(ref, str)], policy)
        inner = [leaf for id_ in self._computed for leaf in _leaves(_body(policy, id_))]
        every = list(dict.fromkeys([*needed, *inner]))
        features = [ref for ref in every if isinstance(ref, str)]
        self.window_features = tuple(id_ for id_ in features if id_ not in self._computed)
        self._facts = [ref.name for ref in every if isinstance(ref, FactRef)]
        self._parts = _shared_parts([*roots, *(_body(policy, id_) for id_ in self._computed)])
        self._constants = constants

    def lines(self) -> list[str]:
        if not self._rules:
            return []
        locals_ = {"at": "at"}
        lines = []
        for number, name in enumerate(dict.fromkeys(name for name in self._facts if name != "at")):
            locals_[name] = f"a{number}"
            holder = "e" if name in ENVELOPE else "f"
            lines.append(f"a{number} = {holder}.{name}")
        if self.window_features:
            names = [f"w{number}" for number in range(len(self.window_features))]
            locals_ |= dict(zip(self.window_features, names, strict=True))
            lines.append(f"{', '.join(names)}, = w")
        emitter = Emitter(locals_, _CERTAIN, self._constants)
        for number, id_ in enumerate(self._computed):
            lines.append(f"x{number} = {emitter.value(_body(self._policy, id_))}")
            locals_[id_] = f"x{number}"
        emitter = self._with_parts(locals_, lines)
        for index, rule in self._rules:
            values = ", ".join(locals_[name] for name in rule_names(rule))
            lines += [f"if {emitter.true(rule.when)}:", f"    out.append(({index}, ({values}{',' if values else ''})))"]
        if self._factors:
            lines.append("if out:")
            for index, factor in self._factors:
                lines.append(f"    if {emitter.true(factor.when)}: hits.append({index})")
        return lines

    def _with_parts(self, locals_: dict[str, str], lines: list[str]) -> Emitter:
        """An emitter that reuses the parts of the event's own time that several rules ask for."""
        plain = Emitter(locals_, _CERTAIN, self._constants)
        shared = {}
        for number, part in enumerate(self._parts):
            lines.append(f"d{number} = {plain.value(part)}")
            shared[part.part, part.zone] = f"d{number}"
        return _SharingEmitter(locals_, _CERTAIN, self._constants, shared=shared)


class _SharingEmitter(Emitter):
    """An emitter that writes a local in place of a date part of the event's time."""

    def __init__(
        self,
        locals_: Mapping[str, str],
        certain: frozenset[str],
        constants: Constants,
        *,
        shared: Mapping[tuple[str, str], str],
    ) -> None:
        super().__init__(locals_, certain, constants)
        self._shared = shared

    def _part(self, part: str, source: str, zone: str) -> str:
        if source == self.at and (part, zone) in self._shared:
            return self._shared[part, zone]
        return super()._part(part, source, zone)


def _leaves(root: Expression) -> list[FactRef | str]:
    """Facts (without their spans) and feature ids below a node."""
    return [
        FactRef(reference.name, reference.type) if isinstance(reference, FactRef) else reference.id
        for reference in references(root)
    ]


def _name(reference: FactRef | FeatureRef) -> str:
    return reference.name if isinstance(reference, FactRef) else reference.id


def _body(policy: Policy, feature_id: str) -> Expression:
    body = policy.features[feature_id].value
    if body is None:
        raise ValueError(f"computed feature {feature_id} has no value")
    return body


def _in_order(features: list[str], policy: Policy) -> list[str]:
    """The computed features among these and below them, each after those it needs."""
    order: dict[str, None] = {}

    def visit(feature_id: str) -> None:
        if feature_id in order or policy.features[feature_id].aggregate is not Aggregate.EXPR:
            return
        for leaf in _leaves(_body(policy, feature_id)):
            if isinstance(leaf, str):
                visit(leaf)
        order[feature_id] = None

    for feature_id in features:
        visit(feature_id)
    return list(order)


def _shared_parts(roots: list[Expression]) -> list[DatePart]:
    found: dict[tuple[str, str], DatePart] = {}

    def visit(node: Expression) -> None:
        if isinstance(node, DatePart) and isinstance(node.operand, FactRef) and node.operand.name == "at":
            found.setdefault((node.part, node.zone), node)
        for child in children(node):
            visit(child)

    for root in roots:
        visit(root)
    return list(found.values())
