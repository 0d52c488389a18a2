"""Advisory file locks (``flock``): the kernel frees them however their holder dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from horarium.store.embedded.waiting import Deadline, pause

if sys.platform != "win32":
    import fcntl

_POLL_S = 0.02


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, which must exist; closing it frees the lock."""
    return os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)


def acquire(descriptor: int, *, shared: bool = False, within_s: float = 0.0) -> bool:
    """Whether the lock could be had ``within_s`` seconds."""
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = Deadline(within_s)
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            return True
        if deadline.passed:
            return False
        pause(_POLL_S)


def free(descriptor: int) -> None:
    """Give the lock back but keep the file open."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock exclusively; False without a lock file."""
    try:
        descriptor = open_lock(path)
    except FileNotFoundError:
        return False
    try:
        return not acquire(descriptor, shared=True)
    finally:
        os.close(descriptor)


@contextmanager
def exclusively(path: Path, *, within_s: float) -> Iterator[bool]:
    """Hold the lock of a file or folder; yields whether it could be had in time."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_NOFOLLOW
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        yield acquire(descriptor, within_s=within_s)
    finally:
        os.close(descriptor)
