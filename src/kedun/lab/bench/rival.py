"""Rules alone, beside zen-engine on the same rules, the same events and the same window values."""

from collections.abc import Callable
from typing import Any

from kedun.engine.decide import Decider
from kedun.engine.events import ENVELOPE, Event
from kedun.engine.policy.emit import Constants, Emitter
from kedun.engine.policy.tree import Aggregate, Expression, FactRef, references
from kedun.engine.windows import MemoryWindows
from kedun.kernel.errors import UnavailableError
from kedun.lab.bench.meter import timed, us
from kedun.lab.bench.zen import ZenWriter, context
from kedun.pipeline import Kedun

__all__ = ["against_zen"]

Preparation = Callable[[Event, tuple[Any, ...]], tuple[dict[str, Any], dict[str, Any]]]


def against_zen(kedun: Kedun, made: list[Event]) -> dict[str, Any]:
    """Rules alone, ours beside zen's, on the same events with the same window values; verdicts must be equal."""
    try:
        import zen  # noqa: PLC0415 # a rival, installed only to be measured against
    except ImportError:
        raise UnavailableError(
            "zen-engine is not installed; pip install 'kedun[bench]'",
            zh="未安装 zen-engine；pip install 'kedun[bench]'",
        ) from None
    windows = MemoryWindows(
        kedun.policy, kedun.decider.window_features, matchers=dict.fromkeys(kedun.policy.listings, _on_no_list)
    )
    decider = Decider(kedun.policy, dict.fromkeys(kedun.policy.listings, _on_no_list))
    ours = theirs = 0
    compared = 0
    for event_type in kedun.policy.events:
        rules = [(index, rule) for index, rule in enumerate(decider.compiled.rules) if rule.on == event_type]
        mine = [event for event in made if event.type == event_type]
        if not rules or not mine:
            continue
        writer = ZenWriter()
        expression = zen.compile_expression(f"[{', '.join(writer.true(rule.when) for _, rule in rules)}]")
        prepare = _preparation(decider, kedun, event_type, writer.given)
        rows = [(event, windows.observe(event).values) for event in mine]
        contexts = [context(event.facts, event, *prepare(event, values)) for event, values in rows]
        spent_ours, answers = timed(lambda row: decider.compiled.evaluate(row[0], row[0].facts, row[1])[0], rows)
        spent_theirs, verdicts = timed(expression.evaluate, contexts)
        for fired, verdict in zip(answers, verdicts, strict=True):
            if [index for index, _ in fired] != [rules[place][0] for place, hit in enumerate(verdict) if hit]:
                raise AssertionError(f"zen and Kedun differ on {event_type}")
        ours, theirs, compared = ours + spent_ours, theirs + spent_theirs, compared + len(mine)
    return {
        "rules_us": us(ours / compared),
        "zen_us": us(theirs / compared),
        "ratio_zen": round(theirs / ours, 2),
        "compared_events": compared,
    }


def _preparation(decider: Decider, kedun: Kedun, event_type: str, given: dict[str, Expression]) -> Preparation:
    """What zen is given beside the facts: window features, computed features, dates and lists worked out."""
    needed = decider.window_features[event_type]
    features = kedun.policy.features
    computed: dict[str, Expression] = {}

    def visit(expression: Expression) -> None:
        for reference in references(expression):
            if not isinstance(reference, FactRef) and features[reference.id].aggregate is Aggregate.EXPR:
                body = features[reference.id].value
                if body is not None and reference.id not in computed:
                    visit(body)
                    computed[reference.id] = body

    for rule in decider.compiled.rules:
        if rule.on == event_type:
            visit(rule.when)
    constants = Constants(dict.fromkeys(kedun.policy.listings, _on_no_list))
    facts = kedun.policy.events[event_type].facts
    locals_ = {name: f"f.{name}" for name in facts} | {"at": "e.at"}
    locals_ |= {name: f"e.{name}" for name in ENVELOPE}
    locals_ |= {feature: f"w[{place}]" for place, feature in enumerate(needed)}
    emitter = Emitter(locals_, frozenset({"e.at"}), constants, at="e.at")
    lines = ["def prepare(e, w):", "    f = e.facts", "    x = {}"]
    for name, body in computed.items():
        lines.append(f"    x[{name!r}] = {emitter.value(body)}")
        locals_[name] = f"x[{name!r}]"
    pairs = ", ".join(f"{name!r}: {emitter.value(node)}" for name, node in given.items())
    windows = "".join(f"{name!r}: w[{place}], " for place, name in enumerate(needed))
    lines.append(f"    return {{{windows}**x}}, {{{pairs}}}")
    namespace = constants.namespace
    exec(compile("\n".join(lines), "<zen>", "exec"), namespace)  # noqa: S102 # written from the checked tree only
    prepare: Preparation = namespace["prepare"]  # type: ignore[assignment] # defined by the source above
    return prepare


def _on_no_list(_value: str, _at: int) -> bool:
    return False
