"""What the pages tell a newcomer to type does what they say."""

import json
import os
import pty
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from kedun import packs
from kedun.engine.policy.load import check_texts
from kedun.guard.lexicon.load import load_from

HOUSE = Path(__file__).parents[2]
TUTORIAL = HOUSE / "docs/tutorials/first-decision.md"
CHAT = HOUSE / "docs/guides/screen-a-chat.md"
SCREEN = HOUSE / "docs/reference/screen.md"
LEXICON = HOUSE / "docs/reference/lexicon.md"


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


@pytest.mark.parametrize("page", [CHAT, LEXICON], ids=lambda page: page.stem)
def test_the_guards_python_runs_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    code = "\n".join(textwrap.dedent(block) for block in blocks(page, "python"))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_false_promise_in_the_guide_would_be_seen(tmp_path: Path) -> None:
    code = "\n".join(blocks(CHAT, "python")).replace('verdict == "stop"', 'verdict == "pass"')
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "AssertionError" in done.stderr


def test_the_guides_screen_command_shows_what_it_says(tmp_path: Path) -> None:
    command = blocks(CHAT, "sh")[0].split()
    shown, code = at_a_terminal([sys.executable, "-m", *command], tmp_path)
    assert code == 0
    for line in blocks(CHAT, "text")[0].splitlines():
        assert " ".join(line.split()) in shown


def screened(lines: str, folder: Path) -> tuple[list[dict[str, Any]], int]:
    """What `kedun screen --jsonl` answers to lines, and its exit code."""
    command = [sys.executable, "-m", "kedun", "--lang", "en", "screen", "--jsonl"]
    done = subprocess.run(command, cwd=folder, input=lines, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def test_the_screen_contracts_lines_are_answered_in_its_form(tmp_path: Path) -> None:
    given, form, _ = blocks(SCREEN, "json")
    promised = json.loads(form)
    answers, code = screened(given, tmp_path)
    assert (len(answers), code) == (3, 0)
    for answer, line in zip(answers, given.splitlines(), strict=True):
        assert (answer["id"], list(answer)) == (json.loads(line)["id"], list(promised))
        for part in ("turns", "findings"):
            assert all(list(row) == list(promised[part][0]) for row in answer[part])
        assert all(set(row) - {"id"} == set(promised["advice"][0]) for row in answer["advice"])
    assert [len(answer["turns"]) for answer in answers] == [1, 2, 1]


def test_a_line_with_nothing_to_screen_becomes_the_error_line_on_the_page(tmp_path: Path) -> None:
    given, _, error = blocks(SCREEN, "json")
    first, *_ = given.splitlines()
    answers, code = screened(f'{first}\n{{"id": 9}}\n{first}\n', tmp_path)
    assert code == 1
    assert answers == [answers[0], json.loads(error), answers[0]]


def test_the_lexicons_examples_load(tmp_path: Path) -> None:
    words, concept, pattern, *_ = blocks(LEXICON, "toml")
    extra = '\n[qq]\nwords = ["qq"]\n[code]\nwords = ["验证码"]\n[tell_me]\nwords = ["发我"]\n[neg]\nwords = ["不要"]\n'
    more = '[not_arrived]\nwords = ["没收到"]\n'
    for name, content in (("words", words + extra + more), ("concepts", concept), ("patterns", pattern)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.toml").write_text(content, encoding="utf-8")
    loaded = load_from(tmp_path)
    said = [loaded.concepts[loaded.concept_of[number]].id for number, _, _ in loaded.said("验证码发我")]
    assert said == ["ask_code"]
    assert loaded.said("不要把验证码发我") == []
