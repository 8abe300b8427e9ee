"""Measurements: speed and memory as ratios within one run, kept with machine, date and versions."""

from kedun.lab.bench.backtest import bench_backtest
from kedun.lab.bench.decide import bench_decide
from kedun.lab.bench.machine import machine, save
from kedun.lab.bench.meter import Progress

__all__ = ["Progress", "bench_backtest", "bench_decide", "machine", "save"]
