"""The wheel holds everything the program needs: unpacked elsewhere, it works from there."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_file_of_the_package_is_in_the_wheel(unpacked: Path) -> None:
    source = ROOT / "src"
    kept = {
        path.relative_to(source) for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert kept <= {path.relative_to(unpacked) for path in unpacked.rglob("*")}
    assert not [path for path in unpacked.iterdir() if path.name != "kedun" and not path.name.endswith(".dist-info")]


def test_the_unpacked_wheel_decides_and_covers_without_the_repository(unpacked: Path, tmp_path: Path) -> None:
    def said(*arguments: str, line: bytes = b"") -> str:
        environment = {**os.environ, "PYTHONPATH": str(unpacked)}
        command = [sys.executable, *arguments]
        done = subprocess.run(command, input=line, env=environment, cwd=tmp_path, capture_output=True, check=True)
        return done.stdout.decode()

    assert said("-c", "import kedun; print(kedun.__file__)").startswith(str(unpacked))
    line = b'{"id":"1","type":"login","at":"2026-05-13T02:40:00+08:00"}'
    assert json.loads(said("-m", "kedun", "decide", "-", line=line))["action"] == "allow"
    sections = json.loads(said("-m", "kedun", "coverage", "--json"))["sections"]
    assert len(sections) == 48
    assert sections["3.2"]["rules"]
    assert sections["3.2"]["rooms"]
