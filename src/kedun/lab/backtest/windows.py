"""Window features in SQL, all features of one lane in one sort.

A lane is what the features of one key (`by`) count of one event type. The events that feed or read it become one
narrow table: key, order, conditions and values already worked out. DuckDB's window functions then answer every
feature of the lane over one sort, with frames by RANGE on `eff`, a number that orders events by time and, inside one
microsecond, by arrival.

Where events of a key arrive out of order, the frame would let an event see one that came later. Those events, and
only those, are answered by a join instead (`_Plan.joined`). The meaning of late events is that of the live windows:
an event older than the newest counted one of its lane by more than the policy's lateness is not counted in it, and
the lane's features are unknown to it.
"""

from dataclasses import dataclass
from typing import Final

from kedun.engine.policy.to_sql import Builder
from kedun.engine.policy.to_sql.reach import BIGINT, reach
from kedun.engine.policy.tree import Aggregate, Expression, Feature, FeatureRef, Policy, Rule, references
from kedun.lab.backtest.frame import Frame, identifier, quoted

__all__ = ["Lane", "lanes_of", "needed_features", "window_table"]

_BAD: Final = ("fraud", "chargeback")


@dataclass(frozen=True, slots=True)
class Lane:
    """The window features that count events of type `on` under one key, and the event types that read any of them."""

    by: tuple[str, ...]
    on: str
    features: tuple[Feature, ...]
    readers: frozenset[str]

    @property
    def table(self) -> str:
        """The name of the table of their values."""
        return identifier(f"w_{self.on}_{'_'.join(self.by)}")


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


def lanes_of(policy: Policy, rules: tuple[Rule, ...]) -> tuple[Lane, ...]:
    """The lanes whose features any verdict needs."""
    readers: dict[str, set[str]] = {}
    for event_type in policy.events:
        for feature_id in needed_features(policy, event_type, rules):
            readers.setdefault(feature_id, set()).add(event_type)
    grouped: dict[tuple[tuple[str, ...], str], list[Feature]] = {}
    for feature_id in readers:
        feature = policy.features[feature_id]
        if feature.aggregate is not Aggregate.EXPR:
            grouped.setdefault((feature.by, feature.on), []).append(feature)
    return tuple(
        Lane(by, on, tuple(features), frozenset().union(*(readers[feature.id] for feature in features)))
        for (by, on), features in grouped.items()
    )


def window_table(frame: Frame, lane: Lane) -> None:
    """Make the table `lane.table`: seq and a column per feature, a row per event that reads one and has the key."""
    plan = _Plan(frame, lane)
    frame.run(f"CREATE OR REPLACE TEMP TABLE narrow AS {plan.narrow()}")
    if frame.in_order:
        frame.run(f"CREATE OR REPLACE TEMP TABLE {lane.table} AS {plan.framed('narrow')}")
    else:
        frame.run(f"CREATE OR REPLACE TEMP TABLE ranked AS {plan.ranked()}")
        frame.run(
            f"CREATE OR REPLACE TEMP TABLE {lane.table} AS SELECT * FROM ({plan.framed('ranked')}) WHERE seq NOT IN "
            f"(SELECT seq FROM ranked WHERE overtaken) UNION ALL ({plan.joined()})"
        )
        frame.run("DROP TABLE ranked")
    frame.run("DROP TABLE narrow")


