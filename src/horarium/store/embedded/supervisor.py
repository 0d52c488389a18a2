"""The small process that owns one PostgreSQL server.

It creates the cluster, starts the server as its own child (so that a dead one is reaped),
starts it again when it was killed, and stops it when nobody has used it for a while.
Killed itself, it takes the server along (Linux) or leaves an orphan that the next
supervisor ends.
"""

import os
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.embedded import cluster, config, connection, locks, sockets
from horarium.store.embedded.plan import Phase, Plan, State
from horarium.store.embedded.postmaster import Postmaster
from horarium.store.embedded.signals import SignalInbox
from horarium.store.embedded.waiting import Deadline

_LONGEST_TICK_S = 1.0
_READY_POLL_S = 0.03
_ANSWER_POLL_S = 0.2
_ANSWER_PATIENCE_S = 10.0
_RETRY_PATIENCE_S = 10.0
_LONG_LIFE_S = 30.0
_MOST_SHORT_LIVES = 20


class Supervisor:
    """Runs the server of one plan until told to stop or left alone."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._home = plan.home
        self._inbox = SignalInbox()
        self._users = locks.open_lock(plan.home.users_lock)
        self._idle_since = time.monotonic()
        self._ready_since = self._idle_since
        self._has_served = False
        self._n_short_lives = 0
        self._server: Postmaster | None = None
        self._monitor: psycopg.Connection[tuple[object, ...]] | None = None
        self._state = State(
            phase=Phase.PREPARING,
            message="preparing the database",
            pid=os.getpid(),
            port=plan.port,
            version=plan.version,
            provider=plan.provider,
            listen=plan.listen,
            throwaway=plan.throwaway,
        )

    def run(self) -> None:
        """Live through it all; a refusal becomes the last state, for clients to read."""
        try:
            self._prepare()
            while not self._inbox.stop_asked:
                server = self._start()
                if server is None or self._watch(server):
                    break
                self._note_crash()
        except DatabaseUnavailable as refusal:
            self._tell(Phase.FAILED, refusal.reason)
            return
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            self._break_off(f"{error.strerror}{where}")
            return
        self._leave()

    def _tell(self, phase: Phase, message: str) -> None:
        if (phase, message) != (self._state.phase, self._state.message):
            self._state = replace(self._state, phase=phase, message=message)
            self._state.write(self._home)

    def _break_off(self, reason: str) -> None:
        """End when the disk is full or the folder was removed under a running server."""
        if self._server and not self._server.has_ended:
            self._server.stop()
        with suppress(OSError):
            self._tell(Phase.FAILED, reason)

    def _prepare(self) -> None:
        self._state.write(self._home)
        if cluster.major_of(self._home) is None:
            self._tell(
                Phase.PREPARING, f"creating a PostgreSQL {self._plan.version} cluster"
            )
        cluster.prepare(self._plan)
        folder = str(sockets.provide(self._home))
        self._state = replace(self._state, socket_dir=folder)
        config.write(self._plan, folder)

    def _start(self) -> Postmaster | None:
        """A server that answers; None when a stop was asked for meanwhile."""
        deadline = Deadline(_RETRY_PATIENCE_S)
        socket_lock = Path(self._state.socket_dir) / f".s.PGSQL.{self._plan.port}.lock"
        while True:
            cluster.clear_leftovers(self._home, socket_lock=socket_lock)
            server = self._server = Postmaster(self._plan)
            self._tell(Phase.STARTING, "starting PostgreSQL")
            if self._await_ready(server):
                return server
            if self._inbox.stop_asked:
                return None
            reason = server.last_words()
            hopeful = server.was_in_the_way or self._has_served
            if deadline.passed or not hopeful:
                raise DatabaseUnavailable(reason)
            self._inbox.wait(0.2)

    def _await_ready(self, server: Postmaster) -> bool:
        """Whether the server got ready, rather than ended or was told to stop.

        Recovery may take as long as it needs while somebody waits for it.
        """
        deadline = Deadline(self._plan.timeout_s)
        while not server.says_ready:
            if server.has_ended:
                return False
            abandoned = deadline.passed and self._is_unused()
            if self._inbox.stop_asked or abandoned:
                server.stop()
                return False
            if progress := server.progress():
                self._tell(Phase.STARTING, f"starting PostgreSQL: {progress}")
            self._inbox.wait(_READY_POLL_S)
        return True

    def _greet(self, server: Postmaster) -> bool:
        """Open the supervisor's own connection and see to the database.

        False if the server ended meanwhile.
        """
        deadline = Deadline(_ANSWER_PATIENCE_S)
        while not self._inbox.stop_asked:
            try:
                connection.make_database(self._home, self._state)
                self._monitor = self._connect()
                break
            except psycopg.Error as error:
                self._inbox.wait(_ANSWER_POLL_S)
                if server.has_ended:
                    return False
                if deadline.passed:
                    server.stop()
                    raise DatabaseUnavailable(str(error).splitlines()[0]) from error
        return True

    def _watch(self, server: Postmaster) -> bool:
        """Keep the server until it is no longer wanted (True) or ends by itself (False)."""
        if not self._greet(server):
            return False
        self._has_served = True
        self._tell(Phase.READY, "PostgreSQL is running")
        self._ready_since = self._idle_since = time.monotonic()
        tick_s = min(_LONGEST_TICK_S, self._plan.idle_grace_s / 4)
        while not (self._inbox.stop_asked or self._has_been_idle()):
            self._inbox.wait(tick_s)
            if server.has_ended:
                return False
            server.keep_log_small()
        self._tell(Phase.STOPPING, "stopping PostgreSQL")
        self._hang_up()
        server.stop()
        return True

    def _has_been_idle(self) -> bool:
        """Whether nobody used the server for the grace period.

        If so the lock of the users stays taken: whoever comes now waits until this
        process is gone and then starts a new one.
        """
        if not self._is_unused():
            self._idle_since = time.monotonic()
            return False
        if time.monotonic() - self._idle_since >= self._plan.idle_grace_s:
            return True
        locks.free(self._users)
        return False

    def _is_unused(self) -> bool:
        """Whether there is no user and no connection; if so, holds the users' lock."""
        if not locks.acquire(self._users):
            return False
        if self._n_clients() == 0:
            return True
        locks.free(self._users)
        return False

    def _n_clients(self) -> int:
        """How many clients are connected; a server that does not answer has none."""
        try:
            self._monitor = self._monitor or self._connect()
            return connection.n_other_clients(self._monitor)
        except psycopg.Error:
            self._hang_up()
            return 0

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return connection.connect(self._home, self._state, connection.SUPERVISOR_NAME)

    def _hang_up(self) -> None:
        if self._monitor:
            self._monitor.close()
        self._monitor = None

    def _note_crash(self) -> None:
        """Give up on a server that keeps dying young."""
        self._hang_up()
        lived_long = time.monotonic() - self._ready_since > _LONG_LIFE_S
        self._n_short_lives = 0 if lived_long else self._n_short_lives + 1
        if self._n_short_lives == _MOST_SHORT_LIVES:
            raise DatabaseUnavailable(
                f"the server died {_MOST_SHORT_LIVES} times; see {self._home.log}"
            )

    def _leave(self) -> None:
        if self._plan.throwaway:
            shutil.rmtree(self._home.cluster, ignore_errors=True)
            self._home.password.unlink(missing_ok=True)
            self._home.log.unlink(missing_ok=True)
        sockets.withdraw(self._home)
        self._home.state.unlink(missing_ok=True)
