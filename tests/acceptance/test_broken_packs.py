"""A broken pack never loads in part: every fault at once, and what was open goes on."""

from pathlib import Path

import pytest
from tests.acceptance.packs import rule, write_pack

import kedun
from kedun.cli import main

PAYMENT = {"id": "p", "type": "pay", "at": "2026-05-13T11:00:00+08:00", "facts": {"amount_fen": 100}}


def break_encoding(folder: Path) -> None:
    (folder / "rules" / "b.toml").write_bytes(rule("b.b", "ok").encode("gbk"))


def break_size(folder: Path) -> None:
    (folder / "rules" / "b.toml").write_text("#" + "x" * 5_000_000, encoding="utf-8")


def repeat_rules(folder: Path) -> None:
    (folder / "rules" / "b.toml").write_bytes((folder / "rules" / "a.toml").read_bytes())


def lose_the_heading(folder: Path) -> None:
    (folder / "pack.toml").unlink()


def lose_the_events(folder: Path) -> None:
    (folder / "events.toml").unlink()


def add_zero_bytes(folder: Path) -> None:
    (folder / "rules" / "b.toml").write_bytes(b"\0\0")


def loop(folder: Path) -> None:
    (folder / "rules" / "up").symlink_to(folder, target_is_directory=True)


BREAKS = [break_encoding, break_size, repeat_rules, lose_the_heading, lose_the_events, add_zero_bytes, loop]


@pytest.mark.parametrize("breaking", BREAKS)
def test_a_broken_pack_does_not_open_and_the_open_one_goes_on(tmp_path: Path, breaking: object) -> None:
    folder = write_pack(tmp_path / "p", rule("a.b", "amount_fen > 1"))
    before = kedun.open(folder)
    assert callable(breaking)
    breaking(folder)
    with pytest.raises((kedun.PolicyError, kedun.KedunError)):
        kedun.open(folder)
    assert [reason.rule for reason in before.decide(PAYMENT).reasons] == ["a.b"]


@pytest.mark.parametrize("breaking", BREAKS)
def test_checking_a_broken_pack_says_where_and_ends_with_1(
    tmp_path: Path, breaking: object, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_pack(tmp_path / "p", rule("a.b", "amount_fen > 1"))
    assert callable(breaking)
    breaking(folder)
    assert main.run(["policy", "check", str(folder), "--lang", "en"]) == main.PROBLEMS
    assert "error[K0" in capsys.readouterr().out


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    rules = rule("a.one", "amout_fen > 1") + rule("a.two", "device > 3") + rule("a.three", "ok", action="shout")
    feature = '[[feature]]\nid = "f"\non = "pay"\nby = "device"\nagg = "count"\nover = "181d"\n'
    folder = write_pack(tmp_path / "p", rules, {"features.toml": feature, "rules/z.toml": "[[rule]\n"})
    with pytest.raises(kedun.PolicyError) as caught:
        kedun.open(folder)
    found = [(fault.path, fault.code) for fault in caught.value.faults]
    assert found == [
        ("p/features.toml", "K050"),
        ("p/rules/a.toml", "K010"),
        ("p/rules/a.toml", "K011"),
        ("p/rules/a.toml", "K074"),
        ("p/rules/z.toml", "K070"),
    ]
    assert all(fault.line and fault.excerpt for fault in caught.value.faults)
