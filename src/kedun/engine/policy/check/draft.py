"""What the checks look at: a policy whose conditions could all be read or not, and where each of them stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from kedun.engine.policy.scope import Scope
from kedun.engine.policy.tree import Expression, Factor, Feature, Policy, Rule, Source

__all__ = ["Draft", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """One condition or value: whose it is, which key it is written under, and the names it was read with."""

    owner: Rule | Feature | Factor
    key: str
    expression: Expression
    source: Source
    scope: Scope

    @property
    def is_condition(self) -> bool:
        """Whether it must be TRUE or FALSE, as `when` and `where` must, and a feature's `value` need not."""
        return self.key != "value"


@dataclass(frozen=True, slots=True)
class Draft:
    """A pack as far as it could be read.

    `whole` is False where a definition was left out because it could not be read, so that a check on what nobody
    uses keeps quiet. `places` holds the source of other keys, by definition and key: `("feature", id, "by")`.
    """

    policy: Policy
    parts: tuple[Part, ...]
    whole: bool = True
    places: Mapping[tuple[str, str, str], Source] = field(default_factory=dict)

    def without(self, sources: Collection[Source]) -> "Draft":
        """The draft less the parts that stand at these sources."""
        return (
            replace(self, parts=tuple(part for part in self.parts if part.source not in sources)) if sources else self
        )

    def defines(self, kind: str, name: str) -> bool:
        """Whether the pack defines it, be it broken: what is wrong with it is told there."""
        return (kind, name, "id") in self.places

    def place(self, kind: str, name: str, key: str = "id") -> Source:
        """Where a key of a definition stands; line 0 when it has none."""
        return self.places.get((kind, name, key)) or self.places.get((kind, name, "id")) or Source("", 0)
