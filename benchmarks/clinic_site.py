"""A whole Horarium on this machine for benchmarks: PostgreSQL that really syncs, web processes.

Everything lives in a temporary folder and is gone afterwards. What costs CPU is counted by
process: web, PostgreSQL, worker and the benchmark itself.
"""

import json
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psutil
import psycopg

from horarium.domain.actor import Role
from horarium.domain.clock import WallClock
from horarium.domain.ids import (
    LocationId,
    OrganisationId,
    PractitionerId,
    ServiceId,
    SessionId,
    uuid7,
)
from horarium.domain.interval import Interval
from horarium.domain.people import HealthcareService, Location, Practitioner
from horarium.domain.session import Session, SessionStatus
from horarium.services import api_tokens
from horarium.services.api_tokens import NewApiToken
from horarium.services.work import Work, begin, system_actor
from horarium.store import embedded, people, sessions
from horarium.store.database import Database
from horarium.store.embedded.home import locate
from horarium.store.embedded.waiting import pause
from horarium.store.migrate import migrate
from horarium.store.people import Organisation

PACKAGES = (
    "horarium",
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "pydantic",
    "psycopg",
    "sqlalchemy",
)


@dataclass
class Site:
    """A served department: ``sessions`` and ``patients`` are ids as text."""

    folder: Path
    url: str
    organisation: OrganisationId
    bearers: dict[str, str]
    sessions: list[str] = field(default_factory=list)
    port: int = 0
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def data_dir(self) -> Path:
        """The data folder of the embedded server."""
        return self.folder / "data"

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, past every wall."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "select set_config('horarium.organisation', %s, false)",
                [str(self.organisation)],
            )
            return connection.execute(query, values or None).fetchall()

    def environment(self) -> dict[str, str]:
        """What the processes of this site are told."""
        return {
            **os.environ,
            "HORARIUM_DATA": str(self.data_dir),
            "HORARIUM_LOG_FORMAT": "json",
        }

    def start_web(self, n_processes: int = 1) -> None:
        """Serve on ``port``, the same one again after a kill."""
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "horarium.cli.main", "serve", "--no-worker"]
        command += ["--port", str(self.port), "--processes", str(n_processes)]
        self.web = self._spawn(command, "web.log")
        self._wait_for_health()

    def start_worker(self) -> None:
        """A job process: it seals, and relays when no web process does."""
        command = [sys.executable, "-m", "horarium.cli.main", "worker"]
        self.worker = self._spawn(command, "worker.log")

    def web_pids(self) -> list[int]:
        """The processes that answer requests."""
        if self.web is None or self.web.poll() is not None:
            return []
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self.web.pid)
            serving = [one for one in parent.children() if "spawn_main" in _words(one)]
            return [one.pid for one in serving] or [parent.pid]
        return []

    def postmaster(self) -> int:
        """The pid of PostgreSQL's first process."""
        place = locate(self.data_dir)
        assert place is not None
        text = (place.cluster / "postmaster.pid").read_text()
        return int(text.splitlines()[0])

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds so far by part, over the processes alive at this moment."""
        return {
            "web": sum(map(_cpu_s, _tree(self.web))),
            "postgresql": sum(map(_cpu_s, _family(self.postmaster()))),
            "worker": sum(map(_cpu_s, _tree(self.worker))),
            "client": _cpu_s(psutil.Process()),
        }

    def stop_web(self) -> None:
        """End the web processes, without ceremony."""
        _kill(self.web)
        self.web = None

    def _spawn(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(
                command,
                env=self.environment(),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def _wait_for_health(self) -> None:
        for _ in range(2400):
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}/health", timeout=2
                ).read()
                return
            if self.web is None or self.web.poll() is not None:
                raise RuntimeError((self.folder / "web.log").read_text()[-3000:])
            pause(0.05)
        raise RuntimeError("the web process did not come up")


@contextmanager
def site(
    *,
    n_sessions: int,
    capacity: int,
    overflow_limit: int = 2,
    n_web: int = 1,
    with_worker: bool = False,
) -> Iterator[Site]:
    """A site with ``n_sessions`` of today and tomorrow, each of ``capacity`` places."""

    def furnish(folder: Path) -> Site:
        return _furnished(folder, n_sessions, capacity, overflow_limit)

    with served(furnish, n_web=n_web, with_worker=with_worker) as made:
        yield made


@contextmanager
def served(
    furnish: Callable[[Path], Site], *, n_web: int = 1, with_worker: bool = False
) -> Iterator[Site]:
    """What ``furnish`` makes in a folder of its own, with its processes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="horarium-benchmark-"))
    folder.chmod(0o755)
    made: Site | None = None
    try:
        made = furnish(folder)
        made.start_web(n_web)
        if with_worker:
            made.start_worker()
        yield made
    finally:
        if made is not None:
            _kill(made.web)
            _kill(made.worker)
        with suppress(Exception):
            embedded.discard(folder / "data", force=True)
        shutil.rmtree(folder, ignore_errors=True)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average_before": [round(one, 2) for one in os.getloadavg()],
        **{name: version(name) for name in PACKAGES},
    }


