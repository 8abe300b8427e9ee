"""In which language the command line speaks: Chinese unless the machine or the caller prefers English."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Literal

__all__ = ["Language", "lang", "language_of", "pick", "speak"]

Language = Literal["zh", "en"]

_LANGUAGE: ContextVar[Language] = ContextVar("kedun_language", default="zh")
_VARIABLES = ("KEDUN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def lang() -> Language:
    """The language being spoken."""
    return _LANGUAGE.get()


def pick(zh: str, en: str) -> str:
    """The one of the two texts that is in the language being spoken."""
    return zh if lang() == "zh" else en


def speak(language: Language) -> None:
    """Speak `language` from here on."""
    _LANGUAGE.set(language)


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language a command line asks for: `--lang`, then KEDUN_LANG, then the locale; Chinese in doubt.

    It is read ahead of parsing, so that help and usage errors speak it too.

    >>> language_of(["--lang", "en", "day"], {}), language_of([], {"LANG": "en_GB.UTF-8"}), language_of([], {})
    ('en', 'en', 'zh')
    """
    for place, word in enumerate(arguments):
        wanted = (
            arguments[place + 1] if word == "--lang" and place + 1 < len(arguments) else word.removeprefix("--lang=")
        )
        if word.startswith("--lang") and wanted in {"zh", "en"}:
            return "en" if wanted == "en" else "zh"
    wish = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    return "en" if wish.lower().startswith("en") else "zh"
