"""Making sure that a server runs, and telling how to reach it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from horarium.domain.errors import (
    DatabaseRunsOtherwise,
    DatabaseUnavailable,
    DataFolderUnwritable,
    NoPostgres,
)
from horarium.store.embedded import connection, home, leases, locks
from horarium.store.embedded.home import Home
from horarium.store.embedded.launcher import launch
from horarium.store.embedded.plan import Phase, StartOptions, State, read_state
from horarium.store.embedded.waiting import Deadline, pause

Progress = Callable[[str], None]

_CLIENT_NAME = "horarium start"
_MOST_LAUNCHES = 3
_POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedServer:
    """A server that answered a moment ago.

    ``url`` carries the password and leads over a Unix socket; so does ``tcp_url`` over
    loopback, where TCP was asked for. ``binaries`` names the provider of the programs.
    """

    url: str = field(repr=False)
    tcp_url: str | None = field(repr=False)
    version: str
    data_dir: Path
    binaries: str


def start(
    data_dir: Path,
    *,
    on_progress: Progress | None = None,
    options: StartOptions | None = None,
) -> EmbeddedServer:
    """A usable server for this data folder, started if there was none.

    May be called by any number of processes at once and as often as wanted; a few
    milliseconds when the server runs. From then on this process counts as a user, and
    the server stays until ``release`` or the process's end. Call it again when a
    connection fails: a server whose supervisor was killed does not come back by itself.

    Raises ``DataFolderUnwritable``, ``NoPostgres``, ``ClusterOfAnotherRelease``,
    ``DatabaseRunsOtherwise`` or ``DatabaseUnavailable``.
    """
    _refuse_windows()
    options = options or StartOptions()
    data_dir = data_dir.absolute()
    deadline = Deadline(options.timeout_s)
    while True:
        place = _established(data_dir)
        try:
            return _join(place, data_dir, options, on_progress or _say_nothing)
        except FileNotFoundError as error:
            # The home was discarded between two steps; begin with a new one.
            if deadline.passed:
                raise DataFolderUnwritable(
                    str(data_dir), "it keeps vanishing"
                ) from error
        pause(_POLL_S)


def _established(data_dir: Path) -> Home:
    try:
        return home.establish(data_dir)
    except FileNotFoundError as error:
        raise DataFolderUnwritable(str(data_dir), "it cannot be made") from error


def release(data_dir: Path) -> None:
    """This process no longer uses the server; it stops when nobody else does."""
    if place := home.locate(data_dir):
        leases.drop(place)


def _join(
    place: Home, data_dir: Path, options: StartOptions, say: Progress
) -> EmbeddedServer:
    was_user = leases.has(place)
    with home.refusing(place.path):
        if not leases.hold(place, within_s=options.timeout_s):
            raise DatabaseUnavailable("the server has been stopping for too long.")
    joined = False
    try:
        state = _await_ready(place, options, say)
        joined = True
    finally:
        if not (joined or was_user):
            leases.drop(place)
    return EmbeddedServer(
        url=connection.url(place, state),
        tcp_url=connection.tcp_url(place, state),
        version=state.version,
        data_dir=data_dir,
        binaries=state.provider,
    )


def _await_ready(place: Home, options: StartOptions, say: Progress) -> State:
    deadline = Deadline(options.timeout_s)
    n_launches, said = 0, ""
    while not deadline.passed:
        running = locks.is_held(place.supervisor_lock)
        state = read_state(place)
        if not running:
            _give_up_if_hopeless(place, state, n_launches)
            launch(place, options)
            n_launches += 1
            continue
        if state and state.message != said:
            said = state.message
            say(said)
        if state and state.phase is Phase.READY and _answers(place, state):
            _refuse_other_terms(state, options)
            return state
        pause(_POLL_S)
    raise DatabaseUnavailable(
        f"not ready after {options.timeout_s:g} s, still {said or 'silent'}."
    )


def _give_up_if_hopeless(place: Home, state: State | None, n_launches: int) -> None:
    if not n_launches:
        return
    if state and state.phase is Phase.FAILED:
        raise DatabaseUnavailable(state.message)
    if n_launches == _MOST_LAUNCHES:
        raise DatabaseUnavailable(f"its supervisor broke; see {place.supervisor_log}.")


def _answers(place: Home, state: State) -> bool:
    """Whether the server answers and is not about to go with its supervisor."""
    try:
        with connection.connect(place, state, _CLIENT_NAME):
            return locks.is_held(place.supervisor_lock)
    except psycopg.OperationalError:
        return False


def _refuse_other_terms(state: State, options: StartOptions) -> None:
    if options.listen and options.listen != state.listen:
        raise DatabaseRunsOtherwise(f"TCP on {options.listen}")
    if state.throwaway and not options.throwaway:
        raise DatabaseRunsOtherwise("durable storage")


def _say_nothing(_message: str) -> None:
    """Where nobody listens."""


def _refuse_windows() -> None:
    if sys.platform == "win32":
        raise NoPostgres(
            wanted="an embedded PostgreSQL on Windows", looked_in=(), faults=()
        )
