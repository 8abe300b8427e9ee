"""The same rules as one zen-engine list expression, for the comparison in `kedun bench decide`.

zen raises on an unknown operand, so every test is guarded by the conditions under which it is known; dates and
lists, which it has no like for, are given to it worked out. Both favour zen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kedun.engine.policy.tree import (
    ENVELOPE,
    And,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    Expression,
    FactRef,
    FeatureRef,
    In,
    InList,
    Is,
    IsNull,
    Like,
    Literal,
    Negate,
    Not,
    NullIf,
    Or,
    Type,
)

__all__ = ["ZenWriter"]

_OPPOSITE = {"=": "!=", "<>": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SAME = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_CONDITIONS = (And, Or, Not, Compare, In, Like, IsNull, Is, InList)


@dataclass
class ZenWriter:
    """Writes conditions; `given` collects what must be worked out before, by the name zen sees it under."""

    given: dict[str, Expression] = field(default_factory=dict)

    def true(self, node: Expression) -> str:
        """A zen expression that is true exactly when the node is TRUE."""
        match node:
            case And(items=items):
                return f"({' and '.join(map(self.true, items))})"
            case Or(items=items):
                return f"({' or '.join(map(self.true, items))})"
            case Not(operand=operand):
                return self.false(operand)
            case Literal(value=value):
                return "true" if value is True else "false"
            case FactRef() | FeatureRef():
                return f"({_name(node)} == true)"
            case IsNull(operand=operand):
                return f"(not {self._known(operand)})"
            case Is(operand=operand, value=value):
                return self.true(operand) if value else self.false(operand)
            case Case(branches=branches, otherwise=otherwise):
                return self._chosen([(self.true(a), self.true(b)) for a, b in branches], self.true(otherwise))
            case Coalesce(items=items):
                return self._first(items, self.true)
        known, test, _ = self._test(node)
        return f"({' and '.join([*known, test])})"

    def false(self, node: Expression) -> str:
        """A zen expression that is true exactly when the node is FALSE."""
        match node:
            case And(items=items):
                return f"({' or '.join(map(self.false, items))})"
            case Or(items=items):
                return f"({' and '.join(map(self.false, items))})"
            case Not(operand=operand):
                return self.true(operand)
            case Literal(value=value):
                return "true" if value is False else "false"
            case FactRef() | FeatureRef():
                return f"({_name(node)} == false)"
            case IsNull(operand=operand):
                return self._known(operand)
            case Is(operand=operand, value=value):
                return f"(not {self.true(operand) if value else self.false(operand)})"
            case Case(branches=branches, otherwise=otherwise):
                return self._chosen([(self.true(a), self.false(b)) for a, b in branches], self.false(otherwise))
            case Coalesce(items=items):
                return self._first(items, self.false)
        known, _, opposite = self._test(node)
        return f"({' and '.join([*known, opposite])})"

    def _test(self, node: Expression) -> tuple[list[str], str, str]:
        match node:
            case Compare(op=op, left=left, right=right):
                (known, first), (more, second) = self._value(left), self._value(right)
                return [*known, *more], f"{first} {_SAME[op]} {second}", f"{first} {_OPPOSITE[op]} {second}"
            case In(operand=operand, items=items):
                known, value = self._value(operand)
                members = ", ".join(_literal(item.value) for item in items)
                return known, f"{value} in [{members}]", f"{value} not in [{members}]"
            case InList() | Like():
                known, _ = self._value(node.operand)
                name = self._given(node)
                return known, f"{name} == true", f"{name} == false"
            case Call(name="STARTS_WITH", arguments=(text, prefix)):
                (known, value), (more, start) = self._value(text), self._value(prefix)
                return [*known, *more], f"startsWith({value}, {start})", f"not startsWith({value}, {start})"
        raise NotImplementedError(type(node).__name__)

    def _value(self, node: Expression) -> tuple[list[str], str]:
        """Conditions under which the value is known, and the value."""
        match node:
            case Literal(value=value):
                return ([] if value is not None else ["false"]), _literal(value)
            case FactRef() | FeatureRef():
                name = _name(node)
                return ([] if name == "at" else [f"{name} != null"]), name
            case Arithmetic(op=op, left=left, right=right):
                (known, first), (more, second) = self._value(left), self._value(right)
                if left.type is Type.TIME and right.type is Type.TIME:  # type: ignore[union-attr] # typed by parse
                    return [*known, *more], f"floor(({first} - {second}) / 1000000)"
                return [*known, *more], f"({first} {op} {second})"
            case Negate(operand=operand):
                known, value = self._value(operand)
                return known, f"(-{value})"
            case NullIf(operand=operand, other=other):
                known, value = self._value(operand)
                return [*known, f"not {self.true(Compare('=', operand, other))}"], value
            case Coalesce(items=items):
                return self._first_value(items)
            case Case(branches=branches, otherwise=otherwise) if not any(self._value(b)[0] for _, b in branches):
                known, last = self._value(otherwise)
                chosen = self._chosen([(self.true(a), self._value(b)[1]) for a, b in branches], last)
                return known, chosen
            case Call(name="ABS" | "LENGTH" | "LOWER" as name, arguments=(argument,)):
                known, value = self._value(argument)
                return known, f"{ {'ABS': 'abs', 'LENGTH': 'len', 'LOWER': 'lower'}[name] }({value})"
            case _:
                name = self._given(node)
                return [f"{name} != null"], name

    def _first_value(self, items: tuple[Expression, ...]) -> tuple[list[str], str]:
        *others, last = items
        known, text = self._value(last)
        for item in reversed(others):
            conditions, value = self._value(item)
            text = f"({' and '.join(conditions) or 'true'} ? {value} : {text})"
        return known, text

    def _first(self, items: tuple[Expression, ...], write: Callable[[Expression], str]) -> str:
        *others, last = items
        text = write(last)
        for item in reversed(others):
            text = f"({self._known(item)} ? {write(item)} : {text})"
        return text

    def _known(self, node: Expression) -> str:
        if isinstance(node, _CONDITIONS):
            return f"({self.true(node)} or {self.false(node)})"
        return f"({' and '.join(self._value(node)[0]) or 'true'})"

    def _given(self, node: Expression) -> str:
        name = f"given_{len(self.given)}"
        self.given[name] = node
        return name

    @staticmethod
    def _chosen(branches: list[tuple[str, str]], otherwise: str) -> str:
        text = otherwise
        for when, then in reversed(branches):
            text = f"({when} ? {then} : {text})"
        return text


def context(facts: Any, envelope: Any, features: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Everything an event offers, as zen takes it."""
    names = facts.__struct_fields__
    values = {name: getattr(facts, name) for name in names}
    for name in ("at", *ENVELOPE):
        values[name] = getattr(envelope, name)
    return {**values, **features, **given}


def _name(node: FactRef | FeatureRef) -> str:
    return node.name if isinstance(node, FactRef) else node.id


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        if "'" in value or "\\" in value:
            raise NotImplementedError("quotes in zen text")
        return f"'{value}'"
    return str(value)
