"""K042, K043: rules that say what an earlier rule has said."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.check.walk import conjuncts, normal
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Action, Expression, Mode, Rule, Text

__all__ = ["shadowed", "twice"]


def twice(draft: Draft) -> Iterator[Finding]:
    """Every rule whose condition an earlier one of the same event, clause and mode has too."""
    seen: dict[tuple[str, Mode, int, Expression], Rule] = {}
    for rule in draft.policy.rules:
        earlier = seen.setdefault((rule.on, rule.mode, rule.rollout, normal(rule.when)), rule)
        if earlier is rule or rule.mode is Mode.OFF:
            continue
        same = earlier.clause == rule.clause
        yield Finding(
            "K042",
            rule.source,
            Text(f"与规则 {earlier.id} 的条件相同", f"the condition is that of the rule {earlier.id}"),
            rule.when.span,
            Text(f"见 {_place(earlier)}；合并两者", f"see {_place(earlier)}; make them one"),
            severity="error" if same else "warning",
        )


def shadowed(draft: Draft) -> Iterator[Finding]:
    """Every rule that can only be TRUE where an earlier live rule blocks already."""
    blocks: list[tuple[Rule, frozenset[Expression]]] = []
    for rule in draft.policy.rules:
        asked = frozenset(normal(item) for item in conjuncts(rule.when))
        for earlier, fewer in blocks:
            if earlier.on == rule.on and fewer < asked and rule.mode is not Mode.OFF:
                yield Finding(
                    "K043",
                    rule.source,
                    Text(
                        f"规则 {earlier.id} 已先行拦截这些事件",
                        f"the rule {earlier.id} has blocked these events already",
                    ),
                    rule.when.span,
                    Text(
                        f"见 {_place(earlier)}；删去它，或放宽条件",
                        f"see {_place(earlier)}; take this out, or ask for less",
                    ),
                    severity="warning",
                )
                break
        if rule.action is Action.BLOCK and rule.mode is Mode.LIVE and rule.rollout == 100:
            blocks.append((rule, asked))


def _place(rule: Rule) -> str:
    return f"{rule.source.path}:{rule.source.line}"
