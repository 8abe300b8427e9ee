"""Every code a fault of a pack can have: what it means and how it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass

from kedun.engine.policy.tree import Text

__all__ = ["CODES", "Code"]


@dataclass(frozen=True, slots=True)
class Code:
    """What faults of one code have in common. `severities` are the ones it comes with, the usual first."""

    meaning: Text
    mend: Text
    severities: tuple[str, ...] = ("error",)


def _code(zh: str, en: str, zh_mend: str, en_mend: str, *severities: str) -> Code:
    return Code(Text(zh, en), Text(zh_mend, en_mend), severities or ("error",))


CODES: Mapping[str, Code] = {
    "K001": _code(
        "条件的语法不对",
        "the condition's grammar is wrong",
        "补上缺的值、运算符、括号或引号",
        "add the value, operator, bracket or quote that is missing",
    ),
    "K002": _code(
        "条件用了语言之外的写法",
        "the condition uses what the language does not have",
        "改用提示中的写法；算法放进特征，成串的值放进名单",
        "write what the hint names; computing belongs into features, long rows of values into lists",
    ),
    "K003": _code(
        "条件太长或嵌套太深",
        "the condition is too long or nested too deep",
        "拆成几条规则，或把一部分写成 expr 特征",
        'split it into several rules, or move a part into a feature with agg = "expr"',
    ),
    "K004": _code(
        "数字超出范围",
        "a number is out of range",
        "整数最大 9007199254740991，小数要是有限的双精度数",
        "whole numbers go up to 9007199254740991, decimals are finite doubles",
    ),
    "K005": _code(
        "时间常量写法不对",
        "a constant time is not written as one",
        "写带时区的 RFC 3339 时间",
        "write RFC 3339 with its offset",
    ),
    "K006": _code(
        "LIKE 模式太长或 % 太多",
        "a LIKE pattern is too long or has too many %",
        "至多 100 个字符、8 个 %",
        "at most 100 characters and 8 %",
    ),
    "K007": _code(
        "没有这个时区",
        "there is no such time zone",
        "写 IANA 名称，如 Asia/Shanghai",
        "write an IANA name, as Asia/Shanghai",
    ),
    "K008": _code(
        "函数的参数个数不对",
        "a function has the wrong number of arguments",
        "按语言参考给足参数",
        "give what the language reference names",
    ),
    "K010": _code(
        "没有这个名称",
        "there is no such name",
        "改正拼写，或在 events.toml、features.toml 中定义",
        "mend the spelling, or define it in events.toml or features.toml",
    ),
    "K011": _code(
        "类型不相配", "types do not fit together", "只比较、计算同类的值", "compare and compute with values of one kind"
    ),
    "K012": _code(
        "单位不一致，如分与元", "units differ, as fen and yuan", "换算成同一单位", "bring both sides to one unit"
    ),
    "K013": _code(
        "事实不会取这个值",
        "the fact never has this value",
        "用 events.toml 中列出的值",
        "use a value that events.toml lists",
    ),
    "K014": _code("除数是 0，或可能是 0", "a divisor is 0, or could be", "写 NULLIF(x, 0)", "write NULLIF(x, 0)"),
    "K015": _code(
        "整数可能大得各引擎结果不同",
        "a whole number could grow beyond what every engine computes",
        "少乘几次，或乘以 1.0",
        "multiply less, or by 1.0",
    ),
    "K016": _code(
        "名称不合规则，或有两种含义", "a name is badly formed, or means two things", "改名", "call it something else"
    ),
    "K017": _code(
        "这种事件没有这个事实",
        "this type of event does not carry the fact",
        "换事件类型或事实；或在 events.toml 中给事件加上它",
        "use another event type or fact, or let the event carry it in events.toml",
    ),
    "K018": _code(
        "窗口特征里用了特征",
        "a window feature uses a feature",
        "改写成 expr 特征",
        'compute it in a feature with agg = "expr"',
    ),
    "K019": _code(
        "没有这种事件",
        "there is no such event type",
        "改正拼写，或在 events.toml 中定义",
        "mend the spelling, or define it in events.toml",
    ),
    "K020": _code(
        "没有这个名单",
        "there is no such list",
        "改正拼写，或在 lists.toml 中定义",
        "mend the spelling, or define it in lists.toml",
    ),
    "K021": _code(
        "名单与所查的值不是一类",
        "the list holds another kind of value",
        "换一个同类的名单",
        "ask a list of the value's kind",
    ),
    "K030": _code(
        "与 NULL 比较总是未知",
        "a comparison with NULL is always unknown",
        "写 IS NULL 或 IS NOT NULL",
        "write IS NULL or IS NOT NULL",
    ),
    "K031": _code(
        "事实未知时否定不成立",
        "a negation is not true where its fact is unknown",
        "写明未知算不算：IS FALSE、IS NOT TRUE、IS NULL OR",
        "say whether unknowns count: IS FALSE, IS NOT TRUE, IS NULL OR",
        "warning",
    ),
    "K040": _code(
        "条件永远不成立",
        "a condition is never true",
        "去掉互相矛盾的部分",
        "take out what contradicts the rest",
        "error",
        "warning",
    ),
    "K041": _code("条件总是成立", "a condition is always true", "写真正的条件", "write a real condition", "warning"),
    "K042": _code(
        "两条规则条件相同", "two rules have the same condition", "合并两者", "make them one", "error", "warning"
    ),
    "K043": _code(
        "更早的规则已经拦截",
        "an earlier rule blocks already",
        "删去它，或放宽条件",
        "take it out, or ask for less",
        "warning",
    ),
    "K044": _code(
        "特征没有用处",
        "nobody needs the feature",
        '删去它，或写用它的规则；给模型用的写 for = "model"',
        'take it out, or write the rule that needs it; where a model reads it, say for = "model"',
        "warning",
    ),
    "K045": _code(
        "特征互相依赖",
        "features need each other",
        "其中一个改用事实或窗口特征",
        "let one of them use facts or window features",
    ),
    "K050": _code(
        "窗口或时长太短或太长", "a window or a delay is too short or too long", "1 秒到 180 天", "from 1 s to 180 d"
    ),
    "K051": _code(
        "算法不能用于这个值",
        "an aggregate cannot take this value",
        "按提示换算法或值",
        "use another aggregate or value, as the hint names",
    ),
    "K060": _code(
        "定义了两次", "something is defined twice", "删去或改名其中一个", "take one out or give it another name"
    ),
    "K070": _code("TOML 语法错误", "the TOML is not well formed", "改正所指的一行", "mend the line it points at"),
    "K071": _code("缺少键", "a key is missing", "补上它", "add it"),
    "K072": _code("不认识的键", "a key is unknown", "改正拼写或删去", "mend the spelling or take it out"),
    "K073": _code(
        "值的类型不对", "a value is of the wrong type", "写成所要的类型", "write it as the type that is asked for"
    ),
    "K074": _code(
        "值不合要求", "a value is not one of those allowed", "用提示中列出的值", "use one that the hint lists"
    ),
    "K075": _code(
        "文件缺失或无法读取",
        "a file is missing or cannot be read",
        "补上文件，存为 UTF-8，至多放在三层子目录里",
        "add the file, saved as UTF-8, no more than three folders deep",
    ),
    "K080": _code(
        "名单条目无法使用",
        "an entry of a list cannot be used",
        "改正条目的值、时间或列",
        "mend the entry's value, times or columns",
    ),
}
"""The codes, in order."""
