"""Fuzz the guard's doors with Atheris, guided by what code is reached: `.ci/fuzz.py [SECONDS [DOOR…]]`.

Every door gets an equal part of the time (60 seconds in all by default), in a process of its own. Needs Atheris
(`pip install atheris`), which is no dependency; without it, says so and fails. What makes a door fail is kept.
"""

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

__all__: list[str] = []

_ROOT = Path(__file__).resolve().parent.parent
_SENTENCES = ("tests/guard/fold_disguises.tsv", "tests/guard/fold_plain.txt")
sys.path[:0] = [str(_ROOT), str(_ROOT / "src")]


def _fuzz(door: str, seconds: int, folder: Path) -> None:
    """Fuzz one door in this process; never returns."""
    import atheris  # noqa: PLC0415 -- only in the process that fuzzes

    with atheris.instrument_imports(include=["kedun.guard"]):
        from tests.guard.fuzz.doors import BYTES, TEXTS  # noqa: PLC0415 -- instrumented while imported

    def once(data: bytes) -> None:
        if door in BYTES:
            BYTES[door](data)
        else:
            TEXTS[door](data.decode("utf-8", "surrogateescape"))

    options = [f"-max_total_time={seconds}", "-max_len=600", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/{door}-", str(folder / "seeds")], once)
    atheris.Fuzz()


def _sow(folder: Path) -> None:
    """Begin from sentences, so that chance need not first find out how UTF-8 works."""
    seeds = folder / "seeds"
    seeds.mkdir()
    lines = [line for name in _SENTENCES for line in (_ROOT / name).read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate(lines):
        (seeds / str(number)).write_text(line.rpartition("\t")[2], encoding="utf-8")


def _main() -> int:
    if find_spec("atheris") is None:
        sys.stderr.write("Atheris is not installed: pip install atheris\n")
        return 2
    from tests.guard.fuzz.doors import BYTES, TEXTS  # noqa: PLC0415 -- the path is set first

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    doors = sys.argv[2:] or [*TEXTS, *BYTES]
    folder = Path(tempfile.mkdtemp(prefix="kedun-fuzz-"))
    _sow(folder)
    failed = []
    for door in doors:
        command = [sys.executable, __file__, "--one", door, str(max(1, seconds // len(doors))), str(folder)]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 -- our own file and arguments
        if done.returncode:
            sys.stdout.write(done.stderr.decode(errors="replace"))
            failed.append(door)
        sys.stdout.write(f"{door}: {'failed, see ' + str(folder) if done.returncode else 'ok'}\n")
    return 1 if failed else 0


if sys.argv[1:2] == ["--one"]:
    _fuzz(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
else:
    sys.exit(_main())
