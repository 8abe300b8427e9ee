"""Cells that several tables of the page share."""

from kedun.lab.backtest.report.charts import both
from kedun.lab.backtest.report.words import ACTIONS, count

__all__ = ["badge", "cell"]


def cell(value: int, *, wide: bool = False) -> str:
    """A cell with a count, sorted by its value."""
    return f'<td class="n{" wide" if wide else ""}" data-v="{value}">{count(value)}</td>'


def badge(action: str) -> str:
    """An action by name, a dot of its colour before it."""
    return f'<span class="badge" style="--dot:var(--{action})">{both(ACTIONS[action])}</span>'
