"""Telling our own processes from strangers that happen to carry the same number.

A pid alone proves nothing: numbers are reused after a reboot, and a zombie keeps its
number until it is reaped. Start times are no help, since those in ``/proc`` move when
the clock is set. What counts is the command line with the folder in it.
"""

from itertools import pairwise
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SUPERVISOR_MODULE = "horarium.store.embedded"


def _command_line(pid: int) -> tuple[str, ...]:
    """The arguments of a living process; empty for zombies, strangers and the dead."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ()
        return tuple(process.cmdline())
    except psutil.Error:
        return ()


def is_postmaster(pid: int, cluster: Path) -> bool:
    """Whether ``pid`` is a living PostgreSQL server of this cluster."""
    line = _command_line(pid)
    if not line or Path(line[0]).name != "postgres":
        return False
    return any(
        option == "-D" and _is_same(value, cluster) for option, value in pairwise(line)
    )


def is_supervisor(pid: int, home: Path) -> bool:
    """Whether ``pid`` is a living supervisor of the cluster in ``home``."""
    line = _command_line(pid)
    return any(
        option == SUPERVISOR_MODULE and _is_same(value, home)
        for option, value in pairwise(line)
    )


def _is_same(named: str, folder: Path) -> bool:
    """Whether a path on a command line leads to the folder, by whatever name."""
    try:
        return folder.samefile(named)
    except OSError:
        return False


def pid_in(lock_file: Path) -> int | None:
    """The process number on the first line of a PostgreSQL lock file, if readable."""
    try:
        return int(lock_file.read_bytes().split(b"\n", 1)[0])
    except (OSError, ValueError):
        return None


def exists(pid: int) -> bool:
    """Whether the number is taken, be it by a zombie."""
    return bool(psutil.pid_exists(pid))
