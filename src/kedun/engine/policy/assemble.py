"""Documents of a pack → the values of `tree`, with everything that stands in the way.

Order matters once: an `expr` feature is read after the features it names, whatever the order in the files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise

from kedun.engine.policy.bounds import feature_range
from kedun.engine.policy.check import Draft, Part
from kedun.engine.policy.check.cycles import circle, circles_of, without
from kedun.engine.policy.check.windows import LONGEST_US, SHORTEST_US
from kedun.engine.policy.document import Document
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.kinds import kind_of, single_unit
from kedun.engine.policy.parse import is_zone, read
from kedun.engine.policy.record import Record, duration
from kedun.engine.policy.scan import words
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Event,
    Expression,
    Fact,
    Factor,
    Feature,
    Grade,
    Level,
    Listing,
    Literal,
    Mode,
    Policy,
    Privacy,
    Rule,
    Scoring,
    Source,
    Span,
    Text,
    Type,
)

__all__ = ["GRADES", "assemble"]

GRADES = (
    Grade(0, "L0", Level.LOW, Action.ALLOW),
    Grade(25, "L1", Level.MEDIUM, Action.WARN),
    Grade(50, "L2", Level.MEDIUM, Action.VERIFY),
    Grade(65, "L3", Level.HIGH, Action.REVIEW),
    Grade(80, "L4", Level.CRITICAL, Action.BLOCK),
)
"""The grades when a pack states none (DOMAIN 2.3.1)."""

_TYPES = {kind.value: kind for kind in Type}
_PRIVACY = {kind.value: kind for kind in Privacy}
_AGGREGATES = {kind.value: kind for kind in Aggregate}
_ACTIONS = {action.word: action for action in Action}
_LEVELS = {level.value: level for level in Level}
_MODES = {mode.value: mode for mode in Mode}
_KINDS = {kind: kind for kind in ("phone", "card", "domain", "address", "cidr", "text")}
_EFFECTS = {effect: effect for effect in ("block", "allow", "watch")}
_FAMILIES = {family: family for family in ("stage", "asset", "crowd")}
_THRESHOLDS = {word: word for word in ("sourced", "suggested")}
_PURPOSES = {word: word for word in ("rules", "model")}
_FALSE = Literal(value=False, type=Type.BOOL)
_HEAD = {"id", "version", "title", "timezone", "lateness", "score"}
_SECTIONS = {"fact", "event", "feature", "list", "rule"}
_COUNTING = (Aggregate.COUNT, Aggregate.SECONDS_SINCE_LAST, Aggregate.RATE)
_UNITS = {
    Aggregate.COUNT: "count",
    Aggregate.DISTINCT: "count",
    Aggregate.SECONDS_SINCE_LAST: "s",
    Aggregate.RATE: None,
}
_RESULTS = {
    Aggregate.COUNT: Type.INT,
    Aggregate.DISTINCT: Type.INT,
    Aggregate.SUM: Type.INT,
    Aggregate.SECONDS_SINCE_LAST: Type.INT,
    Aggregate.AVG: Type.FLOAT,
    Aggregate.RATE: Type.FLOAT,
}


def assemble(documents: Iterable[Document], findings: list[Finding]) -> Draft:
    """The pack as far as it can be read; what is wrong is appended to `findings`."""
    return _Assembly(tuple(documents), findings).draft()


@dataclass(slots=True)
class _Assembly:
    documents: tuple[Document, ...]
    findings: list[Finding]
    facts: dict[str, Fact] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    places: dict[tuple[str, str, str], Source] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    _broken_facts: set[str] = field(default_factory=set)
    _names: dict[str, FeatureName] = field(default_factory=dict)
    _scopes: dict[tuple[tuple[str, ...], bool], Scope] = field(default_factory=dict)

    def draft(self) -> Draft:
        head = self._head()
        identity = head.text("id"), head.text("version")
        title = head.bilingual("title", Text(*identity[:1] * 2))
        self.zone = self._timezone(head)
        lateness = self._lateness(head)
        score = Record(head.document, ("score",), self.findings) if head.has("score") else None
        self._unknown_sections(head)
        self._schema()
        self._lists()
        self._features()
        found = [self._rule(record) for record in self._records("rule")]
        scoring = self._scoring(score)
        errors = any(finding.severity == "error" for finding in self.findings)
        policy = Policy(
            id=identity[0],
            version=identity[1],
            title=title,
            timezone=self.zone,
            lateness_us=lateness,
            facts=self.facts,
            events=self.events,
            features=self.features,
            listings=self.listings,
            rules=tuple(rule for rule in found if rule is not None),
            scoring=scoring,
        )
        return Draft(policy, tuple(self.parts), not errors, self.places)

    # Files

    def _head(self) -> Record:
        found = [document for document in self.documents if document.name.rpartition("/")[2] == "pack.toml"]
        found.sort(key=lambda document: document.name.count("/"))
        if not found:
            message = Text("规则包没有 pack.toml", "the pack has no pack.toml")
            self.findings.append(Finding("K075", Source("pack.toml", 0), message))
        return Record(found[0] if found else Document("pack.toml", "", {}), (), self.findings if found else [])

    def _timezone(self, head: Record) -> str:
        zone = head.text("timezone", self.zone)
        if is_zone(zone):
            return zone
        message = Text(f"没有时区 {zone[:40]}", f"there is no time zone {zone[:40]}")
        head.fault(
            "K007", "timezone", message, Text("写 IANA 名称，如 Asia/Shanghai", "write an IANA name, as Asia/Shanghai")
        )
        return self.zone

    def _lateness(self, head: Record) -> int:
        lateness = head.duration("lateness", "10m")
        is_length = duration(_text(head, "lateness")) is not None
        if is_length and not SHORTEST_US <= lateness <= LONGEST_US:
            head.fault("K050", "lateness", Text("lateness 要在 1s 到 180d 之间", "lateness must be from 1s to 180d"))
        return lateness

    def _unknown_sections(self, head: Record) -> None:
        for document in self.documents:
            record = head if document is head.document else Record(document, (), self.findings)
            for key in (*_SECTIONS, *(_HEAD if record is head else ())):
                record.asked(key)
            record.finish()

    def _records(self, key: str) -> list[Record]:
        return [one for document in self.documents for one in Record(document, (), self.findings).tables(key)]

    def _named(self, key: str) -> dict[str, Record]:
        pairs = [pair for one in self.documents for pair in Record(one, (), self.findings).named(key).items()]
        return {
            name: record for name, record in pairs if self._is_new(key, name, record.document.key_source(record.path))
        }

    def _is_new(self, kind: str, name: str, source: Source) -> bool:
        """Notes where the definition stands; False, with a fault, when its name is taken."""
        earlier = self.places.setdefault((kind, name, "id"), source)
        if earlier is source:
            return True
        message = Text(f"{name} 定义了两次", f"{name} is defined twice")
        hint = Text(f"先前在 {earlier.path}:{earlier.line}", f"first at {earlier.path}:{earlier.line}")
        self.findings.append(Finding("K060", source, message, Span(0, len(source.text)), hint))
        return False

    # Definitions

    def _schema(self) -> None:
        for name, record in self._named("fact").items():
            fact = Fact(
                name=name,
                type=record.choice("type", _TYPES),
                about=record.bilingual("about", Text(name, name)),
                unit=record.text("unit", "") or None,
                nullable=record.flag("nullable", default=True),
                privacy=record.choice("privacy", _PRIVACY, Privacy.INTERNAL),
                entity=record.text("entity", "") or None,
                values=record.texts("values"),
                derive=record.text("derive", "") or None,
                sources=record.texts("from"),
                source=record.document.key_source(record.path),
            )
            self._note(record, "fact", name, "from", "type", "derive", "values")
            record.finish()
            if record.broken:
                self._broken_facts.add(name)
            else:
                self.facts[name] = fact
        for kind, record in self._named("event").items():
            event = Event(
                type=kind,
                title=record.bilingual("title", Text(kind, kind)),
                facts=record.texts("facts"),
                moves_money=record.flag("moves_money", default=False),
                source=record.document.key_source(record.path),
            )
            self.places |= {
                ("event", kind, name): record.document.source((*record.path, "facts", index), name)
                for index, name in enumerate(event.facts)
            }
            record.finish()
            if not record.broken:
                self.events[kind] = event

    def _lists(self) -> None:
        for record in self._records("list"):
            identity = record.text("id")
            listing = Listing(
                id=identity,
                kind=record.choice("kind", _KINDS),
                effect=record.choice("effect", _EFFECTS),
                title=record.bilingual("title", Text(identity, identity)),
                source=record.source("id", identity),
            )
            record.asked("entry")
            record.finish()
            if self._is_new("list", identity, listing.source) and not record.broken:
                self.listings[identity] = listing

    def _features(self) -> None:
        records: dict[str, Record] = {}
        for record in self._records("feature"):
            identity = record.text("id")
            if identity and self._is_new("feature", identity, record.source("id", identity)):
                records[identity] = record
                self._names[identity] = FeatureName(identity, Type.STRING, read=False)
        for identity in self._in_order(records):
            feature = self._feature(identity, records[identity])
            if feature is not None:
                self.features[identity] = feature
                self._names[identity] = FeatureName(
                    identity, feature.type, feature.unit, feature_range(feature, self._names)
                )

    def _in_order(self, records: Mapping[str, Record]) -> Sequence[str]:
        """The features' ids, each after those it names; those on a circle, and what needs them, are left out."""
        needs = {
            identity: [name for name in words(str(record.data.get("value", ""))) if name in records]
            if record.data.get("agg") == "expr"
            else []
            for identity, record in records.items()
        }
        circles = circles_of(needs)
        self.findings += [
            circle(way, records[way[0]].source("value", _text(records[way[0]], "value"))) for way in circles
        ]
        outside = without({identity for way in circles for identity in way}, needs)
        return tuple(TopologicalSorter(outside).static_order())

    def _feature(self, identity: str, record: Record) -> Feature | None:
        aggregate = record.choice("agg", _AGGREGATES)
        title = record.bilingual("title", Text(identity, identity))
        unit = record.text("unit", "") or None
        source = record.source("id", identity)
        purpose = record.choice("for", _PURPOSES, "rules")
        self._note(record, "feature", identity, "agg", "on", "by", "over", "delay", "value", "where", "unit")
        if aggregate is Aggregate.EXPR:
            value = self._read(record, "value", self._scope())
            record.finish()
            if value is None or record.broken:
                return None
            feature = Feature(
                identity,
                aggregate,
                kind_of(value),
                title,
                value=value,
                unit=unit or single_unit(value, self._scope()),
                source=source,
                purpose=purpose,
            )
            self._part(feature, record, "value", value, self._scope())
            return feature
        on, by = record.text("on"), record.one_or_more("by")
        over = record.duration("over")
        delay = record.duration("delay") if aggregate is Aggregate.RATE or record.has("delay") else 0
        scope = self._scope(on, features=False)
        value = None if aggregate in _COUNTING and not record.has("value") else self._read(record, "value", scope)
        where = self._read(record, "where", scope) if record.has("where") else None
        record.finish()
        if record.broken:
            return None
        kind = _RESULTS.get(aggregate) or (kind_of(value) if value is not None else Type.INT)
        if unit is None:
            unit = _UNITS[aggregate] if aggregate in _UNITS else single_unit(value, scope)
        feature = Feature(
            identity, aggregate, kind, title, on=on, by=by, over_us=over, delay_us=delay, value=value, where=where,
            unit=unit, source=source, purpose=purpose,
        )  # fmt: skip
        self._part(feature, record, "value", value, scope)
        self._part(feature, record, "where", where, scope)
        return feature

    def _rule(self, record: Record) -> Rule | None:
        identity = record.text("id")
        on = record.text("on")
        scope = self._scope(on)
        when = self._read(record, "when", scope)
        title = record.bilingual("title")
        source = record.source("when", _text(record, "when"))
        rule = Rule(
            id=identity,
            clause=record.text("clause"),
            on=on,
            when=when if when is not None else _FALSE,
            action=record.choice("action", _ACTIONS),
            title=title,
            reason=record.bilingual("reason", title),
            points=record.whole("points", 0, -100, 100),
            group=record.text("group", "") or identity,
            procedure=record.text("procedure", "") or None,
            fraud_types=record.texts("types"),
            signal=record.text("signal", "") or None,
            mode=record.choice("mode", _MODES, Mode.LIVE),
            hard=record.flag("hard", default=False),
            red_line=record.flag("red_line", default=False),
            rollout=record.whole("rollout", 100, 0, 100),
            rollout_by=record.text("rollout_by", "customer_id"),
            threshold=record.choice("threshold", _THRESHOLDS, "suggested"),
            source=source,
        )
        self._note(record, "rule", identity, "on", "rollout_by")
        record.finish()
        new = bool(identity) and self._is_new("rule", identity, record.source("id", identity))
        if when is None or record.broken or not new:
            return None
        self._part(rule, record, "when", when, scope)
        return rule

    def _scoring(self, score: Record | None) -> Scoring:
        if score is None:
            return Scoring(GRADES)
        plain = Scoring(GRADES)
        factors = [self._factor(record) for record in score.tables("factor")]
        grades = tuple(
            Grade(
                record.whole("at_least", None, 0, 100), record.text("name"), record.choice("level", _LEVELS),
                record.choice("action", _ACTIONS),
            )
            for record in score.tables("grade")
        )  # fmt: skip
        found = Scoring(
            grades=grades or GRADES,
            factors=tuple(factor for factor in factors if factor is not None),
            fade=score.wholes("fade", plain.fade),
            relief_limit=score.whole("relief_limit", plain.relief_limit, 0, 100),
            hard_risk=score.whole("hard_risk", plain.hard_risk, 0, 100),
            allow_beats=score.choice("allow_beats", _ACTIONS, plain.allow_beats),
        )
        score.finish()
        steps = [grade.at_least for grade in found.grades]
        if steps[0] != 0 or any(low >= high for low, high in pairwise(steps)):
            score.fault(
                "K074", "grade", Text("等级要从 0 开始，分值递增", "grades must start at 0 and rise"),
            )  # fmt: skip
        return found

    def _factor(self, record: Record) -> Factor | None:
        identity, family = record.text("id"), record.choice("family", _FAMILIES)
        on = record.texts("on")
        scope = self._scope(*on)
        when = self._read(record, "when", scope)
        percent = record.whole("percent", None, 0, 1000)
        record.finish()
        new = bool(identity) and self._is_new("factor", identity, record.source("id", identity))
        if when is None or record.broken or not new:
            return None
        source = record.source("when", _text(record, "when"))
        factor = Factor(identity, family, when, percent, on, source)
        self._part(factor, record, "when", when, scope)
        return factor

    # Conditions

    def _scope(self, *on: str, features: bool = True) -> Scope:
        """The names usable on events of these types, or on any when there is none."""
        found = self._scopes.get((on, features))
        if found is None:
            carried = {name for kind in on or self.events for name in self._carried(kind)}
            found = self._scopes[on, features] = Scope(
                facts={**ENVELOPE, **{name: fact for name, fact in self.facts.items() if name in carried}},
                features=self._names,  # read one by one, each after those it names
                lists=self.listings,
                zone=self.zone,
                event=", ".join(on),
                elsewhere={
                    name: tuple(kind for kind, event in self.events.items() if name in event.facts)
                    for name in self.facts
                    if name not in carried
                },
                features_barred=not features,
                broken_facts=frozenset(self._broken_facts),
            )
        return found

    def _carried(self, kind: str) -> Sequence[str]:
        event = self.events.get(kind)
        return event.facts if event is not None else tuple(self.facts)

    def _read(self, record: Record, key: str, scope: Scope) -> Expression | None:
        text = record.text(key)
        if not text:
            return None
        expression, findings = read(text, scope, record.source(key, text))
        self.findings += findings
        record.broken = record.broken or expression is None
        return expression

    def _part(
        self, owner: Rule | Feature | Factor, record: Record, key: str, expression: Expression | None, scope: Scope
    ) -> None:
        if expression is not None:
            self.parts.append(Part(owner, key, expression, record.source(key, _text(record, key)), scope))

    def _note(self, record: Record, kind: str, name: str, *keys: str) -> None:
        for key in keys:
            if record.has(key):
                self.places[kind, name, key] = record.source(key, _text(record, key))


def _text(record: Record, key: str) -> str:
    value = record.data.get(key)
    return value if isinstance(value, str) else ""
