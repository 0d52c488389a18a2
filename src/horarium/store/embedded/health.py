"""What `horarium doctor` tells about the embedded database, without starting it."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

from horarium.domain.errors import NoPostgres
from horarium.store.embedded import cluster, connection, home, locks, releases
from horarium.store.embedded.binaries import Binaries, FaultyTool, find_binaries, survey
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import Phase, StartOptions, State, read_state

_CLIENT_NAME = "horarium status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers now; ``n_clients`` counts all but this look and the supervisor."""

    version: str
    binaries: str
    supervisor_pid: int
    n_clients: int
    tcp: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The embedded database of one data folder.

    ``chosen`` is what ``start`` would run. ``newest_known`` is the newest minor release of
    its major known on ``newest_known_on``, None if the table lacks the major.
    ``free_bytes`` is the space left where the cluster is or would be.
    """

    installed: tuple[Binaries, ...]
    faults: tuple[FaultyTool, ...]
    chosen: Binaries | None
    newest_known: str | None
    newest_known_on: date
    is_behind: bool
    running: Running | None
    phase: str
    home: Path | None
    cluster_major: int | None
    log: Path | None
    free_bytes: int


def status(data_dir: Path, *, options: StartOptions | None = None) -> Status:
    """How things stand; looks only, starts and writes nothing.

    Raises ``DatabaseUnavailable`` when the folder's pointer leads nowhere and
    ``DataFolderUnwritable`` when it cannot be read.
    """
    options = options or StartOptions()
    with home.refusing(data_dir):
        place = home.locate(data_dir)
        major = cluster.major_of(place) if place else None
        state = _state_of_living(place)
        running = _running(place, state)
    found = survey(options.pg_bin, order=options.order)
    chosen = _chosen(options, major)
    version = running.version if running else chosen and chosen.version
    return Status(
        installed=found.found,
        faults=found.faults,
        chosen=chosen,
        newest_known=releases.newest_known(version) if version else None,
        newest_known_on=releases.KNOWN_ON,
        is_behind=bool(version) and releases.is_behind(str(version)),
        running=running,
        phase=state.phase.value if state else "stopped",
        home=place.path if place else None,
        cluster_major=major,
        log=place.log if place else None,
        free_bytes=shutil.disk_usage(_existing(place.path if place else data_dir)).free,
    )


def _chosen(options: StartOptions, major: int | None) -> Binaries | None:
    try:
        return find_binaries(options.pg_bin, order=options.order, major=major)
    except NoPostgres:
        return None


def _state_of_living(place: Home | None) -> State | None:
    if place is None or not locks.is_held(place.supervisor_lock):
        return None
    return read_state(place)


def _running(place: Home | None, state: State | None) -> Running | None:
    if place is None or state is None or state.phase is not Phase.READY:
        return None
    try:
        with connection.connect(place, state, _CLIENT_NAME) as link:
            n_clients = connection.n_other_clients(link)
    except psycopg.Error:
        return None
    return Running(
        version=state.version,
        binaries=state.provider,
        supervisor_pid=state.pid,
        n_clients=n_clients,
        tcp=state.listen,
    )


def _existing(path: Path) -> Path:
    """The path itself or the nearest folder above that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
