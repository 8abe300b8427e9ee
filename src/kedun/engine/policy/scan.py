"""Condition text → tokens that may be parsed: size and nesting bounded, all outside the language refused by name.

sqlglot's tokenizer is given only this language's words, so that a fact may be called `text`, `order` or `level`;
what other words SQL has is known here only to be named in a refusal. Parsing never sees a text that failed here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot import tokens
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType  # type: ignore[attr-defined]  # exported, though not by __all__

from kedun.engine.policy.faults import Finding
from kedun.engine.policy.scope import nearest
from kedun.engine.policy.tree import Source, Span, Text
from kedun.engine.policy.vocabulary import (
    ALLOWED,
    BARRED_WORDS,
    FUNCTIONS,
    INSTEAD,
    PAIRS,
    SIGN_NAMES,
    SIGNS,
    SPELLED,
    WORDS,
)

__all__ = [
    "FUNCTIONS",
    "MAX_CHARACTERS",
    "MAX_NESTING",
    "MAX_TOKENS",
    "Refused",
    "Scanned",
    "TokenType",
    "prepared",
    "scan",
    "words",
]

MAX_CHARACTERS = 10_000
MAX_TOKENS = 3_000
MAX_NESTING = 32

_T = TokenType
_CALLABLE = frozenset(name.upper() for name in FUNCTIONS)
_PREFIXES = (_T.NOT, _T.DASH)
_APART = ("", " ", "(", ",", "=", "<", ">", "+", "-", "*", "/", "%", "\n", "\t")
_NO_HINT = Text("", "")
_NAME = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(r"'[^']*'")
_QUOTES = re.compile(r"'[^']*'|\"[^\"]*\"|['\"]")
_NUMBER = re.compile(r"\d+(\.\d*)?([eE][+-]?\d+)?", re.ASCII)


class _Tokenizer(tokens.Tokenizer):
    KEYWORDS = {**WORDS, **SIGNS}  # noqa: RUF012  sqlglot's own way to configure a tokenizer
    COMMENTS = []  # noqa: RUF012  comments are refused by name, not dropped


class Refused(Exception):  # noqa: N818  an answer inside the parser, never seen by a caller
    """A condition that is not in the language, with what to say."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message.en)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Scanned:
    """Tokens of a text. `encloser[i]` is the opening token of the innermost ( or CASE around token i, or -1;
    `partner` joins each opening token to its closing one; `index` finds a token by its first character.
    """

    text: str
    tokens: tuple[Token, ...]
    encloser: tuple[int, ...]
    partner: dict[int, int]
    index: dict[int, int]

    def span(self, first: int, last: int) -> Span:
        """The characters from token `first` to token `last`, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end + 1)

    def word(self, at: int) -> str:
        """The token as written."""
        token = self.tokens[at]
        return self.text[token.start : token.end + 1]


def scan(text: str, names: Collection[str], source: Source) -> Scanned:
    """The tokens of `text`, all of the language; `names` are known and win over refused words. Raises `Refused`."""
    if len(text) > MAX_CHARACTERS:
        raise _too_long(source, Text(f"{len(text)} 个字符", f"{len(text)} characters"), MAX_CHARACTERS)
    if not text.strip():
        raise refusal("K001", source, Span(0, 1), Text("条件是空的", "the condition is empty"))
    found = _tokenize(text, source)
    if len(found) > MAX_TOKENS:
        raise _too_long(source, Text(f"{len(found)} 个词", f"{len(found)} words and signs"), MAX_TOKENS)
    vetting = _Vetting(text, found, names, source)
    for at in range(len(found)):
        vetting.admit(at)
    encloser, partner = _brackets(text, found, source)
    return Scanned(text, found, encloser, partner, {token.start: at for at, token in enumerate(found)})


def words(text: str) -> tuple[str, ...]:
    """The words outside quotes, in order; for any text at all.

    >>> words("a + b > length('c d')")
    ('a', 'b', 'length')
    """
    return tuple(_NAME.findall(_QUOTED.sub(" ", text[:MAX_CHARACTERS])))


def refusal(code: str, source: Source, span: Span, message: Text, hint: Text = _NO_HINT) -> Refused:
    """The exception that says `message` at `span`."""
    return Refused(Finding(code, source, message, span, hint))


def barred(source: Source, span: Span, zh: str, en: str, hint: Text | None = None) -> Refused:
    """The refusal of one construct by its name."""
    allowed = Text(
        "可用：+ - * / %、比较、AND OR NOT、IN、BETWEEN、LIKE、IS NULL、CASE 与函数 " + "、".join(FUNCTIONS),
        "allowed: + - * / %, comparisons, AND OR NOT, IN, BETWEEN, LIKE, IS NULL, CASE, and the functions "
        + ", ".join(FUNCTIONS),
    )
    return refusal("K002", source, span, Text(f"不允许{zh}", f"{en} is not allowed"), hint or allowed)


def _too_long(source: Source, what: Text, most: int) -> Refused:
    message = Text(f"条件有 {what.zh}，最多 {most}", f"the condition has {what.en}, at most {most} are read")
    hint = Text("拆成几条规则，或把多个值放进名单", "split it into several rules, or put the values into a list")
    return refusal("K003", source, Span(0, 1), message, hint)


def _tokenize(text: str, source: Source) -> tuple[Token, ...]:
    try:
        return tuple(_Tokenizer().tokenize(text))
    except TokenError:
        at = _open_quote(text)
        raise refusal(
            "K001", source, Span(at, at + 1),
            Text("引号没有闭合", "the quote is never closed"),
            Text("文本写成 '…'，其中的单引号写两个 ''", "write text as '…', and a quote inside it twice ''"),
        ) from None  # fmt: skip


def _open_quote(text: str) -> int:
    """Where the quote opens that no other closes."""
    return next((found.start() for found in _QUOTES.finditer(text) if len(found[0]) == 1), 0)


@dataclass(frozen=True, slots=True)
class _Vetting:
    """Refuses, token by token, what is not of the language."""

    text: str
    tokens: tuple[Token, ...]
    names: Collection[str]
    source: Source

    def admit(self, at: int) -> None:
        """Raises `Refused` unless the token may stand in a condition."""
        token = self.tokens[at]
        span = Span(token.start, token.end + 1)
        written = self.text[span.start : span.end]
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        after = following.token_type if following is not None else None
        self._pair(token, following)
        if token.token_type is _T.VAR:
            self._word(written, span, called=after is _T.L_PAREN)
        elif token.token_type is _T.NUMBER and not _NUMBER.fullmatch(written):
            message = Text(f"{_short(written)} 不是数字", f"{_short(written)} is not a number")
            raise refusal("K001", self.source, span, message, Text("写整数、小数或 1e5", "write it as 5, 5.0 or 5e3"))
        elif token.token_type is _T.TIMESTAMP and after is not _T.STRING:
            message = Text("TIMESTAMP 后面要有时间文本", "TIMESTAMP needs a time in quotes after it")
            example = "TIMESTAMP '2026-01-01T00:00:00+08:00'"
            raise refusal("K001", self.source, span, message, Text(f"写 {example}", f"write {example}"))
        elif token.token_type is _T.DOT and after is _T.NUMBER and self.text[span.start - 1 : span.start] in _APART:
            message = Text("小数点前要有数字", "a decimal needs a digit before its point")
            raise refusal("K001", self.source, span, message, Text("写 0.5", "write 0.5"))
        elif token.token_type in SIGN_NAMES:
            self._refuse(span, SIGN_NAMES[token.token_type])
        elif token.token_type not in ALLOWED or written == "!":
            raise barred(self.source, span, f"符号 {_short(written)}", f"the sign {_short(written)}")

    def _pair(self, token: Token, following: Token | None) -> None:
        """Signs that mean something only together, as `--`."""
        if following is not None and following.start == token.end + 1:
            pair = self.text[token.start : following.end + 1]
            if pair in PAIRS:
                self._refuse(Span(token.start, following.end + 1), PAIRS[pair], pair)

    def _refuse(self, span: Span, told: tuple[str, str, str, str], sign: str = "") -> None:
        zh, en, zh_hint, en_hint = (part.format(sign) if sign else part for part in told)
        raise barred(self.source, span, zh, en, Text(zh_hint, en_hint) if en_hint else None)

    def _word(self, word: str, span: Span, *, called: bool) -> None:
        if not _NAME.fullmatch(word):
            raise _bad_character(word, span, self.source)
        upper = word.upper()
        if (called and upper in _CALLABLE) or (word in self.names and not called):
            return
        instead = INSTEAD.get(upper)
        hint = Text(f"改用 {instead[0]}", f"use {instead[1]}") if instead else None
        if called:
            near = nearest(word.lower(), SPELLED)
            if hint is None and near is not None:
                hint = Text(f"是否想写 {SPELLED[near]}？", f"did you mean {SPELLED[near]}?")
            raise barred(self.source, span, f"函数 {_short(word)}", f"the function {_short(word)}", hint)
        if upper in BARRED_WORDS:
            raise barred(self.source, span, f" {upper}", upper, hint)


def _bad_character(word: str, span: Span, source: Source) -> Refused:
    at = next((i for i, character in enumerate(word) if not (character.isalnum() or character == "_")), 0)
    character = word[at]
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    plain = unicodedata.normalize("NFKC", character)
    quotes = {"‘": "'", "’": "'", "“": "'", "”": "'"}
    plain = quotes.get(character, plain)
    hint = Text(f"改用半角 {plain}", f"write the plain {plain}") if plain != character else Text("", "")
    place = Span(span.start + at, span.start + at + 1)
    return refusal(
        "K001", source, place, Text(f"这里不能有字符 {shown}", f"the character {shown} cannot stand here"), hint
    )


def _brackets(text: str, found: tuple[Token, ...], source: Source) -> tuple[tuple[int, ...], dict[int, int]]:
    encloser, partner = [], {}
    stack: list[int] = []
    prefixes = 0
    for at, token in enumerate(found):
        kind = token.token_type
        if kind in {_T.R_PAREN, _T.END}:
            opening = _T.L_PAREN if kind is _T.R_PAREN else _T.CASE
            if not stack or found[stack[-1]].token_type is not opening:
                raise _unmatched(text, token, source)
            partner[stack.pop()] = at
        encloser.append(stack[-1] if stack else -1)
        prefixes = prefixes + 1 if kind in _PREFIXES else 0
        if kind in {_T.L_PAREN, _T.CASE}:
            stack.append(at)
        if max(len(stack), prefixes) > MAX_NESTING:
            raise too_deep(source, Span(token.start, token.end + 1))
    if stack:
        raise _unmatched(text, found[stack[-1]], source)
    return tuple(encloser), partner


def too_deep(source: Source, span: Span) -> Refused:
    """The refusal of an expression nested too deep."""
    return refusal(
        "K003", source, span,
        Text(f"嵌套超过 {MAX_NESTING} 层", f"nested more than {MAX_NESTING} deep"),
        Text("把一部分写成 expr 特征", "move a part into a feature with agg = \"expr\""),
    )  # fmt: skip


def _unmatched(text: str, token: Token, source: Source) -> Refused:
    written = text[token.start : token.end + 1]
    other = {"(": ")", ")": "(", "CASE": "END", "END": "CASE"}[written.upper()]
    return refusal(
        "K001", source, Span(token.start, token.end + 1),
        Text(f"{written} 没有对应的 {other}", f"{written} has no matching {other}"),
    )  # fmt: skip


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


def prepared(scanned: Scanned) -> Iterator[Token]:
    """The tokens as sqlglot may see them: names and functions under names it has no opinion of.

    Only `AT TIME ZONE` and `EXTRACT(part FROM` keep their words; the rest is found again by position.
    """
    for at, token in enumerate(scanned.tokens):
        if token.token_type is not _T.VAR or _kept(scanned, at):
            yield token
        else:
            yield Token(_T.VAR, f"v{at}", token.line, token.col, token.start, token.end)


def _kept(scanned: Scanned, at: int) -> bool:
    words = [scanned.word(i).upper() for i in range(max(0, at - 2), min(len(scanned.tokens), at + 3))]
    here = min(at, 2)
    zone = any(words[max(0, i) : i + 3] == ["AT", "TIME", "ZONE"] for i in (here - 2, here - 1, here) if i >= 0)
    called = words[here + 1 : here + 2] == ["("]
    part = here >= 2 and words[here - 2 : here] == ["EXTRACT", "("] and words[here + 1 : here + 2] == ["FROM"]
    return zone or part or (words[here] == "EXTRACT" and called)
