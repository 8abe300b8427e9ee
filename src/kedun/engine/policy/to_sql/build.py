"""The sqlglot tree of an expression. One method per kind of node; the meaning is the tree's docstrings'."""

from collections.abc import Callable
from typing import Final, Protocol

from sqlglot import exp

from kedun.engine.policy.to_sql.dialects import DIALECTS, call, cast, number, text
from kedun.engine.policy.to_sql.reach import BIGINT, HUGEINT, is_narrow, reach
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

__all__ = ["Builder", "Membership"]

Column = Callable[[FactRef | FeatureRef], exp.Expr]

_SQL_TYPES: Final = {
    Type.BOOL: "boolean",
    Type.INT: "bigint",
    Type.FLOAT: "double",
    Type.STRING: "text",
    Type.TIME: "bigint",
}
_COMPARISONS: Final[dict[str, type[exp.Binary]]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_OPERATORS: Final[dict[str, type[exp.Binary]]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "%": exp.Mod}
_SHIFT_US: Final = 10**17  # more than any difference of two times, and whole seconds: floors without a negative number
_US: Final = 1_000_000
_DEEPEST_REPEAT: Final = 3
_EXACT: Final = 2**53


class Membership(Protocol):
    """How `list('id', x)` is asked: the condition for a known value."""

    def __call__(self, list_id: str, value: exp.Expr, /) -> exp.Expr:
        """Whether the list holds the value at the event's time, never NULL."""


class Builder:
    """Builds and writes expressions in one dialect.

    `column` gives the SQL of a fact or feature (its own name by default); `member` the condition of a list
    look-up (`kedun_list(list_id, value, since, until)` by default); `timestamps` says that time columns are the
    warehouse's own timestamps and not microseconds.
    """

    def __init__(
        self,
        dialect: str = "duckdb",
        *,
        timestamps: bool = False,
        column: Column | None = None,
        member: Membership | None = None,
    ) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"dialect {dialect!r} is not one of {', '.join(DIALECTS)}")
        self.dialect = DIALECTS[dialect]
        self._timestamps = timestamps
        self._column = column or _named
        self._member = member or self._in_table

    def text(self, node: Expression) -> str:
        """The expression as SQL text."""
        return self.build(node).sql(dialect=self.dialect.name)

    def build(self, node: Expression) -> exp.Expr:
        """The expression as a sqlglot tree."""
        match node:
            case Literal():
                return self._literal(node)
            case FactRef() | FeatureRef():
                return self._column(node)
            case Arithmetic():
                return self._arithmetic(node)
            case Negate(operand=operand):
                return exp.Neg(this=self._negated(operand))
            case And(items=items):
                return _joined(exp.And, [self._part(item) for item in items])
            case Or(items=items):
                return _joined(exp.Or, [self._part(item) for item in items])
            case Not(operand=operand):
                return self._not(operand)
            case DatePart(part=part, operand=operand, zone=zone):
                local = self.dialect.local(self._instant(operand), zone)
                return self.dialect.parts[part](local)
            case Call(name=name, arguments=arguments, type=kind):
                return self._call(name, [self._arm(argument, kind) for argument in arguments])
            case Case():
                return self._case(node)
            case Coalesce(items=items, type=kind):
                return call("COALESCE", *(self._arm(item, kind) for item in items))
            case NullIf(operand=operand, other=other):
                return call("NULLIF", self.build(operand), self.build(other))
            case _:
                return self._test(node)

    def _test(self, node: Compare | In | Like | IsNull | Is | InList) -> exp.Expr:
        match node:
            case Compare():
                return self._compare(node)
            case In(operand=operand, items=items):
                return exp.In(this=self._part(operand), expressions=[self.build(item) for item in items])
            case Like(operand=operand, pattern=pattern):
                return self._like(operand, pattern)
            case IsNull(operand=operand):
                return exp.Is(this=self._part(operand), expression=exp.Null())
            case Is(operand=operand, value=True):
                return call("COALESCE", self.build(operand), exp.Boolean(this=False))
            case Is(operand=operand):
                return exp.Not(this=call("COALESCE", self.build(operand), exp.Boolean(this=True)))
            case InList(list_id=list_id, operand=operand):
                unknown = exp.Is(this=self._part(operand), expression=exp.Null())
                branch = exp.If(this=unknown, true=cast(exp.Null(), "boolean"))
                return exp.Case(ifs=[branch], default=self._member(list_id, self._part(operand)))

    # -- values -------------------------------------------------------------------------------------------------------

    def _literal(self, node: Literal) -> exp.Expr:
        match node.value:
            case None:
                return cast(exp.Null(), self._type(node.type))
            case bool(value):
                return exp.Boolean(this=value)
            case str(value):
                return text(value)
            case value if node.type is Type.TIME:
                return self.dialect.instant(number(int(value))) if self._timestamps else number(int(value))
            case int(value):
                return number(value)
            case value:
                return self._double(value)

    def _double(self, value: float) -> exp.Expr:
        """An exponent makes DuckDB read a double where it would read a decimal."""
        digits = repr(abs(value))
        literal: exp.Expr = exp.var(digits if "e" in digits else f"{digits}e0")
        if not self.dialect.exponent_is_double:
            literal = cast(literal, "double")
        return exp.Neg(this=literal) if value < 0 else literal

    def _type(self, kind: Type) -> str:
        return "timestamptz" if kind is Type.TIME and self._timestamps else _SQL_TYPES[kind]

    def _negated(self, operand: Expression) -> exp.Expr:
        value = self.build(operand)
        narrow = is_narrow(operand) and not isinstance(operand, Literal)
        return cast(value, "bigint") if narrow and _type_of(operand) is Type.INT else _bracketed(value)

    def _arithmetic(self, node: Arithmetic) -> exp.Expr:
        """Each operand is built once: twice would double with every level of nesting."""
        if _type_of(node.left) is Type.TIME:
            return self._seconds_between(node.left, node.right)
        if node.op == "/":
            left, right = self._as_double(node.left), self._as_double(node.right)
            return self._finite(node, exp.Div(this=left, expression=self._never_zero(node.right, right), typed=True))
        if node.op == "%":
            left, right = self._part(node.left), self._part(node.right)
            return exp.Mod(this=left, expression=self._never_zero(node.right, right))
        if node.type is Type.FLOAT:
            left, right = (_bracketed(self._arm(side, Type.FLOAT)) for side in (node.left, node.right))
            return self._finite(node, _OPERATORS[node.op](this=left, expression=right))
        left, right = self._part(node.left), self._part(node.right)
        return _OPERATORS[node.op](this=self._wide_enough(node, left), expression=right)

    def _as_double(self, node: Expression) -> exp.Expr:
        value = self._part(node)
        if _type_of(node) is Type.FLOAT:
            return value
        if reach(node) > BIGINT and self.dialect.name == "duckdb":
            # from HUGEINT it rounds twice beyond 2^64; from digits it rounds once, as Python does
            value = cast(value, "text")
        return cast(value, "double")

    def _arm(self, node: Expression, kind: Type) -> exp.Expr:
        """A part of what yields `kind`: wide whole numbers are made doubles by hand, the rest by the database."""
        wide = kind is Type.FLOAT and _type_of(node) is Type.INT and reach(node) > BIGINT
        return self._as_double(node) if wide else self.build(node)

    def _never_zero(self, node: Expression, divisor: exp.Expr) -> exp.Expr:
        """Every engine divides by zero in its own way, so none is let to; most conditions say NULLIF already."""
        zero = isinstance(node, NullIf) and isinstance(node.other, Literal) and node.other.value == 0
        if zero or (isinstance(node, Literal) and node.value):
            return divisor
        return call("NULLIF", divisor, number(0))

    def _wide_enough(self, node: Arithmetic, left: exp.Expr) -> exp.Expr:
        bound = reach(node)
        if bound > HUGEINT:
            return cast(left, "double")
        if bound > BIGINT:
            return self.dialect.widened(left)
        return cast(left, "bigint") if is_narrow(node.left) and is_narrow(node.right) else left

    def _finite(self, node: Arithmetic, value: exp.Expr) -> exp.Expr:
        """NULL for an overflow, asked only where one is possible."""
        if reach(node) <= 1e308:
            return value
        if self.dialect.name == "duckdb" and sum(1 for _ in value.find_all(exp.If)) >= _DEEPEST_REPEAT:
            # CASE names its value twice; below some depth a lambda, slower but naming it once
            guard = exp.Lambda(this=self.dialect.is_finite(exp.column("v")), expressions=[exp.to_identifier("v")])
            return call("LIST_EXTRACT", call("LIST_FILTER", exp.Array(expressions=[value]), guard), number(1))
        return exp.Case(ifs=[exp.If(this=self.dialect.is_finite(value), true=value.copy())])

    def _seconds_between(self, left: Expression, right: Expression) -> exp.Expr:
        later, earlier = (
            self.dialect.micros(self.build(side)) if self._timestamps else self._part(side) for side in (left, right)
        )
        shifted = exp.Paren(this=exp.Add(this=exp.Sub(this=later, expression=earlier), expression=number(_SHIFT_US)))
        seconds = self.dialect.quotient(shifted, number(_US))
        return exp.Sub(this=seconds, expression=number(_SHIFT_US // _US))

    def _instant(self, node: Expression) -> exp.Expr:
        value = self.build(node)
        return value if self._timestamps else self.dialect.instant(value)

    def _call(self, name: str, arguments: list[exp.Expr]) -> exp.Expr:
        written = self.dialect.functions.get(name, name)
        if name in ("LEAST", "GREATEST") and not self.dialect.least_skips and len(arguments) > 1:
            # any rotation of the arguments starts with its own and falls back on the others
            turns = [arguments[turn:] + arguments[:turn] for turn in range(len(arguments))]
            arguments = [call("COALESCE", *(part.copy() for part in turn)) for turn in turns]
        return call(written, *arguments)

    def _case(self, node: Case) -> exp.Expr:
        ifs = [exp.If(this=self.build(when), true=self._arm(then, node.type)) for when, then in node.branches]
        return exp.Case(ifs=ifs, default=self._arm(node.otherwise, node.type))

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _compare(self, node: Compare) -> exp.Expr:
        """Exact between a whole number and a double too, where both can pass 2^53: those equal as doubles are compared
        as whole numbers.
        """
        kind = _COMPARISONS[node.op]
        left, right = self._part(node.left), self._part(node.right)
        whole_first = _type_of(node.left) is Type.INT
        if {_type_of(node.left), _type_of(node.right)} != {Type.INT, Type.FLOAT}:
            return kind(this=left, expression=right)
        if reach(node.left) <= _EXACT or reach(node.right) <= _EXACT:
            return kind(this=left, expression=right)
        if whole_first:
            doubles, wholes = (cast(left, "double"), right), (left, self.dialect.widened(right))
        else:
            doubles, wholes = (left, cast(right, "double")), (self.dialect.widened(left), right)
        same = exp.EQ(this=doubles[0], expression=doubles[1])
        whole = kind(this=wholes[0].copy(), expression=wholes[1].copy())
        rest = kind(this=doubles[0].copy(), expression=doubles[1].copy())
        return exp.Case(ifs=[exp.If(this=same, true=whole)], default=rest)

    def _not(self, operand: Expression) -> exp.Expr:
        match operand:
            case In() | Like() | IsNull():
                return exp.Not(this=self._test(operand))
            case _:
                return exp.Not(this=self._part(operand))

    def _like(self, operand: Expression, pattern: str) -> exp.Expr:
        """A backslash is a plain character in the tree's patterns; where it escapes, it escapes itself."""
        escaped = pattern.replace("\\", "\\\\") if self.dialect.backslash else pattern
        return exp.Like(this=self._part(operand), expression=text(escaped))

    def _in_table(self, list_id: str, value: exp.Expr) -> exp.Expr:
        """The entries that analysts keep beside the events, since inclusive, until exclusive."""
        at = self._column(FactRef("at", Type.TIME))
        condition = exp.and_(
            exp.EQ(this=exp.column("list_id", table="l"), expression=text(list_id)),
            exp.EQ(this=exp.column("value", table="l"), expression=value),
            exp.LTE(this=call("COALESCE", exp.column("since", table="l"), at), expression=at.copy()),
            exp.or_(
                exp.Is(this=exp.column("until", table="l"), expression=exp.Null()),
                exp.LT(this=at.copy(), expression=exp.column("until", table="l")),
            ),
            copy=False,
        )
        return exp.Exists(this=exp.select("1").from_("kedun_list AS l").where(condition))

    def _part(self, node: Expression) -> exp.Expr:
        return _bracketed(self.build(node))


def _named(node: FactRef | FeatureRef) -> exp.Expr:
    return exp.column(node.name if isinstance(node, FactRef) else node.id, quoted=True)


def _joined(kind: type[exp.Connector], parts: list[exp.Expr]) -> exp.Expr:
    tree = parts[0]
    for part in parts[1:]:
        tree = kind(this=tree, expression=part)
    return tree


def _bracketed(value: exp.Expr) -> exp.Expr:
    loose = exp.Binary | exp.Not | exp.In | exp.Case | exp.AtTimeZone
    return exp.Paren(this=value) if isinstance(value, loose) else value


def _type_of(node: Expression) -> Type:
    return getattr(node, "type", Type.BOOL)
