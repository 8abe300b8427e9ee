"""K020, K021: lists that do not exist, or hold another kind of value than is asked of them."""

from collections.abc import Iterator

from kedun.engine.policy.check.draft import Draft, Part
from kedun.engine.policy.check.walk import nodes
from kedun.engine.policy.faults import Finding
from kedun.engine.policy.scope import nearest
from kedun.engine.policy.tree import FactRef, InList, Listing, Span, Text

__all__ = ["lists"]

_KIND_OF_ENTITY = {"phone": "phone", "card": "card", "ip": "cidr", "address": "address"}


def lists(draft: Draft) -> Iterator[Finding]:
    """Every `list('id', x)` whose list is unknown, or is of a kind `x` cannot be."""
    for part in draft.parts:
        for node in nodes(part.expression):
            if isinstance(node, InList):
                listing = part.scope.lists.get(node.list_id)
                if listing is not None:
                    yield from _kind(part, node, listing)
                elif not draft.defines("list", node.list_id):
                    yield from _unknown(part, node)


def _unknown(part: Part, node: InList) -> Iterator[Finding]:
    known = part.scope.lists
    near = nearest(node.list_id, known)
    listed = ", ".join(known) or "-"
    hint = (
        Text(f"是否想写 '{near}'？", f"did you mean '{near}'?")
        if near
        else Text(f"已有：{listed}", f"there are: {listed}")
    )
    shown = node.list_id if len(node.list_id) <= 40 else node.list_id[:39] + "…"
    start = part.source.text.find("'", node.span.start)
    span = Span(start, start + len(node.list_id) + 2)
    yield Finding("K020", part.source, Text(f"没有名单 {shown}", f"there is no list {shown}"), span, hint)


def _kind(part: Part, node: InList, listing: Listing) -> Iterator[Finding]:
    if not isinstance(node.operand, FactRef):
        return
    entity = part.scope.facts[node.operand.name].entity
    wanted = _KIND_OF_ENTITY.get(entity or "")
    if wanted is None or listing.kind in {wanted, "text"}:
        return
    yield Finding(
        "K021",
        part.source,
        Text(
            f"名单 {listing.id} 是 {listing.kind} 类，事实 {node.operand.name} 是 {wanted} 类",
            f"the list {listing.id} is of kind {listing.kind}, the fact {node.operand.name} of kind {wanted}",
        ),
        node.operand.span,
        Text(f"换一个 {wanted} 类名单", f"ask a list of kind {wanted}"),
    )
