"""What the pages tell a newcomer to type does what they say."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kedun import packs
from kedun.engine.policy.load import check_texts

HOUSE = Path(__file__).parents[2]
TUTORIAL = HOUSE / "docs/tutorials/first-decision.md"


def blocks(page: Path, language: str) -> list[str]:
    """The page's code blocks in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def at_a_terminal(command: list[str], folder: Path) -> tuple[str, int]:
    """What a command shows a person, with white space evened out, and its exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # the other side is closed: all has been read
        pass
    os.close(ours)
    return " ".join(shown.decode().split()), process.wait(60)


@pytest.mark.parametrize("page", [HOUSE / "README.md", TUTORIAL], ids=lambda page: page.stem)
def test_the_python_on_the_page_runs(page: Path, tmp_path: Path) -> None:
    (code,) = blocks(page, "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_prints_an_action_and_its_reasons(tmp_path: Path) -> None:
    (code,) = blocks(HOUSE / "README.md", "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    first, *reasons = done.stdout.splitlines()
    assert first.startswith("review ")
    assert reasons[0].startswith("H3.2-01 订单金额远超同类市场价 ")


def test_the_tutorials_commands_show_what_it_says(tmp_path: Path) -> None:
    (events,) = blocks(TUTORIAL, "json")
    (tmp_path / "events.jsonl").write_text(events, encoding="utf-8")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    kedun = tmp_path / ".venv/bin/kedun"
    kedun.write_text(f'#!/bin/sh\nexec {sys.executable} -m kedun "$@"\n', encoding="utf-8")
    kedun.chmod(0o755)
    ended = []
    shown = ""
    for language, block in re.findall(r"```(sh|text)\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), flags=re.DOTALL):
        if language == "sh":
            shown, code = at_a_terminal(["sh", "-c", block], tmp_path)
            ended.append(code)
            continue
        for line in block.splitlines():
            assert " ".join(line.split()) in shown
    assert ended == [1, 0, 1]


def with_the_standard_facts(*files: tuple[str, str]) -> dict[str, str]:
    """A pack of the standard pack's schema and lists, and these files."""
    home = packs.path("standard")
    shipped = {name: (home / name).read_text(encoding="utf-8") for name in ("pack.toml", "events.toml", "lists.toml")}
    return {**shipped, **dict(files)}


def test_a_broken_rule_on_a_page_would_be_seen() -> None:
    (rule,) = blocks(HOUSE / "README.md", "toml")
    _, faults = check_texts(with_the_standard_facts(("rules/page.toml", rule.replace("amount_fen", "amount_yuan"))))
    assert [fault.path for fault in faults if fault.severity == "error"] == ["rules/page.toml"]


def test_the_readmes_rule_loads() -> None:
    (rule,) = blocks(HOUSE / "README.md", "toml")
    policy, faults = check_texts(with_the_standard_facts(("rules/page.toml", rule)))
    assert policy is not None, faults
    assert [found.id for found in policy.rules] == ["order.amount_far_above_market"]


def test_the_guides_rule_feature_and_case_load() -> None:
    rule, feature, case = blocks(HOUSE / "docs/guides/write-a-rule.md", "toml")
    policy, faults = check_texts(
        with_the_standard_facts(("rules/page.toml", rule), ("features/page.toml", feature), ("cases/page.toml", case))
    )
    assert policy is not None, faults
    assert ([found.id for found in policy.rules], list(policy.features)) == (
        ["refund.many_in_a_week"],
        ["customer_refunds_7d"],
    )
