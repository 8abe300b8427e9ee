"""What holds in every file: docstrings, public names, no hidden code, no trace of the machine it was written on."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGE = HOUSE / "src/kedun"
MODULES = sorted(PACKAGE.rglob("*.py"))

GENERATORS = {"engine/policy/to_python.py", "engine/windows/memory.py", "lab/bench/rival.py"}
"""The only modules that may run generated code; what they run is made from the checked tree alone."""

_IMPORTED_AS = {
    "ahocorasick-rs": "ahocorasick_rs",
    "pillow": "PIL",
    "presidio-analyzer": "presidio_analyzer",
    "python-stdnum": "stdnum",
    "scikit-learn": "sklearn",
    "zen-engine": "zen",
    "zxing-cpp": "zxingcpp",
}

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}


def hidden_code(source: str) -> list[str]:
    """Names in `source` that run or revive code from data."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                found.append(name)
            case ast.Attribute(value=ast.Name(id="builtins"), attr=name) if name in FORBIDDEN_CALLS:
                found.append(name)
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.split(".")[0] in FORBIDDEN_MODULES]
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in FORBIDDEN_MODULES:
                found.append(name)
    return found


def outside_the_standard_library(source: str) -> list[str]:
    """Modules that `source` imports from neither the standard library nor the kernel."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        found += [
            name
            for name in names
            if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("kedun.kernel")
        ]
    return found


def imported(source: str) -> set[str]:
    """The top-level names of everything `source` imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        found |= {name.split(".")[0] for name in names}
    return found


def declared() -> set[str]:
    """What the project file names as needed, always or as an extra, by the name it is imported by."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {re.split(r"[><=\[ ;]", line)[0] for line in lines}
    return {_IMPORTED_AS.get(name, name) for name in names}


def lacks(source: str) -> list[str]:
    """What a module's face lacks: its docstring, or its list of public names when it holds more than a docstring."""
    tree = ast.parse(source)
    if len(tree.body) == 1 and ast.get_docstring(tree):
        return []
    assigned = [
        target.id
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        if isinstance(target, ast.Name)
    ]
    return [*([] if ast.get_docstring(tree) else ["docstring"]), *([] if "__all__" in assigned else ["__all__"])]


@pytest.mark.parametrize(
    "source",
    ["eval('1')", "exec(text)", "compile(text, '', 'exec')", "import builtins\nbuiltins.exec(text)", "import pickle",
     "from joblib import load", "import marshal", "__import__('os')"],
)  # fmt: skip
def test_planted_hidden_code_is_caught(source: str) -> None:
    assert hidden_code(source)


def test_re_compile_is_no_hidden_code() -> None:
    assert hidden_code("import re\nre.compile('x')") == []


@pytest.mark.parametrize("source", ["import msgspec", "from pydantic import fields", "import kedun", "from . import x"])
def test_a_planted_dependency_of_the_kernel_is_caught(source: str) -> None:
    assert outside_the_standard_library(source)


@pytest.mark.parametrize(
    ("source", "lacking"),
    [("", ["docstring", "__all__"]), ("__all__ = []", ["docstring"]), ('"""A."""\nx = 1', ["__all__"])],
)
def test_a_faceless_module_is_caught(source: str, lacking: list[str]) -> None:
    assert lacks(source) == lacking


def relative(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_a_public_module_has_a_docstring_and_public_names(module: Path) -> None:
    if not module.name.startswith("_") or module.name.startswith("__"):
        assert lacks(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_nothing_runs_code_from_data(module: Path) -> None:
    found = set(hidden_code(module.read_text(encoding="utf-8")))
    assert found <= ({"exec", "compile"} if relative(module) in GENERATORS else set())


@pytest.mark.parametrize("module", sorted((PACKAGE / "kernel").glob("*.py")), ids=relative)
def test_the_kernel_needs_the_standard_library_only(module: Path) -> None:
    assert outside_the_standard_library(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_what_is_imported_is_declared(module: Path) -> None:
    known = sys.stdlib_module_names | declared() | {"kedun", ""}
    assert imported(module.read_text(encoding="utf-8")) - known == set()


def test_every_declared_dependency_is_imported() -> None:
    used = {name for module in MODULES for name in imported(module.read_text(encoding="utf-8"))}
    assert declared() - used == {"tzdata"}  # read by zoneinfo, never imported


def test_the_commands_start_without_the_extras() -> None:
    extras = ["lightgbm", "numpy", "opencc", "presidio_analyzer", "pypinyin", "scipy", "sklearn", "spacy", "zen"]
    blocked = f"import sys; sys.modules.update(dict.fromkeys({extras!r}));"
    started = "from kedun.cli.main import run; sys.exit(run(['--lang', 'en', '--help']))"
    done = subprocess.run([sys.executable, "-c", blocked + started], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("decide", "screen", "policy", "backtest", "coverage", "lab", "bench", "day"):
        assert f"\n  {command} " in done.stdout


def tracked() -> list[Path]:
    """Every tracked file that is text; the folder's own files where this is no git checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = [HOUSE / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in {".png", ".parquet", ".gz"}]


# Written so that this file itself holds none of what it looks for.
_TRACES = {
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(?:home|root|Users|work|opt/(?:pypi|wheels))/\w"),
    "a package index": re.compile(r"--(?:extra-)?index" + r"-url\s+\S|--find" + r"-links\s+\S|https?://[^\s/]*(?:pypi|npmjs)[^\s/]*"),
}  # fmt: skip
_MAKEFILE_OPTIONS = re.compile(r"--no-emit-[a-z-]+")


@pytest.mark.parametrize(
    "planted", ["/ro" + "ot/x", "see /ho" + "me/me", "--index" + "-url x", "http" + "s://py" + "pi.org/simple"]
)
def test_a_planted_trace_is_caught(planted: str) -> None:
    assert any(trace.search(planted) for trace in _TRACES.values())


@pytest.mark.parametrize("trace", _TRACES)
def test_no_tracked_file_names_a_machine_or_an_index(trace: str) -> None:
    found = [
        f"{path.relative_to(HOUSE)}:{number}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _TRACES[trace].search(_MAKEFILE_OPTIONS.sub("", line))
    ]
    assert found == []


def test_the_lock_names_versions_and_hashes_only() -> None:
    allowed = re.compile(r"[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # via.*|    #   .*|")
    lines = (HOUSE / "requirements/lock.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not allowed.fullmatch(line)] == []
