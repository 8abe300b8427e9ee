"""The report as one HTML page that needs nothing else: styles, charts and a few lines of script for sorting inside.

Both languages are in the page, one is shown; everything but sorting works without a script.
"""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Literal

from kedun.lab.backtest.report.cells import badge, cell
from kedun.lab.backtest.report.charts import both, days_chart, say, split_bar, stacked
from kedun.lab.backtest.report.versus import difference
from kedun.lab.backtest.report.words import ACTIONS, OUTCOMES, Pair, count, moment, percent, yuan
from kedun.lab.backtest.result import BacktestResult, RuleResult, Totals

__all__ = ["page"]

_ENGINES: dict[str, Pair] = {
    "duckdb": ("DuckDB 批量回测", "DuckDB, in bulk"),
    "live": ("实时引擎逐条回放", "live engine, event by event"),
}
_SHOWN_PAIRS = 15
_HEADS: tuple[tuple[Pair, str], ...] = (
    (("规则", "rule"), ""),
    (("动作", "action"), "wide"),
    (("命中", "hits"), "n"),
    (("构成", "made of"), ""),
    (("欺诈", "fraud"), "n"),
    (("精确率", "precision"), "n"),
    (("召回", "recall"), "n wide"),
    (("唯一命中欺诈", "frauds only it caught"), "n wide"),
    (("涉及金额", "money"), "n wide"),
)


def page(result: BacktestResult, *, language: Literal["zh", "en"] = "zh") -> str:
    """The whole page; `language` is the one shown first."""
    style = _asset("page.css")
    grave = bool(result.reading.refused or result.reading.conflicts)
    parts = [
        _header(result, language),
        _notes(result) if grave else "",
        _cards(result.totals),
        difference(result),
        _verdicts(result.totals),
        _days(result),
        _rules(result),
        _overlaps(result),
        "" if grave else _notes(result),
        _footer(result),
    ]
    title = f"客盾回测 · Kedun backtest · {escape(result.pack)}"
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + f"\n</main>\n<script>\n{_asset('page.js')}</script>\n</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _header(result: BacktestResult, language: str) -> str:
    zh, en = (" checked", "") if language == "zh" else ("", " checked")
    versions = f"{escape(result.pack)} {escape(result.version)}"
    if result.difference:
        versions = f"{escape(result.difference.pack)} {escape(result.difference.version)} → {versions}"
    focus = f" · <code>{escape(result.focus)}</code>" if result.focus else ""
    first, last = moment(result.first_at, result.timezone), moment(result.last_at, result.timezone)
    period = f"{first} – {last} ({escape(result.timezone)})"
    return (
        f'<header><h1><span class="mark">客盾</span>{say("backtest_report")}</h1>'
        f'<div class="languages"><input type="radio" name="lang" id="lang-zh"{zh}><label for="lang-zh">中文</label>'
        f'<input type="radio" name="lang" id="lang-en"{en}><label for="lang-en">English</label></div>'
        f"<p>{versions}{focus} · {period} · {both(_ENGINES[result.engine])}</p></header>"
    )


def _card(title: Pair, figure: str, note: Pair, *, lead: bool = False) -> str:
    return f'<div class="card{" lead" if lead else ""}"><h3>{both(title)}</h3><b>{figure}</b><p>{both(note)}</p></div>'


