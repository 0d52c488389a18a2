"""Stopping a server, and removing what it kept."""

import os
import secrets
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.embedded import cluster, connection, home, leases, locks, processes
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import read_state
from horarium.store.embedded.waiting import Deadline, pause

_CLIENT_NAME = "horarium stop"
_STOP_PATIENCE_S = 150.0
# The supervisor takes the users' lock for moments; a real user keeps it.
_USERS_PATIENCE_S = 0.3
_CLIENTS_PATIENCE_S = 0.5
_POLL_S = 0.05


def stop(data_dir: Path, *, force: bool = False) -> bool:
    """Shut the server down cleanly; True when none runs any more.

    This process stops being a user first. While others use the server it is left alone
    and the answer is False, unless ``force``. Raises ``DatabaseUnavailable`` when it does
    not end and ``DataFolderUnwritable`` when it is somebody else's.
    """
    return _when_alone(data_dir, _end, force=force)


def discard(data_dir: Path, *, force: bool = False) -> bool:
    """Stop the server and delete everything it kept; else like ``stop``."""

    def end_and_delete(place: Home) -> None:
        _end(place)
        doomed = place.path.with_name(f".{place.path.name}-{secrets.token_hex(4)}")
        place.path.rename(doomed)
        home.forget(data_dir)
        shutil.rmtree(doomed)

    return _when_alone(data_dir, end_and_delete, force=force)


def _when_alone(data_dir: Path, act: Callable[[Home], None], *, force: bool) -> bool:
    """Keep new users out and act, if there are no others or they do not matter."""
    place = home.locate(data_dir)
    if place is None:
        return True
    leases.drop(place)
    try:
        with (
            home.refusing(place.path),
            locks.exclusively(place.users_lock, within_s=_USERS_PATIENCE_S) as unused,
        ):
            alone = force or (unused and not _has_clients(place))
            if alone:
                act(place)
            return alone
    except FileNotFoundError:
        # Somebody else discarded it meanwhile.
        return True


def _has_clients(place: Home) -> bool:
    """Whether somebody stays connected; one who just left may be counted for a moment."""
    state = read_state(place)
    if state is None or not locks.is_held(place.supervisor_lock):
        return False
    deadline = Deadline(_CLIENTS_PATIENCE_S)
    try:
        with connection.connect(place, state, _CLIENT_NAME) as link:
            while connection.n_other_clients(link):
                if deadline.passed:
                    return True
                pause(_POLL_S)
    except psycopg.Error:
        pass  # a server that does not answer has no clients
    return False


def _end(place: Home) -> None:
    deadline = Deadline(_STOP_PATIENCE_S)
    while locks.is_held(place.supervisor_lock):
        if deadline.passed:
            raise DatabaseUnavailable(f"it does not stop; see {place.log}.")
        state = read_state(place)
        if state and processes.is_supervisor(state.pid, place.path):
            with suppress(ProcessLookupError):
                os.kill(state.pid, signal.SIGTERM)
        pause(_POLL_S)
    cluster.end_orphan(place)
