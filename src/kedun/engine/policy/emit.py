"""Expression tree → Python source, in exact three-valued logic.

Every condition becomes two plain Python conditions, "is TRUE" and "is FALSE", so that unknown needs no value of
its own; every other expression becomes the conditions under which it is known and the source of its value.
Only the tree's own values reach the source: names are replaced by numbered locals, text goes through `repr`,
and anything else (lists, time zones, patterns) is a numbered constant.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

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

__all__ = ["Constants", "Emitter", "Matcher", "lower", "matches_like", "zone_offset"]

Matcher = Callable[[str, int], bool]
"""Whether a list holds a value at a time in microseconds."""

_INVERSE: Final = {"=": "!=", "<>": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_PYTHON: Final = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_NEVER: Final = "False"
_HOUR: Final = 3_600_000_000
_DAY: Final = 86_400_000_000
_UNIX_DAY: Final = date(1970, 1, 1).toordinal()


class Constants:
    """The values that generated source refers to by name, each kept once."""

    def __init__(self, matchers: Mapping[str, Matcher]) -> None:
        self.namespace: dict[str, object] = {
            "_rem": _remainder,
            "_lower": lower,
            "_and": _and,
            "_or": _or,
            "_least": _least,
            "_greatest": _greatest,
            "_like": matches_like,
            "_INF": float("inf"),
        }
        self._matchers = matchers
        self._names: dict[object, str] = {}

    def matcher(self, list_id: str) -> str:
        """The name of a list's matcher."""
        return self._name(("list", list_id), lambda: self._matchers[list_id])

    def offset(self, zone: str) -> str:
        """The name of a zone's function from UTC microseconds to its offset in microseconds."""
        return self._name(("zone", zone), lambda: zone_offset(zone))

    def ordinal(self) -> str:
        """The name of the function from a day number since 1970 to a date."""
        return self._name("ordinal", lambda: lambda day: date.fromordinal(day + _UNIX_DAY))

    def _name(self, key: object, make: Callable[[], object]) -> str:
        if key not in self._names:
            self._names[key] = f"c{len(self._names)}"
            self.namespace[self._names[key]] = make()
        return self._names[key]


@dataclass(frozen=True, slots=True)
class _Value:
    """`source` is the value wherever every condition of `known` holds, tested left to right."""

    known: tuple[str, ...]
    source: str


