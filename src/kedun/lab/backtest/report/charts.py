"""Charts as inline SVG: drawn to a viewBox, coloured by the page's style sheet, readable without a script."""

from collections.abc import Sequence
from html import escape
from math import ceil

from kedun.lab.backtest.report.words import OUTCOMES, SAY, Pair, count, percent
from kedun.lab.backtest.result import DayCount, Split

__all__ = ["both", "days_chart", "say", "split_bar", "stacked"]


def both(text: Pair) -> str:
    """A text in both languages, of which the page shows one."""
    zh, en = text
    return f'<span lang="zh-Hans">{escape(zh)}</span><span lang="en">{escape(en)}</span>'


def say(key: str) -> str:
    """One of the report's fixed texts, in both languages."""
    return both(SAY[key])


def stacked(counts: dict[str, int], names: dict[str, Pair], kind: str) -> str:
    """A bar of shares with a legend that carries the figures, so that colour is never alone."""
    total = sum(counts.values()) or 1
    parts = "".join(
        f'<i class="{kind}-{name}" style="flex-grow:{value}" title="{escape(names[name][1])} {count(value)}"></i>'
        for name, value in counts.items()
        if value
    )
    legend = "".join(
        f'<li><i class="{kind}-{name}"></i><span>{both(names[name])}</span><b>{count(value)}</b>'
        f"<small>{percent(value / total)}</small></li>"
        for name, value in counts.items()
    )
    return f'<div class="bar">{parts}</div><ul class="legend">{legend}</ul>'


def split_bar(split: Split) -> str:
    """Four shares in one thin bar; the figures are in its title and in the cells beside it."""
    counts = {name: getattr(split, name) for name in OUTCOMES}
    title = " · ".join(f"{zh} {en} {count(counts[name])}" for name, (zh, en) in OUTCOMES.items())
    parts = "".join(f'<i class="o-{name}" style="flex-grow:{value}"></i>' for name, value in counts.items() if value)
    return f'<span class="thin" role="img" title="{escape(title)}" aria-label="{escape(title)}">{parts}</span>'


def days_chart(days: Sequence[DayCount]) -> str:
    """Frauds per day (area) and those acted on (line), with the events acted on as bars behind."""
    width, height, left, bottom, top = 1000, 260, 46, 26, 12
    inner_w, inner_h = width - left - 8, height - bottom - top
    most = _round_up(max((max(day.fraud, day.caught) for day in days), default=1))
    busiest = max((day.acted for day in days), default=1) or 1
    step = inner_w / max(len(days), 1)

    def x(place: float) -> float:
        return left + step * (place + 0.5)

    def y(value: float) -> float:
        return top + inner_h * (1 - value / most)

    def tall(day: DayCount) -> float:
        return inner_h * 0.92 * day.acted / busiest

    grid = "".join(
        f'<line x1="{left}" x2="{width - 8}" y1="{y(most * k / 4):.1f}" y2="{y(most * k / 4):.1f}"/>'
        f'<text x="{left - 8}" y="{y(most * k / 4) + 4:.1f}" text-anchor="end">{_short(most * k / 4)}</text>'
        for k in range(5)
    )
    bars = "".join(
        f'<rect x="{x(place) - step * 0.36:.1f}" width="{step * 0.72:.1f}" y="{top + inner_h - tall(day):.1f}" '
        f'height="{tall(day):.1f}"><title>{day.day}: {count(day.acted)} / {count(day.events)}</title></rect>'
        for place, day in enumerate(days)
    )
    every = ceil(len(days) / 8) or 1
    labels = "".join(
        f'<text x="{x(place):.1f}" y="{height - 8}" text-anchor="middle">{day.day[5:]}</text>'
        for place, day in enumerate(days)
        if place % every == 0
    )
    fraud = [(x(place), y(day.fraud)) for place, day in enumerate(days)]
    caught = [(x(place), y(day.caught)) for place, day in enumerate(days)]
    dots = "".join(
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3">'
        f"<title>{day.day}: {count(day.caught)} / {count(day.fraud)}</title></circle>"
        for (cx, cy), day in zip(caught, days, strict=True)
    )
    return (
        f'<svg class="days" viewBox="0 0 {width} {height}" role="img" aria-label="{_summary(days)}">'
        f'<g class="acted">{bars}</g><g class="grid">{grid}{labels}</g>'
        f'<polyline class="fraud" points="{_points(fraud)}"/><polyline class="caught" points="{_points(caught)}"/>'
        f'<g class="dots">{dots}</g></svg>'
    )


def _summary(days: Sequence[DayCount]) -> str:
    fraud, caught = sum(day.fraud for day in days), sum(day.caught for day in days)
    return f"{len(days)} 天 days; 欺诈 fraud {count(fraud)}; 命中 caught {count(caught)}"


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _round_up(value: int) -> int:
    """The next round number that four grid lines divide."""
    step = 1
    while step * 4 < value:
        step *= 2 if str(step)[0] == "1" else 5 if str(step)[0] == "2" else 2
    return step * 4


def _short(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 10_000 else f"{value:g}"