def tell(report: dict[str, Any]) -> None:
    """Print a report as JSON."""
    print(json.dumps(report, indent=2))


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def new_patients(site: Site, n: int) -> list[str]:
    """Register ``n`` people at once and tell their ids."""
    ids = [str(uuid7(datetime.now(UTC), secrets.token_bytes(10))) for _ in range(n)]
    with psycopg.connect(site.url) as connection:
        connection.execute(
            "select set_config('horarium.organisation', %s, true)",
            [str(site.organisation)],
        )
        connection.execute(
            "insert into patient (organisation_id, id, record_number, name, created_at)"
            " select %s, one, 'B' || one, 'Somebody ' || nth, now()"
            " from unnest(%s::uuid[]) with ordinality as given (one, nth)",
            [site.organisation, ids],
        )
        connection.execute("analyze patient" if n > 1000 else "select 1")
    return ids


def _furnished(
    folder: Path, n_sessions: int, capacity: int, overflow_limit: int
) -> Site:
    url = embedded.start(folder / "data").url
    migrate(url)
    key = OrganisationId(_new_id())
    owner = Organisation(key, "benchmark", "Department of Benchmarks", "UTC")
    with Database(lambda: url, pool_size=2) as database:
        with database.transaction() as db:
            people.add_organisation(db, owner, at=datetime.now(UTC))
        actor = system_actor(key)
        with begin(database, actor, WallClock(), zone=ZoneInfo("UTC")) as work:
            made = Site(folder, url, key, _bearers(work))
            made.sessions = _opened(work, n_sessions, capacity, overflow_limit)
    return made


def _bearers(work: Work) -> dict[str, str]:
    return {
        role.value: api_tokens.create(
            work, NewApiToken(name=f"benchmark-{role.value}", role=role)
        ).secret
        for role in (Role.STAFF, Role.DOCTOR, Role.NURSE)
    }


def _opened(
    work: Work, n_sessions: int, capacity: int, overflow_limit: int
) -> list[str]:
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    open_past_midnight = Interval(start, start + timedelta(days=2))
    service = HealthcareService(ServiceId(_new_id()), "Clinic")
    people.add_services(work.db, work.organisation, [service])
    opened = []
    for n in range(n_sessions):
        room = Location(LocationId(_new_id()), f"Room {n}", "room", None)
        doctor = Practitioner(
            PractitionerId(_new_id()), f"D{n:04}", f"Dr {n}", "registrar"
        )
        people.add_locations(work.db, work.organisation, [room])
        people.add_practitioners(work.db, work.organisation, [doctor])
        opened.append(
            Session(
                id=SessionId(_new_id()),
                practitioner=doctor.id,
                practitioner_name=doctor.name,
                service=service.id,
                service_name=service.name,
                location=room.id,
                room=room.name,
                site=room.name,
                interval=open_past_midnight,
                on_date=start.date(),
                series=f"S{n}",
                slot_min=10,
                capacity=capacity,
                taken=0,
                overflow_limit=overflow_limit,
                overflow_taken=0,
                status=SessionStatus.OPEN,
                late_min=0,
                discipline="banded-edd",
                version=1,
            )
        )
    sessions.add(work.db, work.organisation, opened)
    return [str(one.id) for one in opened]


def _new_id() -> UUID:
    return uuid7(datetime.now(UTC), secrets.token_bytes(10))


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _tree(process: subprocess.Popen[bytes] | None) -> list[psutil.Process]:
    return [] if process is None else _family(process.pid)


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    for one in reversed(_tree(process)):
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGCONT)
            one.kill()
    process.wait()
