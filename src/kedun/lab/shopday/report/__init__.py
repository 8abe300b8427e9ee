"""The shop day told to people: one self-contained HTML page, and the same figures as JSON."""

from kedun.lab.shopday.report.page import page
from kedun.lab.shopday.report.summary import summary, top_rules
from kedun.lab.shopday.report.words import Speaker, clock, mask, span_words, yuan

__all__ = ["Speaker", "clock", "mask", "page", "span_words", "summary", "top_rules", "yuan"]
