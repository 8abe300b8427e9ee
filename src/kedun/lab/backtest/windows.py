"""Window features in SQL, all features of one key in one sort.

For each key (`by`) the events that feed or read its features become one narrow table: key, order, conditions and
values already worked out. DuckDB's window functions then answer every feature of that key over one sort, with
frames by RANGE on `eff`, a number that orders events by time and, inside one microsecond, by arrival.

Where events of a key arrive out of order, the frame would let an event see one that came later. Those events, and
only those, are answered by a join instead (`_outrun`). The meaning of late events is that of `tree` and of the live
windows: an event older than the newest counted one of its key and type by more than the policy's lateness counts
nowhere, and its features of that key are unknown.
"""

from dataclasses import dataclass

from kedun.engine.policy.to_sql import Builder
from kedun.engine.policy.to_sql.reach import BIGINT, reach
from kedun.engine.policy.tree import Aggregate, Expression, Feature, FeatureRef, Policy, Rule, references
from kedun.lab.backtest.frame import Frame, identifier, quoted

__all__ = ["Key", "keys_of", "needed_features", "window_table"]

_BAD = ("fraud", "chargeback")


@dataclass(frozen=True, slots=True)
class Key:
    """The window features that share `by`, the event types that feed them and, per feature, those that read it."""

    by: tuple[str, ...]
    features: tuple[Feature, ...]
    readers: dict[str, frozenset[str]]

    @property
    def table(self) -> str:
        """The name of the table of their values."""
        return "w_" + "_".join(self.by)

    @property
    def reading(self) -> frozenset[str]:
        """Every event type that reads any of them."""
        return frozenset().union(*self.readers.values())

    @property
    def feeding(self) -> frozenset[str]:
        """Every event type that any of them counts."""
        return frozenset(feature.on for feature in self.features)


