"""Under which operating-system account the server runs.

PostgreSQL refuses to run as root. Started by root, the server runs as the owner of the
data folder or, when that is root too, as an account of its own.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.embedded.waiting import Deadline, pause

if sys.platform != "win32":
    import pwd

OWN_ACCOUNT = "horarium-db"
_STAND_INS = ("postgres", "_postgres", "nobody")
_SHELL = "/bin/sh"
_PASSWORD_FILE_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine, with its primary group."""

    uid: int
    gid: int
    name: str


def by_name(name: str) -> Account | None:
    """The account called ``name``, if the machine has one."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, name)


def by_uid(uid: int, gid: int) -> Account:
    """The account with number ``uid``; ``gid`` stands in when it has no entry."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(uid, gid, f"uid {uid}")
    return Account(uid, entry.pw_gid, entry.pw_name)


def owner_of(folder: Path) -> Account:
    """The account that owns an existing folder."""
    facts = folder.stat()
    return by_uid(facts.st_uid, facts.st_gid)


def of_caller() -> Account:
    """The account this process runs as."""
    return by_uid(os.geteuid(), os.getegid())


def own_account() -> Account:
    """The account made for the server alone; created when missing.

    Raises ``DatabaseUnavailable`` when there is none and none can be made.
    """
    found = by_name(OWN_ACCOUNT) or _create()
    for name in _STAND_INS:
        found = found or by_name(name)
    if found is None or found.uid == 0:
        raise DatabaseUnavailable(
            "PostgreSQL does not run as root, and the account "
            f"{OWN_ACCOUNT} could not be created; create it or start as another user."
        )
    return found


def _create() -> Account | None:
    command = _create_command()
    deadline = Deadline(_PASSWORD_FILE_PATIENCE_S)
    while command and not deadline.passed:
        subprocess.run(command, capture_output=True, check=False)
        if created := by_name(OWN_ACCOUNT):
            return created
        # Another process may hold the password file at this moment.
        pause(0.1)
    return None


def _create_command() -> list[str]:
    """Shadow's ``useradd`` where present, else the ``adduser`` of BusyBox."""
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        home = ["--no-create-home", "--home-dir", "/nonexistent"]
        return [useradd, "--system", *home, "--shell", "/bin/false", OWN_ACCOUNT]
    if adduser := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        return [adduser, "-S", "-D", "-H", "-s", "/bin/false", OWN_ACCOUNT]
    return []


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account gets through every parent into ``folder``; asked of the kernel."""
    return _allowed(account, 'cd -- "$1"', folder)


def can_run(account: Account, program: Path) -> bool:
    """Whether the account can execute the program and load its libraries."""
    return _allowed(account, '"$1" --version >/dev/null', program)


def _allowed(account: Account, script: str, path: Path) -> bool:
    as_account: dict[str, object] = {}
    if os.geteuid() == 0:
        as_account = {"user": account.uid, "group": account.gid, "extra_groups": []}
    done: subprocess.CompletedProcess[bytes] = subprocess.run(  # type: ignore[call-overload]
        [_SHELL, "-c", script, _SHELL, path],
        cwd="/",
        capture_output=True,
        check=False,
        **as_account,
    )
    return done.returncode == 0


def become(account: Account) -> None:
    """Give up root for good, if this process is root; no effect otherwise."""
    if os.geteuid() != 0 or account.uid == 0:
        return
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
