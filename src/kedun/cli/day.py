"""`kedun day`: a simulated shop's day played through the standard pack, live in the terminal and as a page.

What is caught scrolls by with its reason; the figures and the HTML report follow.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
import typer
from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

import kedun
from kedun.cli.language import lang, pick
from kedun.engine.policy.tree import Action
from kedun.handbook import load as load_handbook
from kedun.lab.shopday import Settings
from kedun.lab.shopday.figures import CAUGHT, Figures, Moment
from kedun.lab.shopday.replay import replay
from kedun.lab.shopday.report import Speaker, clock, page, summary, top_rules, yuan

__all__ = ["register"]

_LEAST, _MOST = 1_000, 1_000_000
_PER_DAY_PERCENT = 60  # the day is one of sales: busier than an ordinary one
_SCAM_PERMILLE = 10
_LINES = 14
_WIDTHS = (8, 16, 6, 4, 0, 8, 0)
_FRAMES_A_SECOND = 12
_STYLES = {
    Action.WARN: "yellow",
    Action.VERIFY: "yellow",
    Action.REVIEW: "red",
    Action.HOLD: "bold red",
    Action.BLOCK: "bold white on red",
}
_SHOW_SPEED = 7_200
"""A day in twelve seconds: what a terminal is shown when no speed is asked for."""


def register(app: typer.Typer) -> None:
    """Add the command to `kedun`."""
    app.command(
        "day",
        help=pick("重放模拟店铺的一天：拦下了什么、为什么", "Replay a simulated shop's day: what is caught, and why"),
    )(_day)


def _day(  # noqa: PLR0913, PLR0917 # typer reads the options from them
    events: Annotated[int, typer.Option("--events", min=_LEAST, max=_MOST, help="事件数 events")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="种子 seed")] = 1,
    speed: Annotated[
        float | None, typer.Option("--speed", min=0, help="时间倍速，0 为不等待 times real time, 0: no waiting")
    ] = None,
    html: Annotated[Path, typer.Option("--html", help="报告文件 report file")] = Path("out/shop-day.html"),
    pack: Annotated[str, typer.Option("--pack", help="规则包 pack")] = "standard",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出数字 figures as JSON")] = False,
    live: Annotated[bool, typer.Option("--live/--no-live", help="实时画面 live view")] = True,
) -> None:
    console = Console()
    opened = kedun.open(pack)
    speaker = Speaker(opened.policy, zh=lang() == "zh")
    figures = Figures()
    settings = Settings(seed=seed, per_day=events * _PER_DAY_PERCENT // 100, scam_permille=_SCAM_PERMILLE)
    screen = _screen(console, speaker, figures, events, shown=live and not as_json)
    pace = _Pace(speed if speed is not None else _SHOW_SPEED if isinstance(screen, _LiveScreen) else 0)
    began = time.perf_counter()
    with screen.on():
        for moment in replay(opened, settings, events, figures):
            pace.wait(moment.row.at)
            screen.show(moment)
    seconds = time.perf_counter() - began
    html.parent.mkdir(parents=True, exist_ok=True)
    command = f"kedun day --events {events} --seed {seed}"
    html.write_text(page(figures, opened.policy, load_handbook(), zh=speaker.zh, command=command), encoding="utf-8")
    if as_json:
        typer.echo(msgspec.json.encode(summary(figures, opened.policy) | {"seconds": round(seconds, 2)}).decode())
        return
    console.print(_account(figures, speaker))
    console.print(pick("报告：", "Report: ") + str(html))


class _Pace:
    """Lets the replay run no faster than `speed` times real time; 0 lets it run."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = 0.0
        self._first = 0

    def wait(self, at: int) -> None:
        if not self._speed:
            return
        if not self._first:
            self._began, self._first = time.perf_counter(), at
        ahead = (at - self._first) / 1e6 / self._speed - (time.perf_counter() - self._began)
        if ahead > 0.01:
            time.sleep(ahead)


# -- what the terminal shows ------------------------------------------------------------------------------------------


