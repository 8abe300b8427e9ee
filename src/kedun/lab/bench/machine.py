"""What a figure was measured on, and where it is kept."""

import json
import os
import platform
import resource
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

__all__ = ["machine", "peak_mib", "save"]

_PARTS = ("kedun", "duckdb", "msgspec", "sqlglot", "zen-engine")


def machine() -> dict[str, Any]:
    """Processor, cores, memory in MiB, Python and the versions of the parts that matter."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in _PARTS},
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def peak_mib() -> int:
    """The most memory this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def save(name: str, result: Mapping[str, Any], folder: Path) -> Path:
    """Write a result as `NAME-YYYY-MM-DD.json` in the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{result['machine']['measured_at'][:10]}.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