class _Plan:
    """The SQL of one lane."""

    def __init__(self, frame: Frame, lane: Lane) -> None:
        self._frame, self._lane = frame, lane
        self._keys = [f"k{place}" for place in range(len(lane.by))]
        self._conditions: dict[str, str] = {}
        self._values: dict[str, str] = {}
        types = [lane.on, *sorted(lane.readers - {lane.on})]
        self._types = [kind for kind in types if all(frame.carries(kind, name) for name in lane.by)]
        builder = frame.builder(lane.on, [part for feature in lane.features for part in (feature.where, feature.value)])
        self._features = [(feature, *self._columns(feature, builder)) for feature in lane.features]

    def narrow(self) -> str:
        """Key, order, conditions and values of the events that matter, one branch per event type."""
        return " UNION ALL ".join(map(self._narrow_of, self._types))

    def _narrow_of(self, event_type: str) -> str:
        counted = event_type == self._lane.on
        columns = [
            "seq",
            "at_us",
            "tie",
            "eff",
            f"{event_type in self._lane.readers} AS reads",
            f"{counted} AS counted",
        ]
        columns += [f"{identifier(name)} AS k{place}" for place, name in enumerate(self._lane.by)]
        columns += [f"{sql if counted else 'FALSE'} AS {name}" for sql, name in self._conditions.items()]
        columns += [f"{sql if counted else 'NULL'} AS {name}" for sql, name in self._values.items()]
        known = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in self._lane.by)
        return f"SELECT {', '.join(columns)} FROM {self._frame.table(event_type)} WHERE {known}"

    def ranked(self) -> str:
        """The narrow rows with whether they came too late (those count nowhere) and whether one later is older."""
        by = ", ".join(self._keys)
        newest = "max(at_us) FILTER (counted) OVER (PARTITION BY " + by
        judged = (
            f"SELECT *, COALESCE(at_us < {newest} ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
            f" - {self._frame.policy.lateness_us}, FALSE) AS late FROM narrow"
        )
        kept = [f"{name} AND NOT late AS {name}" for name in self._conditions.values()]
        return (
            f"SELECT * REPLACE ({', '.join(kept)}), COALESCE(min(at_us) FILTER (counted AND NOT late) OVER "
            f"(PARTITION BY {by} ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) <= at_us, FALSE) "
            f"AS overtaken FROM ({judged})"
        )

    def framed(self, table: str) -> str:
        """Every feature by window functions."""
        frames: dict[str, str] = {}
        columns = []
        for feature, condition, value in self._features:
            over = frames.setdefault(self._frame_of(feature), f"w{len(frames)}")
            columns.append(self._answer(feature, condition, value, over=f" OVER {over}"))
        by = ", ".join(self._keys)
        windows = [f"{name} AS (PARTITION BY {by} ORDER BY eff RANGE {bounds})" for bounds, name in frames.items()]
        reads = "" if self._lane.readers >= set(self._types) else " QUALIFY reads"
        return f"SELECT seq, {', '.join(columns)} FROM {table} WINDOW {', '.join(windows)}{reads}"

    def joined(self) -> str:
        """Every feature of the overtaken events by a join with what had arrived before them."""
        columns = []
        for feature, condition, value in self._features:
            bounds = self._bounds_of(feature)
            columns.append(self._answer(feature, f"f.{condition} AND {bounds}", f"f.{value}", over=""))
        longest = max(feature.over_us + feature.delay_us for feature in self._lane.features)
        same = " AND ".join(f"e.{name} = f.{name}" for name in self._keys)
        return (
            f"SELECT e.seq, {', '.join(columns)} FROM ranked e JOIN ranked f ON {same} AND f.seq <= e.seq "
            f"AND f.at_us <= e.at_us AND f.at_us > e.at_us - {longest} WHERE e.overtaken AND e.reads "
            "GROUP BY e.seq, e.at_us, e.late"
        )

    # -- parts --------------------------------------------------------------------------------------------------------

    def _columns(self, feature: Feature, builder: Builder) -> tuple[str, str]:
        """The names of the columns that hold the feature's condition and value."""
        counts = "TRUE" if feature.where is None else f"COALESCE({builder.text(feature.where)}, FALSE)"
        condition = self._conditions.setdefault(counts, f"c{len(self._conditions)}")
        return condition, self._values.setdefault(_value_sql(feature, builder), f"v{len(self._values)}")

    def _frame_of(self, feature: Feature) -> str:
        per_us = self._frame.ties_per_us
        if feature.aggregate is Aggregate.RATE:
            oldest = (feature.over_us + feature.delay_us - 1) * per_us
            newest = feature.delay_us * per_us - per_us + 1
            return f"BETWEEN {oldest} + tie PRECEDING AND {newest} + tie PRECEDING"
        oldest = (feature.over_us - 1) * per_us
        newest_row = "1 PRECEDING" if feature.aggregate is Aggregate.SECONDS_SINCE_LAST else "CURRENT ROW"
        return f"BETWEEN {oldest} + tie PRECEDING AND {newest_row}"

    @staticmethod
    def _bounds_of(feature: Feature) -> str:
        if feature.aggregate is Aggregate.RATE:
            newest = f"e.at_us - {feature.delay_us}"
            return f"f.at_us > e.at_us - {feature.over_us + feature.delay_us} AND f.at_us <= {newest}"
        earlier = " AND f.seq < e.seq" if feature.aggregate is Aggregate.SECONDS_SINCE_LAST else ""
        return f"f.at_us > e.at_us - {feature.over_us}{earlier}"

    def _answer(self, feature: Feature, condition: str, value: str, *, over: str) -> str:
        """The feature's column; NULL for an event too late for the lane."""
        answer = self._aggregate(feature, condition, value, over)
        if not self._frame.in_order:
            answer = f"CASE WHEN NOT {'late' if over else 'e.late'} THEN {answer} END"
        return f"{answer} AS {self._frame.feature_column(feature.id)}"

    def _aggregate(self, feature: Feature, condition: str, value: str, over: str) -> str:
        always = over and self._frame.in_order and self._conditions.get("TRUE") == condition and len(self._types) == 1

        def of(what: str, test: str = "") -> str:
            filters = [part for part in ("" if always else condition, test) if part]
            return f"{what} FILTER ({' AND '.join(filters)}){over}" if filters else f"{what}{over}"

        match feature.aggregate:
            case Aggregate.COUNT:
                return of("count(*)")
            case Aggregate.SUM:
                return of(f"sum({value})")
            case Aggregate.AVG:
                total = of(f"sum({value})")
                # from HUGEINT to double a database rounds twice; from BIGINT, and from digits, once
                small = feature.value is not None and reach(feature.value) * self._frame.count <= BIGINT
                exact = f"CAST(CAST({total} AS {'BIGINT' if small else 'VARCHAR'}) AS DOUBLE)"
                return f"{exact} / {of(f'count({value})')}"
            case Aggregate.MIN | Aggregate.MAX:
                return of(f"{feature.aggregate.value}({value})")
            case Aggregate.DISTINCT:
                return of(f"count(DISTINCT {value})")
            case Aggregate.SECONDS_SINCE_LAST:
                return f"({'at_us' if over else 'e.at_us'} - {of(f'max({value})')}) // 1000000"
            case _:
                return f"CAST({of('count(*)', value)} AS DOUBLE) / NULLIF({of('count(*)')}, 0)"


def _value_sql(feature: Feature, builder: Builder) -> str:
    if feature.aggregate is Aggregate.RATE:
        known_by = f"at_us + {feature.delay_us}"
        outcomes = ", ".join(map(quoted, _BAD))
        return f"COALESCE(label IN ({outcomes}) AND COALESCE(labelled_at, {known_by}) <= {known_by}, FALSE)"
    if feature.value is None:
        return "at_us"
    sql = builder.text(feature.value)
    if feature.aggregate in {Aggregate.SUM, Aggregate.AVG}:
        return f"CAST({sql} AS {'BIGINT' if reach(feature.value) <= BIGINT else 'HUGEINT'})"
    return sql