@dataclass
class Emitter:
    """Writes expressions over the given locals.

    `locals` maps facts (by name) and features (by id) to local names; `certain` are the locals that are never
    None; `at` is the local that holds the event's time.
    """

    locals: Mapping[str, str]
    certain: frozenset[str]
    constants: Constants
    at: str = "at"
    _temporaries: int = field(default=0, repr=False)

    def true(self, node: Expression) -> str:
        """A Python condition that holds exactly when the node is TRUE."""
        return self._true(node, frozenset())[0]

    def false(self, node: Expression) -> str:
        """A Python condition that holds exactly when the node is FALSE."""
        return self._false(node)

    def value(self, node: Expression) -> str:
        """A Python expression for the node's value, None when it is unknown."""
        if _is_condition(node):
            return self._truth(node)
        value = self._value(node)
        if not value.known:
            return value.source
        if value.known == (f"{value.source} is not None",):
            return value.source
        return f"({value.source} if {' and '.join(value.known)} else None)"

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _true(self, node: Expression, established: frozenset[str]) -> tuple[str, frozenset[str]]:
        """The condition, and what else is established once it holds (so that AND does not test it twice)."""
        match node:
            case And(items=items):
                parts = []
                for item in items:
                    part, gained = self._true(item, established)
                    established |= gained
                    parts.append(part)
                return f"({' and '.join(parts)})", established
            case Or(items=items):
                return f"({' or '.join(self._true(item, established)[0] for item in items)})", frozenset()
            case Not(operand=IsNull(operand=operand)) if not _is_condition(operand):
                known = self._value(operand).known
                return _all(known, established), frozenset(known)
            case Not(operand=operand):
                return self._false(operand), frozenset()
            case Compare() | In() | Like() | InList() | Call():
                known, test, _ = self._test(node)
                return _all((*known, test), established), frozenset(known)
        return self._plain_true(node), frozenset()

    def _plain_true(self, node: Expression) -> str:
        match node:
            case Literal(value=value):
                return "True" if value is True else _NEVER
            case FactRef() | FeatureRef():
                return self.locals[_name(node)]
            case IsNull(operand=operand):
                return f"(not {self._is_known(operand)})"
            case Is(operand=operand, value=value):
                return self.true(operand) if value else self.false(operand)
            case Case(branches=branches, otherwise=otherwise):
                return self._choose(
                    [(self.true(when), self.true(then)) for when, then in branches], self.true(otherwise)
                )
            case Coalesce() | NullIf():
                return f"({self._truth(node)} is True)"
        raise TypeError(f"{type(node).__name__} is not a condition")

    def _false(self, node: Expression) -> str:
        match node:
            case And(items=items):
                return f"({' or '.join(self._false(item) for item in items)})"
            case Or(items=items):
                return f"({' and '.join(self._false(item) for item in items)})"
            case Not(operand=operand):
                return self.true(operand)
            case Compare() | In() | Like() | InList() | Call():
                known, _, opposite = self._test(node)
                return _all((*known, opposite), frozenset())
            case Literal(value=value):
                return "True" if value is False else _NEVER
            case FactRef() | FeatureRef():
                return f"{self.locals[_name(node)]} is False"
            case IsNull(operand=operand):
                return self._is_known(operand)
            case Is(operand=operand, value=value):
                return f"(not {self.true(operand) if value else self.false(operand)})"
            case Case(branches=branches, otherwise=otherwise):
                chosen = [(self.true(when), self.false(then)) for when, then in branches]
                return self._choose(chosen, self.false(otherwise))
            case Coalesce() | NullIf():
                return f"({self._truth(node)} is False)"
        raise TypeError(f"{type(node).__name__} is not a condition")

    def _test(self, node: Compare | In | Like | InList | Call) -> tuple[tuple[str, ...], str, str]:
        """When the test is known, the test, and its opposite."""
        match node:
            case Compare(op=op, left=left, right=right):
                first, second = self._operand(left), self._operand(right)
                return (
                    first.known + second.known,
                    f"{first.source} {_PYTHON[op]} {second.source}",
                    f"{first.source} {_INVERSE[op]} {second.source}",
                )
            case In(operand=operand, items=items):
                value = self._operand(operand)
                members = "{" + ", ".join(repr(item.value) for item in items) + "}"
                return value.known, f"{value.source} in {members}", f"{value.source} not in {members}"
            case Like(operand=operand, pattern=pattern):
                value = self._value(operand)
                test = _like_test(value.source, pattern)
                return value.known, test, f"not {test}"
            case InList(list_id=list_id, operand=operand):
                value = self._value(operand)
                test = f"{self.constants.matcher(list_id)}({value.source}, {self.at})"
                return value.known, test, f"not {test}"
            case Call(name="STARTS_WITH", arguments=(text, prefix)):
                value, start = self._value(text), self._value(prefix)
                test = f"{value.source}.startswith({start.source})"
                return value.known + start.known, test, f"not {test}"
        raise TypeError(f"{node.name} is not a condition")

    def _is_known(self, node: Expression) -> str:
        if isinstance(node, IsNull | Is):
            return "True"
        if _is_condition(node):
            return f"({self._truth(node)} is not None)"
        return _all(self._value(node).known, frozenset())

    def _truth(self, node: Expression) -> str:
        """True, False or None as a value; every part of the node is written once."""
        match node:
            case FactRef() | FeatureRef():
                return self.locals[_name(node)]
            case Literal(value=value):
                return repr(value)
            case And(items=items):
                return f"_and({', '.join(map(self._truth, items))})"
            case Or(items=items):
                return f"_or({', '.join(map(self._truth, items))})"
            case Not(operand=operand):
                name = self._temporary()
                return f"(None if ({name} := {self._truth(operand)}) is None else not {name})"
            case IsNull() | Is():
                return f"bool({self.true(node)})"
            case Compare() | In() | Like() | InList() | Call():
                known, test, _ = self._test(node)
                return f"({test} if {_all(known, frozenset())} else None)"
            case Case(branches=branches, otherwise=otherwise):
                chosen = [(self.true(when), self._truth(then)) for when, then in branches]
                return self._choose(chosen, self._truth(otherwise))
            case Coalesce(items=items):
                return self._first_known([self._truth(item) for item in items])
            case NullIf(operand=operand, other=other):
                return self._unless_equal(self._truth(operand), other)
        raise TypeError(f"{type(node).__name__} is not a condition")

    def _first_known(self, values: list[str]) -> str:
        *others, text = values
        for value in reversed(others):
            name = self._temporary()
            text = f"({name} if ({name} := {value}) is not None else {text})"
        return text

    def _unless_equal(self, value: str, other: Expression) -> str:
        name, against = self._temporary(), self._operand(other)
        equal = " and ".join([f"({name} := {value}) is not None", *against.known, f"{name} == {against.source}"])
        return f"(None if {equal} else {name})"

    @staticmethod
    def _choose(branches: list[tuple[str, str]], otherwise: str) -> str:
        text = otherwise
        for when, then in reversed(branches):
            text = f"({then} if {when} else {text})"
        return text

    # -- values -------------------------------------------------------------------------------------------------------

    def _operand(self, node: Expression) -> _Value:
        """A value for comparing, conditions included (`flag = (a > b)`)."""
        if not _is_condition(node):
            return self._value(node)
        if isinstance(node, Literal) and node.value is not None:
            return _Value((), repr(node.value))
        return self._kept(self._truth(node))

    def _value(self, node: Expression) -> _Value:
        match node:
            case Literal(value=None):
                return _Value((_NEVER,), "None")
            case Literal(value=value):
                return _Value((), f"({value!r})" if isinstance(value, int | float) and value < 0 else repr(value))
            case FactRef() | FeatureRef():
                name = self.locals[_name(node)]
                return _Value(() if name in self.certain else (f"{name} is not None",), name)
            case Arithmetic():
                return self._arithmetic(node)
            case Negate(operand=operand):
                inner = self._value(operand)
                return _Value(inner.known, f"(-{inner.source})")
            case DatePart(part=part, operand=operand, zone=zone):
                inner = self._value(operand)
                return _Value(inner.known, self._part(part, inner.source, zone))
            case Call(name=name, arguments=arguments):
                return self._call(name, arguments)
            case NullIf(operand=operand, other=other):
                return self._kept(self._unless_equal(self.value(operand), other))
            case Case(branches=branches, otherwise=otherwise):
                chosen = [(self.true(when), self.value(then)) for when, then in branches]
                return self._kept(self._choose(chosen, self.value(otherwise)))
            case Coalesce(items=items):
                return self._kept(self._first_known([self.value(item) for item in items]))
        raise TypeError(f"{type(node).__name__} is not a value")

    def _arithmetic(self, node: Arithmetic) -> _Value:
        left, right = self._value(node.left), self._value(node.right)
        known = left.known + right.known
        if node.left.type is Type.TIME and node.right.type is Type.TIME:  # type: ignore[union-attr] # typed by parse
            return _Value(known, f"(({left.source} - {right.source}) // 1000000)")
        if node.op == "%":
            return _Value((*known, f"{right.source} != 0"), f"_rem({left.source}, {right.source})")
        if node.op == "/":
            divisor = f"float({right.source})"
            known = (*known, f"{right.source} != 0")
            return self._finite(known, f"(float({left.source}) / {divisor})")
        source = f"({left.source} {node.op} {right.source})"
        return self._finite(known, source) if node.type is Type.FLOAT else _Value(known, source)

    def _finite(self, known: tuple[str, ...], source: str) -> _Value:
        name = self._temporary()
        return _Value((*known, f"-_INF < ({name} := {source}) < _INF"), name)

    def _kept(self, source: str) -> _Value:
        name = self._temporary()
        return _Value((f"({name} := {source}) is not None",), name)

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> _Value:
        match name:
            case "ABS" | "LENGTH" | "LOWER":
                value = self._value(arguments[0])
                return _Value(
                    value.known, f"{ {'ABS': 'abs', 'LENGTH': 'len', 'LOWER': '_lower'}[name] }({value.source})"
                )
            case "LEAST" | "GREATEST":
                return self._kept(f"_{name.lower()}({', '.join(self.value(argument) for argument in arguments)})")
        raise TypeError(f"{name} is not a value")

    def _part(self, part: str, source: str, zone: str) -> str:
        """One part of the local date and time of a moment."""
        local = f"({source} + {self.constants.offset(zone)}({source}))"
        match part:
            case "hour":
                return f"({local} // {_HOUR} % 24)"
            case "minute":
                return f"({local} // 60000000 % 60)"
            case "weekday":
                return f"(({local} // {_DAY} + 3) % 7 + 1)"
            case "year" | "month" | "day":
                return f"{self.constants.ordinal()}({local} // {_DAY}).{part}"
        raise TypeError(f"{part} is not a part of a date")

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"


