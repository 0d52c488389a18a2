"""A folder for the server's socket whose path is short enough for the kernel."""

import os
import re
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from horarium.store.embedded.home import Home

# sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, with the closing NUL.
_LONGEST_SOCKET_PATH = 103
_LONGEST_FOLDER = _LONGEST_SOCKET_PATH - len("/.s.PGSQL.65535")

# libpq reads a comma in a host as the next host, and PostgreSQL one in its list likewise.
_PLAIN = re.compile(r"/[A-Za-z0-9/._-]*")


def provide(home: Home) -> Path:
    """The socket folder of this home, existing, private; the same as last time if it can.

    A client that reconnects after a crash then finds the server at the address it knows.
    """
    inside = home.path / "socket"
    if _fits(inside):
        inside.mkdir(mode=0o700, exist_ok=True)
        return inside
    before = recorded(home)
    if before and _is_ours(before):
        return before
    folder = _short_folder()
    home.socket_record.write_text(str(folder), encoding="utf-8")
    return folder


def withdraw(home: Home) -> None:
    """Remove a socket folder outside the home, if it is empty."""
    before = recorded(home)
    if before:
        with suppress(OSError):
            before.rmdir()


def recorded(home: Home) -> Path | None:
    """The socket folder outside the home that was used last."""
    try:
        return Path(home.socket_record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _fits(folder: Path) -> bool:
    return bool(_PLAIN.fullmatch(str(folder))) and len(str(folder)) <= _LONGEST_FOLDER


def _is_ours(folder: Path) -> bool:
    """Whether the folder is, or can again be made, a private folder of this account."""
    with suppress(FileExistsError, FileNotFoundError):
        folder.mkdir(mode=0o700)
    try:
        facts = folder.lstat()
    except OSError:
        return False
    private = stat.S_IMODE(facts.st_mode) == 0o700
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and private


def _short_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes it private
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix="horarium-", dir=parent))
            if _fits(folder):
                return folder
            folder.rmdir()
    raise FileNotFoundError("no short temporary folder for the socket")
