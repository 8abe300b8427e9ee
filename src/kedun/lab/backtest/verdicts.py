"""Rules in SQL: which rules fired on which event.

One statement per event type tests all of that type's rules at once and keeps a row only where something fired, the
rules as bits of whole numbers, and beside them the factors that will scale its points.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from kedun.engine.decide import rollout_bucket
from kedun.engine.policy.tree import Aggregate, Expression, Factor, FactRef, Mode, Policy, Rule, references
from kedun.lab.backtest.frame import Frame, identifier
from kedun.lab.backtest.score import families
from kedun.lab.backtest.windows import Lane, needed_features

__all__ = ["evaluate", "facts_of", "feature_values", "relation"]

_BITS: Final = 60


def evaluate(frame: Frame, rules: tuple[Rule, ...], lanes: tuple[Lane, ...]) -> None:
    """Make `hits` (seq, rule, live) and `weights` (seq, numerator of the factors) from the tables of events."""
    frame.run("CREATE OR REPLACE TEMP TABLE hits (seq BIGINT, rule INTEGER, live BOOLEAN)")
    frame.run("CREATE OR REPLACE TEMP TABLE weights (seq BIGINT, percents HUGEINT)")
    for event_type in frame.policy.events:
        places = [place for place, rule in enumerate(rules) if rule.on == event_type]
        if places:
            _evaluate_type(frame, event_type, rules, places, lanes)


def _evaluate_type(
    frame: Frame, event_type: str, rules: tuple[Rule, ...], places: list[int], lanes: tuple[Lane, ...]
) -> None:
    policy = frame.policy
    rows = relation(frame, event_type, rules, lanes)
    factors = [factor for factor in policy.scoring.factors if not factor.on or event_type in factor.on]
    asked = [rules[place].when for place in places] + [factor.when for factor in factors]
    builder = frame.builder(event_type, asked, over=rows)
    chunks = [places[start : start + _BITS] for start in range(0, len(places), _BITS)]
    masks = []
    for number, chunk in enumerate(chunks):
        bits = [
            f"(CASE WHEN {builder.text(rules[place].when)} THEN {1 << bit} ELSE 0 END)"
            for bit, place in enumerate(chunk)
        ]
        masks.append(f"{' + '.join(bits)} AS m{number}")
    fired = " OR ".join(f"m{number} <> 0" for number in range(len(chunks)))
    numerator = _numerator(policy, factors, builder.text)
    tested = f"SELECT *, {', '.join(masks)} FROM ({rows})"
    rollouts = [place for place in places if rules[place].rollout < 100 and rules[place].mode is Mode.LIVE]
    entities = sorted({rules[place].rollout_by for place in rollouts})
    kept = ", ".join(["seq", *(f"m{number}" for number in range(len(chunks))), *map(identifier, entities)])
    frame.run(
        f"CREATE OR REPLACE TEMP TABLE fired AS SELECT {kept}, {numerator} AS percents FROM ({tested}) WHERE {fired}"
    )
    frame.run("INSERT INTO weights SELECT seq, percents FROM fired")
    for number, chunk in enumerate(chunks):
        for bit, place in enumerate(chunk):
            live = _live(frame, rules[place])
            frame.run(f"INSERT INTO hits SELECT seq, {place}, {live} FROM fired WHERE (m{number} & {1 << bit}) <> 0")
    frame.run("DROP TABLE fired")


def feature_values(
    frame: Frame, event_type: str, rules: tuple[Rule, ...], lanes: tuple[Lane, ...]
) -> dict[int, dict[str, Any]]:
    """The features that verdicts on a type need, by seq and id; the lanes' tables must be there."""
    needed = needed_features(frame.policy, event_type, rules)
    if not needed:
        return {}
    columns = ", ".join(map(frame.feature_column, needed))
    rows = frame.run(f"SELECT seq, {columns} FROM ({relation(frame, event_type, rules, lanes)})")
    return {seq: dict(zip(needed, values, strict=True)) for seq, *values in rows}


def relation(frame: Frame, event_type: str, rules: tuple[Rule, ...], lanes: tuple[Lane, ...]) -> str:
    """The events of a type with the features that its verdicts need, computed ones worked out in order."""
    needed = needed_features(frame.policy, event_type, rules)
    joins = [lane.table for lane in lanes if any(feature.id in needed for feature in lane.features)]
    sql = f"FROM {frame.table(event_type)}" + "".join(f" LEFT JOIN {table} USING (seq)" for table in joins)
    for feature_id in needed:
        feature = frame.policy.features[feature_id]
        if feature.aggregate is Aggregate.EXPR and feature.value is not None:
            value = frame.builder(event_type, (feature.value,), over=sql).text(feature.value)
            sql = f"SELECT *, {value} AS {frame.feature_column(feature_id)} FROM ({sql})"
    return sql


def _numerator(policy: Policy, factors: list[Factor], text: Callable[[Expression], str]) -> str:
    """The product of the largest applying percent per family, 100 where none applies."""
    members: dict[str, list[str]] = {family: [] for family in families(policy)}
    for factor in factors:
        members[factor.family].append(f"CASE WHEN {text(factor.when)} THEN {factor.percent} END")
    product = ["CAST(1 AS HUGEINT)"]
    product += [f"COALESCE(GREATEST({', '.join(cases)}), 100)" if cases else "100" for cases in members.values()]
    return " * ".join(product)


def _live(frame: Frame, rule: Rule) -> str:
    """SQL for whether a hit of the rule counts: it is live, and rolled out to the event's entity."""
    if rule.mode is not Mode.LIVE:
        return "FALSE"
    if rule.rollout >= 100:
        return "TRUE"
    entity = identifier(rule.rollout_by)
    found = [value for (value,) in frame.run(f"SELECT DISTINCT CAST({entity} AS VARCHAR) FROM fired")]
    chosen = [value for value in found if value and rollout_bucket(rule.id, value) < rule.rollout]
    if not chosen:
        return "FALSE"
    frame.run("CREATE OR REPLACE TEMP TABLE chosen AS SELECT unnest(?) AS entity", [chosen])
    return f"COALESCE(CAST({entity} AS VARCHAR) IN (SELECT entity FROM chosen), FALSE)"


def facts_of(policy: Policy, event_type: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    """The facts and envelope fields that verdicts on a type name, those of roll-outs included."""
    roots: list[Expression | None] = [rule.when for rule in rules if rule.on == event_type]
    roots += [factor.when for factor in policy.scoring.factors if not factor.on or event_type in factor.on]
    roots += [
        policy.features[feature_id].value
        for feature_id in needed_features(policy, event_type, rules)
        if policy.features[feature_id].aggregate is Aggregate.EXPR
    ]
    for root in roots:
        for reference in references(root) if root is not None else ():
            if isinstance(reference, FactRef):
                yield reference.name
    yield from (rule.rollout_by for rule in rules if rule.on == event_type and rule.rollout < 100)
