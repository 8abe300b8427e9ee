"""Sliding-window features over what happened to an entity. Handbook 3.2, 3.3."""

from kedun.engine.windows.memory import Limits, MemoryWindows, Observation
from kedun.engine.windows.plan import Column, Lane, Plan
from kedun.engine.windows.port import Windows

__all__ = ["Column", "Lane", "Limits", "MemoryWindows", "Observation", "Plan", "Windows"]
