"""Clients in processes of their own, PostgreSQL programs that misbehave, and patience."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psutil
import psycopg

from horarium.store.embedded import StartOptions, find_binaries
from horarium.store.embedded.home import locate
from horarium.store.embedded.plan import read_state

DURABLE = StartOptions(idle_grace_s=0.5)
FAST = StartOptions(idle_grace_s=0.5, throwaway=True)

_CLIENT = """
import json, sys
from pathlib import Path
from horarium.store import embedded
options = embedded.StartOptions(**json.loads(sys.argv[2]))
server = embedded.start(Path(sys.argv[1]), options=options)
print(server.url, flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Client:
    """A process that started the server and stays until its input ends."""

    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """The address it was given; empty if it failed."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


def python_for(uid: int) -> str | None:
    """A Python that this user can run with this one's packages, if there is one.

    This one may lie below ``/root``; the system's of the same version will do.
    """
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [python, "-c", "import horarium.store.embedded"]
        try:
            subprocess.run(command, env=_environment(), check=True, **_running_as(uid))
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    return None


class _Owner(TypedDict):
    user: int | None
    group: int | None
    extra_groups: list[int] | None
    cwd: str


def _running_as(uid: int | None) -> _Owner:
    """As this user alone: root's groups can reach less, or more, than everybody."""
    groups: list[int] | None = None if uid is None else []
    return {"user": uid, "group": uid, "extra_groups": groups, "cwd": "/"}


def _environment() -> dict[str, str]:
    """The packages of this Python, but not its own library, which fits no other."""
    library = Path(sysconfig.get_path("stdlib"))
    own = {str(library), str(library / "lib-dynload")}
    packages = [
        entry
        for entry in sys.path
        if entry and entry not in own and not entry.endswith(".zip")
    ]
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join(packages)}


@contextmanager
def make_client(
    data_dir: Path,
    *,
    as_user: int | None = None,
    python: str = sys.executable,
    **options: object,
) -> Iterator[Client]:
    fields = {"idle_grace_s": 0.5, "throwaway": True} | options
    process = subprocess.Popen(
        [python, "-c", _CLIENT, data_dir, json.dumps(fields)],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **_running_as(as_user),
    )
    with process:
        try:
            yield Client(process)
        finally:
            if process.poll() is None:
                assert process.stdin is not None
                process.stdin.close()
                process.wait(timeout=60)


def eventually(fact: Callable[[], object], within_s: float = 30.0) -> bool:
    """Whether the fact comes true in time; looks often."""
    end = time.monotonic() + within_s
    while not fact():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """Living servers and supervisors of a data folder."""
    place = locate(data_dir)
    if place is None:
        return []
    return [
        process
        for process in psutil.process_iter()
        if str(place.path) in " ".join(_command_line(process))
    ]


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return [] if process.status() == psutil.STATUS_ZOMBIE else process.cmdline()
    except psutil.Error:
        return []


def postmaster_pid(data_dir: Path) -> int:
    place = locate(data_dir)
    assert place is not None
    return int((place.cluster / "postmaster.pid").read_text().splitlines()[0])


def supervisor_pid(data_dir: Path) -> int:
    place = locate(data_dir)
    assert place is not None
    state = read_state(place)
    assert state is not None
    return state.pid


def kill(pid: int) -> None:
    """``kill -9`` one process; returns when it has gone, or is a zombie."""
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not _is_alive(pid))


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def ask(url: str, query: str) -> object:
    """The single value that a query gives."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def write_rows(url: str, numbers: Sequence[int]) -> None:
    """Commit one row a number."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists kept (n int primary key)")
        for number in numbers:
            connection.execute("insert into kept values (%s)", [number])


def answers(url: str) -> bool:
    try:
        return ask(url, "select 1") == 1
    except psycopg.OperationalError:
        return False


def make_program(path: Path, script: str) -> Path:
    """An executable shell script, in a folder that everybody may enter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return path


def make_programs(folder: Path, **scripts: str) -> Path:
    """PostgreSQL's real programs, but those named run ``script`` first.

    In a script ``$REAL`` is the folder of the real programs.
    """
    real = find_binaries().bin
    for tool in ("postgres", "initdb", "pg_dump", "pg_restore"):
        script = scripts.get(tool, f'exec "$REAL/{tool}" "$@"')
        make_program(folder / tool, f"REAL='{real}'\n{script}")
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