class _Screen(Protocol):
    def on(self) -> AbstractContextManager[None]: ...

    def show(self, moment: Moment) -> None: ...


def _screen(console: Console, speaker: Speaker, figures: Figures, events: int, *, shown: bool) -> _Screen:
    if not shown:
        return _Silent()
    if console.is_terminal:
        return _LiveScreen(console, speaker, figures, events)
    return _Lines(console, speaker)


class _Silent:
    """Shows nothing."""

    @contextmanager
    def on(self) -> Iterator[None]:
        yield

    def show(self, moment: Moment) -> None:
        """Pass over it."""


class _Lines(_Silent):
    """One plain line for each catch: for pipes and logs."""

    def __init__(self, console: Console, speaker: Speaker) -> None:
        self._console, self._speaker = console, speaker
        self._told: set[tuple[str, str]] = set()

    def show(self, moment: Moment) -> None:
        if moment.action < CAUGHT or not moment.decision.reasons:
            return
        who, rule = self._speaker.who(moment.row), moment.decision.reasons[0].rule
        if (who, rule) not in self._told:
            self._told.add((who, rule))
            cells = _cells(moment, self._speaker)
            self._console.print("  ".join(cells), highlight=False, markup=False, soft_wrap=True)


class _LiveScreen(_Silent):
    """Counters, a bar and the latest catches, drawn a dozen times a second."""

    def __init__(self, console: Console, speaker: Speaker, figures: Figures, events: int) -> None:
        self._console, self._speaker, self._figures, self._events = console, speaker, figures, events
        self._latest: deque[Moment] = deque(maxlen=_LINES)
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._drawn = 0.0
        self._began = time.perf_counter()

    @contextmanager
    def on(self) -> Iterator[None]:
        with self._live:
            yield

    def show(self, moment: Moment) -> None:
        if moment.action >= CAUGHT and moment.decision.reasons:
            self._latest.append(moment)
        now = time.perf_counter()
        if now - self._drawn > 1 / _FRAMES_A_SECOND:
            self._drawn = now
            self._live.update(self._draw(moment.row.at, now), refresh=True)

    def _draw(self, at: int, now: float) -> RenderableType:
        figures = self._figures
        types = figures.by_type()
        caught, stories = sum(c.caught for c in types.values()), sum(c.stories for c in types.values())
        busy_us = sum(figures.took_us[-500:]) / max(len(figures.took_us[-500:]), 1)
        head = Text.assemble(
            (clock(at), "bold"),
            pick("　事件 ", "   events "),
            (f"{figures.events:,}", "bold"),
            pick("　骗局已拦 ", "   scams caught "),
            (f"{caught}/{stories}", "bold green"),
            pick("　守住 ", "   kept "),
            (yuan(sum(c.stopped_fen for c in types.values())), "bold green"),
            pick("　打扰诚实客户 ", "   honest troubled "),
            (f"{figures.customers_at(Action.VERIFY)}", "bold yellow"),
            f"　{figures.events / max(now - self._began, 0.001):,.0f}/s　{busy_us:.0f} µs",
        )
        bar = ProgressBar(total=self._events, completed=figures.events)
        return Panel(Group(head, bar, self._table()), title=pick("客盾 · 店铺的一天", "Kedun · a shop's day"))

    def _table(self) -> Table:
        table = Table(box=box.SIMPLE, expand=True, pad_edge=False)
        for name, width in zip(_heads(), _WIDTHS, strict=True):
            table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=width, ratio=None if width else 1)
        for moment in reversed(self._latest):
            cells = _cells(moment, self._speaker)
            table.add_row(*cells[:2], Text(cells[2], style=_STYLES.get(moment.action, "")), *cells[3:])
        return table


def _heads() -> tuple[str, ...]:
    return (
        pick("时刻", "time"),
        pick("谁", "who"),
        pick("处置", "action"),
        pick("风险", "risk"),
        pick("因为", "because"),
        pick("条款", "clause"),
        pick("依据", "values"),
    )


