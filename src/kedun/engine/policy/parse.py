"""Condition text → expression tree.

sqlglot reads the grammar; `scan` has bounded and vetted the words before, and here only node types of the language
are turned into nodes of `tree`. What the tree makes of the notation:

- chains of AND and of OR are one node; `a BETWEEN b AND c` is `a >= b AND a <= c`;
- `NOT IN`, `NOT LIKE`, `NOT BETWEEN` and `IS NOT …` are `Not` of the positive; `!=` is `<>`;
- `flag = TRUE` is a `Compare` and stays unknown for an unknown flag; `flag IS TRUE` is an `Is` and does not;
- a sign before a number belongs to the literal; NULL takes the type of what stands beside it.

Types are those of the names; whether they fit together is for `check`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.parser import Parser

from kedun.engine.policy.faults import Finding, broken, place
from kedun.engine.policy.kinds import is_null, kind_of
from kedun.engine.policy.scan import MAX_NESTING, Refused, Scanned, TokenType, barred, prepared, refusal, scan, too_deep
from kedun.engine.policy.scope import Scope, nearest
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
    Source,
    Span,
    Text,
    Type,
)
from kedun.kernel.clock import parse_time
from kedun.kernel.errors import InputError

__all__ = ["MAX_INTEGER", "is_zone", "parse", "read", "unknown_name"]

MAX_INTEGER = 2**53 - 1
MAX_PATTERN = 100
MAX_WILDCARDS = 8

_COMPARISONS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_OPERATORS: Mapping[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
_PARTS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "WEEKDAY")
_ARITY = {
    "ABS": (1, 1), "LENGTH": (1, 1), "LOWER": (1, 1), "STARTS_WITH": (2, 2), "LEAST": (2, 99), "GREATEST": (2, 99),
    "COALESCE": (2, 99), "NULLIF": (2, 2), "LIST": (2, 2), **dict.fromkeys(_PARTS, (1, 1)),
}  # fmt: skip
_CONSTANTS: dict[str, bool | None] = {"TRUE": True, "FALSE": False, "NULL": None}
_NUMBERS = (Type.INT, Type.FLOAT)


def parse(text: str, scope: Scope, source: Source) -> Expression:
    """The condition as a tree, its names resolved in `scope`. Raises `PolicyError` with everything found wrong.

    >>> from kedun.engine.policy.scope import Scope
    >>> tree = parse("HOUR(at) >= 22 OR shop = 'x'", Scope(), Source("a.toml", 1))
    >>> type(tree).__name__
    'Or'
    """
    expression, findings = read(text, scope, source)
    if expression is None:
        raise broken(place(finding, {}) for finding in findings)
    return expression


def read(text: str, scope: Scope, source: Source) -> tuple[Expression | None, tuple[Finding, ...]]:
    """The tree and nothing, or None and what is wrong. `source.text` is taken to be `text`.

    None and nothing where it names what is defined, but broken: that is told where it is defined.
    """
    source = replace(source, text=text)
    reader: _Reader | None = None
    try:
        scanned = scan(text, frozenset(scope.names()), source)
        reader = _Reader(scanned, scope, source)
        expression = reader.read(_grammar(scanned, source), 0).node
    except Refused as refused:
        return None, (*(reader.findings if reader else ()), refused.finding)
    except RecursionError:  # only where sqlglot runs without its compiled part and the caller's stack is deep already
        return None, (too_deep(source, Span(0, 1)).finding,)
    return (None, tuple(reader.findings)) if reader.findings or reader.is_unsure else (expression, ())


def _grammar(scanned: Scanned, source: Source) -> exp.Expression:
    try:
        found = Parser().parse_into(exp.Condition, list(prepared(scanned)), scanned.text)
    except ParseError as error:
        raise _unparsed(error, scanned, source) from None
    root = found[0] if found else None
    if root is None:
        raise refusal("K001", source, Span(0, 1), Text("这里应是一个条件", "a condition is expected here"))
    return root  # type: ignore[return-value]  # sqlglot's Expr is Expression's base; every parsed node is one


def _unparsed(error: ParseError, scanned: Scanned, source: Source) -> Refused:
    told = error.errors[0] if error.errors else {}
    place_told = (told.get("line"), told.get("col"))
    last = len(scanned.tokens) - 1
    at = next((i for i, token in enumerate(scanned.tokens) if (token.line, token.col) == place_told), last)
    word, span = scanned.word(at), scanned.span(at, at)
    description = str(told.get("description", ""))
    if description.startswith("Required keyword"):
        message = Text(f"{word} 前后缺一个值", f"a value is missing beside {word}")
    elif description.startswith("Expect"):
        message = Text(f"{word} 附近缺少部分语法", f"something is missing near {word}")
    else:
        message = Text(f"{word} 不该出现在这里", f"{word} is not expected here")
    return refusal(
        "K001",
        source,
        span,
        message,
        Text("检查前面是否缺 AND、OR 或运算符", "is AND, OR or an operator missing before it?"),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A node and the tokens it was read from, brackets around it included."""

    node: Expression
    first: int
    last: int


