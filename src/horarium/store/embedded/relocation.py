"""Bringing PostgreSQL's programs to a place that the server's account can reach.

A virtual environment below ``/root`` is closed to every other account. Its permissions
are not ours to change, so the programs are copied.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.embedded import account as accounts
from horarium.store.embedded import home
from horarium.store.embedded.account import Account
from horarium.store.embedded.binaries import Binaries


def within_reach(binaries: Binaries, account: Account) -> Binaries:
    """The same programs, where ``account`` can run them.

    Raises ``DatabaseUnavailable`` when they cannot be run and cannot be copied.
    """
    if accounts.can_run(account, binaries.bin / "postgres"):
        return binaries
    if binaries.anchor is None or os.geteuid() != 0:
        raise DatabaseUnavailable(
            f"the account {account.name} cannot run {binaries.bin / 'postgres'}."
        )
    target = _copy_of(binaries)
    copied = replace(
        binaries, bin=target / binaries.bin.relative_to(binaries.anchor), anchor=target
    )
    if not accounts.can_run(account, copied.bin / "postgres"):
        raise DatabaseUnavailable(
            f"the account {account.name} cannot run {copied.bin}."
        )
    return copied


def _copy_of(binaries: Binaries) -> Path:
    """A copy named after the very file it was made from; made once, whole or not at all."""
    facts = (binaries.bin / "postgres").stat()
    origin = f"{binaries.bin}:{facts.st_size}:{facts.st_mtime_ns}"
    key = hashlib.sha256(os.fsencode(origin)).hexdigest()[:8]
    shelf = home.system_folder("binaries")
    target = shelf / f"{binaries.provider}-{binaries.version}-{key}"
    if target.exists():
        return target
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=shelf))
    for part in binaries.parts:
        copy_part(binaries.anchor or Path("/"), part, draft)
    draft.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:
        # Another process was faster.
        shutil.rmtree(draft)
    return target


def copy_part(anchor: Path, part: str, draft: Path) -> None:
    """Copy a folder below ``anchor`` to the same place below ``draft``, open to read."""
    unneeded = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(anchor / part, draft / part, symlinks=True, ignore=unneeded)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o044)
