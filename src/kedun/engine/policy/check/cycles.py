"""K045: features that need each other, so that none could be computed first."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from kedun.engine.policy.faults import Finding
from kedun.engine.policy.tree import Source, Span, Text

__all__ = ["circle", "circles_of", "without"]


def circles_of(needs: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Circles in what each name needs, until none is left: each begins with its first name in the order given.

    >>> circles_of({"a": ["b"], "b": ["a"], "c": ["a"]})
    [('a', 'b')]
    """
    order = {name: at for at, name in enumerate(needs)}
    left = {name: list(others) for name, others in needs.items()}
    found = []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            way = list(reversed(error.args[1]))[:-1]  # from each name to the one it needs
            start = way.index(min(way, key=lambda name: order[name]))
            found.append((*way[start:], *way[:start]))
            left = without(way, left)
        else:
            return found


def without(names: Iterable[str], needs: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """What each other name needs, these left out."""
    out = set(names)
    return {name: [other for other in others if other not in out] for name, others in needs.items() if name not in out}


def circle(way: Sequence[str], source: Source) -> Finding:
    """The fault of a circle, shown in the value of its first feature."""
    path = " → ".join((*way, way[0]))
    following = way[1 % len(way)]
    at = max(source.text.find(following), 0)
    return Finding(
        "K045",
        source,
        Text(f"特征互相依赖：{path}", f"features need each other: {path}"),
        Span(at, at + len(following)),
        Text("其中一个要改用事实或窗口特征", "one of them must use facts or window features instead"),
    )
