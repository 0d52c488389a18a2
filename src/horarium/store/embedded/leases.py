"""How a process says that it uses a server: a shared lock that dies with it.

Connections alone do not tell: after a crash of the server a web process has none until
its next request, and the server must not be stopped for that.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path

from horarium.store.embedded import locks
from horarium.store.embedded.home import Home

_guard = threading.Lock()
_held: dict[Path, int] = {}


def hold(home: Home, *, within_s: float) -> bool:
    """Count this process among the users; False if the server is stopping for so long.

    Raises ``FileNotFoundError`` when the home was removed meanwhile.
    """
    with _guard:
        known = _held.get(home.path)
        if known is not None and os.fstat(known).st_nlink:
            return True
        _drop(home)
    descriptor = locks.open_lock(home.users_lock)
    if not locks.acquire(descriptor, shared=True, within_s=within_s):
        os.close(descriptor)
        return False
    if not os.fstat(descriptor).st_nlink:
        os.close(descriptor)
        raise FileNotFoundError(home.users_lock)
    with _guard:
        _drop(home)
        _held[home.path] = descriptor
    return True


def has(home: Home) -> bool:
    """Whether this process counts among the users."""
    with _guard:
        return home.path in _held


def drop(home: Home) -> None:
    """No longer count this process among the users; no effect if it does not."""
    with _guard:
        _drop(home)


def _drop(home: Home) -> None:
    if (descriptor := _held.pop(home.path, None)) is not None:
        with suppress(OSError):
            os.close(descriptor)