@dataclass(slots=True)
class _Reader:
    scanned: Scanned
    scope: Scope
    source: Source
    findings: list[Finding] = field(default_factory=list)
    is_unsure: bool = False

    def read(self, node: exp.Expression, depth: int) -> _Piece:
        """One grammar node, its children before it. Raises `Refused`."""
        if depth > 2 * MAX_NESTING:
            raise too_deep(self.source, Span(0, 1))
        reader = _READERS.get(type(node))
        if reader is None:
            raise self._foreign(node)
        return reader(self, node, depth + 1)

    # Leaves

    def name(self, node: exp.Expression, _depth: int) -> _Piece:
        at = self._token(node)
        word, span = self.scanned.word(at), self.scanned.span(at, at)
        if word.upper() in _CONSTANTS:
            return _Piece(Literal(_CONSTANTS[word.upper()], Type.BOOL, span), at, at)
        fact, feature = self.scope.facts.get(word), self.scope.features.get(word)
        if fact is not None:
            return _Piece(FactRef(word, fact.type, span), at, at)
        if feature is not None and not self.scope.features_barred:
            self.is_unsure = self.is_unsure or not feature.read
            return _Piece(FeatureRef(word, feature.type, span), at, at)
        if word in self.scope.broken_facts:
            self.is_unsure = True
        else:
            self.findings.append(unknown_name(word, span, self.scope, self.source))
        return _Piece(FactRef(word, Type.STRING, span), at, at)

    def literal(self, node: exp.Expression, _depth: int) -> _Piece:
        at = self._token(node)
        span = self.scanned.span(at, at)
        if node.args["is_string"]:
            return _Piece(Literal(str(node.this), Type.STRING, span), at, at)
        return _Piece(self._number(self.scanned.word(at), span), at, at)

    def _number(self, word: str, span: Span) -> Literal:
        if word.isdecimal():
            if len(word) <= 16 and int(word) <= MAX_INTEGER:
                return Literal(int(word), Type.INT, span)
        elif math.isfinite(value := float(word)):
            return Literal(value, Type.FLOAT, span)
        raise refusal(
            "K004", self.source, span,
            Text("数字超出范围", "the number is out of range"),
            Text(f"整数最大 {MAX_INTEGER}", f"whole numbers go up to {MAX_INTEGER}"),
        )  # fmt: skip

    def timestamp(self, node: exp.Expression, _depth: int) -> _Piece:
        at = self._token(node.this)
        span = self.scanned.span(at - 1, at)
        try:
            micros = parse_time(str(node.this.this))
        except InputError:
            raise refusal(
                "K005", self.source, self.scanned.span(at, at),
                Text("时间写法不对", "this is not a time that can be read"),
                Text(
                    "写带时区的 RFC 3339 时间，1900 至 2200 年，如 '2026-01-01T00:00:00+08:00'",
                    "write RFC 3339 with its offset, years 1900 to 2200, as '2026-01-01T00:00:00+08:00'",
                ),
            ) from None  # fmt: skip
        return _Piece(Literal(micros, Type.TIME, span), at - 1, at)

    # Structure

    def bracketed(self, node: exp.Expression, depth: int) -> _Piece:
        inner = self.read(node.this, depth)
        return _Piece(inner.node, inner.first - 1, inner.last + 1)

    def junction(self, node: exp.Expression, depth: int) -> _Piece:
        kind = type(node)
        parts: list[exp.Expression] = []
        while type(node) is kind:
            parts.append(node.expression)
            node = node.this
        pieces = [self.read(part, depth) for part in (node, *reversed(parts))]
        into = And if kind is exp.And else Or
        items: list[Expression] = []
        for piece in pieces:
            items += piece.node.items if isinstance(piece.node, into) else [piece.node]
        return self._whole(into(tuple(items)), pieces[0].first, pieces[-1].last)

    def negation(self, node: exp.Expression, depth: int) -> _Piece:
        piece = self.read(node.this, depth)
        first = piece.first
        if first > 0 and self.scanned.tokens[first - 1].token_type is TokenType.NOT:
            first -= 1  # a prefix; in NOT IN and the like the word stands inside
        return self._whole(Not(piece.node), first, piece.last)

    def negative(self, node: exp.Expression, depth: int) -> _Piece:
        piece = self.read(node.this, depth)
        inner = piece.node
        if isinstance(inner, Literal) and inner.type in _NUMBERS and isinstance(inner.value, int | float):
            return self._whole(Literal(-inner.value, inner.type), piece.first - 1, piece.last)
        return self._whole(Negate(inner, kind_of(inner)), piece.first - 1, piece.last)

    def arithmetic(self, node: exp.Expression, depth: int) -> _Piece:
        left, right = self.read(node.this, depth), self.read(node.expression, depth)
        operator = _OPERATORS[type(node)]
        a, b = _alike([left.node, right.node])
        kind = Type.FLOAT if operator == "/" or Type.FLOAT in (kind_of(a), kind_of(b)) else Type.INT
        return self._whole(Arithmetic(operator, a, b, kind), left.first, right.last)

    def comparison(self, node: exp.Expression, depth: int) -> _Piece:
        left, right = self.read(node.this, depth), self.read(node.expression, depth)
        a, b = _alike([left.node, right.node])
        return self._whole(Compare(_COMPARISONS[type(node)], a, b), left.first, right.last)

    def between(self, node: exp.Expression, depth: int) -> _Piece:
        operand = self.read(node.this, depth)
        low, high = self.read(node.args["low"], depth), self.read(node.args["high"], depth)
        value, lowest, highest = _alike([operand.node, low.node, high.node])
        whole = self.scanned.span(operand.first, high.last)
        bounds = (Compare(">=", value, lowest, whole), Compare("<=", value, highest, whole))
        return self._whole(And(bounds), operand.first, high.last)

    def membership(self, node: exp.Expression, depth: int) -> _Piece:
        operand = self.read(node.this, depth)
        written = node.args.get("expressions") or []
        pieces = [self.read(item, depth) for item in written]
        if not pieces:
            raise self._wrong(operand, Text("IN 后面要有一组值", "IN needs a list of values"), "x IN ('a', 'b')")
        for piece in pieces:
            if not isinstance(piece.node, Literal) or piece.node.value is None:
                raise self._wrong(
                    piece,
                    Text("IN 里只能写常量，不能有 NULL", "IN takes constants only, and no NULL"),
                    "x IN ('a', 'b')",
                )
        items = tuple(piece.node for piece in pieces if isinstance(piece.node, Literal))
        if kind_of(operand.node) is Type.FLOAT:
            items = tuple(_floating(item) for item in items)
        return self._whole(In(operand.node, items), operand.first, pieces[-1].last + 1)

    def like(self, node: exp.Expression, depth: int) -> _Piece:
        operand, pattern = self.read(node.this, depth), self.read(node.expression, depth)
        literal = pattern.node
        if not isinstance(literal, Literal) or not isinstance(literal.value, str):
            raise self._wrong(
                pattern, Text("LIKE 的模式要是文本常量", "LIKE takes a constant pattern"), "x LIKE 'abc%'"
            )
        if len(literal.value) > MAX_PATTERN or literal.value.count("%") > MAX_WILDCARDS:
            raise refusal(
                "K006", self.source, literal.span,
                Text(
                    f"LIKE 模式最多 {MAX_PATTERN} 个字符、{MAX_WILDCARDS} 个 %",
                    f"a LIKE pattern has at most {MAX_PATTERN} characters and {MAX_WILDCARDS} %",
                ),
                Text("拆成几个 LIKE，或用名单", "split it into several LIKE, or use a list"),
            )  # fmt: skip
        found = self._whole(Like(operand.node, literal.value), operand.first, pattern.last)
        return self._whole(Not(found.node), found.first, found.last) if node.args.get("negate") else found

    def test(self, node: exp.Expression, depth: int) -> _Piece:
        operand, other = self.read(node.this, depth), self.read(node.expression, depth)
        word = self.scanned.word(other.last).upper()
        if other.first != other.last or word not in _CONSTANTS or not isinstance(other.node, Literal):
            raise self._wrong(
                other, Text("IS 后面只能是 NULL、TRUE 或 FALSE", "IS takes NULL, TRUE or FALSE only"), "x = y"
            )
        value = _CONSTANTS[word]
        found: Expression = IsNull(operand.node) if value is None else Is(operand.node, value)
        return self._whole(found, operand.first, other.last)

    def case(self, node: exp.Expression, depth: int) -> _Piece:
        branches = node.args["ifs"]
        tests = [self.read(branch.this, depth) for branch in branches]
        results = [self.read(branch.args["true"], depth) for branch in branches]
        first = self.scanned.encloser[tests[0].first]
        last = self.scanned.partner[first]
        if node.this is not None:
            raise barred(
                self.source,
                self.scanned.span(first, first + 1),
                " CASE x WHEN",
                "CASE x WHEN",
                Text("写 CASE WHEN x = … THEN …", "write CASE WHEN x = … THEN …"),
            )
        default = node.args.get("default")
        end = self.scanned.span(last, last)
        otherwise = self.read(default, depth).node if default is not None else Literal(None, Type.BOOL, end)
        *values, otherwise = _alike([*(result.node for result in results), otherwise])
        pairs = tuple(zip((test.node for test in tests), values, strict=True))
        return self._whole(Case(pairs, otherwise, _common([*values, otherwise])), first, last)

    # Functions

    def call(self, node: exp.Expression, depth: int) -> _Piece:
        at = self._token(node)
        name = self.scanned.word(at).upper()
        last = self.scanned.partner[at + 1]
        given = node.expressions
        fewest, most = _ARITY.get(name, (1, 1))
        if not fewest <= len(given) <= most:
            count = f"{fewest}" if fewest == most else f"{fewest}+"
            message = Text(
                f"{name} 需要 {count} 个参数，这里有 {len(given)} 个",
                f"{name} takes {count} arguments, {len(given)} given",
            )
            raise refusal("K008", self.source, self.scanned.span(at, last), message)
        if name in _PARTS:
            return self._date_part(name, given[0], at, last, depth)
        arguments = [self.read(argument, depth) for argument in given]
        return self._whole(self._function(name, arguments), at, last)

    def _function(self, name: str, arguments: list[_Piece]) -> Expression:
        nodes = [piece.node for piece in arguments]
        match name:
            case "LIST":
                return InList(str(self._text(arguments[0], "list('id', x)").value), nodes[1])
            case "COALESCE":
                nodes = _alike(nodes)
                return Coalesce(tuple(nodes), _common(nodes))
            case "NULLIF":
                operand, other = _alike(nodes)
                return NullIf(operand, other, kind_of(operand))
            case "LEAST" | "GREATEST":
                nodes = _alike(nodes)
                return Call(name, tuple(nodes), _common(nodes))
            case "STARTS_WITH":
                self._text(arguments[1], "STARTS_WITH(x, 'abc')")
                return Call(name, tuple(nodes), Type.BOOL)
            case "LENGTH":
                return Call(name, tuple(nodes), Type.INT)
            case "LOWER":
                return Call(name, tuple(nodes), Type.STRING)
            case _:
                return Call(name, tuple(nodes), kind_of(nodes[0]))

    def _text(self, piece: _Piece, example: str) -> Literal:
        if isinstance(piece.node, Literal) and isinstance(piece.node.value, str):
            return piece.node
        raise self._wrong(piece, Text("这里要写文本常量", "a constant text is needed here"), example)

    def extract(self, node: exp.Expression, depth: int) -> _Piece:
        part = str(node.this.name if isinstance(node.this, exp.Var) else "").upper()
        piece = self._zoned(part, node.expression, depth)
        opening = self.scanned.encloser[piece.first]
        if self.scanned.tokens[opening + 2].token_type is not TokenType.FROM:
            raise self._wrong(piece, Text("EXTRACT 要写 FROM", "EXTRACT needs FROM"), "EXTRACT(HOUR FROM at)")
        if part not in _PARTS:
            at = opening + 1
            raise barred(
                self.source, self.scanned.span(at, at), f" EXTRACT 的 {part}", f"EXTRACT of {part}",
                Text("可用 " + "、".join(_PARTS), "allowed: " + ", ".join(_PARTS)),
            )  # fmt: skip
        return self._whole(piece.node, opening - 1, self.scanned.partner[opening])

    def _date_part(self, part: str, node: exp.Expression, at: int, last: int, depth: int) -> _Piece:
        return self._whole(self._zoned(part, node, depth).node, at, last)

    def _zoned(self, part: str, node: exp.Expression, depth: int) -> _Piece:
        zone = self.scope.zone
        if isinstance(node, exp.AtTimeZone):
            piece = self.read(node.this, depth)
            named = self.read(node.args["zone"], depth)
            zone = str(self._text(named, "HOUR(at AT TIME ZONE 'Asia/Shanghai')").value)
            if not is_zone(zone):
                raise refusal(
                    "K007", self.source, named.node.span,
                    Text(f"没有时区 {zone[:40]}", f"there is no time zone {zone[:40]}"),
                    Text("写 IANA 名称，如 'Asia/Shanghai'", "write an IANA name, as 'Asia/Shanghai'"),
                )  # fmt: skip
        else:
            piece = self.read(node, depth)
        return _Piece(DatePart(part.lower(), piece.node, zone), piece.first, piece.last)

    # Places and refusals

    def _token(self, node: exp.Expression) -> int:
        meta = (node.this if isinstance(node, exp.Column) else node).meta
        return self.scanned.index[meta["start"]]

    def _whole(self, node: Expression, first: int, last: int) -> _Piece:
        return _Piece(replace(node, span=self.scanned.span(first, last)), first, last)

    def _wrong(self, piece: _Piece, message: Text, example: str) -> Refused:
        span = self.scanned.span(piece.first, piece.last)
        return refusal("K002", self.source, span, message, Text(f"例如 {example}", f"as in {example}"))

    def _foreign(self, node: exp.Expression) -> Refused:
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        at = self.scanned.index.get(min(starts), 0) if starts else 0
        name = _NAMES.get(type(node), type(node).__name__.upper())
        return barred(self.source, self.scanned.span(at, at), f" {name}", name)


