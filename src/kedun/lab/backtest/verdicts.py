"""Rules and scoring in SQL: which rules fired on which event, and what followed.

One statement per event type tests all of that type's rules at once and keeps a row only where something fired, the
rules as bits of whole numbers. Scoring then works on those rows alone, in whole numbers as `tree.Scoring` says and
`engine.decide` does it, so the figures agree to the last digit.
"""

from collections.abc import Iterator
from typing import Any, Final

from kedun.engine.decide import rollout_bucket
from kedun.engine.policy.tree import Action, Aggregate, Expression, Factor, FactRef, Mode, Policy, Rule, references
from kedun.lab.backtest.frame import Frame, identifier, quoted
from kedun.lab.backtest.windows import Lane, needed_features

__all__ = ["evaluate", "facts_of", "feature_values", "relation", "score"]

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


def _numerator(policy: Policy, factors: list[Factor], text: object) -> str:
    """The product of the largest applying percent per family, 100 where none applies."""
    families: dict[str, list[str]] = {}
    for factor in factors:
        families.setdefault(factor.family, []).append(f"CASE WHEN {text(factor.when)} THEN {factor.percent} END")  # type: ignore[operator] # a builder's method
    absent = 100 ** (len(_families(policy)) - len(families))
    product = [f"CAST({absent} AS HUGEINT)"]
    product += [f"COALESCE(GREATEST({', '.join(members)}), 100)" for members in families.values()]
    return " * ".join(product)


def _families(policy: Policy) -> list[str]:
    return list(dict.fromkeys(factor.family for factor in policy.scoring.factors))


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


def score(frame: Frame, rules: tuple[Rule, ...]) -> None:
    """Make `verdicts` (seq, action, risk, grade) for every event with a hit, from `hits` and `weights`."""
    scoring = frame.policy.scoring
    frame.run(
        "CREATE OR REPLACE TEMP TABLE rules (rule INTEGER, grp INTEGER, action INTEGER, points INTEGER, hard BOOLEAN, red_line BOOLEAN)"
    )
    groups = {name: place for place, name in enumerate(dict.fromkeys(rule.group for rule in rules))}
    rows = [
        (place, groups[rule.group], int(rule.action), rule.points, rule.hard, rule.red_line)
        for place, rule in enumerate(rules)
    ]
    if rows:
        frame.run(
            f"INSERT INTO rules SELECT {', '.join('unnest(?)' for _ in rows[0])}",
            [list(column) for column in zip(*rows, strict=True)],
        )
    allow, beats = int(Action.ALLOW), int(scoring.allow_beats)
    fade = " ".join(f"WHEN {place} THEN {weight}" for place, weight in enumerate(scoring.fade, start=1))
    adds = f"action <> {allow} AND points > 0"
    scale = 1000 * 100 ** len(_families(frame.policy))
    ranked = (
        f"SELECT seq, rules.*, CASE WHEN {adds} THEN row_number() OVER "
        f"(PARTITION BY seq, grp, {adds} ORDER BY points DESC) END AS place FROM hits JOIN rules USING (rule) WHERE live"
    )
    summed = (
        f"SELECT seq, COALESCE(sum(points * CASE place {fade} ELSE 0 END) FILTER (place IS NOT NULL), 0) AS milli, "
        f"COALESCE(sum(-LEAST(points, 0)) FILTER (action = {allow}), 0) AS relief, bool_or(hard) AS hard, "
        f"bool_or(red_line) AS pinned, bool_or(action = {allow}) AS excused, max(action) AS due, "
        f"COALESCE(max(action) FILTER (red_line OR action > {beats}), {allow}) AS due_anyway FROM ({ranked}) GROUP BY seq"
    )
    raw = (
        f"SELECT seq, CAST(CAST(milli AS HUGEINT) * percents // {scale} AS BIGINT) - CASE WHEN pinned THEN 0 ELSE "
        f"LEAST(relief, {scoring.relief_limit}) END AS raw, * EXCLUDE (seq) FROM ({summed}) JOIN weights USING (seq)"
    )
    judged = (
        f"SELECT seq, GREATEST(0, LEAST(100, CASE WHEN hard THEN GREATEST(raw, {scoring.hard_risk}) ELSE raw END)) AS risk, "
        f"CASE WHEN excused THEN due_anyway ELSE due END AS due FROM ({raw})"
    )
    grades = sorted(scoring.grades, key=lambda grade: -grade.at_least)
    named = " ".join(f"WHEN risk >= {grade.at_least} THEN {quoted(grade.name)}" for grade in grades)
    floors = " ".join(f"WHEN risk >= {grade.at_least} THEN {int(grade.action)}" for grade in grades)
    frame.run(
        "CREATE OR REPLACE TEMP TABLE verdicts AS SELECT seq, "
        f"GREATEST(due, CASE {floors} END) AS action, CAST(risk AS INTEGER) AS risk, CASE {named} END AS grade FROM ({judged})"
    )
