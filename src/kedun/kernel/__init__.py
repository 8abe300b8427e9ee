"""Kernel: errors, money, identifiers and time. Standard library only; every floor above may use it."""

__all__: list[str] = []
