"""K044: features nobody asks for; each costs time and memory on every event. Those for models need no rule."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Feature, FeatureRef, Mode, Rule, Span, Text, references

__all__ = ["unused"]


def unused(draft: Draft) -> Iterator[Finding]:
    """Every feature that no rule, factor or model needs, by itself or through other features."""
    if not draft.whole:
        return
    direct: dict[str, set[str]] = {}
    wanted = [feature.id for feature in draft.policy.features.values() if feature.purpose == "model"]
    for part in draft.parts:
        found = {one.id for one in references(part.expression) if isinstance(one, FeatureRef)}
        if isinstance(part.owner, Feature):
            direct.setdefault(part.owner.id, set()).update(found)
        elif not (isinstance(part.owner, Rule) and part.owner.mode is Mode.OFF):
            wanted += found
    reached: set[str] = set()
    while wanted:
        identity = wanted.pop()
        if identity not in reached:
            reached.add(identity)
            wanted += direct.get(identity, ())
    for feature in draft.policy.features.values():
        if feature.id not in reached:
            yield Finding(
                "K044",
                feature.source,
                Text(f"没有规则用到特征 {feature.id}", f"no rule needs the feature {feature.id}"),
                Span(0, len(feature.source.text)),
                Text(
                    '删去它，或写一条用它的规则；给模型用的写 for = "model"',
                    'take it out, or write the rule that needs it; where a model reads it, say for = "model"',
                ),
                severity="warning",
            )
