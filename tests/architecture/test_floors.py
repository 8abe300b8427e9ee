"""The floors hold, and a breach of any of them is caught."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]

FLOORS = "Floors: what may import what"
POLICY = "Policy language: one tree, two independent back ends"
BACK_ENDS = "The SQL back end shares no code generator with the Python one"
FRAMEWORK = "The hot path knows no framework, no terminal and no database"
CIRCLE = "No circle anywhere"

BREACHES = [
    ("kernel/money.py", "kedun.engine.policy.tree", FLOORS),
    ("kernel/clock.py", "kedun", FLOORS),
    ("engine/policy/tree.py", "kedun.guard", FLOORS),
    ("engine/policy/tree.py", "kedun.handbook", FLOORS),
    ("engine/policy/tree.py", "kedun.packs", FLOORS),
    ("engine/policy/tree.py", "kedun.pipeline", FLOORS),
    ("guard/__init__.py", "kedun.engine", FLOORS),
    ("guard/__init__.py", "kedun.packs", FLOORS),
    ("handbook/__init__.py", "kedun.guard", FLOORS),
    ("packs/__init__.py", "kedun.handbook", FLOORS),
    ("pipeline/decide.py", "kedun.lab", FLOORS),
    ("pipeline/decide.py", "kedun.cli.main", FLOORS),
    ("lab/__init__.py", "kedun.cli.main", FLOORS),
    ("engine/policy/tree.py", "kedun.engine.policy.parse", POLICY),
    ("engine/policy/parse.py", "kedun.engine.policy.check", POLICY),
    ("engine/policy/parse.py", "kedun.engine.policy.to_python", POLICY),
    ("engine/policy/load.py", "kedun.engine.policy.to_sql", POLICY),
    ("engine/policy/to_python.py", "kedun.engine.policy.to_sql", POLICY),
    ("engine/policy/to_sql/__init__.py", "kedun.engine.policy.to_python", POLICY),
    ("engine/policy/to_sql/__init__.py", "kedun.engine.policy.emit", BACK_ENDS),
    ("kernel/errors.py", "pydantic", FRAMEWORK),
    ("engine/events.py", "pydantic", FRAMEWORK),
    ("engine/decide.py", "duckdb", FRAMEWORK),
    ("guard/__init__.py", "typer", FRAMEWORK),
    ("handbook/__init__.py", "rich", FRAMEWORK),
    ("pipeline/decide.py", "django", FRAMEWORK),
    ("packs/__init__.py", "numpy", FRAMEWORK),
]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A copy of the package, to be damaged; yields its root folder `kedun`."""
    root = tmp_path / "kedun"
    shutil.copytree(HOUSE / "src/kedun", root, ignore=shutil.ignore_patterns("__pycache__", "*.toml", "*.csv"))
    shutil.copy(HOUSE / ".importlinter", tmp_path)
    yield root
    shutil.rmtree(root)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter on the package `kedun` that stands in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def plant(module: Path, imported: str) -> None:
    assert module.exists(), f"the breach needs a module to stand in: {module}"
    module.write_text(f"{module.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")


@pytest.mark.parametrize(("module", "imported", "contract"), BREACHES)
def test_a_planted_import_is_caught(copy: Path, module: str, imported: str, contract: str) -> None:
    plant(copy / module, imported)
    found = lint(copy.parent)
    assert found.returncode == 1, found.stdout
    assert f"{contract} BROKEN" in found.stdout


@pytest.mark.parametrize(("room", "contract"), [("shed", FLOORS), ("engine/policy/shortcut", POLICY)])
def test_a_room_without_a_floor_is_caught(copy: Path, room: str, contract: str) -> None:
    (copy / f"{room}.py").write_text('"""A room nobody drew."""\n', encoding="utf-8")
    found = lint(copy.parent)
    assert found.returncode == 1, found.stdout
    assert contract in found.stdout


def test_a_circle_between_neighbours_is_caught(copy: Path) -> None:
    (copy / "lab/left.py").write_text("import kedun.lab.right\n", encoding="utf-8")
    (copy / "lab/right.py").write_text("import kedun.lab.left\n", encoding="utf-8")
    found = lint(copy.parent)
    assert found.returncode == 1, found.stdout
    assert f"{CIRCLE} BROKEN" in found.stdout


def test_every_contract_has_a_planted_breach() -> None:
    lines = (HOUSE / ".importlinter").read_text(encoding="utf-8").splitlines()
    named = {line.removeprefix("name = ") for line in lines if line.startswith("name = ")}
    assert named == {contract for *_, contract in BREACHES} | {CIRCLE}


def test_the_house_keeps_its_floors(copy: Path) -> None:
    found = lint(copy.parent)
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout
