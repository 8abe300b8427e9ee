"""The report page: figures, the day's timeline, scam types, told stories, rules, and honest customers troubled.

One file with its style inside and nothing fetched; light and dark by the reader's own setting; 1280 and 390 px.
"""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from kedun.engine.policy.tree import Action, Policy
from kedun.handbook import Handbook
from kedun.lab.shopday.chance import HOUR
from kedun.lab.shopday.figures import SLOT_US, Figures, Moment, StoryRecord, TypeCount
from kedun.lab.shopday.report.glossary import STORIES
from kedun.lab.shopday.report.stories import badge, choose, told
from kedun.lab.shopday.report.summary import top_rules
from kedun.lab.shopday.report.words import Speaker, clock, span_words, yuan

__all__ = ["page"]

_SHIELD = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" '
    'aria-hidden="true"><path d="M12 2.5 4 5.6v6.1c0 4.7 3.3 8.2 8 9.8 4.7-1.6 8-5.1 8-9.8V5.6z"/>'
    '<path d="m8.4 11.9 2.6 2.6 4.8-5" stroke-linecap="round"/></svg>'
)
_CHINA = 8 * HOUR
_MOST_BARS = 96
_STORIES_TOLD = 12
_RULES_SHOWN = 12
_HONEST_SHOWN = 8


def page(figures: Figures, policy: Policy, book: Handbook, *, zh: bool, command: str) -> str:
    """The whole page as HTML. `command` is what made it, printed at the foot."""
    s = Speaker(policy, zh=zh)
    style = (files(__package__) / "page.css").read_text(encoding="utf-8")
    title = s.pick("店铺的一天", "A shop's day")
    body = "".join(
        (
            _figures(figures, s),
            _timeline(figures, s),
            _ladder(figures, s),
            _types(figures, s, book),
            _stories(figures, s, book),
            _rules(figures, policy, s),
            _honest(figures, s),
        )
    )
    return (
        f'<!doctype html><html lang="{"zh-Hans" if zh else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · Kedun 客盾</title><style>{style}</style></head><body>"
        f"{_top(figures, s, title)}<main>{body}</main>{_foot(policy, s, command)}</body></html>\n"
    )


def _top(figures: Figures, s: Speaker, title: str) -> str:
    types = figures.by_type()
    stories, in_time = _sum(types, "stories"), _sum(types, "in_time")
    calm = figures.customers() - figures.customers_at(Action.VERIFY)
    share = 100 * calm / max(figures.customers(), 1)
    head = s.pick(
        f"{stories} 起骗局，{in_time} 起在动钱之前拦下",
        f"{in_time} of {stories} scams stopped before any money moved",
    )
    lead = s.pick(
        f"客盾看着一家模拟电商平台过完一天：<b>{figures.events:,}</b> 个事件，每个都有去处和理由。"
        f"<b>{share:.1f}%</b> 的诚实客户全程无感。",
        f"Kedun watched a simulated shopping platform for a day: <b>{figures.events:,}</b> events, each with an answer "
        f"and a reason. <b>{share:.1f}%</b> of honest customers noticed nothing.",
    )
    links = (
        ("day", s.pick("这一天", "The day")),
        ("types", s.pick("按骗局类型", "Scam types")),
        ("stories", s.pick("故事", "Stories")),
        ("rules", s.pick("规则", "Rules")),
        ("honest", s.pick("受打扰的诚实客户", "Honest customers troubled")),
    )
    nav = "".join(f'<a href="#{anchor}">{text}</a>' for anchor, text in links)
    return (
        f'<header class="top"><div class="mark">{_SHIELD}<span>客盾 Kedun</span><span>{title}</span></div>'
        f'<h1>{head}</h1><p class="lead">{lead}</p><nav>{nav}</nav></header>'
    )


def _figures(figures: Figures, s: Speaker) -> str:
    types = figures.by_type()
    stopped, lost = _sum(types, "stopped_fen"), _sum(types, "lost_fen")
    stories, caught = _sum(types, "stories"), _sum(types, "caught")
    troubled, customers = figures.customers_at(Action.VERIFY), figures.customers()
    share = 100 * stopped / max(stopped + lost, 1)
    cards = (
        (
            s.pick("守住的钱", "Money kept"),
            yuan(stopped),
            s.pick(
                f"受威胁金额的 {share:.0f}%；{yuan(lost)} 没有守住",
                f"{share:.0f}% of what was at stake; {yuan(lost)} was lost",
            ),
        ),
        (
            s.pick("骗局达到复核", "Scams brought to review"),
            f"{caught}<small> / {stories}</small>",
            s.pick("由人看过才会继续", "nothing goes on until a person has looked"),
        ),
        (
            s.pick("诚实客户受打扰", "Honest customers troubled"),
            f"{100 * troubled / max(customers, 1):.1f}<small>%</small>",
            s.pick(
                f"{customers:,} 人中 {troubled} 人被要求核验或更多",
                f"{troubled} of {customers:,} were asked to verify, or more",
            ),
        ),
        (
            s.pick("一次决定", "One decision"),
            f"{figures.median_us():.0f}<small> µs</small>",
            s.pick(f"中位数；99% 在 {figures.p99_us():.0f} µs 内", f"median; 99% within {figures.p99_us():.0f} µs"),
        ),
    )
    items = "".join(
        f'<div class="figure card{" first" if not place else ""}"><dt>{name}</dt><dd>{value}</dd><p>{note}</p></div>'
        for place, (name, value, note) in enumerate(cards)
    )
    return f'<dl class="figures">{items}</dl>'


