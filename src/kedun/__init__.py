"""Kedun 客盾: what must happen when something happens in a shop, and why.

>>> import kedun
>>> k = kedun.open()
>>> k.decide({"id": "e1", "type": "login", "at": "2026-05-01T10:00:00+08:00", "facts": {}}).action
'allow'
>>> kedun.screen("您的验证码收到后发给我，我帮您退款").verdict
'stop'

The names below are loaded when first asked for, so that a command that needs one part starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kedun.engine.decide import Advice, Decision, Reason
    from kedun.engine.events import Event
    from kedun.kernel.errors import ConflictError, EventError, InputError, KedunError, PolicyError
    from kedun.pipeline import Kedun, Screening, screen, screen_turns, screen_url
    from kedun.pipeline import open_pack as open  # noqa: A004 # `kedun.open` reads as it should

__all__ = [
    "Advice",
    "ConflictError",
    "Decision",
    "Event",
    "EventError",
    "InputError",
    "Kedun",
    "KedunError",
    "PolicyError",
    "Reason",
    "Screening",
    "open",
    "screen",
    "screen_turns",
    "screen_url",
]
__version__ = "0.1.0"

_HOMES = {
    "Advice": "kedun.engine.decide",
    "Decision": "kedun.engine.decide",
    "Reason": "kedun.engine.decide",
    "Event": "kedun.engine.events",
    "ConflictError": "kedun.kernel.errors",
    "EventError": "kedun.kernel.errors",
    "InputError": "kedun.kernel.errors",
    "KedunError": "kedun.kernel.errors",
    "PolicyError": "kedun.kernel.errors",
    "Kedun": "kedun.pipeline",
    "Screening": "kedun.pipeline",
    "screen": "kedun.pipeline",
    "screen_turns": "kedun.pipeline",
    "screen_url": "kedun.pipeline",
    "open": "kedun.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kedun' has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), "open_pack" if name == "open" else name)
    globals()[name] = found
    return found
