"""Name functions, methods, classes, imports and lines that nothing reaches; fields and enum members may go unread."""

import sys
import tomllib
from pathlib import Path

from vulture.core import Vulture

__all__: list[str] = []

_FRAMEWORK = ["__*__", "pytest_*", "register"]
_CALLED_BY_DECORATOR = [
    "@*.command",
    "@*.callback",
    "@pytest.*",
    "@*.fixture",
    "@given",
    "@rule*",
    "@*.register",
    "@st.*",
]
_EVENTS = tomllib.loads(Path("src/kedun/packs/standard/events.toml").read_text(encoding="utf-8"))["event"]
_CALLED_BY_EVENT_TYPE = [f"_{name}" for name in _EVENTS]
_FIELDS = {"variable", "attribute"}

found = Vulture(ignore_names=_FRAMEWORK + _CALLED_BY_EVENT_TYPE, ignore_decorators=_CALLED_BY_DECORATOR)
found.scavenge(["src", "tests"])
dead = [item for item in found.get_unused_code(min_confidence=60) if item.typ not in _FIELDS or item.confidence == 100]
for item in dead:
    sys.stdout.write(f"{item.get_report()}\n")
sys.exit(bool(dead))
