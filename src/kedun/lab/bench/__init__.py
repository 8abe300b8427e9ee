"""Measurements: speed and memory as ratios within one run, kept with machine, date and versions."""

from kedun.lab.bench.backtest import bench_backtest
from kedun.lab.bench.decide import bench_decide
from kedun.lab.bench.machine import machine, save
from kedun.lab.bench.meter import Progress
from kedun.lab.bench.screen import bench_screen

__all__ = ["Progress", "bench_backtest", "bench_decide", "bench_screen", "machine", "save"]
