"""Parity: the live engine, the backtest on DuckDB and a plain oracle must give equal features and verdicts.

`generate` draws random policies and streams, `oracle` says what they mean, `engines` asks the fast two, `run`
compares.
"""

from kedun.lab.parity.run import Mismatch, ParityResult, compare, run

__all__ = ["Mismatch", "ParityResult", "compare", "run"]