_NAMES = {
    exp.Tuple: "a row of values ( , )", exp.Star: "*", exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM", exp.AtTimeZone: "AT TIME ZONE outside a date part",
}  # fmt: skip

_READERS: dict[type, Callable[[_Reader, exp.Expression, int], _Piece]] = {
    exp.Column: _Reader.name,
    exp.Literal: _Reader.literal,
    exp.Cast: _Reader.timestamp,
    exp.Paren: _Reader.bracketed,
    exp.And: _Reader.junction,
    exp.Or: _Reader.junction,
    exp.Not: _Reader.negation,
    exp.Neg: _Reader.negative,
    exp.Between: _Reader.between,
    exp.In: _Reader.membership,
    exp.Like: _Reader.like,
    exp.Is: _Reader.test,
    exp.Case: _Reader.case,
    exp.Anonymous: _Reader.call,
    exp.Extract: _Reader.extract,
    **dict.fromkeys(_COMPARISONS, _Reader.comparison),
    **dict.fromkeys(_OPERATORS, _Reader.arithmetic),
}
"""The allow-list: grammar nodes that may become nodes of the tree."""


def unknown_name(word: str, span: Span, scope: Scope, source: Source) -> Finding:
    """What to say about a name that is not in scope."""
    shown = word if len(word) <= 60 else word[:59] + "…"
    if scope.features_barred and word in scope.features:
        return Finding(
            "K018", source,
            Text(f"窗口特征里不能用特征 {shown}", f"a window feature cannot use the feature {shown}"), span,
            Text("写一个 agg = \"expr\" 的特征", "compute it in a feature with agg = \"expr\""),
        )  # fmt: skip
    if word in scope.elsewhere:
        carriers = ", ".join(scope.elsewhere[word])
        return Finding(
            "K017", source,
            Text(f"{scope.event} 事件没有事实 {shown}", f"{scope.event} events do not carry the fact {shown}"), span,
            Text(f"带有它的事件：{carriers}", f"it is carried by: {carriers}"),
        )  # fmt: skip
    near = nearest(word, scope.names())
    hint = Text(f"是否想写 {near}？", f"did you mean {near}?") if near else Text("", "")
    return Finding("K010", source, Text(f"没有名称 {shown}", f"there is no name {shown}"), span, hint)


def _common(nodes: Sequence[Expression]) -> Type:
    kinds = [kind_of(node) for node in nodes if not is_null(node)]
    if set(kinds) == set(_NUMBERS):
        return Type.FLOAT
    return kinds[0] if kinds else Type.BOOL


def _alike(nodes: Sequence[Expression]) -> list[Expression]:
    """The nodes, every NULL given the type the others have."""
    common = _common(nodes)
    return [replace(node, type=common) if isinstance(node, Literal) and node.value is None else node for node in nodes]


def _floating(item: Literal) -> Literal:
    return (
        replace(item, value=float(item.value), type=Type.FLOAT)
        if item.type is Type.INT and item.value is not None
        else item
    )


@lru_cache(maxsize=64)
def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, no such name, a folder of zones
        return False
    return True
