"""Backtests: what a policy would have done, over records.

    result = backtest(Opened(policy, lists), [Path("orders.parquet")], derivations=GUARD_CHECKS)
    result.totals.money_stopped_fen

`source` reads and vets the data, `windows` and `verdicts` write the policy as SQL for DuckDB, `summary` makes
figures, `result` is what comes out; `live` does the same through the live engine.
"""

from kedun.lab.backtest.result import BacktestResult
from kedun.lab.backtest.run import Opened, Settings, backtest

__all__ = ["BacktestResult", "Opened", "Settings", "backtest"]
