"""The words and signs of the condition language, and what is said of those SQL has beside them."""

from sqlglot.tokens import TokenType  # type: ignore[attr-defined]  # exported, though not by __all__

__all__ = ["ALLOWED", "BARRED_WORDS", "FUNCTIONS", "INSTEAD", "PAIRS", "SIGNS", "SIGN_NAMES", "SPELLED", "WORDS"]

_T = TokenType
FUNCTIONS = (
    "ABS", "COALESCE", "DAY", "EXTRACT", "GREATEST", "HOUR", "LEAST", "LENGTH", "list", "LOWER", "MINUTE", "MONTH",
    "NULLIF", "STARTS_WITH", "WEEKDAY", "YEAR",
)  # fmt: skip
"""Every function of the language, as written in texts for people."""

SPELLED = {name.lower(): name for name in FUNCTIONS}
"""Functions by their lower-case names."""

WORDS = {
    "AND": _T.AND, "OR": _T.OR, "NOT": _T.NOT, "IN": _T.IN, "BETWEEN": _T.BETWEEN, "LIKE": _T.LIKE, "IS": _T.IS,
    "CASE": _T.CASE, "WHEN": _T.WHEN, "THEN": _T.THEN, "ELSE": _T.ELSE, "END": _T.END, "FROM": _T.FROM,
    "TIMESTAMP": _T.TIMESTAMP,
}  # fmt: skip
"""Words the tokenizer takes apart from names."""

SIGNS = {"<=": _T.LTE, ">=": _T.GTE, "<>": _T.NEQ, "!=": _T.NEQ, "||": _T.DPIPE, "::": _T.DCOLON}
"""Signs of more than one character; `||` and `::` only to be refused by name."""

ALLOWED = frozenset(WORDS.values()) | {
    _T.VAR, _T.NUMBER, _T.STRING, _T.L_PAREN, _T.R_PAREN, _T.COMMA, _T.EQ, _T.NEQ, _T.LT, _T.LTE, _T.GT, _T.GTE,
    _T.PLUS, _T.DASH, _T.STAR, _T.SLASH, _T.MOD,
}  # fmt: skip
"""The kinds of token a condition may hold."""

SIGN_NAMES: dict[TokenType, tuple[str, str, str, str]] = {
    _T.IDENTIFIER: (
        "双引号名称",
        "a quoted name",
        "文本用单引号 '…'，名称不加引号",
        "text stands in '…', names in none",
    ),
    _T.DOT: ("列限定符 .", "the column qualifier .", "只写名称本身", "write the name alone"),
    _T.L_BRACKET: ("方括号 []", "brackets []", "", ""),
    _T.R_BRACKET: ("方括号 []", "brackets []", "", ""),
    _T.L_BRACE: ("花括号 {}", "braces {}", "", ""),
    _T.R_BRACE: ("花括号 {}", "braces {}", "", ""),
    _T.DPIPE: ("拼接 ||", "the concatenation ||", "或者写 OR", "for either-or write OR"),
    _T.DCOLON: ("类型转换 ::", "the cast ::", "事实已有类型，不必转换", "facts are typed, no cast is needed"),
    _T.COLON: ("参数 :", "the parameter :", "", ""),
    _T.PLACEHOLDER: ("参数 ?", "the parameter ?", "", ""),
    _T.PARAMETER: ("参数 @", "the parameter @", "", ""),
    _T.SEMICOLON: ("分号 ;", "the semicolon ;", "一条规则只写一个条件", "a condition is one expression"),
    _T.HASH: (
        "注释 #",
        "a comment #",
        "注释写在 TOML 里，条件之外",
        "comments go into the TOML, outside the condition",
    ),
}
"""What is said of a sign that is refused: its name, and advice where there is any, in Chinese and English each."""

_COMMENT = (
    "注释 {0}",
    "a comment {0}",
    "注释写在 TOML 里，条件之外",
    "comments go into the TOML, outside the condition",
)
_LAMBDA = ("箭头函数 {0}", "the lambda {0}", "", "")
PAIRS = {
    "--": _COMMENT,
    "/*": _COMMENT,
    "->": _LAMBDA,
    "=>": _LAMBDA,
    "==": ("运算符 ==", "the operator ==", "写 =", "write ="),
}

"""Two signs that stand together and mean something else than each alone."""

INSTEAD = {
    "IF": ("CASE WHEN … THEN … ELSE … END",) * 2,
    "IIF": ("CASE WHEN … THEN … ELSE … END",) * 2,
    "IFNULL": ("COALESCE(x, y)",) * 2,
    "NVL": ("COALESCE(x, y)",) * 2,
    "UPPER": ("LOWER(x)",) * 2,
    "ILIKE": ("LOWER(x) LIKE '…'（小写）", "LOWER(x) LIKE '…' in lower case"),
    "CHAR_LENGTH": ("LENGTH(x)",) * 2,
    "LEN": ("LENGTH(x)",) * 2,
    "MOD": ("a % b",) * 2,
    "DIV": ("(a - a % b) / b",) * 2,
    "DAYOFWEEK": ("WEEKDAY(t)：周一为 1，周日为 7", "WEEKDAY(t), 1 = Monday to 7 = Sunday"),
    "NOW": ("at（事件发生时间）", "at, the time of the event"),
    "CURRENT_TIMESTAMP": ("at（事件发生时间）", "at, the time of the event"),
    "CURRENT_DATE": ("at（事件发生时间）", "at, the time of the event"),
    "UNKNOWN": ("IS NULL",) * 2,
    "INTERVAL": ("秒数，例如 at - placed_at > 3600", "seconds, as in at - placed_at > 3600"),
    "DATE": ("TIMESTAMP '2026-01-01T00:00:00+08:00'",) * 2,
    "REGEXP": ("LIKE 或 list('…', x)", "LIKE or list('…', x)"),
    "RLIKE": ("LIKE 或 list('…', x)", "LIKE or list('…', x)"),
    "SIMILAR": ("LIKE 或 list('…', x)", "LIKE or list('…', x)"),
    "GLOB": ("LIKE",) * 2,
    "CONTAINS": ("x LIKE '%…%'",) * 2,
    "CAST": ("名称本身：事实已有类型", "the name alone: facts are typed"),
    "TRY_CAST": ("名称本身：事实已有类型", "the name alone: facts are typed"),
    "ESCAPE": ("不含 % 与 _ 的模式", "a pattern without a literal % or _"),
    "XOR": ("<>",) * 2,
    **dict.fromkeys(
        ("COUNT", "SUM", "AVG", "MIN", "MAX", "OVER"), ("一个特征（features.toml）", "a feature, in features.toml")
    ),
    **dict.fromkeys(("SELECT", "EXISTS", "ANY", "ALL", "SOME", "UNION"), ("一个特征或名单", "a feature or a list")),
}
"""What to write in place of a function or word of other SQL, in Chinese and English."""

BARRED_WORDS = frozenset(
    {
        *("SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "WITH", "UNION", "EXISTS", "ANY", "ALL"),
        *("WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "JOIN", "VALUES", "LATERAL", "OVER", "DISTINCT", "AS", "CAST"),
        *("ILIKE", "ESCAPE", "RLIKE", "REGEXP", "SIMILAR", "GLOB", "COLLATE", "XOR", "DIV", "MOD", "IF", "SOME"),
        *("INTERVAL", "DATE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "UNKNOWN", "ISNULL", "NOTNULL"),
    }
)
"""Words of SQL that are refused by name unless a fact or feature is called so."""
