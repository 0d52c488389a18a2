"""Making a cluster whole or not at all, and clearing what a crash left in it."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.embedded import config, processes
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import Plan
from horarium.store.embedded.releases import major_of as major_in
from horarium.store.embedded.waiting import Deadline, pause

_DRAFT_PREFIX = "cluster.new-"
_COMPLAINT = re.compile("(error|FATAL|PANIC|ERROR):")


def major_of(home: Home) -> int | None:
    """The PostgreSQL release the home's cluster belongs to; None without a cluster."""
    try:
        return int((home.cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def prepare(plan: Plan) -> None:
    """See to it that there is a cluster and that its password is known.

    Only the holder of the supervisor's lock may call this. A cluster is made beside its
    place and moved there when finished, so that an ``initdb`` cut short leaves nothing
    that looks like one.
    """
    home = plan.home
    for draft in home.path.glob(f"{_DRAFT_PREFIX}*"):
        shutil.rmtree(draft)
    if major_of(home) is None:
        _remember_password(home)
        _make(plan)
    elif not home.password.exists():
        _reset_password(plan, _remember_password(home))


def _make(plan: Plan) -> None:
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT_PREFIX, dir=plan.home.path))
    common: list[str | Path] = [
        plan.bin / "initdb",
        f"--pgdata={draft}",
        f"--username={config.SUPERUSER}",
        f"--pwfile={plan.home.password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
    ]
    reason = ""
    for variant in _variants(plan):
        done = subprocess.run(
            [*common, *variant],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
        )
        if done.returncode == 0:
            break
        reason = _complaint(done)
    else:
        shutil.rmtree(draft)
        raise DatabaseUnavailable(f"the database could not be created: {reason}")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"\ninclude_if_exists = '{config.INCLUDED_FILE}'\n")
    draft.rename(plan.home.cluster)
    _sync(plan.home.path)


def _complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What a program that failed said of it; its last words may be about tidying up."""
    said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    complaints = (line for line in said if _COMPLAINT.search(line))
    return next(complaints, said[-1])


def _variants(plan: Plan) -> Sequence[list[str]]:
    """Ways to sort by code point and to reach the disk, best first.

    The built-in provider (from 17 on) cannot change under an index when the system's C
    library is upgraded. To sync the file system once, instead of a thousand files one by
    one, took 1.8 s on a busy disk where ``initdb`` had taken 5.5 s.
    """
    unsynced = ["--no-sync"] if plan.throwaway else []
    if major_in(plan.version) < 17:
        return [["--locale=C.UTF-8", *unsynced], ["--locale=C", *unsynced]]
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return [[*builtin, *(unsynced or ["--sync-method=syncfs"])], [*builtin, *unsynced]]


def _remember_password(home: Home) -> str:
    """The superuser's password; made and written down, mode 0600, when there is none."""
    if home.password.exists():
        return home.password.read_text(encoding="utf-8")
    password = secrets.token_urlsafe(24)
    draft = home.password.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(password, encoding="utf-8")
    draft.replace(home.password)
    return password


def _reset_password(plan: Plan, password: str) -> None:
    """Give the superuser a new password while no server runs."""
    clear_leftovers(plan.home)
    statement = f"ALTER ROLE {config.SUPERUSER} PASSWORD '{password}'\n"
    done = subprocess.run(
        [plan.bin / "postgres", "--single", "-D", plan.home.cluster, "postgres"],
        input=statement,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
    )
    if done.returncode != 0 or "ERROR" in done.stderr:
        plan.home.password.unlink()
        raise DatabaseUnavailable(
            f"{plan.home.password} is missing and could not be replaced."
        )


def clear_leftovers(home: Home, *, socket_lock: Path | None = None) -> None:
    """Make way for a new server: end an orphan, remove lock files of strangers and zombies.

    PostgreSQL refuses to start while the number in ``postmaster.pid`` belongs to any
    living process or zombie. The number of a dead process is left to PostgreSQL, which
    then also looks for surviving backends.
    """
    end_orphan(home)
    for lock_file in (home.cluster / "postmaster.pid", socket_lock):
        if lock_file is None:
            continue
        pid = processes.pid_in(lock_file)
        if pid is None or processes.exists(pid):
            lock_file.unlink(missing_ok=True)


def end_orphan(home: Home, *, within_s: float = 60.0) -> None:
    """Shut down a server of this cluster that has lost its supervisor, and wait for it."""
    pid = processes.pid_in(home.cluster / "postmaster.pid")
    if pid is None or not processes.is_postmaster(pid, home.cluster):
        return
    deadline = Deadline(within_s)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    while processes.is_postmaster(pid, home.cluster):
        if deadline.passed:
            raise DatabaseUnavailable(
                f"process {pid}, the previous server, does not end."
            )
        pause(0.05)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
