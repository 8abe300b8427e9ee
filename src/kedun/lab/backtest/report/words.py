"""The report's words in both languages, and figures as people write them."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["ACTIONS", "OUTCOMES", "SAY", "Pair", "count", "moment", "percent", "yuan"]

Pair = tuple[str, str]
"""One text in Chinese and in English."""

ACTIONS: Final[dict[str, Pair]] = {
    "allow": ("放行", "allow"),
    "warn": ("提示", "warn"),
    "verify": ("核验", "verify"),
    "review": ("复核", "review"),
    "hold": ("暂停", "hold"),
    "block": ("阻断", "block"),
}
OUTCOMES: Final[dict[str, Pair]] = {
    "fraud": ("欺诈", "fraud"),
    "refunded": ("退款", "refunded"),
    "refused": ("拒绝", "refused"),
    "good": ("正常", "good"),
}

SAY: Final[dict[str, Pair]] = {
    "backtest_report": ("策略回测报告", "Backtest report"),
    "verdicts": ("判定结果", "Verdicts"),
    "whom_each_verdict_met": ("每种判定落在谁身上", "Whom each verdict met"),
    "verdict": ("判定", "verdict"),
    "events": ("事件", "events"),
    "made_of": ("构成", "made of"),
    "frauds_a_day": ("每日欺诈", "frauds a day"),
    "of_them_met_with": ("其中得到提示及以上", "of them met with warn or above"),
    "events_met_with_warn": ("提示及以上的事件（另一尺度）", "events met with warn or above (own scale)"),
    "day_by_day": ("逐日", "Day by day"),
    "no_rule_fired": ("没有规则命中。", "No rule fired."),
    "rules": ("规则", "Rules"),
    "overlap": ("重叠", "Overlap"),
    "rule": ("规则", "rule"),
    "together": ("一起", "together"),
    "of_the_rarer": ("占较少者", "of the rarer"),
    "both_packs_judge_every": ("两套策略的判定完全相同。", "Both packs judge every event alike."),
    "whose_hits_changed": ("哪些规则的命中变了", "Whose hits changed"),
    "gained": ("新增", "gained"),
    "lost": ("减少", "lost"),
    "how_verdicts_moved": ("判定如何移动", "How verdicts moved"),
    "what_the_other_pack": ("与对照策略之差", "Against the other pack"),
    "about_the_data": ("数据说明", "About the data"),
    "how_it_is_counted": (
        "没有标签的事件按正常计；同一订单及其支付的金额只计一次。",
        "Events without a label count as good; an order and its payments count their money once.",
    ),
}
"""The report's fixed texts."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def count(value: int) -> str:
    """A whole number with commas."""
    return f"{value:,}"


def percent(share: float | None, *, digits: int = 1) -> str:
    """A share as a percentage; a dash where there is none."""
    return "—" if share is None else f"{share * 100:.{digits}f}%"


def yuan(fen: int) -> str:
    """An amount in yuan, without fen from a thousand yuan on."""
    return f"¥{fen / 100:,.2f}" if abs(fen) < 100_000 else f"¥{round(fen / 100):,}"


def moment(at_us: int, zone: str) -> str:
    """A time of the data in the pack's zone, to the minute."""
    return (_EPOCH + timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
