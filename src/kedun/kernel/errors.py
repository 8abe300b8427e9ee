"""Everything Kedun raises on purpose.

    KedunError                error             500
    ├─ InputError             input             400   what was given cannot be used
    │  ├─ EventError          event.malformed   400   one event: which path, what was expected, what was got
    │  └─ PolicyError         policy.broken     400   a pack: all its faults at once
    ├─ RefusedError           refused           403   understood, and not allowed
    ├─ NotFoundError          not_found         404   no such thing
    ├─ ConflictError          conflict          409   the same identity with another content
    └─ UnavailableError       unavailable       503   a part this needs is missing or cannot answer now

Codes are stable: they are part of the interface. Messages and fields may reach logs, callers and screens,
so they never hold personal data: name the path and the kind of a value, not the value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

__all__ = [
    "ConflictError",
    "EventError",
    "Fault",
    "InputError",
    "KedunError",
    "NotFoundError",
    "PolicyError",
    "RefusedError",
    "UnavailableError",
]

_COUNT_ZH = "规则包有 {count} 处错误"


class KedunError(Exception):
    """The root. `message` is English, `zh` the same in Chinese where the raiser has it, `fields` machine-readable."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str, /, *, zh: str = "", **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.zh = zh
        self.fields = fields

    def text(self, lang: str) -> str:
        """The message in `lang`, "zh" or "en"; English when there is no Chinese.

        >>> KedunError("no such pack", zh="没有这个规则包").text("zh")
        '没有这个规则包'
        """
        return self.zh if lang == "zh" and self.zh else self.message


class InputError(KedunError):
    """What was given cannot be used as it is."""

    code = "input"
    status = 400


class EventError(InputError):
    """An event is malformed: at `path`, `expected` was wanted and `got` (a kind, never a value) was found."""

    code = "event.malformed"

    def __init__(self, message: str, /, *, path: str, expected: str, got: str, zh: str = "", **fields: object) -> None:
        super().__init__(message, zh=zh, path=path, expected=expected, got=got, **fields)
        self.path = path
        self.expected = expected
        self.got = got


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a pack, ready to be shown.

    `path` as the analyst named it, 1-based `line` and `column` (0 when the fault has no place); `code` is stable
    (`K012`); `excerpt` is the source with its caret drawn, or empty; a `warning` does not stop a pack from loading.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""
    excerpt: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """Place, code and message on one line, then the excerpt and the hint.

        >>> print(Fault("K001", "unknown name amout_fen", path="rules/3.2.toml", line=4, column=9))
        rules/3.2.toml:4:9  error[K001]: unknown name amout_fen
        """
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        lines = [f"{place}  {self.severity}[{self.code}]: {self.message}".lstrip()]
        if self.excerpt:
            lines.append(self.excerpt)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class PolicyError(InputError):
    """A pack cannot be loaded. `faults` holds all of them, in the order of files, then of lines."""

    code = "policy.broken"

    def __init__(self, faults: Iterable[Fault] | str, /, *, zh: str = "", **fields: object) -> None:
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        if isinstance(faults, str):
            super().__init__(faults, zh=zh, **fields)
            return
        count = len(self.faults)
        listing = "".join(f"\n{fault}" for fault in self.faults)
        super().__init__(
            f"the pack has {count} fault{'' if count == 1 else 's'}{listing}",
            zh=zh or _COUNT_ZH.format(count=count) + listing,
            **fields,
        )


class RefusedError(KedunError):
    """Understood, and not allowed."""

    code = "refused"
    status = 403


class NotFoundError(KedunError):
    """No such thing."""

    code = "not_found"
    status = 404


class ConflictError(KedunError):
    """The same identity came with another content, or the state moved on meanwhile."""

    code = "conflict"
    status = 409


class UnavailableError(KedunError):
    """A part this needs is missing, or cannot answer now; trying again later may help."""

    code = "unavailable"
    status = 503
