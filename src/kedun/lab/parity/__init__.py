"""Parity: the live engine, the backtest on DuckDB and a plain oracle must give equal features and verdicts.

`generate` draws random policies and streams, `oracle` says what they mean, `engines` asks the fast two, `run`
compares.
"""

from kedun.lab.parity.records import run_records
from kedun.lab.parity.result import Mismatch, ParityResult, RecordsResult
from kedun.lab.parity.run import compare, run

__all__ = ["Mismatch", "ParityResult", "RecordsResult", "compare", "run", "run_records"]
