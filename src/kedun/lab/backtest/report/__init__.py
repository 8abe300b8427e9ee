"""A backtest's result for people: tables on a terminal, one HTML page."""

from kedun.lab.backtest.report.page import page
from kedun.lab.backtest.report.terminal import tables

__all__ = ["page", "tables"]