def _cards(totals: Totals) -> str:
    acted = sum(value for word, value in totals.actions.items() if word in {"review", "hold", "block"})
    events = sum(totals.actions.values())
    share = percent(acted / events if events else None, digits=2)
    troubled = totals.customers_troubled / totals.customers if totals.customers else None
    money = totals.money_stopped_fen / totals.money_fraud_fen if totals.money_fraud_fen else None
    cards = [
        _card(
            ("拦下的金额", "Money stopped"),
            yuan(totals.money_stopped_fen),
            (f"欺诈订单与支付金额的 {percent(money)}", f"{percent(money)} of the money in frauds"),
            lead=True,
        ),
        _card(
            ("抓到的欺诈", "Frauds caught"),
            count(totals.caught),
            (
                f"共 {count(totals.split.fraud)} 起，召回 {percent(totals.recall)}",
                f"of {count(totals.split.fraud)}: {percent(totals.recall)}",
            ),
            lead=True,
        ),
        _card(
            ("复核及以上", "Acted on at review or above"),
            count(acted),
            (
                f"占事件 {share}，其中欺诈 {percent(totals.precision)}",
                f"{share} of events; {percent(totals.precision)} of them fraud",
            ),
        ),
        _card(
            ("受打扰的正常客户", "Honest customers troubled"),
            count(totals.customers_troubled),
            (f"遇到核验及以上；占客户 {percent(troubled)}", f"met verify or above; {percent(troubled)} of customers"),
        ),
    ]
    return f'<div class="cards">{"".join(cards)}</div>'


def _verdicts(totals: Totals) -> str:
    rows = "".join(
        f'<tr><td>{badge(word)}</td><td class="n">{count(split.total)}</td>'
        f'<td style="width:45%">{split_bar(split)}</td>'
        + "".join(f'<td class="n wide">{count(getattr(split, name))}</td>' for name in OUTCOMES)
        + "</tr>"
        for word, split in totals.by_action.items()
        if split.total
    )
    heads = "".join(f'<th class="n wide">{both(name)}</th>' for name in OUTCOMES.values())
    return (
        f"<section><h2>{say('verdicts')}</h2>{stacked(totals.actions, ACTIONS, 'a')}"
        f"<details open><summary>{say('whom_each_verdict_met')}</summary>"
        f'<div class="scroll" style="margin-bottom:0"><table><thead><tr><th>{say("verdict")}</th>'
        f'<th class="n">{say("events")}</th><th>{say("made_of")}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_outcome_key()}</details></section>"
    )


def _outcome_key() -> str:
    items = "".join(f'<li><i class="o-{name}"></i>{both(text)}</li>' for name, text in OUTCOMES.items())
    return f'<ul class="legend">{items}</ul>'


def _days(result: BacktestResult) -> str:
    if len(result.days) < 2:
        return ""
    keys = (
        f'<ul class="legend keys"><li><i class="line dash"></i>{say("frauds_a_day")}</li>'
        f'<li><i class="line"></i>{say("of_them_met_with")}</li>'
        f'<li><i class="box"></i>{say("events_met_with_warn")}</li></ul>'
    )
    return f"<section><h2>{say('day_by_day')}</h2>{days_chart(result.days)}{keys}</section>"


