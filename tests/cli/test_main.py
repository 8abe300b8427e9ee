"""The command line turns every failure into one line and a documented code."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version

import pytest
import typer

from kedun.cli import main
from kedun.kernel.errors import Fault, InputError, NotFoundError, PolicyError, UnavailableError

Played = Callable[[BaseException | None], int]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    """Run a command that does nothing but raise what it is given."""

    def play(raised: BaseException | None) -> int:
        app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)

        @app.command()
        def only() -> None:
            if raised is not None:
                raise raised

        monkeypatch.setattr(main, "build", lambda: app)
        return main.run(["--"])

    return play


FAILURES = [
    (InputError("no such column", zh="没有这一列"), main.UNUSABLE, "kedun: 没有这一列\n"),
    (NotFoundError("no such pack"), main.UNUSABLE, "kedun: no such pack\n"),
    (UnavailableError("lightgbm is not installed", zh="未安装 lightgbm"), main.MISSING, "kedun: 未安装 lightgbm\n"),
    (
        FileNotFoundError(2, "No such file or directory", "a.jsonl"),
        main.UNUSABLE,
        "kedun: a.jsonl: No such file or directory\n",
    ),
    (OSError("odd"), main.UNUSABLE, "kedun: 系统: OSError\n"),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), main.UNUSABLE, "kedun: 输入不是 UTF-8 文本\n"),
    (KeyboardInterrupt(), main.INTERRUPTED, "kedun: 已中断\n"),
    (typer.Abort(), main.INTERRUPTED, "kedun: 已中断\n"),
    (
        ZeroDivisionError("secret 13800138000"),
        main.FAULT,
        "kedun: ZeroDivisionError: 程序自身出错，设 KEDUN_DEBUG=1 可看详情\n",
    ),
    (RecursionError(), main.FAULT, "kedun: RecursionError: 程序自身出错，设 KEDUN_DEBUG=1 可看详情\n"),
]


@pytest.mark.parametrize(("raised", "code", "line"), FAILURES, ids=lambda value: type(value).__name__)
def test_a_failure_is_one_line_and_a_code(
    played: Played, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, line: str
) -> None:
    assert played(raised) == code
    assert capsys.readouterr() == ("", line)


def test_a_broken_pack_shows_every_fault(played: Played, capsys: pytest.CaptureFixture[str]) -> None:
    assert played(PolicyError([Fault("K001", "one"), Fault("K002", "two")])) == main.UNUSABLE
    assert capsys.readouterr().err == "kedun: 规则包有 2 处错误\nerror[K001]: one\nerror[K002]: two\n"


def test_a_fault_shows_its_traceback_only_when_asked(
    played: Played, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEDUN_DEBUG", "1")
    assert played(ZeroDivisionError()) == main.FAULT
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("raised", "code"), [(None, 0), (typer.Exit(), 0), (typer.Exit(1), 1), (SystemExit(3), 3)])
def test_a_commands_own_code_is_kept(
    played: Played, capsys: pytest.CaptureFixture[str], raised: BaseException | None, code: int
) -> None:
    assert played(raised) == code
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("arguments", [["nosuch"], ["--nosuch"], ["--lang", "fr"], ["--lang"]])
def test_wrong_usage_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(arguments) == main.UNUSABLE
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.startswith("kedun: ")


def test_a_group_without_its_command_answers_with_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app, group = typer.Typer(rich_markup_mode=None), typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    app.callback()(lambda: None)
    group.command("one")(lambda: None)
    group.command("two")(lambda: None)
    app.add_typer(group, name="group")
    monkeypatch.setattr(main, "build", lambda: app)
    assert main.run(["group"]) == main.UNUSABLE
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.startswith("Usage: kedun group ")


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out == f"kedun {version('kedun')}\n"


@pytest.mark.parametrize(
    ("arguments", "words"), [([], "客盾"), (["--help"], "客盾"), (["--lang", "en", "--help"], "Kedun: what")]
)
def test_help_speaks_the_language_asked_for(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments) == 0
    assert words in capsys.readouterr().out


def test_kedun_runs_as_a_module_and_survives_a_reader_that_leaves() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kedun", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) in {main.OK, main.PROBLEMS}


def test_a_closed_output_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main.run(["--version"]) == main.UNUSABLE
    assert capsys.readouterr().err == "kedun: 标准输出已关闭\n"
