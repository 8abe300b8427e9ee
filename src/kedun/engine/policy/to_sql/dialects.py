"""What each dialect needs so that the tree's meaning survives: names of functions, wide integers, escapes, time.

Functions are written by name, not by sqlglot's own classes, because those carry the meaning of the dialect they
are read from (its LEAST is unknown when any argument is).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

__all__ = ["DIALECTS", "Dialect", "call", "cast", "number", "text"]

Column = exp.Expr


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function written exactly by this name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(value: exp.Expr, kind: str) -> exp.Expr:
    """`CAST(value AS kind)`, kind as sqlglot names types (bigint, double, int128, …)."""
    return exp.Cast(this=value, to=exp.DataType.build(kind, udt=False))


def number(value: int) -> exp.Expr:
    """A whole-number literal; a negative one in brackets' place."""
    literal = exp.Literal(this=str(abs(value)), is_string=False)
    return exp.Neg(this=literal) if value < 0 else literal


def text(value: str) -> exp.Expr:
    """A text literal, escaped when written."""
    return exp.Literal.string(value)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect.

    `wide` is its type for whole numbers of 38 digits or more, `udt` that sqlglot does not know it; `least_skips`
    says that LEAST and GREATEST pass over NULL; `backslash` that `\\` escapes in a LIKE pattern;
    `exponent_is_double` that `1e0` is a double and no decimal. The functions take and give sqlglot nodes.
    """

    name: str
    wide: str
    functions: dict[str, str]
    least_skips: bool
    backslash: bool
    exponent_is_double: bool
    quotient: Callable[[exp.Expr, exp.Expr], exp.Expr]
    is_finite: Callable[[exp.Expr], exp.Expr]
    instant: Callable[[exp.Expr], exp.Expr]
    local: Callable[[exp.Expr, str], exp.Expr]
    parts: dict[str, Callable[[exp.Expr], exp.Expr]]
    micros: Callable[[exp.Expr], exp.Expr]
    udt: bool = False

    def widened(self, value: exp.Expr) -> exp.Expr:
        """The value in the dialect's wide whole-number type."""
        return exp.Cast(this=value, to=exp.DataType.build(self.wide, dialect=self.name, udt=self.udt))


def _operator(kind: type[exp.Binary]) -> Callable[[exp.Expr, exp.Expr], exp.Expr]:
    return lambda left, right: kind(this=left, expression=right)


def _function(name: str) -> Callable[..., exp.Expr]:
    return lambda *arguments: call(name, *arguments)


def _at_zone(value: exp.Expr, zone: str) -> exp.Expr:
    return exp.AtTimeZone(this=value, zone=text(zone))


def _between_infinities(value: exp.Expr) -> exp.Expr:
    """Where there is no function: neither infinite nor not-a-number. Both comparisons fail for those alone."""
    limit = exp.Literal(this="1.7976931348623157e308", is_string=False)
    return exp.LTE(this=call("ABS", value), expression=cast(limit, "double"))


def _extract(part: str) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: cast(exp.Extract(this=exp.var(part), expression=value), "bigint")


def _plus_one(name: str) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: exp.Add(this=call(name, value), expression=number(1))


_PARTS: Final = ("year", "month", "day", "hour", "minute")
_PLAIN: Final = {part: _function(part.upper()) for part in _PARTS}
_MYSQL_KIND: Final = {**_PLAIN, "weekday": _plus_one("WEEKDAY")}


def _mysql_kind(name: str, wide: str) -> Dialect:
    """StarRocks and Doris, which speak MySQL's functions."""
    return Dialect(
        name=name,
        wide=wide,
        functions={"LENGTH": "CHAR_LENGTH"},
        least_skips=False,
        backslash=True,
        exponent_is_double=False,
        quotient=_operator(exp.IntDiv),
        is_finite=_between_infinities,
        instant=lambda value: call("FROM_MICROSECOND", value) if name == "doris" else _starrocks_instant(value),
        local=lambda value, zone: call("CONVERT_TZ", value, text("UTC"), text(zone)),
        parts=_MYSQL_KIND,
        micros=lambda value: call("TIMESTAMPDIFF", exp.var("MICROSECOND"), _epoch(), value),
        udt=name == "doris",
    )


def _epoch() -> exp.Expr:
    return cast(text("1970-01-01 00:00:00"), "datetime")


def _starrocks_instant(value: exp.Expr) -> exp.Expr:
    return call("MICROSECONDS_ADD", _epoch(), value)


DIALECTS: Final = {
    "duckdb": Dialect(
        name="duckdb",
        wide="int128",
        functions={},
        least_skips=True,
        backslash=False,
        exponent_is_double=True,
        quotient=_operator(exp.IntDiv),
        is_finite=_function("ISFINITE"),
        instant=_function("MAKE_TIMESTAMPTZ"),
        local=lambda value, zone: call("TIMEZONE", text(zone), value),
        parts={**_PLAIN, "weekday": _function("ISODOW")},
        micros=_function("EPOCH_US"),
    ),
    "spark": Dialect(
        name="spark",
        wide="decimal(38, 0)",
        functions={"STARTS_WITH": "STARTSWITH"},
        least_skips=True,
        backslash=True,
        exponent_is_double=False,
        quotient=_operator(exp.IntDiv),
        is_finite=_between_infinities,
        instant=_function("TIMESTAMP_MICROS"),
        local=lambda value, zone: call("FROM_UTC_TIMESTAMP", value, text(zone)),
        parts=_MYSQL_KIND,
        micros=_function("UNIX_MICROS"),
    ),
    "postgres": Dialect(
        name="postgres",
        wide="numeric",
        functions={},
        least_skips=True,
        backslash=True,
        exponent_is_double=False,
        quotient=_operator(exp.IntDiv),
        is_finite=_between_infinities,
        instant=lambda value: call("TO_TIMESTAMP", exp.Div(this=value, expression=cast(number(1_000_000), "double"))),
        local=_at_zone,
        parts={**{part: _extract(part.upper()) for part in _PARTS}, "weekday": _extract("ISODOW")},
        micros=lambda value: cast(
            exp.Mul(this=exp.Extract(this=exp.var("EPOCH"), expression=value), expression=number(1_000_000)), "bigint"
        ),
    ),
    "starrocks": _mysql_kind("starrocks", "int128"),
    "doris": _mysql_kind("doris", "largeint"),
    "clickhouse": Dialect(
        name="clickhouse",
        wide="Nullable(Int256)",
        functions={"LENGTH": "lengthUTF8", "LOWER": "lowerUTF8", "STARTS_WITH": "startsWith"},
        least_skips=False,
        backslash=True,
        exponent_is_double=False,
        quotient=_function("intDiv"),
        is_finite=_function("isFinite"),
        instant=_function("fromUnixTimestamp64Micro"),
        local=lambda value, zone: call("toTimeZone", value, text(zone)),
        parts={
            "year": _function("toYear"),
            "month": _function("toMonth"),
            "day": _function("toDayOfMonth"),
            "hour": _function("toHour"),
            "minute": _function("toMinute"),
            "weekday": _function("toDayOfWeek"),
        },
        micros=_function("toUnixTimestamp64Micro"),
    ),
}
