"""Offline work: simulators, backtests, training, evaluation."""