def _cells(moment: Moment, speaker: Speaker) -> tuple[str, ...]:
    reason = moment.decision.reasons[0]
    return (
        clock(moment.row.at, seconds=True),
        speaker.who(moment.row),
        speaker.action(moment.action),
        str(moment.decision.risk),
        speaker.of(reason.title),
        reason.clause,
        speaker.values(reason, 2),
    )


# -- the figures afterwards -------------------------------------------------------------------------------------------


def _account(figures: Figures, speaker: Speaker) -> RenderableType:
    return Group(_decisions(figures, speaker), _by_type(figures), _rules(figures, speaker), _sentence(figures))


def _decisions(figures: Figures, speaker: Speaker) -> Table:
    table = Table(title=pick("每个事件的去处", "What each event was told"), box=box.SIMPLE_HEAD, title_justify="left")
    for name in (pick("处置", "action"), pick("事件", "events"), pick("其中骗局", "of scams")):
        table.add_column(name, justify="left" if name in {"处置", "action"} else "right")
    for action in Action:
        table.add_row(
            Text(speaker.action(action), style=_STYLES.get(action, "")),
            f"{figures.actions[action]:,}",
            f"{figures.fraud_actions[action]:,}",
        )
    return table


def _by_type(figures: Figures) -> Table:
    names = load_handbook().fraud_types
    table = Table(title=pick("按骗局类型", "By type of scam"), box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column(pick("类型", "type"), overflow="fold")
    for name in (
        pick("起", "scams"),
        pick("拦下", "caught"),
        pick("动钱前", "in time"),
        pick("守住", "kept"),
        pick("损失", "lost"),
    ):
        table.add_column(name, justify="right")
    for code, count in figures.by_type().items():
        kind = names.get(code)
        title = f"{code} {pick(kind.name.zh, kind.name.en)}" if kind is not None else code
        table.add_row(
            title,
            str(count.stories),
            Text(str(count.caught), style="green" if count.caught == count.stories else "red"),
            str(count.in_time),
            yuan(count.stopped_fen) if count.stopped_fen else "–",
            yuan(count.lost_fen) if count.lost_fen else "–",
        )
    return table


def _rules(figures: Figures, speaker: Speaker) -> Table:
    known = {rule.id: rule for rule in speaker.policy.rules}
    table = Table(title=pick("最得力的规则", "The rules that did most"), box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column(pick("规则", "rule"), overflow="fold")
    for name in (
        pick("条款", "clause"),
        pick("命中", "hits"),
        pick("其中骗局", "of scams"),
        pick("打扰诚实", "honest troubled"),
    ):
        table.add_column(name, justify="right")
    for rule_id, count in top_rules(figures, 12):
        rule = known[rule_id]
        title = pick(rule.title.zh, rule.title.en)
        table.add_row(title, rule.clause, f"{count.hits:,}", f"{count.fraud:,}", f"{count.troubled:,}")
    return table


def _sentence(figures: Figures) -> Text:
    types = figures.by_type().values()
    stories, caught, in_time = (sum(getattr(c, n) for c in types) for n in ("stories", "caught", "in_time"))
    stopped, lost = sum(c.stopped_fen for c in types), sum(c.lost_fen for c in types)
    honest, troubled = figures.customers(), figures.customers_at(Action.VERIFY)
    share = 100 * troubled / max(honest, 1)
    return Text(
        pick(
            f"{stories} 起骗局，{caught} 起达到复核，{in_time} 起在动钱之前；"
            f"守住 {yuan(stopped)}，损失 {yuan(lost)}。\n"
            f"{honest:,} 位诚实客户，{troubled} 位被要求核验或更多（{share:.1f}%）。"
            f"一次决定 {figures.median_us():.0f} µs（中位），99% 在 {figures.p99_us():.0f} µs 内。",
            f"{stories} scams: {caught} brought to review, {in_time} before money moved; "
            f"{yuan(stopped)} kept, {yuan(lost)} lost.\n"
            f"{honest:,} honest customers: {troubled} asked to verify or more ({share:.1f}%). "
            f"One decision takes {figures.median_us():.0f} µs (median), 99% within {figures.p99_us():.0f} µs.",
        )
    )