def _rules(result: BacktestResult) -> str:
    fired = sorted(
        (rule for rule in result.rules if rule.hits), key=lambda rule: (-rule.split.fraud, -rule.hits, rule.id)
    )
    quiet = [rule for rule in result.rules if not rule.hits]
    head = "".join(f'<th class="{kind}"><button type="button">{both(name)}</button></th>' for name, kind in _HEADS)
    body = "".join(map(_rule_row, fired))
    table = (
        f'<div class="scroll"><table class="rules"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    silent = ""
    if quiet:
        names = "、".join(f"<code>{escape(rule.id)}</code>" for rule in quiet)
        title = (f"{len(quiet)} 条规则从未命中", f"{len(quiet)} rules never fired")
        silent = f'<details style="margin-top:24px"><summary>{both(title)}</summary><p>{names}</p></details>'
    note = (f"{len(fired)} 条命中过；点表头排序", f"{len(fired)} fired; sort by the heads")
    content = table if fired else f'<p class="empty">{say("no_rule_fired")}</p>'
    return f"<section><h2>{say('rules')}<small>{both(note)}</small></h2>{content}{silent}</section>"


def _rule_row(rule: RuleResult) -> str:
    mode = (
        ""
        if rule.mode == "live"
        else f' <span class="badge">{both(("试运行", "on trial") if rule.mode == "shadow" else ("停用", "off"))}</span>'
    )
    clause = f" · {escape(rule.clause)}" if rule.clause else ""
    return (
        f'<tr><td>{both((rule.title_zh, rule.title_en))}{mode}<span class="id">{escape(rule.id)}{clause}</span></td>'
        f'<td class="wide" data-v="{list(ACTIONS).index(rule.action)}">{badge(rule.action)}</td>'
        f'{cell(rule.hits)}<td data-v="{rule.split.fraud / rule.hits}">{split_bar(rule.split)}</td>'
        f"{cell(rule.split.fraud)}"
        f'<td class="n" data-v="{rule.precision or 0}">{percent(rule.precision)}</td>'
        f'<td class="n wide" data-v="{rule.recall or 0}">{percent(rule.recall)}</td>'
        f'{cell(rule.first, wide=True)}<td class="n wide" data-v="{rule.money_fen}">{yuan(rule.money_fen)}</td></tr>'
    )


def _overlaps(result: BacktestResult) -> str:
    if not result.overlaps:
        return ""
    titles = {rule.id: (rule.title_zh, rule.title_en) for rule in result.rules}

    def name(rule_id: str) -> str:
        return both(titles.get(rule_id, ("", ""))) + f'<span class="id">{escape(rule_id)}</span>'

    rows = "".join(
        f"<tr><td>{name(pair.one)}</td><td>{name(pair.other)}</td>{cell(pair.both)}"
        f'<td class="n" data-v="{pair.share}">{percent(pair.share)}</td></tr>'
        for pair in result.overlaps[:_SHOWN_PAIRS]
    )
    note = (
        "同一事件上一起命中；占较少者的比例接近 100% 时，两条规则可能在说同一件事",
        "fired on the same events; near 100 % of the rarer one's hits, two rules may be saying one thing",
    )
    return (
        f"<section><h2>{say('overlap')}<small>{both(note)}</small></h2>"
        f'<div class="scroll"><table><thead><tr><th>{say("rule")}</th><th>{say("rule")}</th>'
        f'<th class="n">{say("together")}</th><th class="n">{say("of_the_rarer")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _notes(result: BacktestResult) -> str:
    """What the reader of the data should know; nothing when all went well."""
    reading = result.reading
    items: list[Pair] = []
    if reading.refused:
        items.append(
            (f"{count(reading.refused)} 行不合格，未计入", f"{count(reading.refused)} rows were refused and left out")
        )
    if reading.duplicates:
        items.append(
            (
                f"{count(reading.duplicates)} 个事件编号重复，只计首次；其中 {count(reading.conflicts)} 个内容不同",
                f"{count(reading.duplicates)} ids came again, {count(reading.conflicts)} otherwise; they count once",
            )
        )
    if reading.unknown_columns:
        names = ", ".join(reading.unknown_columns[:20])
        items.append((f"规则包不认识的列：{names}", f"columns the pack does not know: {names}"))
    if reading.misplaced:
        names = ", ".join(reading.misplaced[:20])
        items.append(
            (
                f"出现在不该有它的事件类型上、已忽略：{names}",
                f"ignored on types of events that do not carry them: {names}",
            )
        )
    if not items:
        return ""
    listed = "".join(f"<li>{both(item)}</li>" for item in items)
    lines = "".join(_problems(result))
    return f'<section class="notes"><h2>{say("about_the_data")}</h2><ul>{listed}{lines}</ul></section>'


def _problems(result: BacktestResult) -> Iterable[str]:
    for problem in result.reading.problems:
        where = f"{problem.row} {problem.column}".strip()
        yield f"<li><code>{escape(where)}: {escape(problem.got)} ({escape(problem.expected)})</code></li>"


def _footer(result: BacktestResult) -> str:
    events = result.reading.events
    rate = count(round(result.events_per_s))
    speed = (
        f"{count(events)} 个事件，用时 {result.took_s:.1f} 秒，每秒 {rate} 个。",
        f"{count(events)} events in {result.took_s:.1f} s, {rate} a second. ",
    )
    return f"<footer>{both(speed)}{say('how_it_is_counted')}</footer>"
