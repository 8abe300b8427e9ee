"""The command reference names every command and every option there is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kedun.cli.main import build

REFERENCE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Each command under `command`, groups left out, with the words that call it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, found in inner.items():
        yield from walk(found, f"{name} {word}")


COMMANDS = dict(walk(typer.main.get_command(build()), "kedun"))


def test_all_groups_have_landed() -> None:
    expected = {"kedun decide", "kedun backtest", "kedun coverage", "kedun day", "kedun policy check", "kedun lab fdh"}
    assert {*expected, "kedun bench decide", "kedun bench backtest"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_the_command_and_its_options(name: str) -> None:
    group = " ".join(name.split()[:2])
    chapter = next(part for part in REFERENCE.split("\n## ") if part.startswith(group))
    assert f"`{name}" in chapter or chapter.startswith(name)
    for option in COMMANDS[name].params:
        for written in option.opts if option.param_type_name == "option" else ():
            assert written == "--help" or f"`{written}`" in chapter or written == "--lang", f"{name} {written}"
