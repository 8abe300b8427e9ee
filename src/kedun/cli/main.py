"""The command `kedun`: joins the commands and turns every failure into one clear line and an exit code.

0    it went well
1    it ran and found problems, or some lines of the input failed
2    wrong usage, or input that cannot be used at all
3    an optional part or a rival to measure against is missing
70   a fault of Kedun itself
130  interrupted
"""

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Annotated

import typer

from kedun.cli import backtest, bench, coverage, day, decide, lab, policy, screen
from kedun.cli.language import Language, language_of, pick, speak
from kedun.cli.language import lang as spoken
from kedun.kernel.errors import KedunError, UnavailableError

__all__ = ["FAULT", "INTERRUPTED", "MISSING", "OK", "PROBLEMS", "UNUSABLE", "build", "run"]

OK = 0
PROBLEMS = 1
UNUSABLE = 2
MISSING = 3
FAULT = 70
INTERRUPTED = 130


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (the process's own when None) and return its exit code; never a traceback.

    With KEDUN_DEBUG set, the traceback of a fault is printed before its line.
    """
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    speak(language_of(given, os.environ))
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's stream may be no text file
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # TextIO hides it
    if sys.stdout is None:
        return _failed(pick("标准输出已关闭", "the standard output is closed"), UNUSABLE)
    code = _guarded(given)
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has left, as `head` does; nothing more can be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def build() -> typer.Typer:
    """Make the whole command tree, its help in the language being spoken."""
    app = typer.Typer(
        name="kedun",
        help=pick(
            "客盾：此刻发生了什么、该怎么办、为什么。",
            "Kedun: what must happen when something happens in a shop, and why.",
        ),
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_globals)
    for command in (decide, screen, policy, backtest, coverage, lab, bench, day):
        command.register(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kedun {version('kedun')}")
        raise typer.Exit


def _globals(
    language: Annotated[
        Language | None, typer.Option("--lang", help="语言 language: zh | en", show_default=False)
    ] = None,
    _show: Annotated[
        bool, typer.Option("--version", help="版本 version", is_eager=True, show_default=False, callback=_version)
    ] = False,
) -> None:
    if language is not None:
        speak(language)


def _guarded(arguments: list[str]) -> int:
    """Run, and translate whatever goes wrong into a line on stderr and a code."""
    try:
        code = build()(arguments, standalone_mode=False, prog_name="kedun")
        if code == INTERRUPTED:  # typer has swallowed the interrupt
            return _interrupted()
        return code if isinstance(code, int) else OK
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAULT
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except typer.TyperException as wrong:
        return _misused(wrong)
    except KedunError as wrong:
        return _failed(wrong.text(spoken()), MISSING if isinstance(wrong, UnavailableError) else UNUSABLE)
    except OSError as wrong:
        return _failed(
            f"{wrong.filename or pick('系统', 'system')}: {wrong.strerror or type(wrong).__name__}", UNUSABLE
        )
    except UnicodeError:
        return _failed(pick("输入不是 UTF-8 文本", "the input is not UTF-8 text"), UNUSABLE)
    except Exception as fault:  # noqa: BLE001 - the last net: a person gets a sentence, not a traceback
        if os.environ.get("KEDUN_DEBUG"):
            traceback.print_exc()
        hint = pick("程序自身出错，设 KEDUN_DEBUG=1 可看详情", "a fault of Kedun itself; set KEDUN_DEBUG=1 for details")
        return _failed(f"{type(fault).__name__}: {hint}", FAULT)


def _misused(wrong: typer.TyperException) -> int:
    message = wrong.format_message()
    if "\n" not in message:  # a group called without its command answers with its whole help
        return _failed(f"{message.rstrip('.')}; {pick('用法见 --help', 'see --help')}", wrong.exit_code)
    typer.echo(message, err=True)
    return wrong.exit_code


def _interrupted() -> int:
    return _failed(pick("已中断", "interrupted"), INTERRUPTED)


def _failed(message: str, code: int) -> int:
    typer.echo(f"kedun: {message}", err=True)
    return code
