"""Kedun: what must happen when something happens in a shop, and why."""
