"""The make file never takes an old environment for a ready one."""

import shutil
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with what the environment is made from."""
    folder = tmp_path / "house"
    (folder / "requirements").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements/lock.txt"):
        shutil.copy(HOUSE / name, folder / name)
    return folder


def ready(house: Path) -> str:
    """The file whose presence means that the environment is ready."""
    asked = ["make", "--no-print-directory", "--eval", "ask:; @echo $(READY)", "ask"]
    return subprocess.run(asked, cwd=house, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("changed", ["requirements/lock.txt", "pyproject.toml"])
def test_a_change_of_what_is_installed_makes_the_stamp_stale(house: Path, changed: str) -> None:
    before = ready(house)
    with (house / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert ready(house) != before


def test_a_moved_folder_makes_the_stamp_stale(house: Path) -> None:
    before = ready(house)
    assert ready(house.rename(house.with_name("moved"))) != before


def test_the_stamp_stays_when_nothing_changed(house: Path) -> None:
    before = ready(house)
    (house / "requirements/lock.txt").touch()
    assert ready(house) == before
