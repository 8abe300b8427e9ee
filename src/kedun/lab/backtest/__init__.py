"""Backtests: what a policy would have done, over records, on DuckDB."""