def needed_features(policy: Policy, event_type: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The features that verdicts on events of a type need, computed ones after those they are made of."""
    roots: list[Expression] = [rule.when for rule in rules if rule.on == event_type]
    if roots:
        roots += [factor.when for factor in policy.scoring.factors if not factor.on or event_type in factor.on]
    found: dict[str, None] = {}

    def visit(expression: Expression | None) -> None:
        for reference in references(expression) if expression is not None else ():
            if isinstance(reference, FeatureRef) and reference.id not in found:
                feature = policy.features[reference.id]
                if feature.aggregate is Aggregate.EXPR:
                    visit(feature.value)
                found[reference.id] = None

    for root in roots:
        visit(root)
    return tuple(found)


def keys_of(policy: Policy, rules: tuple[Rule, ...]) -> tuple[Key, ...]:
    """The keys whose features any verdict needs."""
    readers: dict[str, set[str]] = {}
    for event_type in policy.events:
        for feature_id in needed_features(policy, event_type, rules):
            readers.setdefault(feature_id, set()).add(event_type)
    grouped: dict[tuple[str, ...], list[Feature]] = {}
    for feature_id in readers:
        feature = policy.features[feature_id]
        if feature.aggregate is not Aggregate.EXPR:
            grouped.setdefault(feature.by, []).append(feature)
    return tuple(
        Key(by, tuple(features), {feature.id: frozenset(readers[feature.id]) for feature in features})
        for by, features in grouped.items()
    )


def window_table(frame: Frame, key: Key) -> None:
    """Make the table `key.table`: seq and a column per feature, a row per event that reads one and has the key."""
    plan = _Plan(frame, key)
    frame.run(f"CREATE OR REPLACE TEMP TABLE narrow AS {plan.narrow()}")
    if frame.in_order:
        frame.run(f"CREATE OR REPLACE TEMP TABLE {key.table} AS {plan.framed('narrow')}")
    else:
        frame.run(f"CREATE OR REPLACE TEMP TABLE ranked AS {plan.ranked()}")
        frame.run("CREATE OR REPLACE TEMP TABLE outrun AS SELECT seq FROM ranked WHERE overtaken")
        frame.run(
            f"CREATE OR REPLACE TEMP TABLE {key.table} AS "
            f"SELECT * FROM ({plan.framed('ranked')}) WHERE seq NOT IN (FROM outrun) UNION ALL ({plan.joined()})"
        )
        frame.run("DROP TABLE ranked")
        frame.run("DROP TABLE outrun")
    frame.run("DROP TABLE narrow")


class _Plan:
    """The SQL of one key."""

    def __init__(self, frame: Frame, key: Key) -> None:
        self._frame, self._key = frame, key
        self._policy = frame.policy
        self._types = sorted(key.reading | key.feeding)
        self._lanes = sorted(key.feeding)
        self._keys = [f"k{place}" for place in range(len(key.by))]
        self._conditions: dict[tuple[str, str], str] = {}
        self._values: dict[tuple[str, str], str] = {}
        self._features = [(feature, *self._columns(feature)) for feature in key.features]

    def narrow(self) -> str:
        """Key, order, conditions and values of the events that matter, one branch per event type."""
        carriers = [
            event_type for event_type in self._types if all(self._frame.carries(event_type, name) for name in self._key.by)
        ]
        return " UNION ALL ".join(map(self._narrow_of, carriers))

    def _narrow_of(self, event_type: str) -> str:
        columns = ["seq", "at_us", "tie", "eff", f"{quoted(event_type)} AS type"]
        columns += [f"{identifier(name)} AS k{place}" for place, name in enumerate(self._key.by)]
        columns += [
            f"{sql if lane == event_type else 'FALSE'} AS {name}" for (lane, sql), name in self._conditions.items()
        ]
        columns += [
            f"{sql if lane in {event_type, ''} else 'NULL'} AS {name}" for (lane, sql), name in self._values.items()
        ]
        known = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in self._key.by)
        return f"SELECT {', '.join(columns)} FROM {self._frame.table(event_type)} WHERE {known}"

    def ranked(self) -> str:
        """The narrow rows with, per counted type, whether they came too late; those then count nowhere."""
        by = ", ".join(self._keys)
        late = [
            f"COALESCE(at_us < max(at_us) FILTER (type = {quoted(lane)}) OVER before - {self._policy.lateness_us}, FALSE)"
            f" AS late_{place}"
            for place, lane in enumerate(self._lanes)
        ]
        judged = (
            f"SELECT *, {', '.join(late)} FROM narrow WINDOW before AS "
            f"(PARTITION BY {by} ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        )
        on = {self._condition_of(feature): self._lanes.index(feature.on) for feature in self._key.features}
        counted = [f"{name} AND NOT late_{on[name]} AS {name}" for name in self._conditions.values()]
        kept = " OR ".join(f"(type = {quoted(lane)} AND NOT late_{place})" for place, lane in enumerate(self._lanes))
        return (
            f"SELECT * REPLACE ({', '.join(counted)}), COALESCE(min(at_us) FILTER ({kept}) OVER after <= at_us, FALSE) "
            f"AS overtaken FROM ({judged}) WINDOW after AS "
            f"(PARTITION BY {by} ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
        )

    def framed(self, table: str) -> str:
        """Every feature by window functions."""
        frames: dict[str, str] = {}
        columns = []
        for feature, condition, value in self._features:
            over = frames.setdefault(self._frame_of(feature), f"w{len(frames)}")
            columns.append(self._answer(feature, condition, value, over=f" OVER {over}", ordered=table == "narrow"))
        by = ", ".join(self._keys)
        windows = [f"{name} AS (PARTITION BY {by} ORDER BY eff RANGE {bounds})" for bounds, name in frames.items()]
        return f"SELECT seq, {', '.join(columns)} FROM {table} WINDOW {', '.join(windows)} QUALIFY {self._reads('type')}"

    def joined(self) -> str:
        """Every feature of the overtaken events by a join with what had arrived before them."""
        columns = []
        for feature, condition, value in self._features:
            bounds = self._bounds_of(feature)
            columns.append(self._answer(feature, f"f.{condition} AND {bounds}", f"f.{value}", over="", ordered=False))
        longest = max(feature.over_us + feature.delay_us for feature in self._key.features)
        same = " AND ".join(f"e.{name} = f.{name}" for name in self._keys)
        carried = ", ".join(["e.seq", "e.at_us", *(f"e.late_{place}" for place in range(len(self._lanes)))])
        return (
            f"SELECT e.seq, {', '.join(columns)} FROM ranked e JOIN ranked f ON {same} AND f.seq <= e.seq "
            f"AND f.at_us <= e.at_us AND f.at_us > e.at_us - {longest} WHERE e.overtaken AND {self._reads('e.type')} GROUP BY {carried}"
        )

    # -- parts --------------------------------------------------------------------------------------------------------

    def _reads(self, column: str) -> str:
        return f"{column} IN ({', '.join(map(quoted, sorted(self._key.reading)))})"

    def _columns(self, feature: Feature) -> tuple[str, str]:
        """The names of the columns that hold the feature's condition and value."""
        builder = self._frame.builder(feature.on, (feature.where, feature.value))
        counted = "TRUE" if feature.where is None else f"COALESCE({builder.text(feature.where)}, FALSE)"
        condition = self._conditions.setdefault((feature.on, counted), f"c{len(self._conditions)}")
        value = self._values.setdefault(self._value_sql(feature, builder), f"v{len(self._values)}")
        return condition, value

    def _value_sql(self, feature: Feature, builder: Builder) -> tuple[str, str]:
        """The event type that has the value ("" for every type) and its SQL."""
        if feature.aggregate is Aggregate.RATE:
            known_by = f"at_us + {feature.delay_us}"
            outcomes = ", ".join(map(quoted, _BAD))
            return feature.on, (
                f"COALESCE(label IN ({outcomes}) AND COALESCE(labelled_at, {known_by}) <= {known_by}, FALSE)"
            )
        if feature.value is None:
            return "", "at_us"
        sql = builder.text(feature.value)
        if feature.aggregate in {Aggregate.SUM, Aggregate.AVG}:
            sql = f"CAST({sql} AS {'BIGINT' if reach(feature.value) <= BIGINT else 'HUGEINT'})"
        return feature.on, sql

    def _condition_of(self, feature: Feature) -> str:
        return next(condition for other, condition, _ in self._features if other is feature)

    def _frame_of(self, feature: Feature) -> str:
        per_us = self._frame.ties_per_us
        if feature.aggregate is Aggregate.RATE:
            oldest = (feature.over_us + feature.delay_us - 1) * per_us
            newest = feature.delay_us * per_us - per_us + 1
            return f"BETWEEN {oldest} + tie PRECEDING AND {newest} + tie PRECEDING"
        oldest = (feature.over_us - 1) * per_us
        newest_row = "1 PRECEDING" if feature.aggregate is Aggregate.SECONDS_SINCE_LAST else "CURRENT ROW"
        return f"BETWEEN {oldest} + tie PRECEDING AND {newest_row}"

    def _bounds_of(self, feature: Feature) -> str:
        if feature.aggregate is Aggregate.RATE:
            newest = f"e.at_us - {feature.delay_us}"
            return f"f.at_us > e.at_us - {feature.over_us + feature.delay_us} AND f.at_us <= {newest}"
        earlier = " AND f.seq < e.seq" if feature.aggregate is Aggregate.SECONDS_SINCE_LAST else ""
        return f"f.at_us > e.at_us - {feature.over_us}{earlier}"

    def _answer(self, feature: Feature, condition: str, value: str, *, over: str, ordered: bool) -> str:
        """The feature's column; NULL for an event too late for the feature's lane."""
        answer = self._aggregate(feature, condition, value, over)
        if not ordered:
            side = "" if over else "e."
            answer = f"CASE WHEN NOT {side}late_{self._lanes.index(feature.on)} THEN {answer} END"
        return f"{answer} AS {self._frame.feature_column(feature.id)}"

    def _aggregate(self, feature: Feature, condition: str, value: str, over: str) -> str:
        def of(what: str, test: str = condition) -> str:
            return f"{what} FILTER ({test}){over}"

        match feature.aggregate:
            case Aggregate.COUNT:
                return of("count(*)")
            case Aggregate.SUM:
                return of(f"sum({value})")
            case Aggregate.AVG:
                total = of(f"sum({value})")
                exact = f"CAST({total} AS DOUBLE)" if self._frame.fits else f"CAST(CAST({total} AS VARCHAR) AS DOUBLE)"
                return f"{exact} / {of(f'count({value})')}"
            case Aggregate.MIN | Aggregate.MAX:
                return of(f"{feature.aggregate.value}({value})")
            case Aggregate.DISTINCT:
                return of(f"count(DISTINCT {value})")
            case Aggregate.SECONDS_SINCE_LAST:
                return f"({'at_us' if over else 'e.at_us'} - {of(f'max({value})')}) // 1000000"
            case _:
                bad = of("count(*)", f"{condition} AND {value}")
                return f"CAST({bad} AS DOUBLE) / NULLIF({of('count(*)')}, 0)"
