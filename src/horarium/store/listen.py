"""Hearing what the relay tells: one LISTEN connection of a process."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import structlog

from horarium.domain.errors import Refused
from horarium.store.outbox import CHANNEL

log = structlog.get_logger()

_LOOK_UP_S = 0.2
"""How long a silent listener sleeps before it looks whether it should stop."""

_LONGEST_PAUSE_S = 5.0


class Listener:
    """A thread that passes every letter on, and finds its way back after a break.

    ``on_letter`` and ``on_return`` run in this thread. ``on_return`` is called whenever
    letters may have been missed: after each new connection, the first one too.
    """

    def __init__(
        self,
        url: Callable[[], str],
        *,
        on_letter: Callable[[str], None],
        on_return: Callable[[], None],
        application_name: str = "horarium listener",
    ) -> None:
        self._url = url
        self._on_letter = on_letter
        self._on_return = on_return
        self._application_name = application_name
        self._stopping = threading.Event()
        self._hearing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop and wait for the thread to end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    @property
    def is_hearing(self) -> bool:
        """Whether a connection stands at this moment."""
        return self._hearing.is_set()

    def wait_until_hearing(self, timeout_s: float) -> bool:
        """Wait for a connection; whether there is one."""
        return self._hearing.wait(timeout_s)

    def _run(self) -> None:
        pause_s = 0.1
        while not self._stopping.is_set():
            try:
                with self._connect() as connection:
                    pause_s = 0.1
                    self._hear(connection)
            except (psycopg.OperationalError, Refused) as error:
                log.warning("listener.lost", error=type(error).__name__)
            finally:
                self._hearing.clear()
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(
            self._url(),
            autocommit=True,
            connect_timeout=5,
            application_name=self._application_name,
        )
        connection.execute(f"listen {CHANNEL}")
        return connection

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        self._hearing.set()
        self._on_return()
        while not self._stopping.is_set():
            for letter in connection.notifies(timeout=_LOOK_UP_S):
                self._on_letter(letter.payload)
