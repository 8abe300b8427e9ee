"""The result as tables on a terminal."""

from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kedun.lab.backtest.report.words import ACTIONS, OUTCOMES, Pair, count, moment, percent, yuan
from kedun.lab.backtest.result import BacktestResult, Difference, RuleResult, Split

__all__ = ["tables"]

_MOST_RULES = 40


def tables(result: BacktestResult, *, language: Literal["zh", "en"] = "zh", every_rule: bool = False) -> RenderableType:
    """What a person reads first; `every_rule` lists all that fired, else the first forty by frauds."""
    speak = _Speaker(language)
    parts: list[RenderableType] = [speak.heading(result), speak.totals(result), Text()]
    if result.difference is not None:
        parts += [speak.difference(result.difference), Text()]
    parts.append(speak.rules(result, every_rule=every_rule))
    return Group(*parts)


class _Speaker:
    def __init__(self, language: Literal["zh", "en"]) -> None:
        self._place = 0 if language == "zh" else 1

    def of(self, pair: Pair) -> str:
        return pair[self._place]

    def heading(self, result: BacktestResult) -> Text:
        period = f"{moment(result.first_at, result.timezone)} – {moment(result.last_at, result.timezone)}"
        events = self.of((f"{count(result.reading.events)} 个事件", f"{count(result.reading.events)} events"))
        return Text(
            f"{result.pack} {result.version} · {events} · {period} · {result.engine} {result.took_s:.1f} s",
            style="bold",
        )

    def totals(self, result: BacktestResult) -> Table:
        totals = result.totals
        table = Table.grid(padding=(0, 3))
        verdicts = "  ".join(f"{self.of(ACTIONS[word])} {count(value)}" for word, value in totals.actions.items())
        rows = [
            (("判定", "verdicts"), verdicts),
            (("抓到的欺诈（复核及以上）", "frauds caught (review or above)"),
             f"{count(totals.caught)} / {count(totals.split.fraud)}  {percent(totals.recall)}"),
            (("其精确率", "precision of these"), percent(totals.precision)),
            (("拦下的金额", "money stopped"), f"{yuan(totals.money_stopped_fen)} / {yuan(totals.money_fraud_fen)}"),
            (("受打扰的正常客户（核验及以上）", "honest customers troubled (verify or above)"),
             f"{count(totals.customers_troubled)} / {count(totals.customers)}"),
        ]  # fmt: skip
        for name, value in rows:
            table.add_row(self.of(name), value)
        return table

    def rules(self, result: BacktestResult, *, every_rule: bool) -> Table:
        fired = sorted((rule for rule in result.rules if rule.hits), key=lambda rule: (-rule.split.fraud, -rule.hits))
        shown = fired if every_rule else fired[:_MOST_RULES]
        title = self.of(
            (f"规则：{len(fired)} / {len(result.rules)} 条命中过", f"Rules: {len(fired)} of {len(result.rules)} fired")
        )
        table = Table(title=title, title_justify="left", header_style="bold")
        table.add_column(self.of(("规则", "rule")), overflow="fold", ratio=1)
        heads: list[Pair] = [
            ("动作", "action"),
            ("命中", "hits"),
            *OUTCOMES.values(),
            ("精确", "prec."),
            ("召回", "recall"),
            ("唯一", "only"),
        ]
        for head in heads:
            table.add_column(self.of(head), justify="left" if head[1] == "action" else "right", no_wrap=True)
        for rule in shown:
            table.add_row(*self._row(rule))
        if len(shown) < len(fired):
            table.caption = self.of(
                (
                    f"另有 {len(fired) - len(shown)} 条，见 --all 或 --html",
                    f"{len(fired) - len(shown)} more: --all or --html",
                )
            )
        return table

    def _row(self, rule: RuleResult) -> list[str]:
        mark = "" if rule.mode == "live" else f" ({rule.mode})"
        title = rule.title_zh if self._place == 0 else rule.title_en
        split = [count(getattr(rule.split, name)) for name in OUTCOMES]
        return [
            f"{title} [dim]{rule.id}{mark}[/dim]",
            self.of(ACTIONS[rule.action]),
            count(rule.hits),
            *split,
            percent(rule.precision, digits=0),
            percent(rule.recall, digits=0),
            count(rule.first),
        ]

    def difference(self, change: Difference) -> Table:
        table = Table(
            title=self.of((f"与 {change.pack} {change.version} 相比", f"Against {change.pack} {change.version}")),
            title_justify="left",
        )
        table.add_column("")
        for head in [("合计", "all"), *OUTCOMES.values()]:
            table.add_column(self.of(head), justify="right")
        rows: list[tuple[str, Split]] = [
            (self.of(("新增复核及以上", "newly at review or above")), change.gained),
            (self.of(("不再复核及以上", "no longer at review or above")), change.lost),
        ]
        for rule in change.rules:
            rows += [(f"{rule.id} +", rule.gained)] if rule.gained.total else []
            rows += [(f"{rule.id} −", rule.lost)] if rule.lost.total else []
        for name, split in rows:
            table.add_row(name, count(split.total), *(count(getattr(split, outcome)) for outcome in OUTCOMES))
        return table
