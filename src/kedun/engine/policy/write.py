"""Expression tree → condition text, the way `parse` reads it: reading what was written gives the same tree again."""

from kedun.engine.policy.kinds import is_null
from kedun.engine.policy.tree import (
    And,
    Arithmetic,
    Call,
    Case,
    Coalesce,
    Compare,
    DatePart,
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
from kedun.kernel.clock import format_time

__all__ = ["write"]

_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(7)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


def write(node: Expression) -> str:
    """The condition in words, with no more brackets than it needs.

    >>> write(Not(Is(FactRef("gift", Type.BOOL), True)))
    'gift IS NOT TRUE'
    """
    return _text(node, _OR)


def _text(node: Expression, within: int) -> str:
    """The text, in brackets where it binds less than `within` asks."""
    binding, text = _bound(node)
    return text if binding >= within else f"({text})"


def _bound(node: Expression) -> tuple[int, str]:
    match node:
        case Literal():
            return _literal(node)
        case FactRef(name=name) | FeatureRef(id=name):
            return _ATOM, name
        case Or(items=items):
            return _OR, " OR ".join(_text(item, _AND) for item in items)
        case And(items=items):
            return _AND, " AND ".join(_text(item, _NOT) for item in items)
        case Not(operand=operand):
            return _negated(operand)
        case Compare(op=op, left=left, right=right):
            return _TEST, f"{_text(left, _SUM)} {op} {_text(right, _SUM)}"
        case Arithmetic(op=op, left=left, right=right):
            binding = _BINDING[op]
            return binding, f"{_text(left, binding)} {op} {_text(right, binding + 1)}"
        case Negate(operand=operand):
            return _PRODUCT, f"-({_text(operand, _OR)})"
        case In() | Like() | IsNull() | Is():
            return _TEST, _tested(node, "")
        case _:
            return _ATOM, _called(node)


def _literal(node: Literal) -> tuple[int, str]:
    value = node.value
    if value is None:
        return _ATOM, "NULL"
    if isinstance(value, bool):
        return _ATOM, "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return _ATOM, _quoted(value)
    if node.type is Type.TIME:
        return _ATOM, f"TIMESTAMP '{format_time(int(value))}'"
    return (_ATOM, repr(value)) if value >= 0 and not repr(value).startswith("-") else (_PRODUCT, repr(value))


def _negated(operand: Expression) -> tuple[int, str]:
    if isinstance(operand, In | Like | IsNull | Is):
        return _TEST, _tested(operand, "NOT ")
    return _NOT, f"NOT {_text(operand, _ATOM)}"


def _tested(node: In | Like | IsNull | Is, negation: str) -> str:
    operand = _text(node.operand, _SUM)
    match node:
        case In(items=items):
            return f"{operand} {negation}IN ({', '.join(_literal(item)[1] for item in items)})"
        case Like(pattern=pattern):
            return f"{operand} {negation}LIKE {_quoted(pattern)}"
        case IsNull():
            return f"{operand} IS {negation}NULL"
    return f"{operand} IS {negation}{'TRUE' if node.value else 'FALSE'}"


def _called(node: Expression) -> str:
    match node:
        case Case(branches=branches, otherwise=otherwise):
            parts = "".join(f" WHEN {_text(when, _OR)} THEN {_text(then, _OR)}" for when, then in branches)
            rest = "" if is_null(otherwise) else f" ELSE {_text(otherwise, _OR)}"
            return f"CASE{parts}{rest} END"
        case Coalesce(items=items):
            return f"COALESCE({', '.join(_text(item, _OR) for item in items)})"
        case NullIf(operand=operand, other=other):
            return f"NULLIF({_text(operand, _OR)}, {_text(other, _OR)})"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_text(item, _OR) for item in arguments)})"
        case DatePart(part=part, operand=operand, zone=zone):
            return f"{part.upper()}({_text(operand, _ATOM)} AT TIME ZONE {_quoted(zone)})"
        case InList(list_id=list_id, operand=operand):
            return f"list({_quoted(list_id)}, {_text(operand, _OR)})"
        case _:
            raise TypeError(f"{type(node).__name__} cannot be written")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