def zone_offset(zone: str) -> Callable[[int], int]:
    """A function from UTC microseconds to the zone's offset from UTC then, in microseconds.

    Offsets are remembered by quarter of an hour, the grain at which zones have changed since 1900.
    """
    place, quarter = ZoneInfo(zone), 900_000_000
    remembered: dict[int, int] = {}

    def offset(at: int) -> int:
        key = at // quarter
        found = remembered.get(key)
        if found is None:
            if len(remembered) >= 100_000:
                remembered.clear()
            moment = datetime.fromtimestamp(key * 900, UTC).astimezone(place)
            found = remembered[key] = int((moment.utcoffset() or moment - moment).total_seconds() * 1_000_000)
        return found

    return offset


def lower(text: str) -> str:
    """Lower case by code point, one character for one, as databases do it."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := character.lower()) == 1 else low[0] for character in text)


def matches_like(text: str, pieces: tuple[str, ...]) -> bool:
    """Whether text matches a LIKE pattern split at its `%`; each piece may hold `_`. Takes at most len × pattern steps.

    >>> matches_like("abcd", ("a", "c_", ""))
    True
    """
    first, *middle, last = pieces
    if len(text) < sum(map(len, pieces)) or not _fits(text, 0, first) or not _fits(text, len(text) - len(last), last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        while position + len(piece) <= end and not _fits(text, position, piece):
            position += 1
        if position + len(piece) > end:
            return False
        position += len(piece)
    return True


def _fits(text: str, start: int, piece: str) -> bool:
    if "_" not in piece:
        return text.startswith(piece, start)
    return all(
        mark in ("_", character) for mark, character in zip(piece, text[start : start + len(piece)], strict=True)
    )


def _like_test(source: str, pattern: str) -> str:
    pieces = tuple(pattern.split("%"))
    if "_" not in pattern:
        match pieces:
            case (whole,):
                return f"({source} == {whole!r})"
            case (start, ""):
                return f"{source}.startswith({start!r})"
            case ("", end):
                return f"{source}.endswith({end!r})"
            case ("", inside, ""):
                return f"({inside!r} in {source})"
    if len(pieces) == 1:
        return f"(len({source}) == {len(pattern)} and _like({source}, ({pattern!r}, '')))"
    return f"_like({source}, {pieces!r})"


def _remainder(dividend: int, divisor: int) -> int:
    rest = abs(dividend) % abs(divisor)
    return -rest if dividend < 0 else rest


def _and(*values: bool | None) -> bool | None:
    return False if False in values else None if None in values else True


def _or(*values: bool | None) -> bool | None:
    return True if True in values else None if None in values else False


def _least(*values: float | str | None) -> int | float | str | None:
    known = [value for value in values if value is not None]
    return min(known) if known else None


def _greatest(*values: float | str | None) -> int | float | str | None:
    known = [value for value in values if value is not None]
    return max(known) if known else None


def _is_condition(node: Expression) -> bool:
    match node:
        case And() | Or() | Not() | Compare() | In() | Like() | IsNull() | Is() | InList():
            return True
        case Call(name=name):
            return name == "STARTS_WITH"
        case Literal() | FactRef() | FeatureRef() | Case() | Coalesce() | NullIf():
            return node.type is Type.BOOL
        case _:
            return False


def _name(node: FactRef | FeatureRef) -> str:
    return node.name if isinstance(node, FactRef) else node.id


def _all(conditions: tuple[str, ...], established: frozenset[str]) -> str:
    open_ones = [text for text in dict.fromkeys(conditions) if text not in established]
    return f"({' and '.join(open_ones)})" if open_ones else "True"
