"""On what a benchmark ran: figures without these say nothing."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("horarium", "ortools", "numpy", "numba", "highspy")


def machine() -> dict[str, Any]:
    """Processor, cores, memory and how busy they were to begin with."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(_memory_bytes() / 2**30, 1),
        "system": platform.platform(),
        "load_1_min": load(),
    }


def versions() -> dict[str, str | None]:
    """Python, and the packages that decide how a search goes; None is not installed."""
    return {"python": platform.python_version()} | {
        package: _version(package) for package in PACKAGES
    }


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return round(os.getloadavg()[0], 2)


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
