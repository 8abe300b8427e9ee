"""The page's view of the difference between two packs."""

from html import escape

from kedun.lab.backtest.report.cells import badge, cell
from kedun.lab.backtest.report.charts import both, say, split_bar, stacked
from kedun.lab.backtest.report.words import OUTCOMES, Pair, count, yuan
from kedun.lab.backtest.result import BacktestResult, Difference, Split, Totals

__all__ = ["difference"]


def difference(result: BacktestResult) -> str:
    """What the other pack changes; nothing when there is no other."""
    change = result.difference
    if change is None:
        return ""
    moved = "".join(
        f"<tr><td>{badge(key.split('>')[0])} → {badge(key.split('>')[1])}</td>{cell(value)}</tr>"
        for key, value in change.changed.items()
    )
    rules = "".join(
        f'<tr><td>{both((rule.title_zh, rule.title_en))}<span class="id">{escape(rule.id)}</span></td>'
        f'<td class="n up" data-v="{rule.gained.total}">+{count(rule.gained.total)}</td>'
        f"<td>{split_bar(rule.gained)}</td>"
        f'<td class="n down" data-v="{rule.lost.total}">−{count(rule.lost.total)}</td>'
        f"<td>{split_bar(rule.lost)}</td></tr>"
        for rule in sorted(change.rules, key=lambda rule: -(rule.gained.total + rule.lost.total))
    )
    nothing = f'<p class="empty">{say("both_packs_judge_every")}</p>'
    table = (
        f"<details open><summary>{say('whose_hits_changed')} ({len(change.rules)})</summary>"
        f'<div class="scroll"><table><thead><tr><th>{say("rule")}</th><th class="n">{say("gained")}</th><th></th>'
        f'<th class="n">{say("lost")}</th><th></th>'
        f"</tr></thead><tbody>{rules}</tbody></table></div></details>"
        if rules
        else ""
    )
    moves = (
        f"<details><summary>{say('how_verdicts_moved')}</summary><table><tbody>{moved}</tbody></table></details>"
        if moved
        else nothing
    )
    return (
        f"<section><h2>{say('what_the_other_pack')}<small>{_versus(result, change)}</small></h2>"
        f'<div class="pair">{_side(("新增复核及以上", "Newly at review or above"), change.gained, "+", "up")}'
        f"{_side(('不再复核及以上', 'No longer at review or above'), change.lost, '−', 'down')}</div>"
        f"{_money_change(change.totals, result.totals)}{moves}{table}</section>"
    )


def _versus(result: BacktestResult, change: Difference) -> str:
    return f"{escape(change.pack)} {escape(change.version)} → {escape(result.pack)} {escape(result.version)}"


def _side(title: Pair, split: Split, sign: str, tone: str) -> str:
    counts = {name: getattr(split, name) for name in OUTCOMES}
    head = f'<h3>{both(title)}<b class="{tone}">{sign}{count(split.total)}</b></h3>'
    return f"<div>{head}{stacked(counts, OUTCOMES, 'o')}</div>"


def _money_change(one: Totals, other: Totals) -> str:
    rows = [
        (("拦下的金额", "money stopped"), yuan(one.money_stopped_fen), yuan(other.money_stopped_fen)),
        (("抓到的欺诈", "frauds caught"), count(one.caught), count(other.caught)),
        (
            ("受打扰的正常客户", "honest customers troubled"),
            count(one.customers_troubled),
            count(other.customers_troubled),
        ),
    ]
    body = "".join(
        f'<tr><td>{both(name)}</td><td class="n">{before}</td><td class="n">→ {after}</td></tr>'
        for name, before, after in rows
    )
    return f'<table style="margin-top:16px"><tbody>{body}</tbody></table>'