# -- the day --------------------------------------------------------------------------------------------------------


def _timeline(figures: Figures, s: Speaker) -> str:
    if not figures.slots:
        return ""
    low, high = min(figures.slots), max(figures.slots) + 1
    step = max((high - low + _MOST_BARS - 1) // _MOST_BARS, 1)
    bars = [
        sum(figures.slots[n][0] for n in range(at, at + step) if n in figures.slots) for at in range(low, high, step)
    ]
    top = max(bars)
    drawn = "".join(
        f'<i style="height:{max(100 * count // top, 1)}%" title="{clock((low + n * step) * SLOT_US)} · {count}"></i>'
        for n, count in enumerate(bars)
    )
    start, span = low * SLOT_US, (high - low) * SLOT_US
    head = s.pick("这一天", "The day")
    note = s.pick(
        "灰柱是每一刻钟的事件数。下面三行：拦下的骗局、漏过的骗局、被打扰的诚实客户。",
        "Grey bars are events by the quarter of an hour. Below: scams caught and missed, honest customers troubled.",
    )
    lanes = (
        ("caught", s.pick("拦下", "caught"), _dots(figures, start, span, s, caught=True)),
        ("missed", s.pick("漏过", "missed"), _dots(figures, start, span, s, caught=False)),
        ("asked", s.pick("打扰", "asked"), _asked(figures, start, span)),
    )
    drawn_lanes = "".join(f'<div class="lane {kind}"><b>{name}</b>{"".join(dots)}</div>' for kind, name, dots in lanes)
    return (
        f'<section id="day"><h2>{head}</h2><p>{note}</p><div class="chart card"><div class="bars">{drawn}</div>'
        f'{drawn_lanes}<div class="hours">{"".join(_hours(start, span))}</div></div></section>'
    )


def _hours(start: int, span: int) -> Iterator[str]:
    """Ticks at whole hours, about eight of them."""
    step = next((hours for hours in (1, 2, 3, 6, 12, 24) if span <= hours * HOUR * 9), 48) * HOUR
    first = -(-(start + _CHINA) // step) * step - _CHINA
    for at in range(first, start + span + 1, step):
        yield f'<span style="left:{100 * (at - start) / span:.2f}%">{clock(at)}</span>'


def _dots(figures: Figures, start: int, span: int, s: Speaker, *, caught: bool) -> Iterator[str]:
    for record in figures.stories.values():
        if (record.caught is not None) is caught:
            moment = record.moments[record.caught if record.caught is not None else -1]
            left = min(100 * (moment.row.at - start) / span, 100)
            label = f"{record.scenario} {clock(moment.row.at)} {s.why(moment.decision)}"
            kind = ' class="q"' if not caught and record.asked is not None else ""
            yield f'<i{kind} style="left:{left:.2f}%" title="{escape(label)}"></i>'


def _asked(figures: Figures, start: int, span: int) -> Iterator[str]:
    for slot, counts in sorted(figures.slots.items()):
        if counts[3]:
            left = 100 * (slot * SLOT_US + SLOT_US // 2 - start) / span
            yield f'<i style="left:{left:.2f}%;height:{min(6 + 2 * counts[3], 18)}px" title="{counts[3]}"></i>'


def _ladder(figures: Figures, s: Speaker) -> str:
    rows = []
    for action in Action:
        fraud, honest = figures.fraud_actions[action], figures.honest_actions[action]
        total = fraud + honest
        most = max(figures.actions.values(), default=1)
        width = 100 * (total / most) ** 0.5  # a root, so that the rare rungs can be seen beside the common one
        rows.append(
            f'<div>{badge(s, action)}<span class="track">'
            f'<i class="f" style="width:{width * fraud / max(total, 1):.2f}%"></i>'
            f'<i style="width:{width * honest / max(total, 1):.2f}%"></i></span><span class="n">'
            + s.pick(f"{total:,}，其中骗局 {fraud}", f"{total:,}, of scams {fraud}")
            + "</span></div>"
        )
    note = s.pick("条长按平方根；深色是骗局的事件。", "Lengths by square root; the dark part is scams.")
    head = s.pick("每个事件的去处", "What each event was told")
    return f'<section><h2>{head}</h2><p>{note}</p><div class="ladder card">{"".join(rows)}</div></section>'


# -- types and stories ----------------------------------------------------------------------------------------------


def _types(figures: Figures, s: Speaker, book: Handbook) -> str:
    heads = (
        (s.pick("类型", "Type"), ""),
        (s.pick("各起结果", "Each one"), ""),
        (s.pick("拦得多早", "How early"), "r"),
        (s.pick("守住", "Kept"), "r"),
        (s.pick("损失", "Lost"), "r"),
    )
    header = "".join(f'<th class="{side}">{name}</th>' for name, side in heads)
    rows = "".join(_type_row(code, count, figures, s, book) for code, count in figures.by_type().items())
    title = s.pick("按骗局类型", "By type of scam")
    note = s.pick(
        "一格一起。“多早”是从拦下到第一笔钱变动的时间，取中位数。",
        "One square is one scam. “How early” is the median time from the catch to the first money.",
    )
    signs = (
        ("", s.pick("动钱前拦下", "caught before money moved")),
        ("late", s.pick("拦下时已有损失", "caught, some money gone")),
        ("asked", s.pick("只要求核验，按损失计", "asked to verify only, counted as lost")),
        ("missed", s.pick("漏过", "missed")),
    )
    key = "".join(f'<span><span class="pips"><i class="{sign}"></i></span>{name}</span>' for sign, name in signs)
    return (
        f'<section id="types"><h2>{title}</h2><p>{note}</p><div class="card"><div class="key">{key}</div>'
        f'<table class="stack"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _type_row(code: str, count: TypeCount, figures: Figures, s: Speaker, book: Handbook) -> str:
    records = [record for record in figures.stories.values() if record.scenario == code]
    kind = book.fraud_types.get(code)
    name = escape(s.pick(kind.name.zh, kind.name.en)) if kind is not None else ""
    pips = "".join(_pip(record, s) for record in records)
    leads = sorted(record.lead_us for record in records if record.lead_us is not None and record.in_time)
    early = _early(leads[len(leads) // 2], s) if leads else ""
    return (
        f'<tr><td class="wide"><span class="code">{code}</span> {name}</td><td><span class="pips">{pips}</span></td>'
        f"{_cell(s.pick('提前', 'early'), early)}{_cell(s.pick('守住', 'kept'), _money(count.stopped_fen))}"
        f"{_cell(s.pick('损失', 'lost'), _money(count.lost_fen))}</tr>"
    )


def _pip(record: StoryRecord, s: Speaker) -> str:
    if record.in_time:
        return f'<i title="{s.pick("动钱前拦下", "in time")}"></i>'
    if record.caught is not None:
        return f'<i class="late" title="{s.pick("拦下时已有损失", "late")}"></i>'
    if record.asked is not None:
        return f'<i class="asked" title="{s.pick("只要求核验", "asked to verify only")}"></i>'
    return f'<i class="missed" title="{s.pick("漏过", "missed")}"></i>'


def _early(lead_us: int, s: Speaker) -> str:
    return span_words(lead_us, zh=s.zh) if lead_us > 0 else s.pick("当场", "on the spot")


def _money(fen: int) -> str:
    return yuan(fen) if fen else ""


def _cell(label: str, value: str) -> str:
    return f'<td class="r{"" if value else " none"}" data-l="{label}">{value or "–"}</td>'


def _stories(figures: Figures, s: Speaker, book: Handbook) -> str:
    chosen = choose(list(figures.stories.values()), _STORIES_TOLD)
    cards = "".join(told(record, s, book) for record in chosen)
    head = s.pick("发生了什么，客盾怎么说，为什么", "What happened, what Kedun said, and why")
    note = s.pick(
        "每种骗局讲一起，也讲没拦住的。拦下之后的步骤不再发生，所以不再写。",
        "One of each kind, the missed ones too. What would have come after a catch is left out.",
    )
    empty = f'<p class="empty card">{s.pick("这一段没有骗局。", "No scams in this stretch.")}</p>'
    return f'<section id="stories"><h2>{head}</h2><p>{note}</p><div class="stories">{cards or empty}</div></section>'


# -- rules and honest customers -------------------------------------------------------------------------------------


def _rules(figures: Figures, policy: Policy, s: Speaker) -> str:
    known = {rule.id: rule for rule in policy.rules}
    rows = []
    for rule_id, count in top_rules(figures, _RULES_SHOWN):
        rule = known[rule_id]
        share = 100 * count.fraud // max(count.hits, 1)
        rows.append(
            f'<tr><td class="wide">{escape(s.pick(rule.title.zh, rule.title.en))} {badge(s, rule.action)}'
            f'<div class="sub">{escape(s.pick(rule.reason.zh, rule.reason.en))}</div></td>'
            f'<td class="code" data-l="{s.pick("条款", "clause")}">{escape(rule.clause)}</td>'
            f"{_cell(s.pick('命中', 'hits'), f'{count.hits:,}')}"
            f"{_cell(s.pick('骗局', 'scams'), f'{count.fraud} ({share}%)')}"
            f"{_cell(s.pick('打扰诚实', 'honest troubled'), str(count.troubled or ''))}</tr>"
        )
    names = (
        (s.pick("规则", "Rule"), ""),
        (s.pick("条款", "Clause"), ""),
        (s.pick("命中", "Hits"), "r"),
        (s.pick("其中骗局", "Of scams"), "r"),
        (s.pick("打扰诚实", "Honest troubled"), "r"),
    )
    header = "".join(f'<th class="{side}">{name}</th>' for name, side in names)
    head = s.pick("最得力的规则", "The rules that did most")
    note = s.pick(
        "按命中骗局事件数排列。每条规则都指回手册的条款。",
        "By events of scams hit. Every rule points back to a clause of the handbook.",
    )
    return (
        f'<section id="rules"><h2>{head}</h2><p>{note}</p><div class="card"><table class="stack"><thead>'
        f"<tr>{header}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _honest(figures: Figures, s: Speaker) -> str:
    asked, looked = figures.customers_at(Action.VERIFY), figures.customers_at(Action.REVIEW)
    cards = "".join(_honest_card(moment, s) for moment in _various(figures.samples))
    head = s.pick("受打扰的诚实客户", "Honest customers troubled")
    note = s.pick(
        f"{figures.customers():,} 位诚实客户中，{asked} 位被要求至少核验一次，其中 {looked} 位等了人工。"
        "规则为什么会问到他们：",
        f"Of {figures.customers():,} honest customers, {asked} were asked to verify at least once; "
        f"{looked} of them waited for a person. Why the rules asked them:",
    )
    empty = f'<p class="empty card">{s.pick("没有人受到打扰。", "Nobody was troubled.")}</p>'
    return f'<section id="honest"><h2>{head}</h2><p>{note}</p><div class="honest">{cards or empty}</div></section>'


def _various(samples: list[Moment]) -> list[Moment]:
    """Samples of as many kinds of honest life and as many rules as there is room for, customers before staff."""
    told = [moment for moment in samples if moment.decision.reasons]
    lives: set[str] = set()
    rules: set[str] = set()
    fresh: list[Moment] = []
    other: list[Moment] = []
    for moment in sorted(told, key=lambda moment: moment.row.customer_id is None):
        life, rule = moment.row.scenario, moment.decision.reasons[0].rule
        if rule not in rules:
            (other if life in lives else fresh).append(moment)
            lives.add(life)
            rules.add(rule)
    return sorted((fresh + other)[:_HONEST_SHOWN], key=lambda moment: moment.row.at)


def _honest_card(moment: Moment, s: Speaker) -> str:
    reason = moment.decision.reasons[0]
    life = STORIES.get(moment.row.scenario, (moment.row.scenario, moment.row.scenario))
    values = s.values(reason)
    detail = s.pick(f"：{values}", f": {values}") if values else ""
    return (
        f'<div class="card"><h3>{escape(s.pick(*life))} {badge(s, moment.action)}</h3>'
        f"<p>{clock(moment.row.at)} · {escape(s.who(moment.row))} · {escape(s.event(moment.row))}</p>"
        f"<p><b>{escape(s.of(reason.title))}</b>{escape(detail)} "
        f'<span class="code">{escape(reason.clause)}</span></p></div>'
    )


def _foot(policy: Policy, s: Speaker, command: str) -> str:
    text = s.pick(
        "店铺、客户与骗局都是模拟的，同一个种子得到同一天；个人信息已遮蔽。"
        "骗局在拦下之后仍按原剧本演完，因此数字只算拦下那一刻。",
        "Shop, customers and scams are simulated, the same day for the same seed; personal data is masked. "
        "Scams play on after a catch as written, so only the moment of the catch is counted.",
    )
    return (
        f"<footer><p>{text}</p><p>{s.pick('策略', 'Policy')} {escape(policy.id)} {escape(policy.version)} · "
        f"{len(policy.rules)} {s.pick('条规则', 'rules')} · {len(policy.features)} {s.pick('个特征', 'features')}</p>"
        f"<p><code>{escape(command)}</code></p></footer>"
    )


def _sum(types: dict[str, TypeCount], name: str) -> int:
    return sum(int(getattr(count, name)) for count in types.values())
